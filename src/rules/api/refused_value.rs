//! Values of the right type that a call refuses.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A value has the right type, and the call refuses it.
    ///
    /// ## Why
    /// Pipy looks at the value itself and ends the call with an error, or, for the algorithms of `crypto.Hash` and `crypto.Hmac` and for `null` in some places, the whole process.
    ///
    /// ## Avoid
    /// ```js
    /// ((
    ///   digest = path => new crypto.Hash('sha-256').update(path),
    ///   own = new Netmask('10.0.0.0/40'),
    /// ) => pipy({ _own: false })
    ///   .pipeline()
    ///   .onStart(() => void (_own = own.contains(__inbound.remoteAddress)))
    ///   .handleMessageStart(msg => void (digest(msg.head.path), _own || console.log('foreign')))
    ///   .chain()
    /// )()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// ((
    ///   digest = path => new crypto.Hash('sha256').update(path),
    ///   own = new Netmask('10.0.0.0/8'),
    /// ) => pipy({ _own: false })
    ///   .pipeline()
    ///   .onStart(() => void (_own = own.contains(__inbound.remoteAddress)))
    ///   .handleMessageStart(msg => void (digest(msg.head.path), _own || console.log('foreign')))
    ///   .chain()
    /// )()
    /// ```
    "api/refused-value", Deny, since "0.1.0", Scope::Stage
}

/// `callee` refuses the value at `span` because it is `wrong`; `help` says what it takes.
pub fn report(span: Span, callee: &str, wrong: &str, help: impl Into<String>) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{callee}` is given {wrong}")).at(span).help(help)
}

/// `callee` at `span` crashes for want of an argument that JavaScript does not ask for.
pub fn missing(span: Span, callee: &str, wanted: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{callee}` without a second argument crashes Pipy"))
        .at(span)
        .help(format!("give it {wanted}"))
}
