//! Where a script's characters stand in the file around it.

use super::*;

/// Loads one plugin, and holds the place of `needle` in its script against where the file has it.
#[track_caller]
fn finds(file: &str, text: &str, needle: &str) {
    let world = Memory::new().file(file, text);
    let plugins = vec![file.to_owned()];
    let request = Request { project_file: ProjectFile::None, plugins, ..Request::default() };
    let loaded = load::project(&world, &request).expect("loads");
    assert_eq!(said(&loaded), [""; 0], "{text}");
    let script = value(&loaded).plugins[0].script;
    let decoded = loaded.sources.get(script).text();
    let at = decoded.find(needle).unwrap_or_else(|| panic!("no {needle} in {decoded}")) as u32;
    let place = loaded.sources.place(Span::new(script, at, at + needle.len() as u32));
    let there = text.find(needle).expect("in the file");
    let before = &text[..there];
    let line = before.matches('\n').count() as u32 + 1;
    let column = before[before.rfind('\n').map_or(0, |at| at + 1)..].chars().count() as u32 + 1;
    assert_eq!((place.path, place.start.line, place.start.column), (file, line, column), "{text}");
    assert_eq!(place.end.column, column + needle.chars().count() as u32);
}

const HEAD: &str =
    "# ö\napiVersion: plugin.flomesh.io/v1alpha1\nkind: Plugin\nmetadata: {name: geo}\nspec:\n";

#[track_caller]
fn in_yaml(spec: &str, needle: &str) {
    for text in [format!("{HEAD}{spec}"), format!("---\nkind: ö\n---\n{HEAD}{spec}...\n")] {
        finds("a.yaml", &text, needle);
        finds("a.yaml", &format!("\u{feff}{text}"), needle);
        finds("a.yaml", &text.replace('\n', "\r\n"), needle);
    }
}

#[test]
fn a_script_is_found_in_every_style_of_scalar() {
    in_yaml("  pipyscript: |\n    pipy()\n    \t.x('ö😀').HERE\n", "HERE");
    in_yaml("  pipyscript: |-\n\n    pipy()\n\n    .HERE\n\n", "HERE");
    in_yaml("  pipyscript: |+1\n    pipy()\n     .HERE\n", "HERE");
    in_yaml("  pipyscript: &s !!str |2\n      pipy()\n     .HERE\n", "HERE");
    in_yaml("  pipyscript: >\n    pipy()\n    .x\n\n      .y\n      .HERE\n", "HERE");
    in_yaml("  pipyscript: 'pipy(''ö'')\n\n    .x .HERE'\n", "HERE");
    in_yaml("  pipyscript: \"pipy()\\n\\u00f6\\\n    .x\\t.HERE\\n\"\n", "HERE");
    in_yaml("  pipyscript: pipy()\n    .x\n    .HERE # done\n", "HERE");
}

#[test]
fn a_script_is_found_in_json() {
    let head =
        r#"{"apiVersion": "plugin.flomesh.io/v1alpha1", "kind": "Plugin", "metadata": {"name": "geo"},"#;
    let text =
        format!("{head}\n\t\"spec\": {{\"pipyscript\": \"ö\\ud83d\\ude00\\/\\n\\tpipy().HERE\"}}\n}}\n");
    finds("a.json", &text, "HERE");
    finds("a.yaml", &text, "HERE");
    finds("a.json", &format!("{{\"kind\": \"x\"}}\n{text}"), "HERE");
}

#[test]
fn a_script_behind_an_alias_is_found_at_its_anchor() {
    in_yaml(
        "  matches: []\n".replace("  matches: []\n", "  pipyscript: &s |\n    pipy().HERE\n").as_str(),
        "HERE",
    );
    let text = format!("{}  pipyscript: *s\n", HEAD.replace("# ö\n", "x-script: &s |\n  pipy().HERE\n"));
    let world = Memory::new().file("a.yaml", text.as_str());
    let plugins = vec!["a.yaml".to_owned()];
    let request = Request { project_file: ProjectFile::None, plugins, ..Request::default() };
    let loaded = load::project(&world, &request).expect("loads");
    let script = value(&loaded).plugins[0].script;
    let place = loaded.sources.place(Span::new(script, 7, 11));
    assert_eq!((place.start.line, place.start.column), (2, 10));
}
