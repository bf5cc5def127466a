use std::io::Read as _;

use super::*;

#[test]
fn every_recorded_verdict_is_met() {
    for (gz, dialect) in [
        (&include_bytes!("../../../fixtures/conformance/pipyjs-0.90.jsonl.gz")[..], Dialect::Expression),
        (&include_bytes!("../../../fixtures/conformance/pipyjs-1.5.jsonl.gz")[..], Dialect::Statements),
    ] {
        let mut text = String::new();
        flate2::read::GzDecoder::new(gz).read_to_string(&mut text).unwrap();
        let mut wrong = Vec::new();
        for line in text.lines() {
            let case: serde_json::Value = serde_json::from_str(line).unwrap();
            let script = case["script"].as_str().unwrap();
            let expected = &case["pipy"];
            let actual = match recognize(script, dialect) {
                Verdict::Accepted { .. } => serde_json::json!({"ok": true}),
                Verdict::Rejected(it) => {
                    let lines = crate::source::Lines::new(script);
                    let place = crate::source::LineColumn::of(script, &lines, it.at);
                    serde_json::json!({
                        "ok": false, "line": place.line, "column": place.byte_column, "message": it.message,
                    })
                }
            };
            if &actual != expected {
                wrong.push(format!("{script:?}\n  pipy {expected}\n  ours {actual}"));
            }
        }
        assert!(wrong.is_empty(), "{} differ\n{}", wrong.len(), wrong[..wrong.len().min(12)].join("\n"));
    }
}
