//! What fails, or goes wrong silently, while Pipy evaluates a script.

use super::Entry;

/// The rules of this family, in the order of their names.
pub static RULES: &[&Entry] = &[];
