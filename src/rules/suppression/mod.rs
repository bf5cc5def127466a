//! `pipyc-allow` comments.

pub mod no_reason;
pub mod unknown_rule;
pub mod unused;

use super::Entry;

/// The rules of this family, in the order of their names.
pub static RULES: &[&Entry] = &[&no_reason::ENTRY, &unknown_rule::ENTRY, &unused::ENTRY];
