//! What a plain scalar is: the types that Helm and Kubernetes see, which are those of YAML 1.1 as Go's
//! `yaml` reads it (`yes` is true, `017` is fifteen), not those of YAML 1.2.

/// A scalar's meaning.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Typed {
    /// `null`, `~`, or nothing.
    Null,
    /// `true`, `yes`, `on`, and their opposites.
    Bool(bool),
    /// A whole number that fits 64 bits with or without a sign.
    Int(i128),
    /// Any other number.
    Float(f64),
    /// Anything else.
    Text,
}

/// What a plain scalar with this text is.
pub(super) fn plain(text: &str) -> Typed {
    // Most texts are told by their first character.
    match text.as_bytes() {
        [b'0'..=b'9' | b'+' | b'-' | b'.', ..] | [] => {}
        [b'~' | b'n' | b'N' | b'y' | b'Y' | b't' | b'T' | b'o' | b'O' | b'f' | b'F', ..]
            if text.len() <= 5 => {}
        _ => return Typed::Text,
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Typed::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            return Typed::Bool(true);
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            return Typed::Bool(false);
        }
        ".nan" | ".NaN" | ".NAN" => return Typed::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Typed::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Typed::Float(f64::NEG_INFINITY),
        _ => {}
    }
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) {
        return Typed::Text;
    }
    // Longer than any number that somebody writes; keeps the look at long texts short.
    if text.len() > 400 {
        return Typed::Text;
    }
    let digits = text.replace('_', "");
    match integer(&digits) {
        Some(value) => Typed::Int(value),
        None if is_float(&digits) => digits.parse().map_or(Typed::Text, Typed::Float),
        None => Typed::Text,
    }
}

fn integer(text: &str) -> Option<i128> {
    let (negative, body) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (radix, digits) = match body.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &body[2..]),
        [b'0', b'o' | b'O', ..] => (8, &body[2..]),
        [b'0', b'b' | b'B', ..] => (2, &body[2..]),
        [b'0', _, ..] => (8, &body[1..]),
        _ => (10, body),
    };
    // `from_str_radix` takes a sign of its own, which would read `--1`.
    if !digits.starts_with(|c: char| c.is_ascii_hexdigit()) {
        return None;
    }
    let value = i128::from_str_radix(digits, radix).ok()?;
    let value = if negative { -value } else { value };
    (i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(&value).then_some(value)
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn is_float(text: &str) -> bool {
    let rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(rest);
    let mut rest = &rest[whole..];
    if let Some(fraction) = rest.strip_prefix('.') {
        let n_digits = digits(fraction);
        if whole == 0 && n_digits == 0 {
            return false;
        }
        rest = &fraction[n_digits..];
    } else if whole == 0 {
        return false;
    }
    let Some(exponent) = rest.strip_prefix(['e', 'E']) else { return rest.is_empty() };
    let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    !exponent.is_empty() && digits(exponent) == exponent.len()
}
