//! Where something stands: a half-open range of bytes in one source.

use std::num::NonZeroU32;

/// Names one text of a compilation. Cheap to copy; [`Sources`](super::Sources) gives path and text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(NonZeroU32);

impl SourceId {
    /// The id of the source at `index`, counted from zero.
    pub(crate) fn from_index(index: usize) -> Self {
        let number = u32::try_from(index).unwrap_or(u32::MAX - 1) + 1;
        SourceId(NonZeroU32::MIN.saturating_add(number - 1))
    }

    /// The position in the table of sources, counted from zero.
    pub(crate) fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// A range of bytes in a source: `start` inclusive, `end` exclusive.
///
/// Twelve bytes, also inside `Option`. Offsets are bytes of the source's own text; lines, columns
/// and the file around an embedded script are worked out by [`Sources`](super::Sources) when a
/// report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The text that the offsets count in.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte; equal to `start` for a place between two bytes.
    pub end: u32,
}

impl Span {
    /// A span from byte `start` up to but without byte `end`.
    pub fn new(source: SourceId, start: u32, end: u32) -> Self {
        debug_assert!(start <= end);
        Span { source, start, end }
    }

    /// The place just before byte `offset`.
    pub fn point(source: SourceId, offset: u32) -> Self {
        Span { source, start: offset, end: offset }
    }

    /// The smallest span that holds both. Both must be in one source; if not, `self` is returned.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        if self.source != other.source {
            return self;
        }
        Span { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}
