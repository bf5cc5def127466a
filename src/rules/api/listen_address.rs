//! Where `listen` listens.

use std::net::IpAddr;

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// The address of a listener is none that Pipy can listen on.
    ///
    /// ## Why
    /// Pipy wants a port number, or an IP address and a port: `'0.0.0.0:8080'`, `'[::]:8080'`.
    /// A missing port, or one outside 1 to 65535, ends the load with `invalid 'ip:port' form`, the name of a host with `invalid IP address`.
    ///
    /// ## Avoid
    /// ```js alone
    /// pipy()
    ///
    /// .listen('localhost:8080')
    /// .dummy()
    /// ```
    ///
    /// ## Prefer
    /// ```js alone
    /// pipy()
    ///
    /// .listen('127.0.0.1:8080')
    /// .dummy()
    /// ```
    "api/listen-address", Deny, since "0.1.0", Scope::Stage,
}

/// What is wrong with the text as an address to listen on.
pub fn check(span: Span, text: &str) -> Option<Diagnostic> {
    let found = |message: String| Diagnostic::new(&RULE, message).at(span);
    let Some((host, _)) = super::host_and_port(text) else {
        return Some(
            found(format!("`'{text}'` is no address with a port from 1 to 65535"))
                .help("write the port as a number, or `'ip:port'`"),
        );
    };
    if host.parse::<IpAddr>().is_ok() {
        return None;
    }
    let help = if host == "localhost" {
        "write `127.0.0.1` or `[::1]`"
    } else {
        "write an IP address; `0.0.0.0` stands for all of this host"
    };
    let message = match host {
        "" => format!("`'{text}'` has no IP address"),
        host => format!("`{host}` is no IP address"),
    };
    Some(found(message).help(help))
}

/// What is wrong with the number as a port to listen on.
pub fn check_port(span: Span, port: f64) -> Option<Diagnostic> {
    // Pipy cuts off what is behind the point.
    let is_right = (1.0..65_536.0).contains(&port);
    let message = format!("`{port}` is no port");
    (!is_right).then(|| Diagnostic::new(&RULE, message).at(span).help("write a number from 1 to 65535"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn accepts(text: &str) -> bool {
        let mut sources = Sources::default();
        check(Span::point(sources.add("a.js", ""), 0), text).is_none()
    }

    #[test]
    fn addresses_are_read_as_pipy_reads_them() {
        for text in ["0.0.0.0:80", "127.0.0.1:65535", "[::]:80", ":::80", "[::1]:8080"] {
            assert!(accepts(text), "{text}");
        }
        for text in
            ["", "80", ":80", "localhost:80", "0.0.0.0:0", "0.0.0.0:65536", "0.0.0.0:", "[::]80", "a:b"]
        {
            assert!(!accepts(text), "{text}");
        }
    }
}
