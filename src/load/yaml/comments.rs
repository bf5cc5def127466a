//! Where the comments of a YAML file stand.

use super::tree::{Kind, Tree};
use crate::ir::syntax::Range;

/// The comments of a file, `#` included, in order; `trees` are its documents, so that text in a string
/// is not taken for a comment. Only files that hold `word` are looked at, for the others have no comment
/// that anybody asks for.
pub(crate) fn comments_with(word: &str, text: &str, trees: &[Tree]) -> Vec<Range> {
    if !text.contains(word) {
        return Vec::new();
    }
    let nodes = trees.iter().flat_map(|tree| &tree.nodes);
    let scalars = nodes.filter(|node| matches!(node.kind, Kind::Scalar { .. }));
    let mut scalars: Vec<(u32, u32)> = scalars.map(|node| (node.start, node.end)).collect();
    scalars.sort_unstable();
    let in_scalar = |at: u32| {
        let next = scalars.partition_point(|&(start, _)| start <= at);
        next.checked_sub(1).is_some_and(|before| at < scalars[before].1)
    };
    let mut found: Vec<Range> = Vec::new();
    for (start, _) in text.match_indices('#') {
        let inside = found.last().is_some_and(|last| start < last.end as usize);
        let apart = text[..start].chars().next_back().is_none_or(|c| c.is_whitespace() || c == '\u{feff}');
        if inside || !apart || in_scalar(start as u32) {
            continue;
        }
        let end = start + text[start..].find('\n').unwrap_or(text.len() - start);
        let end = start + text[start..end].trim_end_matches('\r').len();
        found.push(Range { start: start as u32, end: end as u32 });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::tests::tree;
    use super::*;

    #[test]
    fn a_comment_in_a_string_is_none() {
        let text = "a: 1 # say x\r\n# say y # z\n\nb: '# say z'\nc: |\n  # say z\nd: x#say z\n";
        let trees = [tree(text).expect("reads")];
        let found = comments_with("say", text, &trees);
        let found: Vec<_> = found.iter().map(|it| &text[it.start as usize..it.end as usize]).collect();
        assert_eq!(found, ["# say x", "# say y # z"]);
    }
}
