//! Expressions that a script evaluates when it is loaded: what real Pipys said of each, against what
//! `pipyc check` says.

use std::io::Read;

use pipyc::diag::Severity;
use serde_json::Value;

use crate::support::mounted;

/// Expressions that are judged otherwise than Pipy did: why, and which.
const KNOWN: [(&str, &[&str]); 4] = [
    (
        "what a PEM holds is not read",
        &[
            "new crypto.PublicKey('-----BEGIN PUBLIC KEY-----\\nxx\\n-----END PUBLIC KEY-----')",
            "new crypto.PrivateKey('-----BEGIN PRIVATE KEY-----\\nxx\\n-----END PRIVATE KEY-----')",
        ],
    ),
    (
        "a `Data` may get bytes after it was made",
        &["new crypto.PublicKey(new Data)", "JSON.decode(new Data)"],
    ),
    (
        "the text of YAML and of URLs is not read",
        &[
            "YAML.parse('a: [')",
            "YAML.parse('a: b: c')",
            "YAML.parse('{')",
            "YAML.parse(\"'a\")",
            "YAML.parse('\\t')",
            "YAML.parse('a:\\n\\t- b')",
            "YAML.parse('@')",
            "YAML.parse('%')",
            "YAML.parse('key: \"unclosed')",
            "YAML.decode(new Data('a: ['))",
            "URL.decode('%zz')",
            "URL.decodeComponent('%')",
        ],
    ),
    (
        "a value that only this one function of Pipy refuses",
        &[
            "new crypto.PrivateKey({ type: 'rsa', bits: 1 })",
            "new crypto.JWK({ kty: 'RSA', n: '!!', e: 'AQAB' })",
            "Number.parseInt('12', 1)",
            "Number.parseInt('ff', 1)",
            "new crypto.Hmac('shake128', 'x').digest('hex')",
            "new CStruct({ 0: new CStruct({ b: 'int8' }) })",
            "new CStruct().field('a', 'int8')",
            "new CStruct().field('x', 'a')",
        ],
    ),
];

fn cases() -> Vec<Value> {
    let path = format!("{}/fixtures/conformance/expressions.jsonl.gz", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(&path).expect("the corpus is part of the fixtures");
    let mut text = String::new();
    flate2::read::GzDecoder::new(&*bytes).read_to_string(&mut text).expect("the corpus is gzipped text");
    text.lines().map(|line| serde_json::from_str(line).expect("each line is one case")).collect()
}

/// What is said of a script that evaluates an expression when it is loaded.
fn said(expression: &str, target: &str) -> Vec<(Severity, &'static str, String)> {
    let script = format!(
        "((p = {expression}) => pipy()\n.pipeline()\n.handleMessageStart(() => console.log(p))\n.chain())()\n"
    );
    let checked = mounted(&script, target);
    checked.diagnostics.iter().map(|it| (it.severity, it.rule.id, it.message.clone())).collect()
}

#[test]
fn expressions_at_load_are_judged_as_pipy_did() {
    let cases = cases();
    assert!(cases.len() > 300, "only {}", cases.len());
    let (mut wrong, mut otherwise) = (Vec::new(), Vec::new());
    for case in &cases {
        let expression = case["expression"].as_str().expect("an expression");
        for (version, target) in [("0.90", "osm-edge-1.3"), ("1.5", "fsm-1.6")] {
            let taken = case[version] == "ok";
            let said = said(expression, target);
            let refused = said.iter().any(|(severity, ..)| *severity == Severity::Error);
            if taken != refused {
                continue;
            }
            match KNOWN.iter().flat_map(|it| it.1).find(|it| **it == expression) {
                Some(known) => otherwise.push(*known),
                None => wrong.push(format!("{version} {}: {expression}\n    {said:?}", case[version])),
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    let known = KNOWN.iter().flat_map(|it| it.1);
    let needless: Vec<_> = known.filter(|it| !otherwise.contains(it)).collect();
    assert!(needless.is_empty(), "judged as Pipy did by now: {needless:?}");
}
