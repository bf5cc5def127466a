//! How deep a text is nested, before anything that recurses looks at it.
//!
//! Parsers, printer and the freeing of swc's tree all recurse as deep as the tree. [`scan`]
//! reads the bytes once and gives bounds that no tree of that text exceeds; [`on_a_stack_for`] then runs
//! the work where it has room, or says that it would not fit.

use super::lexemes::{PART, operator_length, prefix_word, regex, statement_word};
use super::trivia::skip_trivia;

/// How deep brackets, arrows, conditionals and prefix operators may nest.
///
/// Pipy itself dies between 5,000 and 20,000 levels; no script that a person wrote has more than 50.
const MOST_NESTED: u32 = 3_000;

/// How long a chain of calls, members and binary operators may be: 20,000 links and more are known,
/// made by generators.
const LONGEST_CHAIN: u32 = 200_000;

/// Stack for a level of nesting and for a link of a chain, in bytes: measured, and doubled. Builds
/// without optimization need more.
const LEVEL: usize = if cfg!(debug_assertions) { 40 << 10 } else { 8 << 10 };
const LINK: usize = if cfg!(debug_assertions) { 4 << 10 } else { 1 << 10 };

/// What may be used of the stack at hand: threads of `rayon` have 2 MiB.
const AT_HAND: usize = 768 << 10;

/// Bounds on the depth of a text's tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Depth {
    /// Nested brackets, arrows, prefix operators and so on: each costs a parser many calls.
    nested: u32,
    /// Links of chains, on top of it.
    chained: u32,
    /// Where the deepest place begins.
    at: u32,
}

impl Depth {
    /// How deep `text` is nested.
    pub(super) fn of(text: &str) -> Self {
        scan(text).0
    }

    /// The bound that holds whatever the bytes mean.
    fn at_most(text: &str) -> Self {
        let symbols = text.bytes().filter(u8::is_ascii_punctuation).count();
        let words =
            text.split(|it: char| !it.is_ascii_lowercase()).filter(|it| prefix_word(it.as_bytes())).count();
        Depth { nested: (symbols + words) as u32, chained: 0, at: 0 }
    }

    /// The place that is nested too deeply, if one is.
    pub(super) fn too_deep(self) -> bool {
        self.nested > MOST_NESTED || self.chained > LONGEST_CHAIN
    }

    /// Where it is deepest, for a message.
    pub(super) fn deepest_place(self, text: &str) -> u32 {
        text.floor_char_boundary(self.at as usize) as u32
    }

    fn stack(self) -> usize {
        self.nested as usize * LEVEL + self.chained as usize * LINK
    }
}

/// Reads `text` once.
pub(super) fn scan(text: &str) -> (Depth, Oddities) {
    let mut scan = Scan::new(text);
    scan.run();
    let depth = match scan.uncertain {
        true => Depth { at: scan.deepest.at, ..Depth::at_most(text) },
        false => scan.deepest,
    };
    (depth, scan.oddities)
}

/// Runs `work` where its recursion fits; `None` if no such stack is to be had.
pub(super) fn on_a_stack_for<T: Send>(depth: Depth, work: impl FnOnce() -> T + Send) -> Option<T> {
    let need = depth.stack();
    if need <= AT_HAND {
        return Some(work());
    }
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(need + (1 << 20));
        let thread = builder.spawn_scoped(scope, work).ok()?;
        match thread.join() {
            Ok(value) => Some(value),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// The innermost bracket that is still open at the end of `text`.
pub(super) fn unclosed(text: &str) -> Option<(u32, char)> {
    let mut scan = Scan::new(text);
    scan.run();
    let open = scan.levels.get(1..)?.last()?.at;
    Some((open, char::from(*text.as_bytes().get(open as usize)?)))
}

/// What a text holds between its tokens that Pipy takes for something else.
#[derive(Debug, Default)]
pub(super) struct Oddities {
    /// The marks that begin comments as in HTML: where, and how long.
    pub(super) html_comments: Vec<(u32, u32)>,
    /// Blanks that are none to Pipy.
    pub(super) blanks: Vec<(u32, char)>,
    /// Where comments end that go on for Pipy.
    pub(super) line_ends: Vec<(u32, char)>,
}

impl Oddities {
    pub(super) fn is_empty(&self) -> bool {
        self.html_comments.is_empty() && self.blanks.is_empty() && self.line_ends.is_empty()
    }
}

/// What the token before was, as far as it decides what the next one can be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// Something that an expression may end with.
    Operand,
    /// `}`: the end of an object or of a block.
    Brace,
    /// A dot: the next word is a name.
    Dot,
    /// An operator, an opening bracket, a word that wants an operand, or nothing.
    Operator,
}

/// What is open: one bracket and what has piled up inside since its last comma.
#[derive(Clone, Copy, Default)]
struct Level {
    /// Where the bracket stands.
    at: u32,
    nested: u32,
    chained: u32,
    /// It is a `${` of a template.
    template: bool,
    /// It is the bracket after `if`, `for` and the like.
    head: bool,
}

struct Scan<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    levels: Vec<Level>,
    nested: u32,
    chained: u32,
    before: Before,
    /// The last word opens a head: `if`, `for`, `while`, `with`, `switch`, `catch`.
    head: bool,
    deepest: Depth,
    /// Something was read that may mean another thing to a JavaScript parser.
    uncertain: bool,
    oddities: Oddities,
    /// How far [`Scan::begins_line`] has looked, and whether the line has code up to there.
    line_seen: usize,
    line_has_code: bool,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str) -> Self {
        Scan {
            text,
            bytes: text.as_bytes(),
            at: 0,
            levels: vec![Level::default()],
            nested: 0,
            chained: 0,
            before: Before::Operator,
            head: false,
            deepest: Depth { nested: 0, chained: 0, at: 0 },
            uncertain: false,
            oddities: Oddities::default(),
            line_seen: 0,
            line_has_code: false,
        }
    }

    fn run(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b' ' | b'\t'..=b'\r' => {
                    self.at += 1;
                    // Most blanks are indentation.
                    while self.bytes.get(self.at) == Some(&b' ') {
                        self.at += 1;
                    }
                }
                b'\'' | b'"' => self.string(byte),
                b'`' => {
                    if matches!(self.before, Before::Operand | Before::Brace) {
                        self.chain(); // A tagged template.
                    }
                    self.operand();
                    self.at += 1;
                    self.template();
                }
                b'/' => self.slash(),
                b'(' | b'[' | b'{' => self.open(false),
                b')' | b']' => self.close(byte),
                b'}' => {
                    let template = self.levels.last().is_some_and(|level| level.template);
                    self.close(byte);
                    if template {
                        self.template();
                    }
                }
                b',' | b';' => {
                    let next = || skip_trivia(self.text, self.at as u32 + 1) as usize;
                    if byte == b',' || !self.bytes[next()..].starts_with(b"else") {
                        self.reset();
                    }
                    self.step(1, Before::Operator);
                }
                // The operators that are most frequent, and never part of a longer one.
                b':' => {
                    self.nest();
                    self.step(1, Before::Operator);
                }
                b'.' if self.bytes.get(self.at + 1) != Some(&b'.') => {
                    self.chain();
                    self.step(1, Before::Dot);
                }
                b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'$' | b'\\' | b'#' | b'@' | 0x80.. => {
                    self.word();
                }
                _ => self.operator(),
            }
        }
    }

    fn step(&mut self, bytes: usize, before: Before) {
        self.at += bytes;
        self.before = before;
        self.head = false;
    }

    fn nest(&mut self) {
        self.nested += 1;
        if let Some(level) = self.levels.last_mut() {
            level.nested += 1;
        }
        self.note();
    }

    fn chain(&mut self) {
        self.chained += 1;
        if let Some(level) = self.levels.last_mut() {
            level.chained += 1;
        }
        self.note();
    }

    fn note(&mut self) {
        if self.nested > self.deepest.nested {
            self.deepest.nested = self.nested;
            if self.nested <= MOST_NESTED + 1 {
                self.deepest.at = self.at as u32;
            }
        }
        if self.chained > self.deepest.chained {
            self.deepest.chained = self.chained;
            if self.chained == LONGEST_CHAIN + 1 {
                self.deepest.at = self.at as u32;
            }
        }
    }

    /// An element, an argument or a statement ends: what piled up in it is gone.
    fn reset(&mut self) {
        if let Some(level) = self.levels.last_mut() {
            self.nested -= level.nested;
            self.chained -= level.chained;
            level.nested = 0;
            level.chained = 0;
        }
    }

    /// A token that begins an operand. Right after another operand it begins a statement.
    fn operand(&mut self) {
        let after_operand = matches!(self.before, Before::Operand | Before::Brace);
        if after_operand && self.bytes.get(self.at) != Some(&b'`') {
            self.reset();
        }
        self.step(0, Before::Operand);
    }

    fn open(&mut self, template: bool) {
        // After an operand it is a call, an index or a block: one more link.
        if matches!(self.before, Before::Operand | Before::Brace) {
            self.chain();
        }
        self.nest();
        let head = self.head;
        self.levels.push(Level { at: self.at as u32, template, head, ..Level::default() });
        self.step(if template { 2 } else { 1 }, Before::Operator);
    }

    fn close(&mut self, byte: u8) {
        let mut before = if byte == b'}' { Before::Brace } else { Before::Operand };
        if self.levels.len() > 1 {
            self.reset();
            if self.levels.pop().is_some_and(|level| level.head) {
                before = Before::Operator;
            }
            // The bracket itself was counted in the level around it; what comes after stands beside it,
            // but a chain of calls is counted link by link.
            self.nested -= 1;
            if let Some(level) = self.levels.last_mut() {
                level.nested -= 1;
            }
        }
        self.step(1, before);
    }

    fn string(&mut self, quote: u8) {
        self.operand();
        self.at += 1;
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'\n' | b'\r' => {
                    self.uncertain = true; // Pipy goes on, JavaScript does not.
                }
                byte if byte == quote => return,
                _ => {}
            }
        }
        self.uncertain = true;
    }

    /// The text of a template, up to its end or the next `${`.
    fn template(&mut self) {
        let first = self.at;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\\' => {
                    // Pipy reads a backslash right at the start in its own way.
                    let next = self.bytes.get(self.at + 1);
                    self.uncertain |= self.at == first && matches!(next, Some(b'`' | b'$' | b'\\'));
                    self.at += 2;
                }
                b'`' => {
                    self.at += 1;
                    return;
                }
                b'$' if self.bytes.get(self.at + 1) == Some(&b'{') => {
                    self.before = Before::Operator;
                    self.head = false;
                    self.open(true);
                    return;
                }
                _ => self.at += 1,
            }
        }
    }

    fn slash(&mut self) {
        let start = self.at;
        let rest = &self.bytes[start..];
        if rest.starts_with(b"//") {
            self.at += rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
            // JavaScript alone knows other ends of lines.
            let comment = self.text.get(start..self.at).unwrap_or_default();
            let comment = comment.strip_suffix('\r').unwrap_or(comment);
            let mut ends =
                comment.char_indices().filter(|(_, it)| matches!(it, '\r' | '\u{2028}' | '\u{2029}'));
            if let Some((at, end)) = ends.next() {
                self.uncertain = true;
                self.oddities.line_ends.push(((start + at) as u32, end));
            }
            return;
        }
        if rest.starts_with(b"/*") {
            self.at += rest[2..].windows(2).position(|it| it == b"*/").map_or(rest.len(), |end| end + 4);
            return;
        }
        match self.before {
            Before::Operand | Before::Dot => self.operator(),
            Before::Brace | Before::Operator => {
                // A regex, or (after a brace) perhaps a division. What is in it would be misread.
                self.uncertain =
                    self.uncertain || regex(rest).iter().any(|byte| b"'\"`()[]{},;*".contains(byte));
                self.operator();
            }
        }
    }

    fn word(&mut self) {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|&byte| !PART[byte as usize]).unwrap_or(rest.len());
        let word = &rest[..length];
        if !word.is_ascii() {
            let text = self.text.get(self.at..self.at + length).unwrap_or_default();
            let is_blank = |it: char| it == '\u{feff}' || (!it.is_ascii() && it.is_whitespace());
            let blanks = text.char_indices().filter(|&(_, it)| is_blank(it));
            self.oddities.blanks.extend(blanks.map(|(at, it)| ((self.at + at) as u32, it)));
        }
        if self.before == Before::Dot || !prefix_word(word) {
            self.operand();
            return self.step(length, Before::Operand);
        }
        if statement_word(word) && self.before != Before::Operator {
            self.reset();
        }
        self.nest();
        self.step(length, Before::Operator);
        self.head = matches!(word, b"if" | b"for" | b"while" | b"with" | b"switch" | b"catch" | b"await");
    }

    /// True if only blanks and comments stand before on the line. Looks at each byte of a line once,
    /// however often it is asked.
    fn begins_line(&mut self) -> bool {
        let new = &self.text[self.line_seen..self.at];
        let cut = new.rfind('\n').map(|at| at + 1).max(new.rfind("*/").map(|at| at + 2));
        let has_code = !new[cut.unwrap_or(0)..].trim().is_empty();
        self.line_has_code = has_code || (cut.is_none() && self.line_has_code);
        self.line_seen = self.at;
        !self.line_has_code
    }

    fn operator(&mut self) {
        let rest = &self.bytes[self.at..];
        let operand_before = matches!(self.before, Before::Operand | Before::Brace);
        let begins = |mark: &[u8]| rest[0] == mark[0] && rest.starts_with(mark);
        if begins(b"<!--") || (begins(b"-->") && self.begins_line()) {
            self.uncertain = true;
            let length = if rest[0] == b'<' { 4 } else { 3 };
            self.oddities.html_comments.push((self.at as u32, length));
        }
        let length = operator_length(rest);
        match &rest[..length] {
            b"..." | b"=" | b"=>" | b"?" | b"!" | b"~" | b"**" => {
                self.nest();
                self.step(length, Before::Operator);
            }
            b"." | b"?." => {
                self.chain();
                self.step(length, Before::Dot);
            }
            // Behind its operand, or before that of the next line.
            b"++" | b"--" if operand_before => {
                self.nest();
                self.step(length, Before::Operand);
            }
            operator => {
                let assigns = operator.ends_with(b"=")
                    && !matches!(operator, b"==" | b"===" | b"!=" | b"!==" | b"<=" | b">=");
                if assigns || !operand_before {
                    self.nest();
                } else {
                    self.chain();
                }
                self.step(length, Before::Operator);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_do_not_pile_up() {
        let text = "var a = b.c(d)\nif (a) { e = f ? g : h }\n".repeat(5_000);
        let depth = Depth::of(&text);
        assert!(depth.nested < 20 && depth.chained < 20, "{depth:?}");
    }

    #[test]
    fn deep_things_are_counted() {
        for (part, times) in [
            ("(", 4_000),
            ("a=>", 4_000),
            ("!", 4_000),
            ("a?b:", 4_000),
            ("`${", 4_000),
            ("[", 4_000),
            ("new ", 4_000),
            ("async a=>", 4_000),
            ("if(a)", 4_000),
            ("{a:", 4_000),
            ("a=", 4_000),
            ("a**", 4_000),
            ("- ", 4_000),
            ("a:", 4_000),
            ("if(a);else ", 4_000),
            ("do ", 4_000),
            ("a||b=", 4_000),
            ("function f(){", 4_000),
            ("/'/?(", 4_000),
        ] {
            assert!(Depth::of(&part.repeat(times)).too_deep(), "{part}");
        }
    }

    #[test]
    fn long_chains_are_no_nesting() {
        for part in ["a.b", ".b(c)", "+a", "[a]", "||a"] {
            let depth = Depth::of(&format!("a{}", part.repeat(20_000)));
            assert!(!depth.too_deep(), "{part} {depth:?}");
            assert!(depth.chained >= 20_000, "{part} {depth:?}");
        }
    }

    #[test]
    fn brackets_in_strings_and_comments_do_not_count() {
        let depth = Depth::of(&format!("'{0}' + `{0}` // {0}", "((((".repeat(2_000)));
        assert!(!depth.too_deep(), "{depth:?}");
    }
}
