//! Regular expressions as Pipy reads them: those of ECMAScript 3, by the C++ standard library.

use crate::rules::load::bad_regexp::Flaw;

/// What is wrong with a pattern, if anything.
pub(super) fn flaw(pattern: &str) -> Option<Flaw> {
    let mut reader = Reader { chars: pattern.chars().collect(), at: 0, open: Vec::new(), groups: 0 };
    reader.read().err()
}

/// A group that is not closed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    /// Its number.
    Group(u32),
    /// `(?:…`.
    Plain,
    /// `(?=…`, `(?!…`: cannot be repeated.
    Ahead,
}

/// The names of `[[:name:]]`.
const CLASSES: [&str; 15] = [
    "alnum", "alpha", "blank", "cntrl", "d", "digit", "graph", "lower", "print", "punct", "s", "space",
    "upper", "w", "xdigit",
];

struct Reader {
    chars: Vec<char>,
    at: usize,
    open: Vec<Open>,
    /// How many groups have numbers.
    groups: u32,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += 1;
        Some(next)
    }

    fn take(&mut self, wanted: char) -> bool {
        let taken = self.peek() == Some(wanted);
        self.at += usize::from(taken);
        taken
    }

    fn read(&mut self) -> Result<(), Flaw> {
        // Something stands here that a repeat can follow; also another repeat.
        let mut term = false;
        while let Some(next) = self.next() {
            match next {
                '(' => {
                    self.group()?;
                    term = false;
                }
                ')' => term = self.open.pop().ok_or(Flaw::Parenthesis)? != Open::Ahead,
                '[' => {
                    self.class()?;
                    term = true;
                }
                '|' | '^' | '$' => term = false,
                '*' | '+' | '?' | '{' if !term => return Err(Flaw::Repeat),
                '*' | '+' | '?' => drop(self.take('?')),
                '{' => {
                    self.count()?;
                    self.take('?');
                }
                '\\' => term = self.escape()?,
                _ => term = true,
            }
        }
        if self.open.is_empty() { Ok(()) } else { Err(Flaw::Parenthesis) }
    }

    fn group(&mut self) -> Result<(), Flaw> {
        if !self.take('?') {
            self.groups += 1;
            self.open.push(Open::Group(self.groups));
            return Ok(());
        }
        let opened = match self.next() {
            Some(':') => Open::Plain,
            Some('=' | '!') => Open::Ahead,
            Some(_) => return Err(Flaw::Group),
            None => return Err(Flaw::Parenthesis),
        };
        self.open.push(opened);
        Ok(())
    }

    /// After the `[`. In ECMAScript a `]` always ends it.
    fn class(&mut self) -> Result<(), Flaw> {
        self.take('^');
        // The character that may begin a range; a class such as `\d` may not.
        let mut low: Option<Option<char>> = None;
        loop {
            let item = match self.next().ok_or(Flaw::Class)? {
                ']' => return Ok(()),
                '-' if low.is_some() && self.peek() != Some(']') => {
                    let next = self.next().ok_or(Flaw::Class)?;
                    let high = self.class_item(next)?;
                    match (low.take().flatten(), high) {
                        (Some(low), Some(high)) if low <= high || !low.is_ascii() || !high.is_ascii() => {}
                        _ => return Err(Flaw::Class),
                    }
                    continue;
                }
                next => self.class_item(next)?,
            };
            low = Some(item);
        }
    }

    /// One item of a class, which begins with `next`; `None` if it stands for several characters.
    fn class_item(&mut self, next: char) -> Result<Option<char>, Flaw> {
        match next {
            '\\' => {
                let escaped = self.next().ok_or(Flaw::Class)?;
                if matches!(escaped, 'd' | 'D' | 's' | 'S' | 'w' | 'W') {
                    return Ok(None);
                }
                let start = self.at;
                self.digits(escaped)?;
                let code: String = self.chars[start..self.at].iter().collect();
                let code = u32::from_str_radix(&code, 16).ok().and_then(char::from_u32);
                Ok(Some(code.unwrap_or(escaped)))
            }
            '[' if matches!(self.peek(), Some(':' | '.' | '=')) => {
                let kind = self.next().ok_or(Flaw::Class)?;
                let mut name = String::new();
                loop {
                    let inner = self.next().ok_or(Flaw::Class)?;
                    if inner == kind && self.take(']') {
                        break;
                    }
                    name.push(inner);
                }
                if kind == ':' && !CLASSES.contains(&&*name.to_ascii_lowercase()) {
                    return Err(Flaw::Class);
                }
                Ok(None)
            }
            '[' if self.peek().is_none() => Err(Flaw::Class),
            other => Ok(Some(other)),
        }
    }

    /// After the `{`.
    fn count(&mut self) -> Result<(), Flaw> {
        let low = self.number().ok_or(Flaw::Count)?;
        if self.take(',')
            && let Some(high) = self.number()
            && high < low
        {
            return Err(Flaw::Count);
        }
        if self.take('}') { Ok(()) } else { Err(Flaw::Count) }
    }

    fn number(&mut self) -> Option<u64> {
        let start = self.at;
        while self.peek().is_some_and(|it| it.is_ascii_digit()) {
            self.at += 1;
        }
        let digits: String = self.chars[start..self.at].iter().collect();
        (!digits.is_empty()).then(|| digits.parse().unwrap_or(u64::MAX))
    }

    /// The hexadecimal digits after `\x` and `\u`.
    fn digits(&mut self, escape: char) -> Result<(), Flaw> {
        let count = match escape {
            'x' => 2,
            'u' => 4,
            _ => 0,
        };
        for _ in 0..count {
            if !self.next().is_some_and(|it| it.is_ascii_hexdigit()) {
                return Err(Flaw::Escape);
            }
        }
        Ok(())
    }

    /// After the backslash; whether a repeat can follow.
    fn escape(&mut self) -> Result<bool, Flaw> {
        let next = self.peek().ok_or(Flaw::Escape)?;
        if next.is_ascii_digit() && next != '0' {
            let number = self.number().unwrap_or(0);
            let inside =
                self.open.iter().any(|it| matches!(it, Open::Group(own) if u64::from(*own) == number));
            if number > u64::from(self.groups) || inside {
                return Err(Flaw::Reference);
            }
            return Ok(true);
        }
        self.at += 1;
        match next {
            'b' | 'B' => return Ok(false),
            'c' => drop(self.next().ok_or(Flaw::Escape)?),
            other => self.digits(other)?,
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_judged_as_pipy_does() {
        // What Pipy 0.90.3-38 said of each.
        let right = [
            r"a",
            r"]",
            r"a]",
            r"a**",
            r"a*?",
            r"a+?",
            r"a*+",
            r"a{1}",
            r"a{1,}",
            r"a{1,2}",
            r"}",
            r"a}",
            r"(?:a)*",
            r"(?=a)",
            r"(?!a)b",
            r"()",
            r"[]",
            r"[^]",
            r"[a-z]",
            r"[a-]",
            r"[-a]",
            r"[\]]",
            r"[[:alpha:]]",
            r"[[a]]",
            r"\d",
            r"\p",
            r"\z",
            r"\-",
            r"(a)\1",
            r"\0",
            r"\x41",
            r"\u0041",
            r"\cA",
            r"\b",
            r"|",
            r"a||b",
            r"(|a)",
            r"\\",
            r"a??",
            r".{3}",
            r"[\w.]+",
            r"\08",
            r"[\b]",
            r"[\x41-\x45]",
            r"^/api/v[0-9]+(/.*)?$",
            r"[^/]+",
            r"a{1}{2}",
            r"(a){2}*",
            r"[a-z-9]",
            r"[%--]",
            r"[.-/]",
            r"[[.a.]]",
            r"[[=a=]]",
            r"x{1}y{2,}?",
            r"[\z]",
            "\u{e9}+",
            "[\u{e0}-\u{e9}]",
        ];
        for pattern in right {
            assert_eq!(flaw(pattern), None, "{pattern}");
        }
        let wrong = [
            (r"(", Flaw::Parenthesis),
            (r")", Flaw::Parenthesis),
            (r"(?", Flaw::Parenthesis),
            (r"((a)", Flaw::Parenthesis),
            (r"(a))", Flaw::Parenthesis),
            (r"[", Flaw::Class),
            (r"[z-a]", Flaw::Class),
            (r"[[:foo:]]", Flaw::Class),
            (r"[[:alpha:]", Flaw::Class),
            (r"[\d-z]", Flaw::Class),
            (r"[a-\d]", Flaw::Class),
            (r"[a--]", Flaw::Class),
            (r"[/-.]", Flaw::Class),
            (r"[[", Flaw::Class),
            (r"[[:", Flaw::Class),
            (r"[\]", Flaw::Class),
            (r"*", Flaw::Repeat),
            (r"{", Flaw::Repeat),
            (r"^*", Flaw::Repeat),
            (r"$*", Flaw::Repeat),
            (r"(?=a)*", Flaw::Repeat),
            (r"\b*", Flaw::Repeat),
            (r"a|*", Flaw::Repeat),
            (r"??", Flaw::Repeat),
            (r"{1}", Flaw::Repeat),
            (r"a{", Flaw::Count),
            (r"a{1", Flaw::Count),
            (r"a{2,1}", Flaw::Count),
            (r"a{,2}", Flaw::Count),
            (r"(?<=a)", Flaw::Group),
            (r"(?<n>a)", Flaw::Group),
            (r"(?i)a", Flaw::Group),
            (r"(?P<n>a)", Flaw::Group),
            (r"\1", Flaw::Reference),
            (r"(a\1)", Flaw::Reference),
            (r"(a)\2", Flaw::Reference),
            (r"\x4", Flaw::Escape),
            (r"\u00", Flaw::Escape),
            (r"\c", Flaw::Escape),
            (r"\", Flaw::Escape),
        ];
        for (pattern, expected) in wrong {
            assert_eq!(flaw(pattern), Some(expected), "{pattern}");
        }
    }
}
