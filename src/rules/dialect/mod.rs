//! Legal JavaScript that the target's Pipy cannot parse, and the reverse.

use super::Entry;

/// The rules of this family, in the order of their names.
pub static RULES: &[&Entry] = &[];
