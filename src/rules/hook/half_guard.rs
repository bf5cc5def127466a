//! `?.` that guards one link only.

use crate::diag::{Diagnostic, Fix};
use crate::rules::{Scope, rule};
use crate::source::Span;

rule! {
    /// A `?.` guards one link, and the next one is read without.
    ///
    /// ## Why
    /// In JavaScript `a?.b.c` is `undefined` when `a` is null. Pipy goes on and reads `c` of `undefined`, which
    /// ends the stream. `__route`, `__service` and `__cluster` are null whenever no rule matches a request.
    ///
    /// ## Avoid
    /// ```js
    /// pipy({ _config: null })
    ///   .import({ __service: 'inbound-http-routing' })
    ///   .pipeline()
    ///   .onStart(() => void (_config = __service?.Plugins.limit))
    ///   .branch(
    ///     () => _config, $ => $.replaceMessage(() => new Message({ status: 429 })),
    ///     $ => $.chain()
    ///   )
    /// ```
    ///
    /// ## Prefer
    /// ```js
    /// pipy({ _config: null })
    ///   .import({ __service: 'inbound-http-routing' })
    ///   .pipeline()
    ///   .onStart(() => void (_config = __service?.Plugins?.limit))
    ///   .branch(
    ///     () => _config, $ => $.replaceMessage(() => new Message({ status: 429 })),
    ///     $ => $.chain()
    ///   )
    /// ```
    "hook/half-guard", Warn, since "0.1.0", Scope::Stage
}

/// The member at `next` is read (or called) without a guard, behind the guarded one at `guarded`. Before a
/// `bracket` the guard has a dot of its own.
pub fn report(guarded: Span, next: Span, bracket: bool) -> Diagnostic {
    let place = Span::point(guarded.source, guarded.end);
    Diagnostic::new(&RULE, "this is read even if the value before the `?.` is null")
        .at(next)
        .label(guarded, "guarded by `?.`")
        .help("write `?.` here, too")
        .fix(Fix::suggested("write `?.` here, too", place, if bracket { "?." } else { "?" }))
}
