//! What the order of filters says of values: which variables are set, which messages are requests. Each plugin was
//! run on both Pipys; a rule stands beside those that failed, and beside one that reads what is never there.

use crate::support::mounted;

/// What stands between `pipy({ _it: null })` and the end, and the rule that has a word to say of it.
const CASES: [(&str, Option<&str>); 24] = [
    // Variables that are needed before they are set.
    (
        ".pipeline()\n.handleMessageStart(() => console.log(_it.size))\n.handleMessageStart(msg => _it = new Data(msg.head.path))\n.chain()",
        Some("context/early-read"),
    ),
    (
        ".pipeline()\n.wait(() => _it)\n.handleMessageStart(() => void (_it = new Promise(done => done(1))))\n.chain()",
        Some("context/early-read"),
    ),
    (
        ".pipeline()\n.link(() => _it)\n.handleMessageStart(msg => _it = msg.head.method)\n.pipeline('GET')\n.chain()",
        Some("context/early-read"),
    ),
    // A later filter may see an earlier event; `onStart` comes first; a guard is a guard.
    (
        ".pipeline()\n.handleMessageEnd(() => console.log(_it.size))\n.handleMessageStart(msg => _it = new Data(msg.head.path))\n.chain()",
        None,
    ),
    (
        ".pipeline()\n.onStart(() => void (_it = new Data('a')))\n.handleMessageStart(() => console.log(_it.size))\n.handleMessageStart(() => _it = new Data('b'))\n.chain()",
        None,
    ),
    (
        ".pipeline()\n.handleMessageStart(() => console.log(_it?.size))\n.handleMessageStart(msg => _it = new Data(msg.head.path))\n.chain()",
        None,
    ),
    (
        ".pipeline()\n.handleMessageStart(() => _it === null && console.log('first'))\n.handleMessageStart(msg => _it = msg.head.path)\n.chain()",
        None,
    ),
    // What a callback has set a variable to.
    (
        ".pipeline()\n.handleMessageStart(msg => (_it = new URL('http://a' + msg.head.path), console.log(_it.pathnam)))\n.chain()",
        Some("api/unknown-member"),
    ),
    (
        ".pipeline()\n.handleMessageStart(msg => (_it = new URL('http://a' + msg.head.path), console.log(_it.pathname)))\n.chain()",
        None,
    ),
    (
        ".pipeline()\n.handleMessageStart(msg => (_it = new Data('a'), msg.head.path === '/' && (_it = 'b'), console.log(_it.length)))\n.chain()",
        None,
    ),
    // Requests and answers.
    (
        ".pipeline()\n.chain()\n.handleMessageStart(msg => _it = msg.head.path.length)\n.handleMessageEnd(() => console.log(_it))",
        Some("hook/head-member"),
    ),
    (
        ".pipeline()\n.handleMessageStart(msg => _it = msg.head.status.toString())\n.handleMessageEnd(() => console.log(_it))\n.chain()",
        Some("hook/head-member"),
    ),
    (
        ".pipeline()\n.chain()\n.handleMessageStart(msg => _it = msg.head.status.toString())\n.handleMessageEnd(() => console.log(_it))",
        None,
    ),
    (
        ".pipeline()\n.handleMessageStart(msg => _it = msg.head.path.length)\n.handleMessageEnd(() => console.log(_it))\n.chain()",
        None,
    ),
    (
        ".pipeline()\n.chain()\n.handleMessageStart(msg => _it = msg.head.path || '/')\n.handleMessageEnd(() => console.log(_it))",
        None,
    ),
    (
        ".pipeline()\n.chain()\n.replaceMessageStart(() => new MessageStart({ path: '/', headers: {} }))\n.handleMessageStart(msg => _it = msg.head.path.length)\n.handleMessageEnd(() => console.log(_it))",
        None,
    ),
    // Heads that lack what is read on.
    (
        ".pipeline()\n.handleMessageStart(msg => _it = msg.head.nothing.length)\n.handleMessageEnd(() => console.log(_it))\n.chain()",
        Some("hook/unguarded"),
    ),
    (
        ".pipeline()\n.handleMessageStart(msg => _it = msg.head.nothing?.length)\n.handleMessageEnd(() => console.log(_it))\n.chain()",
        None,
    ),
    // Methods that nothing has.
    (
        ".pipeline()\n.replaceMessageBody(body => new Data((JSON.decode(body).name || 'none').toStriing()))\n.handleMessageEnd(() => console.log(_it))\n.chain()",
        Some("api/unknown-method"),
    ),
    (
        ".pipeline()\n.replaceMessageBody(body => new Data((JSON.decode(body).name || 'none').toString()))\n.handleMessageEnd(() => console.log(_it))\n.chain()",
        None,
    ),
    // Guards of one link.
    (
        ".pipeline()\n.handleMessageStart(msg => _it = msg.head.headers['x-a']?.split?.(',')[0])\n.handleMessageEnd(() => console.log(_it))\n.chain()",
        Some("hook/half-guard"),
    ),
    (
        ".pipeline()\n.handleMessageStart(msg => _it = msg.head.headers['x-a']?.split?.(',')?.[0])\n.handleMessageEnd(() => console.log(_it))\n.chain()",
        None,
    ),
    (
        ".pipeline()\n.handleMessageStart(() => _it = os.env.NAMES?.split(','))\n.handleMessageEnd(() => console.log(_it))\n.chain()",
        Some("hook/half-guard"),
    ),
    (
        ".pipeline()\n.handleMessageStart(() => _it = (os.env.NAMES || '').split(','))\n.handleMessageEnd(() => console.log(_it))\n.chain()",
        None,
    ),
];

/// The rules that have a word to say of a plugin, in the order of its text.
fn said(script: &str, target: &str) -> Vec<&'static str> {
    let checked = mounted(script, target);
    checked.diagnostics.iter().map(|it| it.rule.id).collect()
}

#[test]
fn the_order_of_filters_says_what_a_value_is() {
    for (rest, rule) in CASES {
        for target in ["osm-edge-1.3", "fsm-1.6"] {
            let said = said(&format!("pipy({{ _it: null }})\n{rest}\n"), target);
            assert_eq!(said, Vec::from_iter(rule), "{target}:\n{rest}");
        }
    }
}

#[test]
fn what_comes_in_by_a_port_is_no_matter_of_the_chain() {
    let script = "pipy({ _n: 0 })\n.pipeline()\n.handleMessageStart(() => _n++)\n.listen(9100)\n.chain()\n";
    assert_eq!(said(script, "osm-edge-1.3"), ["hook/no-chain", "hook/listens"]);
}
