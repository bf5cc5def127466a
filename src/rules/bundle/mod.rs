//! The finished bundle: whether every file that a script needs is in it, once.

pub mod missing_file;
pub mod path_taken;
pub mod solve_circle;

use super::Entry;

/// The rules of this family, in the order of their names.
pub static RULES: &[&Entry] = &[&missing_file::ENTRY, &path_taken::ENTRY, &solve_circle::ENTRY];
