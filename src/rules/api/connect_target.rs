//! Where `connect` connects to.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// The target of a connection is not `host:port`.
    ///
    /// ## Why
    /// Pipy looks at it only when the first bytes are to be sent, and then ends the stream: 0.90 with `invalid target format: shop`, 1.5 with `invalid address format: shop`.
    /// The host is a name or an address, an IPv6 address in brackets; the port is a number from 1 to 65535; there is no scheme and no path.
    ///
    /// ## Avoid
    /// ```js chain=outbound-tcp priority=115
    /// pipy()
    ///   .pipeline()
    ///   .fork().to($ => $.connect('mirror.shop'))
    ///   .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js chain=outbound-tcp priority=115
    /// pipy()
    ///   .pipeline()
    ///   .fork().to($ => $.connect('mirror.shop:8080'))
    ///   .chain()
    /// ```
    "api/connect-target", Deny, since "0.1.0", Scope::Stage,
}

/// What is wrong with the text as a target.
pub fn check(span: Span, text: &str) -> Option<Diagnostic> {
    let found = Diagnostic::new(&RULE, format!("`'{text}'` is no `host:port`")).at(span);
    if let Some((scheme, _)) = text.split_once("://") {
        return Some(found.help(format!("remove `{scheme}://`, and write the port")));
    }
    match super::host_and_port(text) {
        Some(_) => None,
        None if !text.contains(':') => {
            Some(found.help(format!("write `'{text}:80'`, with the port you mean")))
        }
        None => Some(found.help("write a port from 1 to 65535 behind the last `:`")),
    }
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
    fn targets_are_read_as_pipy_reads_them() {
        for text in ["shop:80", "127.0.0.1:1", "[::1]:80", ":80"] {
            assert!(accepts(text), "{text}");
        }
        for text in ["", "shop", "shop:", "shop:0", "shop:http", "http://shop:80", "[::1]", "[shop]:80"] {
            assert!(!accepts(text), "{text}");
        }
    }
}
