//! Whether two programs are the same.

use crate::ir::syntax::Program;

/// Same program apart from places, comments and formatting.
pub fn same_program(_a: &Program, _b: &Program) -> bool {
    false
}
