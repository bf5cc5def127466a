//! The names that a function sees, and the objects that a script makes.

use foldhash::{HashMap, HashMapExt};

use super::value::{FrameId, ObjectId, Text, Value};

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
    names: Vec<(&'p str, Value<'p>)>,
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
    pub(super) fn declare(&mut self, name: &'p str, value: Value<'p>) {
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

    pub(super) fn get(&self, at: usize) -> &Value<'p> {
        &self.names[at].1
    }

    pub(super) fn set(&mut self, at: usize, value: Value<'p>) {
        self.names[at].1 = value;
    }
}

/// An object or array that the script made.
#[derive(Debug)]
pub(super) struct Object<'p> {
    pub(super) array: bool,
    /// The keys, in order. Those of an array are left out as long as each is its place: `0`, `1`, and so on.
    keys: Vec<Text<'p>>,
    values: Vec<Value<'p>>,
    /// Only for objects of many members: where each stands.
    index: HashMap<Text<'p>, u32>,
    /// It may have members that are not listed.
    pub(super) open: bool,
    pub(super) phase: Phase,
    /// How many undecided paths led to it.
    pub(super) doubt: u32,
}

impl<'p> Object<'p> {
    pub(super) fn new(array: bool, phase: Phase, doubt: u32) -> Self {
        let (keys, values) = (Vec::new(), Vec::new());
        Object { array, keys, values, index: HashMap::new(), open: false, phase, doubt }
    }

    /// An array of these elements.
    pub(super) fn list(elements: Vec<Value<'p>>, phase: Phase, doubt: u32) -> Self {
        Object { values: elements, ..Object::new(true, phase, doubt) }
    }

    /// Makes room for so many members.
    pub(super) fn reserve(&mut self, members: usize) {
        self.values.reserve(members);
        if !self.array {
            self.keys.reserve(members);
        }
    }

    pub(super) fn set(&mut self, key: Text<'p>, value: Value<'p>) {
        if let Some(at) = self.find(&key) {
            self.values[at] = value;
            return;
        }
        if self.is_numbered() {
            self.keys = (0..self.values.len()).map(|at| self.key(at)).collect();
        }
        self.keys.push(key);
        self.values.push(value);
        if self.keys.len() > FEW {
            let known = self.index.len();
            let new = self.keys.iter().enumerate().skip(known);
            self.index.extend(new.map(|(at, key)| (key.clone(), at as u32)));
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Value<'p>> {
        self.find(key).map(|at| &self.values[at])
    }

    /// Where a member stands among the others.
    pub(super) fn find(&self, key: &str) -> Option<usize> {
        if self.is_numbered() {
            return place(key).filter(|at| *at < self.values.len());
        }
        match self.index.is_empty() {
            true => self.keys.iter().position(|own| **own == *key),
            false => self.index.get(key).map(|&at| at as usize),
        }
    }

    /// True for an array whose keys are left out.
    fn is_numbered(&self) -> bool {
        self.array && self.keys.is_empty()
    }

    fn key(&self, at: usize) -> Text<'p> {
        self.keys.get(at).cloned().unwrap_or_else(|| Text::made(&at.to_string()))
    }

    /// The members in order, each with its key.
    pub(super) fn members(&self) -> impl Iterator<Item = (Text<'p>, &Value<'p>)> {
        self.values.iter().enumerate().map(|(at, value)| (self.key(at), value))
    }

    /// The members in order, without their keys: the elements of an array.
    pub(super) fn values(&self) -> &[Value<'p>] {
        &self.values
    }

    /// Appends an element to an array.
    pub(super) fn push(&mut self, value: Value<'p>) {
        match self.is_numbered() {
            true => self.values.push(value),
            false => self.set(Text::made(&self.values.len().to_string()), value),
        }
    }

    /// Forgets everything but that it exists.
    pub(super) fn forget(&mut self) {
        self.open = true;
        self.values.fill(Value::Unknown);
    }
}

/// The place that an array's key stands for, if it is written as Pipy writes it.
fn place(key: &str) -> Option<usize> {
    let plain = key == "0" || !key.starts_with('0') && key.bytes().all(|it| it.is_ascii_digit());
    key.parse().ok().filter(|_| plain)
}

/// All frames and objects of one evaluation.
#[derive(Debug, Default)]
pub(super) struct Heap<'p> {
    frames: Vec<Frame<'p>>,
    objects: Vec<Object<'p>>,
}

impl<'p> Heap<'p> {
    pub(super) fn add_frame(&mut self, frame: Frame<'p>) -> FrameId {
        self.frames.push(frame);
        FrameId(self.frames.len() as u32 - 1)
    }

    pub(super) fn add_object(&mut self, object: Object<'p>) -> ObjectId {
        self.objects.push(object);
        ObjectId(self.objects.len() as u32 - 1)
    }

    pub(super) fn frame(&self, id: FrameId) -> &Frame<'p> {
        &self.frames[id.0 as usize]
    }

    pub(super) fn frame_mut(&mut self, id: FrameId) -> &mut Frame<'p> {
        &mut self.frames[id.0 as usize]
    }

    pub(super) fn object(&self, id: ObjectId) -> &Object<'p> {
        &self.objects[id.0 as usize]
    }

    pub(super) fn object_mut(&mut self, id: ObjectId) -> &mut Object<'p> {
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
