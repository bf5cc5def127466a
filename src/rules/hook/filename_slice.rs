//! A plugin's own name, cut wrongly.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A plugin cuts its own name out of `__filename` at the wrong places.
    ///
    /// ## Why
    /// `__filename` is `/plugins/NAME.js`. `slice(9, -3)` leaves the name, by which a plugin finds its
    /// configuration; one place more or less, and it finds none.
    ///
    /// ## Avoid
    /// ```js
    /// pipy({ _config: null })
    ///   .import({ __service: 'inbound-http-routing' })
    ///   .pipeline()
    ///   .onStart(() => void (_config = __service?.Plugins?.[__filename.slice(8, -3)]))
    ///   .handleMessageStart(msg => void (msg.head.headers['x-name'] = _config?.Name || ''))
    ///   .chain()
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy({ _config: null })
    ///   .import({ __service: 'inbound-http-routing' })
    ///   .pipeline()
    ///   .onStart(() => void (_config = __service?.Plugins?.[__filename.slice(9, -3)]))
    ///   .handleMessageStart(msg => void (msg.head.headers['x-name'] = _config?.Name || ''))
    ///   .chain()
    /// ```
    "hook/filename-slice", Warn, since "0.1.0", Scope::Stage
}

/// The numbers at `span` do not cut out the name.
pub fn report(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, "this does not cut the plugin's name out of `/plugins/NAME.js`")
        .at(span)
        .help("write `9, -3`")
        .fix(Fix::suggested("write `9, -3`", span, "9, -3"))
}
