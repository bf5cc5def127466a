//! What JavaScript reads as Pipy does, beyond doubt.
//!
//! Pipy takes some texts that are no JavaScript, and those deserve a finding. To know them all, another
//! parser has to look; but nearly all scripts are plain, and need not wait for it. A text is plain until
//! something is seen in it that JavaScript might refuse. Where it is easier, more is suspected than is
//! wrong: all that it costs is time. In builds for tests every plain text is given to the other parser too.

use super::op::Op;
use super::token::{Kind, Token};
use super::{Continued, Level, Parser};
use crate::ir::syntax::{BinaryOp, Body, Expr, ExprId, Param, Pattern};

/// Lines end where Pipy sees them end.
pub(super) fn line_ends(text: &str) -> bool {
    let alone = |at: usize| text.as_bytes().get(at + 1) != Some(&b'\n');
    let returns = text.match_indices('\r').any(|(at, _)| alone(at));
    !returns && (text.is_ascii() || !text.contains(['\u{2028}', '\u{2029}']))
}

/// Words that JavaScript keeps for itself and Pipy does not.
pub(super) fn name(name: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$');
    name.bytes().all(known) && !matches!(name, "debugger" | "enum")
}

/// Numbers as people write them: `12`, `0.5`, `0xff`.
pub(super) fn number(text: &str) -> bool {
    if let Some(digits) = text.strip_prefix("0x") {
        return !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_hexdigit());
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
    digits(whole) && digits(fraction) && (whole == "0" || !whole.starts_with('0'))
}

/// Strings on one line with the common escapes; templates that do not begin with an escape. Asked only of
/// those with an escape or several lines.
pub(super) fn string(inside: &str, quote: u8) -> bool {
    let bytes = inside.as_bytes();
    if quote != b'`' && (bytes.contains(&b'\n') || bytes.contains(&b'\r')) {
        return false;
    }
    if inside.contains('\\') {
        let mut rest = bytes.iter();
        while let Some(&byte) = rest.next() {
            let escaped = byte == b'\\';
            if escaped && !rest.next().is_some_and(|it| b"bfnrtv'\"`\\$/".contains(it)) {
                return false;
            }
        }
    }
    !(quote == b'`' && bytes.first() == Some(&b'\\'))
}

impl Parser<'_> {
    /// Notes that JavaScript might refuse what was read.
    pub(super) fn odd(&mut self) {
        self.is_plain = false;
    }

    /// An operand of something that binds more strongly than an arrow.
    pub(super) fn judge_operand(&mut self, id: ExprId) {
        self.is_plain &= !matches!(self.program.expr(id), Expr::Function(_));
    }

    /// Both sides of a binary operator.
    pub(super) fn judge_binary(&mut self, op: BinaryOp, left: ExprId, right: ExprId) {
        self.judge_operand(left);
        self.judge_operand(right);
        let op_of = |id: ExprId| match self.program.expr(id) {
            Expr::Binary { op, .. } => Some(*op),
            _ => None,
        };
        let is_logical = |it: Option<BinaryOp>| matches!(it, Some(BinaryOp::And | BinaryOp::Or));
        let is_nullish = |it: Option<BinaryOp>| it == Some(BinaryOp::Nullish);
        let sides = [op_of(left), op_of(right)];
        self.is_plain &= match op {
            BinaryOp::Pow => !matches!(self.program.expr(left), Expr::Unary(..)),
            BinaryOp::Nullish => !sides.into_iter().any(is_logical),
            BinaryOp::And | BinaryOp::Or => !sides.into_iter().any(is_nullish),
            _ => true,
        };
    }

    /// What is assigned, counted up or down.
    pub(super) fn judge_target(&mut self, target: ExprId) {
        self.is_plain &= match self.program.expr(target) {
            Expr::Name(_) => true,
            Expr::Member { object, optional: false, .. } | Expr::Index { object, optional: false, .. } => {
                self.is_whole_chain(*object)
            }
            _ => false,
        };
    }

    /// What `new` makes.
    pub(super) fn judge_constructor(&mut self, callee: ExprId) {
        self.is_plain &= match self.program.expr(callee) {
            Expr::Name(_) => true,
            Expr::Member { object, optional: false, .. } => {
                matches!(self.program.expr(*object), Expr::Name(_))
            }
            _ => false,
        };
    }

    /// No `?.` in a chain of members and calls.
    fn is_whole_chain(&self, mut id: ExprId) -> bool {
        loop {
            id = match self.program.expr(id) {
                Expr::Member { object, optional: false, .. }
                | Expr::Index { object, optional: false, .. } => *object,
                Expr::Call { callee, optional: false, .. } => *callee,
                Expr::Name(_) => return true,
                _ => return false,
            };
        }
    }

    /// Notes a line that continues the line before, where for JavaScript nothing can follow: it ends the
    /// statement.
    pub(super) fn note_continued(&mut self, level: Level, token: Token) {
        let begins_statement = matches!(
            token.kind,
            Kind::Op(Op::Open | Op::OpenSquare | Op::Backquote | Op::Add | Op::Sub | Op::Div)
        );
        let computes = matches!(token.kind, Kind::Op(Op::Add | Op::Sub | Op::Div));
        let ends = match self.operands.get(level.operands..).and_then(|it| it.last()).map(|it| it.expr) {
            // Counted up or down.
            Some(None) => !computes,
            Some(Some(id)) => match self.program.expr(id) {
                Expr::Function(id) => {
                    let function = self.program.function(*id);
                    let is_arrow = !self.tokens.text_at(function.range.start).starts_with("function");
                    is_arrow && matches!(function.body, Body::Block(_))
                }
                Expr::Name(name) => &**name == "debugger",
                _ => false,
            },
            None => false,
        };
        if begins_statement && ends {
            self.odd();
            self.continued.push(Continued { end: self.end, token: token.start });
        }
    }

    /// Parameters, which JavaScript wants to be different.
    pub(super) fn judge_params(&mut self, params: &[Param]) {
        fn collect<'p>(pattern: &'p Pattern, names: &mut Vec<&'p str>) {
            match pattern {
                Pattern::Name(name, _) => names.push(name),
                Pattern::Object(fields, _) => fields.iter().for_each(|it| collect(&it.pattern, names)),
                Pattern::Array(items, _) => {
                    items.iter().flatten().for_each(|it| collect(&it.pattern, names));
                }
                Pattern::Unsupported(_) => {}
            }
        }
        if let [Param { pattern: Pattern::Name(..), .. }] = params {
            return;
        }
        let mut names = Vec::with_capacity(params.len());
        params.iter().for_each(|it| collect(&it.pattern, &mut names));
        names.sort_unstable();
        self.is_plain &= names.windows(2).all(|pair| pair[0] != pair[1]);
    }
}

#[cfg(test)]
mod tests {
    use crate::parse::pipyjs::{Accepted, Verdict, parse};
    use crate::runtime::{Dialect, TARGETS};
    use crate::source::SourceId;

    fn is_plain(text: &str, dialect: Dialect) -> bool {
        match parse(text, SourceId::from_index(0), dialect) {
            Verdict::Accepted(Accepted { is_plain, .. }) => is_plain,
            Verdict::Rejected(rejection) => panic!("{text}: {rejection:?}"),
        }
    }

    /// If they were not, all of them would be read twice.
    #[test]
    fn the_mesh_s_own_scripts_are_plain() {
        for target in TARGETS {
            for script in target.scripts {
                assert!(is_plain(script.text, target.api.dialect), "{} {}", target.id, script.path);
            }
        }
    }

    #[test]
    fn what_javascript_refuses_is_not_plain() {
        for text in [
            "a ? b : c = d",
            "a || b = c",
            "a ?? b || c",
            "typeof a ** b",
            "a || b => c",
            "(a, a) => b",
            "((a)) => b",
            "a\n=> b",
            "a\n++",
            "a\r++",
            "1++",
            "a?.b = c",
            "new a?.b()",
            "new !a",
            "({if})",
            "({[a, b]: c})",
            "({__proto__: a, __proto__: b})",
            "a /* b\r */ ++",
            "enum",
            "'a\nb'",
            "`\\07`",
            "0b",
            "08.5",
            "debugger",
            "ä",
            "a /* b",
            "'use strict'",
            "{a: 1}",
            "a)",
        ] {
            assert!(!is_plain(text, Dialect::Expression), "{text}");
        }
        for text in
            ["f(a\nb)", "return 1", "a: b", "var {a}", "var [a]", "var a.b = 1", "if (a) function f() {}"]
        {
            assert!(!is_plain(text, Dialect::Statements), "{text}");
        }
    }
}
