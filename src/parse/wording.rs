//! What swc minds, and where Pipy stops, in our words.

use swc_ecma_parser::error::SyntaxError;

use super::depth::unclosed;
use crate::diag::Diagnostic;
use crate::ir::syntax::Range;
use crate::rules::{dialect, syntax};
use crate::runtime::Dialect;
use crate::source::{SourceId, Span};

/// What is being worded, and for whom.
pub(super) struct Wording<'a> {
    pub(super) text: &'a str,
    pub(super) source: SourceId,
    pub(super) dialect: Dialect,
    /// Pipy takes the whole text.
    pub(super) accepted: bool,
}

/// An error before it has a rule.
struct Words {
    family: Family,
    message: String,
    help: &'static str,
}

enum Family {
    /// Pipy is known to take it, whatever else it minds in the text.
    Loose,
    Number,
    Escape,
    Unterminated,
    Character,
    Word,
    Unexpected,
}

impl Wording<'_> {
    /// An error of JavaScript's.
    pub(super) fn error(&self, at: Range, kind: &SyntaxError) -> Diagnostic {
        // Some errors are but a place; the token that stands there is easier to see.
        let (token, token_at) = self.token(at);
        let at =
            if at.start == at.end && token_at.start == at.start && !token.is_empty() { token_at } else { at };
        let span = self.span(at);
        match kind {
            SyntaxError::ImportExportInScript | SyntaxError::NonTopLevelImportExport
                if self.dialect == Dialect::Expression =>
            {
                return dialect::import_export::in_expression(span, self.token(at).0);
            }
            SyntaxError::OptChainCannotFollowConstructorCall
                if !self.accepted && self.slice(at).contains("?.(") =>
            {
                return dialect::optional_new::report(span);
            }
            SyntaxError::TopLevelAwaitInScript => return dialect::async_function::report(span),
            _ => {}
        }
        if !self.accepted {
            if let Some(known) = self.ended_too_early(at.start) {
                return known;
            }
            let arrow = match kind {
                SyntaxError::LineBreakBeforeArrow => super::trivia::skip_trivia(self.text, at.end),
                _ => token_at.start,
            };
            if let Some(known) = self.by_token(at.start).or_else(|| self.broken_arrow(arrow)) {
                return known;
            }
            if self.rest(at.start).is_empty()
                && let Some((open, bracket)) = unclosed(self.text)
            {
                let open = self.span(Range { start: open, end: open + 1 });
                return syntax::unclosed::report(span, open, bracket);
            }
        }
        let words = self.words(at, kind);
        let help = words.help;
        match words.family {
            _ if self.accepted => dialect::pipy_only::report(span, &words.message, help),
            Family::Loose => dialect::pipy_only::report(span, &words.message, help),
            Family::Number => syntax::invalid_number::report(span, &words.message, help),
            Family::Escape => syntax::invalid_escape::report(span, &words.message, help),
            Family::Unterminated => syntax::unterminated::report(span, &words.message, help),
            Family::Character => syntax::invalid_character::report(span, &words.message, help),
            Family::Word => syntax::reserved_word::report(span, &words.message, help),
            Family::Unexpected => syntax::unexpected::report(span, &words.message, help),
        }
    }

    /// A `;` right before a `.`: the expression was not meant to end.
    fn ended_too_early(&self, at: u32) -> Option<Diagnostic> {
        if !self.rest(at).starts_with(['.', '?']) {
            return None;
        }
        let semicolon = self.text.get(..at as usize)?.rfind(';')? as u32;
        let bare = super::trivia::skip_trivia(self.text, semicolon + 1) == at;
        let span = self.span(Range { start: semicolon, end: semicolon + 1 });
        bare.then(|| match self.dialect {
            Dialect::Expression => dialect::semicolon::inside(span),
            Dialect::Statements => {
                syntax::unexpected::after_semicolon(self.span(Range { start: at, end: at + 1 }), span)
            }
        })
    }

    /// What it is, if the token at a place is enough to know: words of statements, a `;`, a body.
    pub(super) fn by_token(&self, at: u32) -> Option<Diagnostic> {
        if self.dialect == Dialect::Statements {
            return None;
        }
        let (token, range) = self.token(Range { start: at, end: at });
        let span = self.span(range);
        Some(match token {
            ";" if self.rest(range.end).is_empty() => dialect::semicolon::trailing(span),
            ";" => dialect::semicolon::between(span),
            "if" | "else" => dialect::if_statement::report(span),
            "const" | "let" | "var" => dialect::declaration::in_expression(span, token, "name", "value"),
            "for" | "while" | "do" => dialect::loop_statement::in_expression(span, token),
            "switch" | "case" => dialect::switch_statement::report(span),
            "throw" => dialect::throw_statement::report(span),
            "try" | "catch" | "finally" => dialect::try_statement::report(span),
            "function" => dialect::function_keyword::report(span),
            "class" => dialect::class::report(span),
            "import" | "export" => dialect::import_export::in_expression(span, token),
            "async" | "await" => dialect::async_function::report(span),
            "this" | "super" => dialect::this::report(span, token),
            "{" if self.text[..range.start as usize].trim_end().ends_with("=>") => {
                dialect::function_body::report(span)
            }
            _ => return None,
        })
    }

    /// The arrow right before the place where Pipy stopped, if there is one.
    pub(super) fn stray_arrow(&self, at: u32) -> Option<Diagnostic> {
        let before = self.text.get(..at as usize)?;
        let arrow = before.rfind("=>")?;
        let bare = super::trivia::skip_trivia(self.text, arrow as u32 + 2) == at;
        let span = self.span(Range { start: arrow as u32, end: arrow as u32 + 2 });
        bare.then(|| dialect::stray_arrow::report(span))
    }

    /// The carriage return that is to end a line before the place where Pipy stopped. That may be a token
    /// or two further on.
    pub(super) fn line_end(&self, at: u32) -> Option<Diagnostic> {
        let before = self.text.get(..at as usize)?;
        let start = before.rfind('\r').filter(|start| !before[*start..].contains('\n'))? as u32;
        Some(dialect::line_end::report(self.span(Range { start, end: start + 1 }), '\r'))
    }

    fn words(&self, at: Range, kind: &SyntaxError) -> Words {
        let words = |family, message: &str, help| Words { family, message: message.to_owned(), help };
        match kind {
            SyntaxError::TS2406
            | SyntaxError::InvalidAssignTarget
            | SyntaxError::NotSimpleAssign
            | SyntaxError::AssignProperty => words(
                Family::Loose,
                "assignment to something that cannot hold a value",
                "assign to a name, a member or an element",
            ),
            SyntaxError::InvalidPat => words(
                Family::Unexpected,
                "pattern with something in it that cannot be bound",
                "bind names only",
            ),
            SyntaxError::OptChainCannotFollowConstructorCall => words(
                Family::Loose,
                "`?.` in the constructor of a `new`",
                "put the constructor in brackets: `new (a?.b)()`",
            ),
            SyntaxError::ReservedWordInObjShorthandOrPat => words(
                Family::Loose,
                "reserved word as a member in short",
                "write key and value: `name: value`",
            ),
            SyntaxError::NullishCoalescingWithLogicalOp => words(
                Family::Loose,
                "`??` mixed with `||` or `&&` without brackets",
                "put one of them in brackets: `a ?? (b || c)`",
            ),
            SyntaxError::LineBreakBeforeArrow => words(
                if self.dialect == Dialect::Expression { Family::Loose } else { Family::Unexpected },
                "line break before `=>`",
                "write the `=>` on the line of the parameters",
            ),
            SyntaxError::UnaryInExp { .. } => words(
                Family::Unexpected,
                "`**` behind a prefix operator, which leaves open what comes first",
                "use brackets: `(-a) ** b` or `-(a ** b)`",
            ),
            SyntaxError::NonTopLevelImportExport => {
                words(Family::Loose, NESTED_MODULE, "write it at the top of the script")
            }
            SyntaxError::TS1105 | SyntaxError::TS1107 | SyntaxError::TS1116 => words(
                Family::Unexpected,
                if self.accepted {
                    "`break` outside a loop, a `switch` or its label, which fails when Pipy loads it"
                } else {
                    "`break` outside a loop, a `switch` or its label"
                },
                "remove it",
            ),
            SyntaxError::ReturnNotAllowed => words(
                Family::Unexpected,
                "`return` outside a function",
                "let the last expression of the script be its value",
            ),
            SyntaxError::UnterminatedBlockComment => {
                words(Family::Loose, "comment without an end", "close the comment with `*/`")
            }
            SyntaxError::UnterminatedStrLit => words(
                Family::Unterminated,
                "string without an end on its line",
                "close the string, or write `\\n` for a line break in it",
            ),
            SyntaxError::UnterminatedTpl => {
                words(Family::Unterminated, "template without an end", "close the template with a backquote")
            }
            SyntaxError::UnterminatedRegExp => {
                words(Family::Unterminated, "regular expression without an end", "use `new RegExp('…')`")
            }
            SyntaxError::IdentAfterNum => words(
                Family::Number,
                "letter right behind a number",
                "part the two, or write the whole as a string",
            ),
            SyntaxError::ExpectedDigit { .. }
            | SyntaxError::NumLitTerminatedWithExp
            | SyntaxError::LegacyOctal
            | SyntaxError::LegacyDecimal => {
                words(Family::Number, "incomplete number", "write a number such as `15`, `0xff` or `1e6`")
            }
            SyntaxError::NumericSeparatorIsAllowedOnlyBetweenTwoDigits => {
                words(Family::Number, "`_` beside a number", "write the digits alone")
            }
            SyntaxError::BadCharacterEscapeSequence { .. }
            | SyntaxError::InvalidStrEscape
            | SyntaxError::InvalidUnicodeEscape
            | SyntaxError::ExpectedUnicodeEscape => words(
                Family::Escape,
                "incomplete escape",
                "write `\\xHH` or `\\uHHHH`, or double the backslash",
            ),
            SyntaxError::UnexpectedChar { .. } | SyntaxError::Hash | SyntaxError::InvalidIdentChar => {
                words(Family::Character, &format!("`{}` begins no token", self.token(at).0), "remove it")
            }
            SyntaxError::ReservedWordInImport
            | SyntaxError::EscapeInReservedWord { .. }
            | SyntaxError::InvalidIdentInStrict(_)
            | SyntaxError::EvalAndArgumentsInStrict
            | SyntaxError::InvalidIdentInAsync => words(
                Family::Word,
                &format!("`{}` is a reserved word", self.token(at).0),
                "choose another name",
            ),
            SyntaxError::EmptyParenExpr => words(
                Family::Unexpected,
                "empty brackets without an arrow function",
                "write `() => …`, or put a value in the brackets",
            ),
            SyntaxError::TaggedTplInOptChain => words(
                Family::Unexpected,
                "template right behind an optional chain",
                "call a function: `f(`…`)`",
            ),
            _ => self.unexpected(at),
        }
    }

    /// The common case: a token where it cannot be.
    fn unexpected(&self, at: Range) -> Words {
        let (token, _) = self.token(at);
        let loose = |message: &str, help| Words { family: Family::Loose, message: message.to_owned(), help };
        match token {
            "" => Words {
                family: Family::Unexpected,
                message: "the script ends too early".to_owned(),
                help: "write what is missing: a value, or a closing bracket",
            },
            "||" | "&&" | "??" if self.accepted => loose(
                "`??` mixed with `||` or `&&` without brackets",
                "put one of them in brackets: `a ?? (b || c)`",
            ),
            "=>" if self.accepted => loose(
                "arrow function where it needs brackets",
                "put the arrow function in brackets, and its parameters in one pair",
            ),
            ":" | "," if self.accepted && super::trivia::begins_with_brace(self.text) => loose(
                "object at the start of the script without brackets",
                "put the object in brackets: `({ … })`",
            ),
            "import" | "export" if self.accepted => loose(NESTED_MODULE, "write it at the top of the script"),
            word if is_reserved(word) => Words {
                family: Family::Word,
                message: format!("reserved word `{word}` where something else should be"),
                help: "choose another name, or write the member with a dot",
            },
            token
                if token.starts_with(|it: char| {
                    matches!(it, '@' | '#' | '\\') || (!it.is_ascii() && !it.is_alphanumeric())
                }) =>
            {
                Words {
                    family: Family::Character,
                    message: format!("`{token}` begins no token"),
                    help: "remove it, or put it in quotation marks",
                }
            }
            token => {
                let quote = match token {
                    "`" => "backquote".to_owned(),
                    "'" | "\"" => "string".to_owned(),
                    token => format!("`{token}`"),
                };
                Words {
                    family: Family::Unexpected,
                    message: format!("unexpected {quote}"),
                    help: "look for a comma, an operator or a bracket that is missing before it",
                }
            }
        }
    }

    fn slice(&self, at: Range) -> &str {
        self.text.get(at.start as usize..at.end as usize).unwrap_or_default()
    }

    pub(super) fn span(&self, range: Range) -> Span {
        let end = (self.text.len() as u32).min(range.end.max(range.start));
        Span::new(self.source, range.start.min(end), end)
    }

    /// What follows a place, without blanks and comments.
    fn rest(&self, at: u32) -> &str {
        let at = super::trivia::skip_trivia(self.text, at.min(self.text.len() as u32));
        self.text.get(at as usize..).unwrap_or_default()
    }

    /// The token that begins at a place.
    pub(super) fn token(&self, at: Range) -> (&str, Range) {
        let rest = self.rest(at.start);
        let start = (self.text.len() - rest.len()) as u32;
        let is_name = |it: char| it.is_alphanumeric() || matches!(it, '_' | '$');
        let length = match rest.chars().next() {
            None => 0,
            Some(first) if is_name(first) => rest.find(|it| !is_name(it)).unwrap_or(rest.len()).min(40),
            Some(first) => {
                OPERATORS.iter().find(|it| rest.starts_with(**it)).map_or(first.len_utf8(), |it| it.len())
            }
        };
        let length = rest.floor_char_boundary(length);
        (&rest[..length], Range { start, end: start + length as u32 })
    }
}

const NESTED_MODULE: &str =
    "`import` or `export` inside a block or a function, which fails when Pipy loads it";

/// Operators of more than one character, the longest first.
const OPERATORS: &[&str] = &[
    ">>>=", "===", "!==", "...", ">>>", "**=", "<<=", ">>=", "&&=", "||=", "??=", "=>", "||", "&&", "??",
    "?.", "==", "!=", "<=", ">=", "++", "--", "**", "<<", ">>", "+=", "-=", "*=", "/=", "%=", "&=", "|=",
    "^=",
];

/// True for errors inside a token, behind which swc reads anything.
pub(super) fn is_lexical(kind: &SyntaxError) -> bool {
    matches!(
        kind,
        SyntaxError::UnterminatedStrLit
            | SyntaxError::UnterminatedTpl
            | SyntaxError::UnterminatedRegExp
            | SyntaxError::UnterminatedBlockComment
            | SyntaxError::IdentAfterNum
            | SyntaxError::ExpectedDigit { .. }
            | SyntaxError::NumLitTerminatedWithExp
            | SyntaxError::NumericSeparatorIsAllowedOnlyBetweenTwoDigits
            | SyntaxError::BadCharacterEscapeSequence { .. }
            | SyntaxError::InvalidStrEscape
            | SyntaxError::InvalidUnicodeEscape
            | SyntaxError::ExpectedUnicodeEscape
            | SyntaxError::UnexpectedChar { .. }
    )
}

/// True for words that JavaScript reserves.
fn is_reserved(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "break",
        "case",
        "catch",
        "class",
        "const",
        "continue",
        "debugger",
        "default",
        "delete",
        "do",
        "else",
        "enum",
        "export",
        "extends",
        "false",
        "finally",
        "for",
        "function",
        "if",
        "import",
        "in",
        "instanceof",
        "new",
        "null",
        "return",
        "super",
        "switch",
        "this",
        "throw",
        "true",
        "try",
        "typeof",
        "var",
        "void",
        "while",
        "with",
    ];
    WORDS.binary_search(&word).is_ok()
}
