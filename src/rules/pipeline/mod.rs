//! Pipelines: how filters are put together, and what flows at each.

use super::Entry;

/// The rules of this family, in the order of their names.
pub static RULES: &[&Entry] = &[];
