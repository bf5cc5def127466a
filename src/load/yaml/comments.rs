//! Comments that silence a rule: `# pipyc-allow RULE: reason`.

use super::tree::{Kind, Tree};

/// A `# pipyc-allow` comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Comment<'t> {
    /// From the `#` to the end of the line.
    pub at: (u32, u32),
    /// The rule, family or `all`, as written.
    pub rule: &'t str,
    /// The bytes that it covers.
    pub covers: (u32, u32),
}

const WORD: &str = "pipyc-allow";

/// The `# pipyc-allow` comments of a file. `trees` are its documents, so that text in a string is not
/// taken for a comment.
pub(crate) fn allow_comments<'t>(text: &'t str, trees: &[Tree]) -> Vec<Comment<'t>> {
    let mut found = Vec::new();
    let opening = opening(text);
    for (at, _) in text.match_indices(WORD) {
        let line = text[..at].rfind('\n').map_or(0, |at| at + 1);
        let before = &text[line..at];
        let Some(hash) = before.trim_end_matches([' ', '\t']).strip_suffix('#').map(str::len) else {
            continue;
        };
        let code = before[..hash].trim_start_matches('\u{feff}');
        let start = line + hash;
        if !(code.is_empty() || code.ends_with([' ', '\t'])) || in_scalar(trees, start as u32) {
            continue;
        }
        let end = at + text[at..].find('\n').unwrap_or(text.len() - at);
        let end = start + text[start..end].trim_end_matches('\r').len();
        let words = &text[at + WORD.len()..end];
        let rule = words.trim().split(|c: char| c == ':' || c.is_whitespace()).next().unwrap_or_default();
        let covers = match code.trim().is_empty() {
            false => (line as u32, end as u32),
            true => covered(text, end, line <= opening),
        };
        found.push(Comment { at: (start as u32, end as u32), rule, covers });
    }
    found
}

/// Where the first line stands that is neither blank nor a comment.
fn opening(text: &str) -> usize {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start_matches('\u{feff}').trim();
        if !content.is_empty() && !content.starts_with('#') {
            break;
        }
        at += line.len();
    }
    at
}

/// What a comment on a line of its own covers: the next line that is no comment; the whole file if it
/// `opens` the file and a blank line follows.
fn covered(text: &str, end: usize, opens: bool) -> (u32, u32) {
    let mut lines = text[end..].split_inclusive('\n');
    let mut at = end + lines.next().map_or(0, str::len);
    for (n_passed, line) in lines.enumerate() {
        let content = line.trim();
        if content.is_empty() && n_passed == 0 && opens {
            return (0, text.len() as u32);
        }
        if !content.is_empty() && !content.starts_with('#') {
            return (at as u32, (at + line.len()) as u32);
        }
        at += line.len();
    }
    (at as u32, at as u32)
}

/// Nodes stand in the order of their first bytes, and scalars hold no others: so the last one that begins
/// before a place is the only one that can hold it.
fn in_scalar(trees: &[Tree], at: u32) -> bool {
    let tree = trees.partition_point(|tree| tree.nodes.first().is_some_and(|node| node.start <= at));
    let Some(tree) = tree.checked_sub(1).and_then(|it| trees.get(it)) else { return false };
    let node = tree.nodes.partition_point(|node| node.start <= at);
    let node = node.checked_sub(1).and_then(|it| tree.nodes.get(it));
    node.is_some_and(|node| matches!(node.kind, Kind::Scalar { .. }) && at < node.end)
}

#[cfg(test)]
mod tests {
    use super::super::tests::tree;
    use super::*;

    #[test]
    fn a_comment_covers_its_line_or_the_next_one() {
        let text = "a: 1 # pipyc-allow x/y: because\n# pipyc-allow values\n\nb: '# pipyc-allow all'\nc: |\n  # pipyc-allow all\n";
        let trees = [tree(text).expect("reads")];
        let found = allow_comments(text, &trees);
        let rules: Vec<_> = found.iter().map(|it| it.rule).collect();
        assert_eq!(rules, ["x/y", "values"]);
        assert_eq!(&text[..found[0].covers.1 as usize], "a: 1 # pipyc-allow x/y: because");
        assert!(text[found[1].covers.0 as usize..].starts_with("b: "));
    }

    #[test]
    fn an_opening_comment_covers_the_file() {
        let text = "# pipyc-allow all: generated\n\na: 1\n";
        let found = allow_comments(text, &[]);
        assert_eq!(found[0].covers, (0, text.len() as u32));
    }
}
