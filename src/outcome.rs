//! A value together with what was found on the way to it.

use crate::diag::{Diagnostic, Diagnostics, Severity};

/// What a stage hands on: the value as far as it could be made, and all findings.
#[derive(Debug, Clone)]
pub struct Outcome<T> {
    /// The value, complete or partial; `None` if nothing useful could be made.
    pub value: Option<T>,
    /// Everything found, unsorted.
    pub diagnostics: Diagnostics,
}

impl<T> Outcome<T> {
    /// A value with its findings.
    pub fn new(value: T, diagnostics: Diagnostics) -> Self {
        Outcome { value: Some(value), diagnostics }
    }

    /// No value, only findings.
    pub fn stopped(diagnostics: Diagnostics) -> Self {
        Outcome { value: None, diagnostics }
    }
}

/// True if a settled list holds an error.
pub fn has_errors(settled: &[Diagnostic]) -> bool {
    settled.iter().any(|it| it.severity == Severity::Error)
}
