//! Files that solve each other.

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::codebase::{Codebase, FileId};
use crate::ir::module::{FileUse, FileUseKind};
use crate::ir::names::CodePath;
use crate::rules::{ProjectView, Scope, rule};
use crate::source::Span;

rule! {
    /// A script solves itself, directly or by way of others.
    ///
    /// ## Why
    /// `pipy.solve` evaluates the file at once, so a circle has no beginning: Pipy stops with
    /// `recursive sovling file`. Modules that `use` or chain each other may do so in circles.
    ///
    /// ## Avoid
    /// ```project
    /// //- /pipyc.yaml
    /// files:
    ///   - path: lib/
    ///     as: lib/
    /// //- /lib/a.js
    /// ({ b: pipy.solve('lib/b.js') })
    /// //- /lib/b.js
    /// ({ a: pipy.solve('lib/a.js') })
    /// ```
    ///
    /// ## Prefer
    /// ```project
    /// //- /pipyc.yaml
    /// files:
    ///   - path: lib/
    ///     as: lib/
    /// //- /lib/a.js
    /// ({ b: pipy.solve('lib/b.js') })
    /// //- /lib/b.js
    /// ({ a: 1 })
    /// ```
    "bundle/solve-circle", Deny, since "0.1.0", Scope::Project(run)
}

/// How many circles are reported.
const MAX: usize = 20;

/// What is known of a file while the graph is walked.
#[derive(Clone, Copy, PartialEq)]
enum Mark {
    New,
    Open,
    Done,
}

/// The files that a script solves when it is loaded, each with its place.
type Solved = Vec<(FileId, Span)>;

fn run(view: &ProjectView<'_>, out: &mut Diagnostics) {
    let codebase = view.codebase;
    let edges: Vec<Solved> = codebase.iter().map(|(id, _)| solved(codebase, id)).collect();
    let mut marks = vec![Mark::New; edges.len()];
    let mut circles = 0;
    for (start, _) in codebase.iter() {
        if marks[start.0 as usize] != Mark::New {
            continue;
        }
        // The path from `start`, each file with the edge to look at next.
        let mut path = vec![(start, 0)];
        marks[start.0 as usize] = Mark::Open;
        while let Some((file, next)) = path.last_mut() {
            let Some(&(target, span)) = edges[file.0 as usize].get(*next) else {
                marks[file.0 as usize] = Mark::Done;
                path.pop();
                continue;
            };
            *next += 1;
            match marks[target.0 as usize] {
                Mark::Done => {}
                Mark::New => {
                    marks[target.0 as usize] = Mark::Open;
                    path.push((target, 0));
                }
                // Past so many, one more says nothing new.
                Mark::Open if circles == MAX => {}
                Mark::Open => {
                    circles += 1;
                    let first = path.iter().position(|(it, _)| *it == target).unwrap_or_default();
                    let circle: Vec<&CodePath> =
                        path[first..].iter().take(6).map(|(it, _)| &codebase.file(*it).path).collect();
                    out.push(report(&circle, span));
                }
            }
        }
    }
}

fn solved(codebase: &Codebase, file: FileId) -> Solved {
    let Some(module) = codebase.file(file).module() else { return Vec::new() };
    let at_load = |it: &&FileUse| it.kind == FileUseKind::Solve && it.at_load;
    let target = |it: &FileUse| {
        let target = codebase.find(&CodePath::from_script(&it.path).ok()?)?;
        Some((target, module.program.range(it.at)))
    };
    module.files.iter().filter(at_load).filter_map(target).collect()
}

fn report(circle: &[&CodePath], span: Span) -> Diagnostic {
    let message = match circle {
        [only] => format!("`{only}` solves itself"),
        [first, others @ ..] => {
            let way: Vec<String> = others.iter().map(|it| format!("`{it}`")).collect();
            format!("`{first}` solves itself by way of {}", way.join(", "))
        }
        [] => "a script solves itself".to_owned(),
    };
    Diagnostic::new(&RULE, message).at(span).help("move what both need into a file of its own")
}
