//! Options with values of types that they do not take.

use crate::diag::Diagnostic;
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// An option has a value of a type that it does not take.
    ///
    /// ## Why
    /// Pipy stops at the call with `options.maxIdle expects a number`; for a filter whose options are written out that is when the script is loaded.
    /// Booleans are `true` and `false` only, and not numbers or strings.
    /// Numbers may be strings with a suffix: sizes `'16k'`, `'1m'`, times `'10s'`, `'5m'`, `'1h'`.
    /// In `new algo.Cache`, `new CStruct` of 0.90, `new algo.LoadBalancer` of 1.5 and `toHTTP` of a logger a wrong type ends the whole process, with every other plugin of the sidecar.
    ///
    /// ## Avoid
    /// ```js
    /// pipy()
    ///
    /// .pipeline()
    /// .handleMessage(
    ///   msg => msg.head.headers['x-size'] = msg.body.size,
    ///   { bufferLimit: true }
    /// )
    /// .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy()
    ///
    /// .pipeline()
    /// .handleMessage(
    ///   msg => msg.head.headers['x-size'] = msg.body.size,
    ///   { bufferLimit: '1m' }
    /// )
    /// .chain()
    /// ```
    "api/option-type", Deny, since "0.1.0", Scope::Stage,
}

/// Option `key` of `callee` is `found`, and must be `wanted`, both in words. `aborts` as its
/// [`Signature`](crate::runtime::Signature) says.
pub fn report(span: Span, callee: &str, key: &str, wanted: &str, found: &str, aborts: bool) -> Diagnostic {
    let effect = if aborts { ", else the whole process ends" } else { "" };
    Diagnostic::new(&RULE, format!("option `{key}` of `{callee}` is {found}, and must be {wanted}{effect}"))
        .at(span)
        .help(format!("write {wanted}"))
}

/// The options of `callee` lack `key`, without which it does not work.
pub fn missing(span: Span, callee: &str, key: &str, wanted: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{callee}` needs the option `{key}`"))
        .at(span)
        .help(format!("write `{key}:` and {wanted}"))
}
