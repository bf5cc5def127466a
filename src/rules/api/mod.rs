//! Filters, methods, globals, types: that they exist, and are called as this Pipy wants.

use super::Entry;

/// The rules of this family, in the order of their names.
pub static RULES: &[&Entry] = &[];
