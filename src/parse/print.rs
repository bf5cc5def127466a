//! Printing.

use crate::runtime::Dialect;

/// x
#[derive(Debug)]
pub struct Minified {
    /// x
    pub code: String,
    /// x
    pub map: String,
}
/// x
#[derive(Debug)]
pub enum NotMinified {}
/// x
///
/// # Errors
/// x
pub fn minified(_text: &str, _dialect: Dialect) -> Result<Minified, NotMinified> {
    Ok(Minified { code: String::new(), map: String::new() })
}
