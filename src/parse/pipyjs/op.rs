//! Operators and words that Pipy's parser knows by name, with how strongly they bind.

/// Declares [`Op`], its texts and its strengths from one table.
macro_rules! ops {
    ($($name:ident $text:literal $strength:literal,)+) => {
        /// An operator, a bracket or a reserved word.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub(super) enum Op { $($name),+ }

        impl Op {
            const TEXTS: &'static [&'static str] = &[$($text),+];
            const STRENGTHS: &'static [i8] = &[$($strength),+];
        }
    };
}

// Strength 0: not an operator of expressions. Negative: groups from right to left. The conditional
// and the assignments trade places relative to the rest in 1.5, without any effect on what parses.
ops! {
    Dot "." 20, OptDot "?." 20, OptIndex "?.[" 20, OptCall "?.(" 20, Open "(" 20, OpenSquare "[" 20,
    New "new" 19,
    PostInc "x++" 18, PostDec "x--" 18,
    Not "!" -17, BitNot "~" -17, Plus "+x" -17, Minus "-x" -17, PreInc "++x" -17, PreDec "--x" -17,
    Void "void" -17, Typeof "typeof" -17, Delete "delete" -17,
    Pow "**" -16,
    Mul "*" 15, Div "/" 15, Rem "%" 15,
    Add "+" 14, Sub "-" 14,
    Shl "<<" 13, Shr ">>" 13, UShr ">>>" 13,
    Less "<" 12, LessEq "<=" 12, Greater ">" 12, GreaterEq ">=" 12, In "in" 12, InstanceOf "instanceof" 12,
    Eq "==" 11, StrictEq "===" 11, NotEq "!=" 11, StrictNotEq "!==" 11,
    BitAnd "&" 10, BitXor "^" 9, BitOr "|" 8, And "&&" 7, Or "||" 6, Nullish "??" 5,
    Question "?" -4, Colon ":" -4,
    Assign "=" -3, AddAssign "+=" -3, SubAssign "-=" -3, MulAssign "*=" -3, DivAssign "/=" -3,
    RemAssign "%=" -3, PowAssign "**=" -3, ShlAssign "<<=" -3, ShrAssign ">>=" -3, UShrAssign ">>>=" -3,
    BitAndAssign "&=" -3, BitOrAssign "|=" -3, BitXorAssign "^=" -3, AndAssign "&&=" -3,
    OrAssign "||=" -3, NullishAssign "??=" -3,
    Comma "," 1,
    Inc "++" 0, Dec "--" 0, Arrow "=>" 0, Spread "..." 0, Backquote "`" 0, Hole "${" 0,
    Close ")" 0, CloseSquare "]" 0, OpenBrace "{" 0, CloseBrace "}" 0, Semicolon ";" 0,
    True "true" 0, False "false" 0, Null "null" 0, Undefined "undefined" 0,
    Var "var" 0, Let "let" 0, Const "const" 0, If "if" 0, Else "else" 0, Return "return" 0, Do "do" 0,
    While "while" 0, For "for" 0, Continue "continue" 0, Switch "switch" 0, Case "case" 0,
    Break "break" 0, Default "default" 0, Throw "throw" 0, Try "try" 0, Catch "catch" 0,
    Finally "finally" 0, Await "await" 0, Async "async" 0, Yield "yield" 0, Function "function" 0,
    Import "import" 0, Export "export" 0, Class "class" 0, Package "package" 0, With "with" 0,
    This "this" 0, Super "super" 0, Extends "extends" 0, Implements "implements" 0, Static "static" 0,
    Public "public" 0, Private "private" 0, Protected "protected" 0, Interface "interface" 0,
    As "as" 0, From "from" 0,
}

impl Op {
    /// As written; operators that share their text with another (`+x`) have a mark of their own.
    pub(super) fn text(self) -> &'static str {
        Op::TEXTS[self as usize]
    }

    /// How strongly it binds; `None` for what is no operator of expressions.
    fn strength(self) -> Option<i8> {
        Some(Op::STRENGTHS[self as usize]).filter(|&it| it != 0)
    }

    /// True if `self`, already read, takes its operands before `next` does.
    pub(super) fn precedes(self, next: Option<Op>) -> bool {
        let Some(mine) = self.strength() else { return false };
        let Some(theirs) = next.and_then(Op::strength) else { return true };
        match mine.unsigned_abs().cmp(&theirs.unsigned_abs()) {
            std::cmp::Ordering::Greater => true,
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Equal => mine > 0,
        }
    }

    /// True for words, which may stand after a dot and as keys.
    pub(super) fn is_word(self) -> bool {
        self.text().as_bytes()[0].is_ascii_lowercase() && !matches!(self, Op::PostInc | Op::PostDec)
    }

    /// The longest operator that `bytes` begin with, and its length.
    pub(super) fn longest(bytes: &[u8], statements: bool) -> Option<(Op, usize)> {
        // Most are no part of a longer one.
        let alone = |op: Op| Some((op, 1));
        let candidates: &[Op] = match bytes.first()? {
            b'.' if bytes.get(1) != Some(&b'.') => return alone(Op::Dot),
            b',' => return alone(Op::Comma),
            b'`' => return alone(Op::Backquote),
            b'~' => return alone(Op::BitNot),
            b':' => return alone(Op::Colon),
            b'(' => return alone(Op::Open),
            b')' => return alone(Op::Close),
            b'[' => return alone(Op::OpenSquare),
            b']' => return alone(Op::CloseSquare),
            b'{' => return alone(Op::OpenBrace),
            b'}' => return alone(Op::CloseBrace),
            b';' if statements => return alone(Op::Semicolon),
            b'.' => &[Op::Spread, Op::Dot],
            b'=' => &[Op::StrictEq, Op::Eq, Op::Arrow, Op::Assign],
            b'!' => &[Op::StrictNotEq, Op::NotEq, Op::Not],
            b'+' => &[Op::Inc, Op::AddAssign, Op::Add],
            b'-' => &[Op::Dec, Op::SubAssign, Op::Sub],
            b'*' => &[Op::PowAssign, Op::Pow, Op::MulAssign, Op::Mul],
            b'/' => &[Op::DivAssign, Op::Div],
            b'%' => &[Op::RemAssign, Op::Rem],
            b'<' => &[Op::ShlAssign, Op::Shl, Op::LessEq, Op::Less],
            b'>' => &[Op::UShrAssign, Op::UShr, Op::ShrAssign, Op::Shr, Op::GreaterEq, Op::Greater],
            b'&' => &[Op::AndAssign, Op::And, Op::BitAndAssign, Op::BitAnd],
            b'|' => &[Op::OrAssign, Op::Or, Op::BitOrAssign, Op::BitOr],
            b'^' => &[Op::BitXorAssign, Op::BitXor],
            b'?' => &[Op::NullishAssign, Op::Nullish, Op::OptCall, Op::OptIndex, Op::OptDot, Op::Question],
            _ => &[],
        };
        // They are a few bytes long, which is no work for a call to compare memory.
        let begins = |op: Op| op.text().bytes().zip(bytes).all(|(a, &b)| a == b);
        let found = candidates.iter().find(|&&op| op.text().len() <= bytes.len() && begins(op));
        found.map(|&op| (op, op.text().len()))
    }

    /// The reserved word or word operator that `name` is. `as` and `from` are new in 1.5.
    pub(super) fn word(name: &[u8], statements: bool) -> Option<Op> {
        if !name.first().is_some_and(u8::is_ascii_lowercase) {
            return None;
        }
        // A match looks at the length first, and most names are no words.
        let op = match name {
            b"new" => Op::New,
            b"void" => Op::Void,
            b"typeof" => Op::Typeof,
            b"delete" => Op::Delete,
            b"in" => Op::In,
            b"instanceof" => Op::InstanceOf,
            b"true" => Op::True,
            b"false" => Op::False,
            b"null" => Op::Null,
            b"undefined" => Op::Undefined,
            b"var" => Op::Var,
            b"let" => Op::Let,
            b"const" => Op::Const,
            b"if" => Op::If,
            b"else" => Op::Else,
            b"return" => Op::Return,
            b"do" => Op::Do,
            b"while" => Op::While,
            b"for" => Op::For,
            b"continue" => Op::Continue,
            b"switch" => Op::Switch,
            b"case" => Op::Case,
            b"break" => Op::Break,
            b"default" => Op::Default,
            b"throw" => Op::Throw,
            b"try" => Op::Try,
            b"catch" => Op::Catch,
            b"finally" => Op::Finally,
            b"await" => Op::Await,
            b"async" => Op::Async,
            b"yield" => Op::Yield,
            b"function" => Op::Function,
            b"import" => Op::Import,
            b"export" => Op::Export,
            b"class" => Op::Class,
            b"package" => Op::Package,
            b"with" => Op::With,
            b"this" => Op::This,
            b"super" => Op::Super,
            b"extends" => Op::Extends,
            b"implements" => Op::Implements,
            b"static" => Op::Static,
            b"public" => Op::Public,
            b"private" => Op::Private,
            b"protected" => Op::Protected,
            b"interface" => Op::Interface,
            b"as" => Op::As,
            b"from" => Op::From,
            _ => return None,
        };
        (statements || !matches!(op, Op::As | Op::From)).then_some(op)
    }

    /// True for operators of expressions as 1.5 counts them when it decides whether a line goes on.
    pub(super) fn continues_line(self) -> bool {
        let symbol = !self.text().as_bytes()[0].is_ascii_alphabetic();
        let binary = symbol || matches!(self, Op::In | Op::InstanceOf);
        binary && !matches!(self, Op::Not | Op::BitNot | Op::Inc | Op::Dec | Op::Hole)
    }
}
