//! Files that the codebase lacks.

use crate::diag::Diagnostic;
use crate::ir::module::FileUseKind;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A script needs a file that is not in the codebase.
    ///
    /// ## Why
    /// Paths in `pipy.solve`, `use` and `chain` always count from the root of the codebase, never from the
    /// file that names them, and cannot leave it. When the file is missing, Pipy 0.90 exits, and Pipy 1.5
    /// hangs without ever listening.
    ///
    /// ## Avoid
    /// ```js
    /// ((
    ///   config = pipy.solve('confg.js'),
    /// ) => pipy()
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (msg.head.headers['x-mesh'] = config?.Name || ''))
    ///   .chain()
    /// )()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// ((
    ///   config = pipy.solve('config.js'),
    /// ) => pipy()
    ///   .pipeline()
    ///   .handleMessageStart(msg => void (msg.head.headers['x-mesh'] = config?.Name || ''))
    ///   .chain()
    /// )()
    /// ```
    "load/missing-file", Deny, since "0.1.0", Scope::Stage
}

/// The script names `path`, which does not exist.
pub fn report(span: Span, path: &str, kind: FileUseKind) -> Diagnostic {
    let verb = match kind {
        FileUseKind::Solve => "solved",
        FileUseKind::Use => "used",
        FileUseKind::Chain => "chained",
        FileUseKind::Load => "loaded",
        FileUseKind::Import => "imported",
    };
    let finding = Diagnostic::new(&RULE, format!("`{path}` is {verb}, and is not in the codebase")).at(span);
    match path.split('/').any(|part| part == "..") {
        true => finding.help("write a path within the codebase, from its root"),
        false => finding.help("write the path of a file from the codebase's root, or add the file"),
    }
}
