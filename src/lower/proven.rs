//! Names that a test has proven not to be null, where it holds.

use foldhash::HashMap;

/// Above this many names a table of them is kept. Chosen by feeling.
const FEW: usize = 16;

/// A stack of names, with a quick answer to whether one is in it: a chain of `&&` can be long.
#[derive(Debug, Default)]
pub(super) struct Proven<'p> {
    stack: Vec<&'p str>,
    /// How often each name is in the stack; empty as long as there were few at a time.
    counts: HashMap<&'p str, u32>,
}

impl<'p> Proven<'p> {
    /// How many there are, to cut back to.
    pub(super) fn len(&self) -> usize {
        self.stack.len()
    }

    /// Adds a name.
    pub(super) fn push(&mut self, name: &'p str) {
        self.stack.push(name);
        if !self.counts.is_empty() {
            *self.counts.entry(name).or_default() += 1;
        } else if self.stack.len() > FEW {
            self.stack.iter().for_each(|it| *self.counts.entry(it).or_default() += 1);
        }
    }

    /// Forgets all but the first `len`.
    pub(super) fn truncate(&mut self, len: usize) {
        let len = len.min(self.stack.len());
        if !self.counts.is_empty() {
            for name in &self.stack[len..] {
                if let Some(count) = self.counts.get_mut(name) {
                    *count -= 1;
                }
            }
        }
        self.stack.truncate(len);
    }

    /// True if `name` is proven here.
    pub(super) fn contains(&self, name: &str) -> bool {
        match self.counts.is_empty() {
            true => self.stack.contains(&name),
            false => self.counts.get(name).is_some_and(|&count| count > 0),
        }
    }
}
