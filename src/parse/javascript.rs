//! What is JavaScript: swc parses, and says what it minds.

use swc_common::comments::{CommentKind, SingleThreadedComments};
use swc_common::input::StringInput;
use swc_common::{BytePos, Span, Spanned as _};
use swc_ecma_ast as ast;
use swc_ecma_parser::error::SyntaxError;
use swc_ecma_parser::{EsSyntax, Parser, Syntax};

use crate::ir::syntax::{Comment, Range};
use crate::runtime::Dialect;

/// swc counts from 1; 0 means "nowhere".
pub(super) const BASE: u32 = 1;

/// A range of the text from a span of swc's. Nodes that swc made up have none.
pub(super) fn range(span: Span) -> Range {
    let start = span.lo.0.saturating_sub(BASE);
    Range { start, end: span.hi.0.saturating_sub(BASE).max(start) }
}

/// What swc made of a text.
pub(super) struct Script {
    /// The tree; `None` if there is no making sense of the text.
    pub(super) tree: Option<ast::Program>,
    /// What it minds, in order of place.
    pub(super) errors: Vec<(Range, SyntaxError)>,
    /// All comments, in order.
    pub(super) comments: Vec<Comment>,
}

impl Script {
    pub(super) fn is_javascript(&self) -> bool {
        self.tree.is_some() && self.errors.is_empty()
    }
}

/// Parses a script; for 1.5 a module, if it is none as a script.
pub(super) fn parse(text: &str, dialect: Dialect) -> Script {
    let script = parse_as(text, |parser| parser.parse_script().map(ast::Program::Script));
    if script.is_javascript()
        || !(text.contains("import") || text.contains("export") || text.contains("await"))
    {
        return script;
    }
    let module = parse_as(text, |parser| parser.parse_module().map(ast::Program::Module));
    if dialect == Dialect::Expression {
        // No script, and so wrong; but the module's tree says more.
        let tree = module.tree.filter(|_| module.errors.is_empty()).or(script.tree);
        return Script { tree, ..script };
    }
    // What speaks of imports and exports is better judged as a module.
    let better = module.is_javascript() || (module.tree.is_some() && is_module(&module));
    if better { module } else { script }
}

/// Parses a text that is one expression, whatever it begins with.
pub(super) fn parse_expression(text: &str) -> Script {
    parse_as(text, |parser| {
        let expr = parser.parse_expr()?;
        let span = expr.span();
        let body = vec![ast::Stmt::Expr(ast::ExprStmt { span, expr })];
        Ok(ast::Program::Script(ast::Script { span, body, shebang: None }))
    })
}

fn is_module(script: &Script) -> bool {
    let Some(ast::Program::Module(module)) = &script.tree else { return false };
    module.body.iter().any(|item| matches!(item, ast::ModuleItem::ModuleDecl(_)))
}

type Js<'a> = Parser<swc_ecma_parser::Lexer<'a>>;

/// Parses with `read`. swc asserts things of its own that odd texts break; such a text is then none
/// that it can read.
fn parse_as(
    text: &str,
    read: impl FnOnce(&mut Js<'_>) -> Result<ast::Program, swc_ecma_parser::error::Error>,
) -> Script {
    let attempt = quietly(|| parse_unguarded(text, read));
    attempt.unwrap_or_else(|| Script { tree: None, errors: Vec::new(), comments: Vec::new() })
}

thread_local! {
    /// True while a panic is none of the user's business.
    static QUIET: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Runs `work`; `None` if it panics, of which nothing is printed.
fn quietly<T>(work: impl FnOnce() -> T) -> Option<T> {
    static HOOK: std::sync::Once = std::sync::Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                before(info);
            }
        }));
    });
    QUIET.set(true);
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
    QUIET.set(false);
    result.ok()
}

fn parse_unguarded(
    text: &str,
    read: impl FnOnce(&mut Js<'_>) -> Result<ast::Program, swc_ecma_parser::error::Error>,
) -> Script {
    let comments = SingleThreadedComments::default();
    let syntax = Syntax::Es(EsSyntax { import_attributes: true, ..EsSyntax::default() });
    let input = StringInput::new(text, BytePos(BASE), BytePos(BASE + text.len() as u32));
    let mut parser = Parser::new(syntax, input, Some(&comments));
    let result = read(&mut parser);
    let mut found = parser.take_errors();
    let tree = match result {
        Ok(tree) => Some(tree),
        Err(error) => {
            found.push(error);
            None
        }
    };
    let mut errors: Vec<_> =
        found.into_iter().map(|error| (range(error.span()), error.into_kind())).collect();
    errors.sort_by_key(|(at, _)| *at);
    errors.dedup_by_key(|(at, _)| *at);
    Script { tree, errors, comments: collect(&comments) }
}

fn collect(comments: &SingleThreadedComments) -> Vec<Comment> {
    let (leading, trailing) = comments.borrow_all();
    let all = leading.values().chain(trailing.values()).flatten();
    let mut list: Vec<Comment> =
        all.map(|it| Comment { range: range(it.span), block: it.kind == CommentKind::Block }).collect();
    list.sort_unstable_by_key(|comment| comment.range);
    list.dedup();
    list
}
