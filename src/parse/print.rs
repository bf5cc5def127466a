//! Scripts without comments and blanks, for `--minify`, and the proof that nothing else went.

use swc_common::source_map::LineCol;
use swc_common::{BytePos, FileName, SourceMap, sync::Lrc};
use swc_ecma_ast as ast;
use swc_ecma_codegen::text_writer::JsWriter;
use swc_ecma_codegen::{Config, Emitter, Node as _};

use super::depth::{self, Depth};
use super::javascript::{self, BASE};
use super::{program, same_program};
use crate::diag::{Diagnostic, Severity};
use crate::ir::syntax::Program;
use crate::runtime::Dialect;
use crate::source::{Lines, SourceId};

/// A script as it is emitted with `--minify`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Minified {
    /// The script.
    pub code: String,
    /// Its source map, version 3, as JSON. The one source is called `source.js`.
    pub map: String,
}

/// Why a script cannot be minified.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotMinified {
    /// It has errors of its own.
    #[error("the script has errors")]
    Broken,
    /// The printed script is not the same program in the target's dialect.
    #[error("the printed script is not the same program")]
    Different,
}

/// Prints without comments, parses the result again and proves that it is the same program in the dialect.
///
/// What comes out is as short as the printer makes it. Where that is something that Pipy would read
/// otherwise (`a?.5:1`), it is printed with its blanks instead.
///
/// # Errors
/// If the script is not in the dialect, or if the proof fails.
pub fn minified(text: &str, dialect: Dialect) -> Result<Minified, NotMinified> {
    let original = clean(text, dialect).ok_or(NotMinified::Broken)?;
    for minify in [true, false] {
        let printed = depth::on_a_stack_for(Depth::of(text), || print(text, dialect, minify)).flatten();
        let Some((code, mappings)) = printed else { continue };
        if clean(&code, dialect).is_some_and(|printed| same_program(&original, &printed)) {
            let map = source_map(text, &mappings);
            return Ok(Minified { code, map });
        }
    }
    Err(NotMinified::Different)
}

/// The program of a text without errors.
fn clean(text: &str, dialect: Dialect) -> Option<Program> {
    let parsed = program(text, SourceId::from_index(0), dialect);
    let is_error = |it: &Diagnostic| it.severity == Severity::Error;
    if parsed.diagnostics.iter().any(is_error) { None } else { parsed.program }
}

fn print(text: &str, dialect: Dialect, minify: bool) -> Option<(String, Vec<(BytePos, LineCol)>)> {
    let object = dialect == Dialect::Expression && text.trim_start().starts_with('{');
    let script = if object { javascript::parse_expression(text) } else { javascript::parse(text, dialect) };
    let tree = script.tree?;
    let mut code = Vec::new();
    let mut mappings = Vec::new();
    let map: Lrc<SourceMap> = Lrc::default();
    // The printer asks the map for the original text of some tokens.
    map.new_source_file(FileName::Anon.into(), text.to_owned());
    let writer = JsWriter::new(map.clone(), "\n", &mut code, Some(&mut mappings));
    let cfg =
        Config::default().with_minify(minify).with_omit_last_semi(true).with_reduce_escaped_newline(false);
    let mut emitter = Emitter { cfg, cm: map, comments: None, wr: writer };
    match &tree {
        ast::Program::Script(script) if dialect == Dialect::Expression => match &script.body[..] {
            [ast::Stmt::Expr(only)] => only.expr.emit_with(&mut emitter).ok()?,
            _ => return None,
        },
        other => other.emit_with(&mut emitter).ok()?,
    }
    let mut code = String::from_utf8(code).ok()?;
    if !code.ends_with('\n') {
        code.push('\n');
    }
    Some((code, mappings))
}

/// A source map, version 3.
fn source_map(text: &str, mappings: &[(BytePos, LineCol)]) -> String {
    let lines = Lines::new(text);
    let mut encoded = String::new();
    let (mut line, mut column) = (0, 0_i64);
    let (mut source_line, mut source_column) = (0_i64, 0_i64);
    let mut last = None;
    for (from, to) in mappings {
        let Some(offset) = from.0.checked_sub(BASE).filter(|&it| it as usize <= text.len()) else { continue };
        if last == Some((to.line, to.col)) {
            continue;
        }
        if to.line > line {
            encoded.extend(std::iter::repeat_n(';', (to.line - line) as usize));
            (line, column) = (to.line, 0);
        } else if last.is_some() {
            encoded.push(',');
        }
        last = Some((to.line, to.col));
        let at = lines.line(offset);
        let start = lines.start(at).unwrap_or(0) as usize;
        let before = text.get(start..offset as usize).unwrap_or_default();
        let (at_line, at_column) = (at as i64, before.encode_utf16().count() as i64);
        for delta in [i64::from(to.col) - column, 0, at_line - source_line, at_column - source_column] {
            push_vlq(&mut encoded, delta);
        }
        (column, source_line, source_column) = (i64::from(to.col), at_line, at_column);
    }
    serde_json::json!({
        "version": 3, "sources": ["source.js"], "names": [], "mappings": encoded,
    })
    .to_string()
}

/// A number in base 64, five bits a digit, lowest first, the sign in the lowest bit.
fn push_vlq(out: &mut String, number: i64) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut rest = number.unsigned_abs() << 1 | u64::from(number < 0);
    loop {
        let digit = (rest & 31) as usize;
        rest >>= 5;
        out.push(char::from(DIGITS[digit | if rest > 0 { 32 } else { 0 }]));
        if rest == 0 {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str, dialect: Dialect) -> String {
        minified(text, dialect).expect(text).code
    }

    #[test]
    fn comments_and_blanks_go() {
        let text = "// passes on\n((a = 1, /* x */ b = 'ü') => pipy()\n  .pipeline()\n  .chain()\n)()\n";
        assert_eq!(code(text, Dialect::Expression), "((a=1,b=\"ü\")=>pipy().pipeline().chain())()\n");
        assert_eq!(code("var a = 1;\n// x\na\n", Dialect::Statements), "var a=1;a;\n");
    }

    #[test]
    fn what_pipy_would_read_otherwise_keeps_its_blanks() {
        let printed = code("a ? .5 : (1).toFixed", Dialect::Expression);
        assert!(!printed.contains("?."), "{printed}");
        assert_eq!(code("{a: 1}", Dialect::Expression), "{a:1}\n");
    }

    #[test]
    fn a_script_with_errors_is_not_minified() {
        assert_eq!(minified("pipy();", Dialect::Expression), Err(NotMinified::Broken));
        assert_eq!(minified("(", Dialect::Expression), Err(NotMinified::Broken));
    }

    #[test]
    fn the_map_leads_back() {
        let map = minified("a\n  .b", Dialect::Expression).expect("minified").map;
        let map: serde_json::Value = serde_json::from_str(&map).expect("JSON");
        // Column 0 is `a`; column 2 is `b`, one line down and three columns in; column 3 is its end.
        assert_eq!(map["mappings"], "AAAA,EACG,CAAC");
        let mut text = String::new();
        [0, 1, -1, 15, 16, -16].iter().for_each(|&it| push_vlq(&mut text, it));
        assert_eq!(text, "ACDegBhB");
    }
}
