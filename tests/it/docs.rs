//! Generated pages say what the code says.

use pipyc::{cli, explain, rules};

use crate::support::{generated, only_generated};

#[test]
fn every_rule_has_its_page() {
    let mut expected = vec!["docs/rules/README.md".to_owned()];
    generated("docs/rules/README.md", &explain::markdown_index());
    for entry in rules::all() {
        let path = format!("docs/rules/{}.md", entry.rule.id);
        generated(&path, &explain::markdown(entry.rule));
        expected.push(path);
    }
    only_generated("docs/rules", ".md", &expected);
}

#[test]
fn every_command_stands_in_the_reference() {
    generated("docs/cli.md", &cli::markdown());
}
