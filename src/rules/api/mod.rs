//! Filters, methods, globals, types: that they exist, and are called as this Pipy wants.

pub mod argument_count;
pub mod argument_type;
pub mod connect_target;
pub mod enum_value;
pub mod javascript_method;
pub mod listen_address;
pub mod missing_new;
pub mod not_constructor;
pub mod not_function;
pub mod null_callback;
pub mod option_type;
pub mod read_only;
pub mod refused_value;
pub mod signal_name;
pub mod surplus_argument;
pub mod task_interval;
pub mod unknown_filter;
pub mod unknown_global;
pub mod unknown_member;
pub mod unknown_method;
pub mod unknown_option;

use super::Entry;
use crate::diag::{Diagnostic, Fix};
use crate::runtime::Owner;
use crate::source::Span;

/// The rules of this family, in the order of their names.
pub static RULES: &[&Entry] = &[
    &argument_count::ENTRY,
    &argument_type::ENTRY,
    &connect_target::ENTRY,
    &enum_value::ENTRY,
    &javascript_method::ENTRY,
    &listen_address::ENTRY,
    &missing_new::ENTRY,
    &not_constructor::ENTRY,
    &not_function::ENTRY,
    &null_callback::ENTRY,
    &option_type::ENTRY,
    &read_only::ENTRY,
    &refused_value::ENTRY,
    &signal_name::ENTRY,
    &surplus_argument::ENTRY,
    &task_interval::ENTRY,
    &unknown_filter::ENTRY,
    &unknown_global::ENTRY,
    &unknown_member::ENTRY,
    &unknown_method::ENTRY,
    &unknown_option::ENTRY,
];

/// A method is called that `owner` does not have: says it by the rule for methods that only JavaScript
/// has, or by that for all others. `span` is the name's place.
pub fn no_method(span: Span, owner: Owner, name: &str) -> Diagnostic {
    if owner.absent(name).is_some() {
        javascript_method::report(span, owner, name)
    } else {
        unknown_method::report(span, owner, name)
    }
}

/// Says what to write instead of a member that `owner` does not have.
fn instead(found: Diagnostic, span: Span, owner: Owner, name: &str) -> Diagnostic {
    if let Some(absent) = owner.absent(name) {
        return found.help(if absent.instead.is_empty() { "do without it" } else { absent.instead });
    }
    if let Some(version) = owner.elsewhere(name) {
        return found.help(format!("build for a target with Pipy {version}, or do without it"));
    }
    match owner.nearest(name) {
        Some(nearest) => {
            let title = format!("write `{nearest}`");
            found.help(title.clone()).fix(Fix::suggested(title, span, nearest))
        }
        None => found.help("write the name of a member, or do without it"),
    }
}

/// Splits `host:port` at the last colon, as Pipy does: an IPv6 address may stand in brackets, the port is
/// a number from 1 to 65535.
fn host_and_port(text: &str) -> Option<(&str, u16)> {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.rsplit_once(']')?;
            host.parse::<std::net::Ipv6Addr>().ok()?;
            (host, port.strip_prefix(':')?)
        }
        None => text.rsplit_once(':')?,
    };
    let is_number = port.len() <= 5 && port.bytes().all(|it| it.is_ascii_digit());
    let port = port.parse().ok().filter(|port| is_number && *port > 0)?;
    Some((host, port))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::{Api, DEFAULT_TARGET, MemberKind, target};
    use crate::source::Sources;

    fn span() -> Span {
        Span::new(Sources::default().add("a.js", "name"), 0, 4)
    }

    fn api() -> &'static Api {
        DEFAULT_TARGET.api
    }

    /// Message and help, as one line.
    fn line(found: &Diagnostic) -> String {
        format!("{}: {}; {}", found.rule.id, found.message, found.help.as_deref().unwrap_or_default())
    }

    fn instance(class: &str) -> Owner {
        Owner::Instance(api().class(class).expect("a class"))
    }

    #[test]
    fn misspelt_filters_get_the_nearest() {
        let found = unknown_filter::report(span(), "demuxHttp", api());
        let said = "api/unknown-filter: `demuxHttp` is no filter of Pipy 0.90.3-38; write `demuxHTTP`";
        assert_eq!(line(&found), said);
        assert_eq!(found.fix.map(|fix| fix.edits[0].text.clone()).as_deref(), Some("demuxHTTP"));
    }

    #[test]
    fn filters_of_another_pipy_are_named_as_such() {
        let found = unknown_filter::report(span(), "linkAsync", api());
        assert!(line(&found).ends_with("build for a target with Pipy 1.5.14, or do without it"));
        assert_eq!(found.fix, None);
    }

    #[test]
    fn globals_of_javascript_say_what_to_write() {
        let found = unknown_global::report(span(), "isNaN", api(), []);
        let said = "api/unknown-global: `isNaN` is no part of Pipy 0.90.3-38; call `Number.isNaN`, which wants a number";
        assert_eq!(line(&found), said);
        let newer = target("fsm-1.6").expect("a target").api;
        assert!(line(&unknown_global::report(span(), "encodeURI", newer, [])).ends_with("call `URL.encode`"));
    }

    #[test]
    fn own_names_are_near_too() {
        let found = unknown_global::report(span(), "_pourt", api(), ["_port", "_host"]);
        assert_eq!(line(&found), "api/unknown-global: nothing is called `_pourt`; write `_port`");
    }

    #[test]
    fn methods_of_javascript_have_their_own_rule() {
        let found = no_method(span(), instance("Array"), "at");
        let said =
            "api/javascript-method: an array has no method `at` in Pipy; write `array[array.length - 1]`";
        assert_eq!(line(&found), said);
        let found = no_method(span(), instance("Data"), "tostring");
        assert_eq!(line(&found), "api/unknown-method: a `Data` has no method `tostring`; write `toString`");
    }

    #[test]
    fn members_of_another_pipy_are_named_as_such() {
        let found = no_method(span(), instance("Data"), "pop");
        assert!(line(&found).ends_with("build for a target with Pipy 1.5.14, or do without it"));
        let Some(MemberKind::Object(os)) = api().global("os").map(|it| it.kind) else { panic!() };
        let found = unknown_member::report(span(), Owner::Object("os", os), "platform");
        assert!(line(&found).starts_with("api/unknown-member: `os` has no `platform`; build for"));
    }

    #[test]
    fn a_missing_new_is_put_before_the_call() {
        let fix = missing_new::report(span(), "Data", span()).fix.expect("a fix");
        assert_eq!((fix.edits[0].span.start, fix.edits[0].span.end), (0, 0));
        assert_eq!(fix.edits[0].text, "new ");
    }

    #[test]
    fn words_of_an_enumeration_are_listed_or_guessed() {
        let encoding = api().enumeration("encoding").expect("an enumeration");
        let found = enum_value::argument(span(), "toString", "utf-8", encoding.values);
        assert_eq!(line(&found), "api/enum-value: `toString` knows no `'utf-8'`; write `'utf8'`");
        let found = enum_value::option(span(), "connect", "protocol", "sctp2", &["tcp", "udp"]);
        assert!(line(&found).ends_with("write `'tcp'` or `'udp'`"));
    }

    #[test]
    fn a_read_only_member_asks_for_a_new_object() {
        let found = read_only::report(span(), instance("Message"), "body");
        let said = "api/read-only: `body` of a `Message` cannot be assigned; make a new `Message`";
        assert_eq!(line(&found), said);
    }
}
