//! The documents of a stream as they stand, for who passes the stream on: where each resource of the
//! plugins begins and ends, and what it holds. Everything else in the stream is nobody's business.

use std::ops::Range;

use serde_json::Value;

use super::kube;
use super::yaml::{self, Language, Piece};
use crate::source::SourceId;

/// A document that is a `Plugin`, `PluginChain` or `PluginConfig`, or a list that holds one.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Its bytes in the stream, without the marker and the comments before it.
    pub range: Range<usize>,
    /// What it holds; keys in the order of the text.
    pub value: Value,
}

/// The plugins' documents of a stream, in order. What cannot be read is left out; loading the stream as a
/// project reports it.
pub fn documents(text: &str) -> Vec<Document> {
    let mut repeated = yaml::MAX_REPEATED;
    let mut found = Vec::new();
    for piece in yaml::pieces(text) {
        if !kube::names_group(text, piece) {
            continue;
        }
        let source = SourceId::from_index(0);
        let tree = yaml::parse(source, text, piece, Language::Either);
        let tree = tree.and_then(|tree| yaml::within(tree, &mut repeated));
        let Some(value) = tree.ok().map(|tree| tree.root().to_json()).filter(holds_one) else { continue };
        found.push(Document { range: body(text, piece), value });
    }
    found
}

/// Does `edit` to every resource of the plugins in a document.
pub fn each_resource(value: &mut Value, edit: &mut impl FnMut(&mut Value)) {
    if is_one(value) {
        edit(value);
    } else if let Some(Value::Array(items)) = items(value).then(|| value.get_mut("items")).flatten() {
        // As deep as the document, which is limited.
        items.iter_mut().for_each(|item| each_resource(item, edit));
    }
}

fn is_one(value: &Value) -> bool {
    let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
    kube::is_resource(text("apiVersion"), text("kind"))
}

fn items(value: &Value) -> bool {
    value.get("kind").and_then(Value::as_str).is_some_and(|it| it.ends_with("List"))
}

fn holds_one(value: &Value) -> bool {
    let below = || value.get("items").and_then(Value::as_array).into_iter().flatten();
    is_one(value) || items(value) && below().any(holds_one)
}

/// A piece without what stands before its first line of content: the marker, and comments such as Helm's
/// `# Source:`.
fn body(text: &str, piece: Piece) -> Range<usize> {
    let (mut start, end) = (piece.start as usize, piece.end as usize);
    for line in text[start..end].split_inclusive('\n') {
        let bare = line.trim();
        if !(bare.is_empty() || bare.starts_with('#') || bare == "---") {
            break;
        }
        start += line.len();
    }
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLUGIN: &str = "apiVersion: plugin.flomesh.io/v1alpha1\nkind: Plugin\nmetadata: {name: a}\n";

    fn bodies(text: &str) -> Vec<&str> {
        documents(text).into_iter().map(|it| &text[it.range]).collect()
    }

    #[test]
    fn only_the_plugins_documents_are_found() {
        let text = format!("kind: ConfigMap\n---\n# Source: x\n\n{PLUGIN}---\nkind: Plugin\n---\na: [\n");
        assert_eq!(bodies(&text), [PLUGIN]);
        assert_eq!(bodies(&PLUGIN.replace("Plugin", "CustomResourceDefinition")), [""; 0]);
    }

    #[test]
    fn a_list_is_found_for_what_it_holds() {
        let item = PLUGIN.replace('\n', "\n  ");
        let text = format!("kind: List\nitems:\n- kind: ConfigMap\n- {item}");
        let mut list = documents(&text);
        assert_eq!(list.len(), 1);
        let mut names = Vec::new();
        each_resource(&mut list[0].value, &mut |it| names.push(it["metadata"]["name"].clone()));
        assert_eq!(names, ["a"]);
    }
}
