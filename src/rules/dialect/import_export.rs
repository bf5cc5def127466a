//! A module is imported or exported in a way that Pipy cannot read.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A module is imported or exported in a way that Pipy cannot read.
    ///
    /// ## Why
    /// Pipy 0.90 has no ES modules: variables pass between plugins by `.import({…})` and `.export(…)`,
    /// values between files by `pipy.solve`. Pipy 1.5 reads the plain forms, and not `export *`,
    /// `import()`, `import.meta`, import attributes, empty lists, a comma at the end of an import list, or
    /// a reserved word as an exported name.
    ///
    /// ## Avoid
    /// ```js
    /// import config from './config.js'
    /// pipy().pipeline().chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// ((config = pipy.solve('config.js')) => pipy()
    /// .pipeline()
    /// .handleMessageStart(() => config)
    /// .chain()
    /// )()
    /// ```
    "dialect/import-export", Deny, since "0.1.0", Scope::Stage,
}

/// `import` or `export` on 0.90.
pub fn in_expression(span: Span, word: &str) -> Diagnostic {
    let help = match word {
        "import" => {
            "use `pipy.solve('file.js')` for values, or `.import({ __name: 'namespace' })` for context variables"
        }
        _ => "let the file's expression be the value, or use `.export('namespace', { __name: value })`",
    };
    Diagnostic::new(&RULE, format!("`{word}` does not exist in PipyJS")).at(span).help(help)
}

/// A form that 1.5 cannot read; `instead` is a command.
pub fn form(span: Span, what: &str, instead: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("{what} does not exist in PipyJS")).at(span).help(instead)
}
