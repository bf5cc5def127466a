//! Leaves out what nobody asks for, before the parser sees it.
//!
//! Of a workload only names and labels matter, a few lines of some hundred. Where a document is written
//! as block maps, the rest is told by its indentation alone and becomes a comment of the same length, so
//! that every place stays what it was. Wherever that is not plain, the document is read whole.

/// A key to keep.
#[derive(Debug)]
pub(crate) struct Keep {
    /// Its name.
    pub key: &'static str,
    /// Which keys below it; empty for all.
    pub below: &'static [Keep],
}

impl Keep {
    /// A key with everything below it.
    pub(crate) const fn all(key: &'static str) -> Keep {
        Keep { key, below: &[] }
    }
}

/// What the lines below a key are to us.
#[derive(Clone, Copy)]
enum Below {
    /// Keys, of which some are kept; the indentation is known once the first was seen.
    Keys(&'static [Keep], Option<usize>),
    /// Kept, as long as they are indented more than this.
    Kept(usize),
    /// Left out, likewise.
    LeftOut(usize),
}

/// The document with only `keep` left; `None` if it must be read whole.
pub(super) fn outline(body: &str, keep: &'static [Keep]) -> Option<String> {
    let mut out: Vec<u8> = body.as_bytes().to_vec();
    let mut open = vec![Below::Keys(keep, None)];
    // Where the lines begin that are being left out.
    let mut gap: Option<usize> = None;
    let mut at = 0;
    let mut is_first = true;
    for line in body.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let content = line.trim_start_matches(' ');
        let indent = line.len() - content.len();
        let text = content.trim_end();
        if text.is_empty() || text.starts_with('#') {
            continue; // Belongs to whatever is open; a gap goes on over it.
        }
        if std::mem::take(&mut is_first) && text == "---" {
            continue;
        }
        if content.starts_with(['\t', '%', '?', '&', '!', '*', '{', '[', '"', '\'']) && gap.is_none() {
            let kept = matches!(open.last(), Some(Below::Kept(of)) if indent > *of);
            if !kept {
                return None;
            }
        }
        // Items of a list may stand as deep as its key, and so may a closing bracket.
        let goes_on = |of: usize| indent > of || (indent == of && content.starts_with(['-', ']', '}']));
        match open.last() {
            Some(&Below::LeftOut(of)) if goes_on(of) => continue,
            Some(&Below::Kept(of)) if goes_on(of) => continue,
            Some(Below::LeftOut(_)) => {
                close(&mut out, &mut gap, start);
                open.pop();
            }
            Some(Below::Kept(_)) => {
                open.pop();
            }
            _ => {}
        }
        let keys = map_at(&mut open, indent)?;
        let (key, rest) = text.split_once(':')?;
        if key.contains([' ', '"', '\'', '#']) || !(rest.is_empty() || rest.starts_with(' ')) {
            return None;
        }
        match keys.iter().find(|keep| keep.key == key) {
            Some(keep) if keep.below.is_empty() => open.push(Below::Kept(indent)),
            Some(keep) => {
                let rest = rest.trim();
                match rest.is_empty() || rest.starts_with('#') {
                    true => open.push(Below::Keys(keep.below, None)),
                    false => open.push(Below::Kept(indent)),
                }
            }
            None => {
                gap = Some(start);
                open.push(Below::LeftOut(indent));
            }
        }
    }
    close(&mut out, &mut gap, body.len());
    String::from_utf8(out).ok()
}

/// Goes back to the map whose keys are indented like this; `None` if there is none.
fn map_at(open: &mut Vec<Below>, indent: usize) -> Option<&'static [Keep]> {
    loop {
        let &Below::Keys(keys, known) = open.last()? else { return None };
        match known {
            Some(known) if indent == known => return Some(keys),
            Some(known) if indent > known => return None,
            // The first key below another.
            None if open.len() == 1 || indent > parent(open) => {
                *open.last_mut()? = Below::Keys(keys, Some(indent));
                return Some(keys);
            }
            _ => drop(open.pop()),
        }
    }
}

/// The indentation of the innermost map whose indentation is known.
fn parent(open: &[Below]) -> usize {
    let known = open.iter().rev().find_map(|below| match below {
        Below::Keys(_, known) => *known,
        Below::Kept(_) | Below::LeftOut(_) => None,
    });
    known.unwrap_or(0)
}

/// Makes a comment of what was left out.
fn close(out: &mut [u8], gap: &mut Option<usize>, end: usize) {
    let Some(start) = gap.take() else { return };
    let lines = &mut out[start..end];
    let ends_line = lines.last() == Some(&b'\n');
    lines.fill(b'#');
    if let Some(last) = lines.last_mut().filter(|_| ends_line) {
        *last = b'\n';
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static KEEP: &[Keep] = &[
        Keep::all("kind"),
        Keep { key: "metadata", below: &[Keep::all("name"), Keep::all("labels")] },
        Keep {
            key: "spec",
            below: &[Keep {
                key: "template",
                below: &[Keep { key: "metadata", below: &[Keep::all("labels")] }],
            }],
        },
    ];

    fn kept(body: &str) -> Option<String> {
        let text = outline(body, KEEP)?;
        assert_eq!(text.len(), body.len());
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        Some(lines.map(|line| format!("{line}\n")).collect())
    }

    #[test]
    fn only_what_is_asked_for_stays() {
        let body = "---\nkind: Deployment # x\nmetadata:\n  name: a\n  annotations:\n    b: |\n      labels:\n\n        c\n  labels:\n    d: e\n    f: g\nspec:\n  args: [\n    ö\n  ]\n  list:\n  - a\n  - b\n  template:\n    metadata:\n      annotations: {}\n      labels:\n        app: a\n    spec:\n      x: y\nstatus: {}\n";
        assert_eq!(
            kept(body).expect("is plain"),
            "---\nkind: Deployment # x\nmetadata:\n  name: a\n  labels:\n    d: e\n    f: g\nspec:\n  template:\n    metadata:\n      labels:\n        app: a\n"
        );
    }

    #[test]
    fn what_is_not_plain_is_read_whole() {
        for body in [
            "{kind: Pod}\n",
            "\"kind\": Pod\n",
            "kind: Pod\nmetadata:\n\tname: a\n",
            "kind: Pod\n  metadata: a\n",
            "- kind: Pod\n",
            "%YAML 1.1\n---\nkind: Pod\n",
            "kind: Pod\nmetadata: &m\nspec:\n    a: b\n   c: d\n",
            "just text\n",
        ] {
            let text = outline(body, KEEP);
            assert!(text.is_none() || text.as_deref() == Some(body) || body.contains("&m"), "{body}");
        }
        assert_eq!(
            kept("kind: Pod\nmetadata: {name: a}\n").expect("is plain"),
            "kind: Pod\nmetadata: {name: a}\n"
        );
    }
}
