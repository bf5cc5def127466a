//! The texts that `init` and `new` write, made from `templates/`.
//!
//! Names are checked before they come here, and quoted where YAML would read them as something else.
//! JSON is never made this way.

use minijinja::{AutoEscape, Environment, Value};

use super::Stop;

const TEMPLATES: [(&str, &str); 4] = [
    ("pipyc.yaml", include_str!("templates/pipyc.yaml")),
    ("plugin-bytes.yaml", include_str!("templates/plugin-bytes.yaml")),
    ("plugin-messages.yaml", include_str!("templates/plugin-messages.yaml")),
    ("workload.yaml", include_str!("templates/workload.yaml")),
];

/// The text of a template, with its values in place.
pub(super) fn render(template: &str, values: Value) -> Result<String, Stop> {
    let fault =
        |error: minijinja::Error| Stop::new(format!("the template {template} is broken: {error}"), "");
    let mut env = Environment::new();
    env.set_auto_escape_callback(|_| AutoEscape::None);
    env.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    env.add_filter("yaml", yaml);
    for (name, text) in TEMPLATES {
        env.add_template(name, text).map_err(fault)?;
    }
    let text = env.get_template(template).and_then(|it| it.render(values)).map_err(fault)?;
    Ok(text.trim_end().to_owned() + "\n")
}

/// `text` as a YAML scalar: quoted if it would be read as a number, a date or a truth value.
fn yaml(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_ascii_lowercase())
        && !matches!(text, "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n");
    match plain {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', "''")),
    }
}

/// True for a DNS-1123 subdomain, which the names of Kubernetes resources are: lower-case letters,
/// digits and `-`, in parts divided by dots, at most 253 bytes.
pub(super) fn is_resource_name(name: &str) -> bool {
    name.len() <= 253 && name.split('.').all(is_label)
}

/// True for a DNS-1123 label: at most 63 bytes of lower-case letters, digits and inner `-`.
pub(super) fn is_label(name: &str) -> bool {
    let alphanumeric =
        |byte: Option<u8>| byte.is_some_and(|it| it.is_ascii_lowercase() || it.is_ascii_digit());
    name.len() <= 63
        && alphanumeric(name.bytes().next())
        && alphanumeric(name.bytes().last())
        && name.bytes().all(|it| it == b'-' || alphanumeric(Some(it)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_yaml_reads_otherwise_are_quoted() {
        for (name, written) in [("geo", "geo"), ("no", "'no'"), ("1e3", "'1e3'"), ("12-01-01", "'12-01-01'")]
        {
            assert_eq!(yaml(name), written);
            let read: String = serde_yaml::from_str(written).unwrap();
            assert_eq!(read, name);
        }
    }

    #[test]
    fn resource_names_are_those_of_kubernetes() {
        for good in ["a", "token-check", "a.b-c.9"] {
            assert!(is_resource_name(good), "{good}");
        }
        for bad in ["", "A", "-a", "a-", "a..b", "a/b", "../a", "a_b", "é"] {
            assert!(!is_resource_name(bad), "{bad}");
        }
        assert!(is_label(&"a".repeat(63)) && !is_label(&"a".repeat(64)));
    }
}
