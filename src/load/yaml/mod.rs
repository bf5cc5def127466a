//! YAML and JSON with places: texts come in, trees that know where every key and value stands go out.
//!
//! [`split`](split::pieces) cuts a file at its document markers, so that one broken document does not
//! hide the others. [`parse`] reads one piece into a [`Tree`], from JSON or from the events of the YAML
//! library, within fixed limits: a document's depth, and how many bytes its aliases repeat. The library
//! is spared the texts of literal scalars (`literal`), and what nobody asks for (`outline`). A string of a
//! tree can say where each of its characters stands ([`At::embedding`]). Nothing here knows what a
//! document means.

mod builder;
mod comments;
mod events;
mod json;
mod literal;
mod outline;
mod place;
mod split;
mod tree;
mod typing;

pub(crate) use comments::comments_with;
pub(crate) use json::{prefix as json_prefix, values as json_values};
pub(crate) use outline::Keep;
pub(crate) use split::{Piece, pieces, quick_kind};
pub(crate) use tree::{At, Tree};
pub(crate) use typing::Typed;

use crate::source::SourceId;

/// How deep a document may be. Chosen by feeling; a mesh's whole configuration is 15 deep.
pub(crate) const MAX_DEPTH: u16 = 100;

/// How many bytes the aliases of all documents may repeat. Real files repeat some kilobytes.
pub(crate) const MAX_REPEATED: u64 = 64 << 20;

/// Why a document was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble {
    /// What kind of trouble.
    pub kind: TroubleKind,
    /// Where, in bytes of the file.
    pub at: (u32, u32),
    /// What is wrong: lower case, no full stop.
    pub message: String,
}

/// Kinds of [`Trouble`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TroubleKind {
    /// It is not YAML, or not JSON.
    Syntax,
    /// It is deeper or larger than what is read.
    Limit,
}

/// Which language a piece is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    /// By its name a JSON file: nothing else will do.
    Json,
    /// YAML, or JSON where the text is that.
    Either,
}

/// Reads one document. `text` is the whole file. The tree is to be brought [`within`] its limit.
///
/// # Errors
/// If it is not a document, or is over a limit.
pub(crate) fn parse(source: SourceId, text: &str, piece: Piece, language: Language) -> Result<Tree, Trouble> {
    let body = &text[piece.start as usize..piece.end as usize];
    let json_like = body.trim_start_matches(split::BLANK).starts_with(['{', '[']);
    match language {
        Language::Json => json::parse(source, text, piece),
        Language::Either if json_like => {
            // YAML reads almost all JSON, but not its surrogate pairs and tabs; what is not strictly
            // JSON, such as `{a: 1}`, is YAML.
            json::parse(source, text, piece).or_else(|_| events::parse(source, text, piece, body))
        }
        Language::Either => events::parse(source, text, piece, body),
    }
}

/// Reads only what `keep` names of one YAML document; all of it if it is not written plainly.
///
/// # Errors
/// As [`parse`]; what is left out may be broken.
pub(crate) fn parse_outline(
    source: SourceId,
    text: &str,
    piece: Piece,
    keep: &'static [Keep],
) -> Result<Tree, Trouble> {
    let body = &text[piece.start as usize..piece.end as usize];
    let outline = outline::outline(body, keep);
    // An alias may name an anchor that was left out.
    match outline.and_then(|outline| events::parse(source, text, piece, &outline).ok()) {
        Some(tree) => Ok(tree),
        None => parse(source, text, piece, Language::Either),
    }
}

/// Takes what the tree repeats from `repeated`, which is what is left of [`MAX_REPEATED`].
///
/// # Errors
/// If nothing is left.
pub(crate) fn within(tree: Tree, repeated: &mut u64) -> Result<Tree, Trouble> {
    let over = tree.repeated.saturating_sub(*repeated);
    *repeated = repeated.saturating_sub(tree.repeated);
    if over > 0 {
        return Err(Trouble {
            kind: TroubleKind::Limit,
            at: tree.root().range(),
            message: format!("the aliases repeat more than {} MiB", MAX_REPEATED >> 20),
        });
    }
    Ok(tree)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    pub(super) fn tree(text: &str) -> Result<Tree, Trouble> {
        let mut sources = Sources::default();
        let source = sources.add("a.yaml", text);
        let piece = Piece { start: 0, end: text.len() as u32 };
        within(parse(source, text, piece, Language::Either)?, &mut MAX_REPEATED.clone())
    }

    fn json_of(text: &str) -> String {
        tree(text).expect("reads").root().to_json().to_string()
    }

    #[test]
    fn plain_scalars_have_the_types_of_kubernetes() {
        let text =
            "[yes, No, on, 017, 0o17, 0x1F, 1_000, 12:30, 08, 1e3, .5, ~, null, 2001-01-01, -0b11, 1.0]";
        assert_eq!(
            json_of(text),
            r#"[true,false,true,15,15,31,1000,"12:30",8.0,1000.0,0.5,null,null,"2001-01-01",-3,1.0]"#
        );
        assert_eq!(
            json_of("a: 'yes'\nb: \"1\"\nc: !!str 1\nd: !!int '7'\n"),
            r#"{"a":"yes","b":"1","c":"1","d":7}"#
        );
        assert_eq!(json_of("on: 1\n1: 2\n0x10: 3\n"), r#"{"true":1,"1":2,"16":3}"#);
    }

    #[test]
    fn merge_keys_fill_in_what_is_not_written() {
        let text = "a: &a {x: 1, v: 2}\nb: &b {v: 3, z: 4}\nc: {<<: [*a, *b], x: 9}\n";
        assert_eq!(json_of(text), r#"{"a":{"x":1,"v":2},"b":{"v":3,"z":4},"c":{"x":9,"v":2,"z":4}}"#);
    }

    #[test]
    fn an_anchor_that_holds_itself_is_refused() {
        let trouble = tree("a: &x [*x]\n").expect_err("refused");
        assert_eq!((trouble.kind, trouble.at), (TroubleKind::Limit, (7, 9)));
    }

    #[test]
    fn aliases_are_budgeted_by_the_bytes_they_repeat() {
        let mut text = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
        for level in 1..12 {
            let row = vec![format!("*a{}", level - 1); 9].join(", ");
            text += &format!("a{level}: &a{level} [{row}]\n");
        }
        assert_eq!(tree(&text).expect_err("refused").kind, TroubleKind::Limit);
        let modest = format!("a: &a {}\nb: [{}]\n", "x".repeat(1000), vec!["*a"; 1000].join(", "));
        assert!(tree(&modest).is_ok());
    }

    #[test]
    fn deep_documents_are_refused_quickly() {
        for text in [
            "[".repeat(100_000),
            "{\"a\":".repeat(100_000),
            "{a: ".repeat(100_000),
            "- ".repeat(100_000),
            "? ".repeat(100_000),
            (0..20_000).map(|depth| format!("{}a:\n", " ".repeat(depth % 200))).collect::<String>(),
        ] {
            assert!(tree(&text).is_err());
        }
    }

    #[test]
    fn json_strings_may_hold_surrogate_pairs_and_slashes() {
        assert_eq!(json_of(r#"{"a": "\ud83d\ude00\/\t"}"#), r#"{"a":"😀/\t"}"#);
        assert_eq!(json_of("{\n\t\"a\":\t[1, -2.5e3]\n}"), r#"{"a":[1,-2500.0]}"#);
    }

    #[test]
    fn duplicate_keys_keep_both_places() {
        let tree = tree("a: 1\nb: 2\na: 3\n").expect("reads");
        assert_eq!(tree.duplicates.len(), 1);
        assert_eq!((tree.duplicates[0].first, tree.duplicates[0].second), ((0, 1), (10, 11)));
        assert_eq!(tree.root().to_json().to_string(), r#"{"b":2,"a":3}"#);
    }
}
