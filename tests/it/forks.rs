//! What a `fork` shares with the stream that it copies. Each row was run on both Pipys with a request, behind
//! which the origin showed whether it had what the fork wrote.

use crate::support::mounted;

const WRITE: &str = ".handleMessageStart(msg => void (msg.head.headers['x-f'] = '1'))";

/// The filters that follow `pipeline()`, and whether the original has what the fork wrote. `WRITE` sets a header.
const CASES: [(&str, bool); 44] = [
    (".fork().to($ => $WRITE)", true),
    (".fork(null).to($ => $WRITE)", true),
    (".fork([null]).to($ => $WRITE)", true),
    (".fork([1, 2]).to($ => $WRITE)", true),
    (".fork(() => [1]).to($ => $WRITE)", true),
    (".fork().to('copy')", true),
    (".fork().to($ => $.handleMessageStart(msg => msg.head.path = '/m'))", true),
    (".fork().to($ => $.handleMessageStart(msg => void delete msg.head.headers['x-a']))", true),
    (".fork().to($ => $.handleMessageStart(msg => msg.head.headers = { a: 'b' }))", true),
    (
        ".fork().to($ => $.handleMessageStart(msg => void Object.assign(msg.head.headers, { 'x-f': '1' })))",
        true,
    ),
    (".fork().to($ => $.handleMessageStart(({ head }) => head.path = '/m'))", true),
    (
        ".fork().to($ => $.handleMessageStart(msg => (headers => headers['x-f'] = '1')(msg.head.headers)))",
        true,
    ),
    (".fork().to($ => $.handleMessage(msg => msg.head.headers['x-f'] = '1'))", true),
    (".fork().to($ => $.replaceMessage(msg => (msg.head.headers['x-f'] = '1', msg)))", true),
    (".fork().to($ => $.replaceMessageStart(msg => (msg.head.headers['x-f'] = '1', msg)))", true),
    (".fork().to($ => $.replaceMessage(msg => msg)WRITE)", true),
    (".fork().to($ => $.replaceMessageStart(msg => new MessageStart(msg.head))WRITE)", true),
    (".fork().to($ => $.replaceMessageStart(msg => new MessageStart({ ...msg.head }))WRITE)", true),
    (
        ".fork().to($ => $.replaceMessageStart(msg => new MessageStart({ ...msg.head, path: '/m' }))WRITE)",
        true,
    ),
    (
        ".fork().to($ => $.replaceMessage(msg => new Message({ ...msg.head }, 'x')).handleMessageStart(msg => msg.head.path = '/m'))",
        false,
    ),
    (
        ".fork().to($ => $.replaceMessageStart(msg => new MessageStart({ ...msg.head, headers: { ...msg.head.headers } }))WRITE)",
        false,
    ),
    (
        ".fork().to($ => $.replaceMessage(msg => new Message({ method: 'GET', path: '/', headers: {} }, msg.body))WRITE)",
        false,
    ),
    (".fork().to($ => $.replaceMessageBody(() => new Data('x'))WRITE)", true),
    (".fork().to($ => $.replaceData(() => new Data('x'))WRITE)", true),
    (".fork().to($ => $.replaceMessageEnd(end => end)WRITE)", true),
    (".fork().to($ => $.encodeHTTPRequest().decodeHTTPRequest()WRITE)", false),
    (".fork().to($ => $.wait(() => Promise.resolve(1))WRITE)", false),
    (".fork().to($ => $.throttleMessageRate(new algo.Quota(10, { per: 1, produce: 10 }))WRITE)", true),
    (".fork().to($ => $.branch(() => __inbound.remotePort > 9, $ => $WRITE, $ => $))", true),
    (".fork().to($ => $.branch(() => __inbound.remotePort > 9, $ => $, $ => $)WRITE)", true),
    (
        ".fork().to($ => $.branchMessageStart(msg => (msg.head.headers['x-f'] = '1', true), $ => $, $ => $))",
        true,
    ),
    (".fork().to($ => $.link('copy'))", true),
    (".fork().to($ => $.fork().to($ => $WRITE))", true),
    (".fork().to($ => $.demux().to($ => $WRITE))", true),
    (".fork().to($ => $.mux(() => 1).to($ => $WRITE))", true),
    (".fork().to($ => $.muxQueue(() => 1).to($ => $WRITE))", true),
    (".fork().to($ => $.demuxQueue().to($ => $WRITE))", true),
    (".fork().to($ => $.replay().to($ => $WRITE))", true),
    (".fork().to($ => $.compressHTTP('gzip'))", true),
    (".fork().to($ => $.decompressHTTP())", true),
    (".fork().to($ => $.insert(() => null)WRITE)", true),
    (".fork().to($ => $.muxHTTP(() => 1).to($ => $.connect('127.0.0.1:9000')))WRITE", false),
    (".fork().to($ => $.muxHTTP(() => 1).to($ => $.connect('127.0.0.1:9000'))WRITE)", false),
    // The original is answered by something else.
    (".fork().to($ => $WRITE).replaceMessage(() => new Message({ status: 204 }))", false),
];

/// The rules that say something of a plugin.
fn said(script: &str, target: &str) -> Vec<&'static str> {
    let checked = mounted(script, target);
    checked.diagnostics.iter().map(|it| it.rule.id).collect()
}

#[test]
fn a_head_is_shared_as_far_as_pipy_shares_it() {
    for (filters, shared) in CASES {
        let filters = filters.replace("WRITE", WRITE);
        let named =
            if filters.contains("'copy'") { format!(".pipeline('copy')\n{WRITE}\n") } else { String::new() };
        let script = format!("pipy()\n.pipeline()\n{filters}\n.chain()\n{named}");
        for target in ["osm-edge-1.3", "fsm-1.6"] {
            let said = said(&script, target);
            let found = said.iter().filter(|it| **it == "context/fork-head").count();
            assert_eq!(found, usize::from(shared), "{target}: {said:?}\n{script}");
        }
    }
}

#[test]
fn one_finding_is_enough_for_a_fork() {
    let script = format!(
        "pipy()\n.pipeline()\n.fork().to($ => ${WRITE}{WRITE})\n.fork().to($ => ${WRITE})\n.chain()\n"
    );
    assert_eq!(said(&script, "osm-edge-1.3"), ["context/fork-head"; 2]);
}

#[test]
fn bytes_have_no_head_to_share() {
    let script = format!(
        "pipy()\n.pipeline()\n.fork().to($ => $.demuxHTTP().to($ => ${WRITE}.replaceMessage(new Message('x'))))\n.chain()\n"
    );
    assert!(!said(&script, "osm-edge-1.3").contains(&"context/fork-head"));
}
