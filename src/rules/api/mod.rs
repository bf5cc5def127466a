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
