//! Static branches: Pipy builds only the alternative that is taken, so only what is wrong in that one is an error.

use pipyc::diag::Severity;

use crate::support::mounted;

/// What stops both Pipys if it is built.
const FAULTS: [&str; 4] = ["$.nope()", "$.muxHTTP(() => 1)", "$.handleMessageStart(nope)", "$.link('nope')"];

/// The worst that is said of a plugin that has `fault` in an alternative under `condition`.
fn worst(condition: &str, fault: &str, target: &str) -> Option<Severity> {
    let script = format!("pipy()\n.pipeline()\n.branch(\n  {condition}, $ => {fault}\n)\n.chain()\n");
    let checked = mounted(&script, target);
    let said = checked.diagnostics.iter().map(|it| it.severity);
    said.max_by_key(|it| (*it == Severity::Error, *it == Severity::Warning))
}

#[test]
fn what_is_wrong_in_an_alternative_counts_as_far_as_it_is_taken() {
    for fault in FAULTS {
        for target in ["osm-edge-1.3", "fsm-1.6"] {
            for (condition, severity) in [
                ("true", Some(Severity::Error)),
                ("!false", Some(Severity::Error)),
                ("false", None),
                ("os.env.DEBUG", Some(Severity::Warning)),
                ("pipy.solve('config.js').Chains.debug", Some(Severity::Warning)),
            ] {
                assert_eq!(worst(condition, fault, target), severity, "{target}: {condition}: {fault}");
            }
        }
    }
}
