//! Ways to write things that are right, and of which nothing may be said.

use std::ffi::OsString;

use pipyc::cli::{self, Terminal};
use pipyc::world::Memory;

/// Expressions over `msg`, a message's start, that plugins use.
const EXPRESSIONS: &[&str] = &[
    "'a,b'.split(',')[0]",
    "msg.head.path.split('?')[0]",
    "msg.head.headers['x-forwarded-for']?.split?.(',')?.[0]?.trim?.()",
    "Object.keys(msg.head.headers || {})[0]",
    "Object.entries(msg.head.headers)[0]?.[1]",
    "['a', 'b'].map(it => it + '1')[1]",
    "[[1, 2], [3]].find(it => it[0] === 3)",
    "Object.values({ a: 1 })[msg.head.path.length]",
];

#[test]
fn expressions_that_are_right_are_passed_over() {
    for expression in EXPRESSIONS {
        for target in ["osm-edge-1.3", "fsm-1.6"] {
            let text = format!(
                "pipy({{\n  _it: null,\n}})\n\n.pipeline()\n.handleMessageStart(\n  msg => _it = {expression}\n)\n.handleMessageEnd(\n  () => console.log(_it)\n)\n.chain()\n"
            );
            let world = Memory::new().file("a.js", text);
            let line = format!(
                "pipyc check a.js --chain inbound-http --priority 165 --target {target} --format short"
            );
            let args: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let (mut out, mut err) = (Vec::new(), Vec::new());
            cli::run(&args, &world, Terminal::default(), &mut out, &mut err);
            assert_eq!(String::from_utf8(out).unwrap(), "", "{target}: {expression}");
        }
    }
}
