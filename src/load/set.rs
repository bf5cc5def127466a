//! Helm's `--set` language: `a.b=1,list[0].x={p,q}`. A text goes in, assignments come out.
//!
//! As in Helm: `\` takes the meaning from the next character; `{…}` is a list; a value ends at a comma;
//! `true`, `false`, `null` and whole numbers are typed (`--set-string` leaves them as text), while
//! a number with a fraction stays text; `--set-json` takes JSON values, or one object as a whole.

use super::LoadError;
use super::raw::SetKind;
use super::yaml::{self, Piece, Tree};
use crate::source::SourceId;

/// One `path=value`.
#[derive(Debug)]
pub(super) struct Assignment {
    /// Never empty; begins with a key.
    pub path: Vec<Step>,
    /// The value.
    pub value: Given,
    /// Where the path stands in the flag's text, in bytes.
    pub key_at: (u32, u32),
    /// Where the value stands.
    pub at: (u32, u32),
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    Index(usize),
}

/// A value as the flag gives it.
#[derive(Debug)]
pub(super) enum Given {
    /// With its type inferred, or not.
    Word(Word),
    /// `{a,b}`.
    List(Vec<Word>),
    /// JSON; `None` for an empty value, which is null.
    Json(Option<Tree>),
}

/// A word between two commas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub text: String,
    pub at: (u32, u32),
}

/// The largest index, as in Helm.
const MAX_INDEX: usize = 65_536;
/// How many keys deep a path may be, as in Helm.
const MAX_KEYS: usize = 30;
/// How many steps a path may have with its indexes.
const MAX_STEPS: usize = 90;

/// What a whole flag says.
#[derive(Debug)]
pub(super) enum Parsed {
    /// One by one.
    Assignments(Vec<Assignment>),
    /// `--set-json '{…}'`: an object to merge.
    Object(Tree),
}

/// Reads the text of a flag.
///
/// # Errors
/// If it does not follow the syntax; the error names the flag.
pub(super) fn parse(source: SourceId, text: &str, kind: SetKind) -> Result<Parsed, LoadError> {
    let wrong = |reason: String| LoadError::Flag { flag: kind.flag(), text: text.to_owned(), reason };
    if kind == SetKind::Json && text.trim_start().starts_with('{') {
        let piece = Piece { start: 0, end: text.len() as u32 };
        let (tree, end) = yaml::json_prefix(source, text, piece).map_err(|it| wrong(it.message))?;
        return match text[end as usize..].trim().is_empty() {
            true => Ok(Parsed::Object(tree)),
            false => Err(wrong("text after the end of the object".to_owned())),
        };
    }
    let mut scan = Scan { text, at: 0 };
    let mut assignments = Vec::new();
    while scan.at < text.len() {
        assignments.push(scan.assignment(source, kind).map_err(wrong)?);
    }
    Ok(Parsed::Assignments(assignments))
}

struct Scan<'t> {
    text: &'t str,
    at: usize,
}

impl Scan<'_> {
    fn assignment(&mut self, source: SourceId, kind: SetKind) -> Result<Assignment, String> {
        let start = self.at;
        let mut path = Vec::new();
        let mut n_keys = 0;
        loop {
            let (key, end) = self.until(&['=', '[', ',', '.']);
            if matches!(end, None | Some(',')) {
                return Err(format!("the key `{}` has no value", &self.text[start..self.at]));
            }
            if key.is_empty() {
                return Err("a key is empty".to_owned());
            }
            path.push(Step::Key(key));
            n_keys += 1;
            let mut end = end;
            while end == Some('[') {
                path.push(Step::Index(self.index()?));
                let (rest, next) = self.until(&['[', '.', '=']);
                if !rest.is_empty() {
                    return Err(format!("`{rest}` stands behind an index"));
                }
                end = next;
            }
            if n_keys > MAX_KEYS || path.len() > MAX_STEPS {
                return Err(format!("the path has more than {MAX_KEYS} keys"));
            }
            match end {
                Some('.') => {}
                Some(_) => break,
                None => return Err(format!("the key `{}` has no value", &self.text[start..self.at])),
            }
        }
        let key_at = (start as u32, self.at as u32 - 1);
        let from = self.at;
        let value = match kind {
            SetKind::Json => Given::Json(self.json(source)?),
            SetKind::Infer | SetKind::Text | SetKind::File => self.value()?,
        };
        let at = match &value {
            Given::Word(word) => word.at,
            Given::Json(Some(tree)) => tree.root().range(),
            Given::List(_) | Given::Json(None) => (from as u32, self.at as u32),
        };
        Ok(Assignment { path, value, key_at, at })
    }

    /// The text up to one of `stops`, which is taken too; `None` at the end.
    fn until(&mut self, stops: &[char]) -> (String, Option<char>) {
        let mut found = String::new();
        while let Some(c) = self.next() {
            if stops.contains(&c) {
                return (found, Some(c));
            }
            match c {
                '\\' => found.extend(self.next()),
                c => found.push(c),
            }
        }
        (found, None)
    }

    fn next(&mut self) -> Option<char> {
        let c = self.text[self.at..].chars().next()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn index(&mut self) -> Result<usize, String> {
        let (digits, end) = self.until(&[']']);
        if end.is_none() {
            return Err("an index has no `]`".to_owned());
        }
        match digits.parse::<i64>() {
            Ok(index) if index < 0 => Err(format!("the index {index} is negative")),
            Ok(index) if index as usize > MAX_INDEX => {
                Err(format!("the index {index} is larger than {MAX_INDEX}"))
            }
            Ok(index) => Ok(index as usize),
            Err(_) => Err(format!("`{digits}` is no index")),
        }
    }

    fn value(&mut self) -> Result<Given, String> {
        if !self.text[self.at..].starts_with('{') {
            return Ok(Given::Word(self.word(&[',']).0));
        }
        self.at += 1;
        let mut words = Vec::new();
        loop {
            let (word, end) = self.word(&[',', '}']);
            words.push(word);
            match end {
                Some('}') => break,
                Some(_) => {}
                None => return Err("a list has no `}`".to_owned()),
            }
        }
        if self.text[self.at..].starts_with(',') {
            self.at += 1;
        }
        Ok(Given::List(words))
    }

    fn word(&mut self, stops: &[char]) -> (Word, Option<char>) {
        let start = self.at as u32;
        let (text, end) = self.until(stops);
        let end_at = self.at - end.map_or(0, char::len_utf8);
        (Word { text, at: (start, end_at as u32) }, end)
    }

    fn json(&mut self, source: SourceId) -> Result<Option<Tree>, String> {
        if self.skip_comma() {
            return Ok(None);
        }
        let piece = Piece { start: self.at as u32, end: self.text.len() as u32 };
        let (tree, end) = yaml::json_prefix(source, self.text, piece).map_err(|it| it.message)?;
        self.at = end as usize;
        if !self.skip_comma() {
            return Err("text after the end of a value".to_owned());
        }
        Ok(Some(tree))
    }

    /// Takes blanks and a comma; true if a comma or the end was there.
    fn skip_comma(&mut self) -> bool {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
        let comma = self.text[self.at..].starts_with(',');
        self.at += usize::from(comma);
        comma || self.at == self.text.len()
    }
}
