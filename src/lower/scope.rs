//! The names that a function sees, and the objects that a script makes.

use std::collections::HashMap;
use std::rc::Rc;

use super::value::{FrameId, ObjectId, Value};

/// When code runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// While the script is loaded.
    Load,
    /// When an event comes.
    Event,
}

/// The parameters (and on 1.5 the `var`s and functions) of one call.
#[derive(Debug)]
pub(super) struct Frame<'p> {
    pub(super) parent: Option<FrameId>,
    names: Vec<(&'p str, Value)>,
    /// Only for frames of many names: where each stands.
    index: HashMap<&'p str, u32>,
    pub(super) phase: Phase,
    /// How many undecided paths led to it.
    pub(super) doubt: u32,
}

/// Above this many names or members a table of them is kept. Chosen by feeling.
const FEW: usize = 16;

impl<'p> Frame<'p> {
    pub(super) fn new(parent: Option<FrameId>, phase: Phase, doubt: u32) -> Self {
        Frame { parent, names: Vec::new(), index: HashMap::new(), phase, doubt }
    }

    /// Declares a name; a second declaration of it replaces the first.
    pub(super) fn declare(&mut self, name: &'p str, value: Value) {
        match self.find(name) {
            Some(at) => self.names[at].1 = value,
            None => {
                self.names.push((name, value));
                if self.names.len() > FEW {
                    if self.index.is_empty() {
                        let all = self.names.iter().enumerate();
                        self.index = all.map(|(at, (name, _))| (*name, at as u32)).collect();
                    } else {
                        self.index.insert(name, self.names.len() as u32 - 1);
                    }
                }
            }
        }
    }

    pub(super) fn find(&self, name: &str) -> Option<usize> {
        match self.index.is_empty() {
            true => self.names.iter().position(|(own, _)| *own == name),
            false => self.index.get(name).map(|&at| at as usize),
        }
    }

    pub(super) fn get(&self, at: usize) -> &Value {
        &self.names[at].1
    }

    pub(super) fn set(&mut self, at: usize, value: Value) {
        self.names[at].1 = value;
    }
}

/// An object or array that the script made.
#[derive(Debug)]
pub(super) struct Object {
    pub(super) array: bool,
    members: Vec<(Rc<str>, Value)>,
    index: HashMap<Rc<str>, u32>,
    /// It may have members that are not listed.
    pub(super) open: bool,
    pub(super) phase: Phase,
    /// How many undecided paths led to it.
    pub(super) doubt: u32,
}

impl Object {
    pub(super) fn new(array: bool, phase: Phase, doubt: u32) -> Self {
        Object { array, members: Vec::new(), index: HashMap::new(), open: false, phase, doubt }
    }

    pub(super) fn set(&mut self, key: Rc<str>, value: Value) {
        match self.find(&key) {
            Some(at) => self.members[at].1 = value,
            None => {
                self.members.push((key.clone(), value));
                if self.members.len() > FEW {
                    if self.index.is_empty() {
                        let all = self.members.iter().enumerate();
                        self.index = all.map(|(at, (key, _))| (key.clone(), at as u32)).collect();
                    } else {
                        self.index.insert(key, self.members.len() as u32 - 1);
                    }
                }
            }
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.find(key).map(|at| &self.members[at].1)
    }

    fn find(&self, key: &str) -> Option<usize> {
        match self.index.is_empty() {
            true => self.members.iter().position(|(own, _)| **own == *key),
            false => self.index.get(key).map(|&at| at as usize),
        }
    }

    /// The members in order; of an array, its elements.
    pub(super) fn members(&self) -> &[(Rc<str>, Value)] {
        &self.members
    }

    /// Appends an element to an array.
    pub(super) fn push(&mut self, value: Value) {
        let key: Rc<str> = self.members.len().to_string().into();
        self.set(key, value);
    }

    /// Forgets everything but that it exists.
    pub(super) fn forget(&mut self) {
        self.open = true;
        for (_, value) in &mut self.members {
            *value = Value::Unknown;
        }
    }
}

/// All frames and objects of one evaluation.
#[derive(Debug, Default)]
pub(super) struct Heap<'p> {
    frames: Vec<Frame<'p>>,
    objects: Vec<Object>,
}

impl<'p> Heap<'p> {
    pub(super) fn add_frame(&mut self, frame: Frame<'p>) -> FrameId {
        self.frames.push(frame);
        FrameId(self.frames.len() as u32 - 1)
    }

    pub(super) fn add_object(&mut self, object: Object) -> ObjectId {
        self.objects.push(object);
        ObjectId(self.objects.len() as u32 - 1)
    }

    pub(super) fn frame(&self, id: FrameId) -> &Frame<'p> {
        &self.frames[id.0 as usize]
    }

    pub(super) fn frame_mut(&mut self, id: FrameId) -> &mut Frame<'p> {
        &mut self.frames[id.0 as usize]
    }

    pub(super) fn object(&self, id: ObjectId) -> &Object {
        &self.objects[id.0 as usize]
    }

    pub(super) fn object_mut(&mut self, id: ObjectId) -> &mut Object {
        &mut self.objects[id.0 as usize]
    }

    /// The frame that declares `name`, from `frame` outwards, and its place there.
    pub(super) fn look_up(&self, frame: FrameId, name: &str) -> Option<(FrameId, usize)> {
        let mut next = Some(frame);
        while let Some(id) = next {
            let frame = self.frame(id);
            if let Some(at) = frame.find(name) {
                return Some((id, at));
            }
            next = frame.parent;
        }
        None
    }
}
