//! From the YAML library's events to a [`Tree`]. The only place that knows the library.

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError};

use super::builder::Builder;
use super::literal::{self, Cut, Scalar};
use super::tree::{NodeId, Style, Tag, Tree};
use super::{Piece, Trouble, TroubleKind, place};
use crate::source::SourceId;

/// Reads one YAML document. `body` is the piece's text, or an outline of it of the same length.
pub(super) fn parse(source: SourceId, text: &str, piece: Piece, body: &str) -> Result<Tree, Trouble> {
    let control = |byte: u8| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r');
    // Without an early end, many bytes are looked at at a time.
    if body.bytes().fold(false, |any, byte| any | control(byte)) {
        // The library takes a NUL for the end of the file, and the API server refuses all of them.
        let at = piece.start + body.bytes().position(control).unwrap_or_default() as u32;
        let message = format!("the control character U+{:04X}", text.as_bytes()[at as usize]);
        return Err(Trouble { kind: TroubleKind::Syntax, at: (at, at + 1), message });
    }
    // Whatever is wrong is said of the whole document.
    let cut = literal::cut(body).and_then(|cut| parse_cut(source, text, piece, cut));
    cut.map_or_else(|| parse_whole(source, text, piece, body), Ok)
}

/// Reads a document without its literal scalars. `None` if it must be read whole.
fn parse_cut(source: SourceId, text: &str, piece: Piece, cut: Cut) -> Option<Tree> {
    let Cut { body, mut scalars } = cut;
    let bytes = Offsets::new(&body, piece.start, &scalars);
    scalars.reverse();
    let tree = build(source, text, piece, &bytes, &mut scalars).ok()?;
    scalars.is_empty().then_some(tree)
}

/// Reads all of a document that has no control characters.
pub(super) fn parse_whole(source: SourceId, text: &str, piece: Piece, body: &str) -> Result<Tree, Trouble> {
    build(source, text, piece, &Offsets::new(body, piece.start, &[]), &mut Vec::new())
}

/// Builds the tree of a document. `cut` are literal scalars that are not in its text, the last first; those
/// that are found are taken.
fn build(
    source: SourceId,
    text: &str,
    piece: Piece,
    bytes: &Offsets<'_>,
    cut: &mut Vec<Scalar>,
) -> Result<Tree, Trouble> {
    let body = bytes.body;
    let mut builder = Builder::new(source);
    let mut anchors: Vec<Option<NodeId>> = Vec::new();
    let mut root = None;
    let mut depth = 0_u32;
    for event in Parser::new_from_str(body) {
        let (event, span) = event.map_err(|error| broken(bytes, text, &error))?;
        let start = bytes.of(span.start);
        let end = bytes.of(span.end);
        let (anchor, node) = match event {
            Event::Scalar(value, style, anchor, tag) => {
                let has_properties = anchor > 0 || tag.is_some();
                let start = if has_properties { place::skip_properties(text, start) } else { start };
                let style = match style {
                    ScalarStyle::Plain => Style::Plain,
                    ScalarStyle::SingleQuoted => Style::Single,
                    ScalarStyle::DoubleQuoted => Style::Double,
                    ScalarStyle::Literal => Style::Literal,
                    ScalarStyle::Folded => Style::Folded,
                };
                // The library's ends take in blanks and comments that follow.
                let end = match style {
                    Style::Single | Style::Double => place::quoted_end(text, start),
                    _ => place::trimmed_end(text, start, end),
                };
                let known =
                    cut.pop_if(|it| style == Style::Literal && piece.start + it.start as u32 == start);
                let mut value = known.map_or(value, |it| it.text.into());
                // The library ends a last line that the file does not end; Go's does not.
                let is_block = matches!(style, Style::Literal | Style::Folded);
                if is_block && bytes.of(span.end) == piece.end && !body.ends_with(['\n', '\r']) {
                    value = value.strip_suffix('\n').unwrap_or(&value).to_owned().into();
                }
                let tag = tag.map_or(Tag::None, |tag| tag_of(&tag.handle, &tag.suffix));
                (anchor, builder.scalar((start, end), value.into(), style, tag))
            }
            Event::SequenceStart(anchor, _) => {
                depth += 1;
                (anchor, builder.open(start, false)?)
            }
            Event::MappingStart(anchor, _) => {
                depth += 1;
                (anchor, builder.open(start, true)?)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                depth = depth.saturating_sub(1);
                builder.close((end > start).then_some(end))?;
                continue;
            }
            Event::Alias(anchor) => {
                let Some(&Some(target)) = anchors.get(anchor) else { continue };
                builder.alias(target, (start, end))?;
                if depth == 0 {
                    root.get_or_insert(target);
                }
                continue;
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => continue,
        };
        root.get_or_insert(node);
        if anchor > 0 {
            if anchors.len() <= anchor {
                anchors.resize(anchor + 1, None);
            }
            anchors[anchor] = Some(node);
        }
    }
    match root {
        Some(root) => Ok(builder.finish(root)),
        None => {
            let root = builder.scalar((piece.start, piece.start), "".into(), Style::Plain, Tag::None);
            Ok(builder.finish(root))
        }
    }
}

fn tag_of(handle: &str, suffix: &str) -> Tag {
    let core = handle == "tag:yaml.org,2002:";
    match suffix {
        "str" | "binary" if core => Tag::Text,
        "int" | "float" | "bool" | "null" if core => Tag::Plain,
        // `! 12` is a string.
        "" if handle == "!" || handle.is_empty() => Tag::Text,
        _ => Tag::None,
    }
}

fn broken(bytes: &Offsets<'_>, text: &str, error: &ScanError) -> Trouble {
    let at = text.floor_char_boundary(bytes.of(*error.marker()) as usize) as u32;
    let length = text[at as usize..].chars().next().filter(|c| !c.is_control()).map_or(0, char::len_utf8);
    let limit = error.info() == "recursion limit exceeded";
    let kind = if limit { TroubleKind::Limit } else { TroubleKind::Syntax };
    Trouble { kind, at: (at, at + length as u32), message: reworded(error.info()) }
}

/// The library's words, without the part of its own code that it was in.
fn reworded(info: &str) -> String {
    let info = match info.strip_prefix("while ") {
        Some(rest) => rest.split_once(", ").map_or(rest, |(_, what)| what),
        None => info,
    };
    let better = match info {
        "recursion limit exceeded" => "the document has too many brackets inside each other",
        "found unknown anchor" => "an alias names an anchor that is not there",
        "mapping values are not allowed in this context" => "a `:` where no key can stand",
        "mapping keys are not allowed in this context" => "a key where none can stand",
        "simple key expected" | "simple key expect ':'" => "a `:` is missing after the key",
        "did not find expected <document start>" => "text after the end of the document",
        "found a tab character" | "tab cannot be used as indentation" => "a tab in the indentation",
        "did not find expected key" => "a key was expected here; is the indentation right?",
        other => other,
    };
    better.trim_end_matches('.').to_owned()
}

/// Turns the library's character indexes into bytes. One pass over the text; a look-up walks at most
/// [`Offsets::STEP`] characters.
struct Offsets<'t> {
    body: &'t str,
    base: u32,
    /// The byte of every [`Offsets::STEP`]th character; empty if all characters are single bytes.
    steps: Vec<u32>,
    /// What was cut: the byte of `body` at which it stood, and the length of all up to and with it.
    gaps: Vec<(u32, u32)>,
}

impl<'t> Offsets<'t> {
    const STEP: usize = 32;

    fn new(body: &'t str, base: u32, cut: &[Scalar]) -> Self {
        let steps = match body.is_ascii() {
            true => Vec::new(),
            false => body.char_indices().step_by(Self::STEP).map(|(at, _)| at as u32).collect(),
        };
        let mut before = 0;
        let gaps = cut.iter().map(|Scalar { gap, .. }| {
            let at = gap.start as u32 - before;
            before += gap.len() as u32;
            (at, before)
        });
        Offsets { body, base, steps, gaps: gaps.collect() }
    }

    fn of(&self, marker: Marker) -> u32 {
        let at = self.in_body(marker.index());
        let before = self.gaps.partition_point(|&(gap, _)| gap <= at).checked_sub(1);
        self.base + at + before.map_or(0, |it| self.gaps[it].1)
    }

    fn in_body(&self, index: usize) -> u32 {
        let end = self.body.len() as u32;
        if self.steps.is_empty() {
            return end.min(index as u32);
        }
        let Some(&step) = self.steps.get(index / Self::STEP) else { return end };
        let rest = self.body[step as usize..].char_indices();
        let within = rest.map(|(at, _)| at).nth(index % Self::STEP);
        within.map_or(end, |at| step + at as u32)
    }
}
