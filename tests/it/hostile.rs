//! Inputs that nobody writes: nesting, length, bytes that are no text, aliases that multiply. Whatever
//! comes in, the tool comes back: no panic, no overflow, no time that grows faster than the input.
#![expect(clippy::unwrap_used, reason = "a test that cannot be made fails")]

use std::ffi::OsString;
use std::time::{Duration, Instant};

use pipyc::cli::{self, Exit, Terminal};
use pipyc::world::Memory;

const TARGETS: [&str; 2] = ["osm-edge-1.3", "fsm-1.6"];

/// What `pipyc check` says of a file, in its short form, and how long it took. Fails if it says nothing
/// that a user could act on: that it could not run, or that it went wrong itself.
fn check(path: &str, bytes: impl Into<Vec<u8>>, flags: &str) -> (String, Duration) {
    let world = Memory::new().file(path, bytes);
    let line = format!("pipyc check --format short {flags}");
    let args: Vec<OsString> = line.split_whitespace().map(OsString::from).collect();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let start = Instant::now();
    let exit = cli::run(&args, &world, Terminal::default(), &mut out, &mut err);
    let took = start.elapsed();
    let err = String::from_utf8(err).unwrap();
    assert_ne!(exit, Exit::Failed, "{path} {flags}: {err}");
    (String::from_utf8(out).unwrap(), took)
}

/// Scripts that repeat something `n` times.
fn scripts(n: usize) -> Vec<(&'static str, String)> {
    let around =
        |open: &str, inner: &str, close: &str| format!("{}{inner}{}", open.repeat(n), close.repeat(n));
    let numbered = |each: &dyn Fn(usize) -> String| (0..n).map(each).collect::<String>();
    vec![
        ("parentheses", around("(", "0", ")")),
        ("brackets", around("[", "0", "]")),
        ("objects", around("({a:", "0", "})")),
        ("arrows", around("()=>", "0", "")),
        ("arrows with brackets", around("(a=>", "a", ")")),
        ("called arrows", around("(()=>", "1", ")()")),
        ("ternaries to the right", around("a?b:", "0", "")),
        ("ternaries in the middle", around("a?", "0", ":0")),
        ("templates", around("`${", "0", "}`")),
        ("tagged templates", "`a`".repeat(n)),
        ("filters", format!("pipy(){}", ".pipe(\"a\")".repeat(n))),
        (
            "filters of all sorts",
            format!(
                "pipy(){}",
                numbered(&|i| format!(
                    ".handleData(d => x{i} = ({{ a: [1, 'b', `c${{d}}`], e: d?.f ?? g }}))"
                ))
            ),
        ),
        ("pipelines", format!("pipy(){}", ".pipeline().print()".repeat(n))),
        ("branches", around(".branch(()=>1,$=>$", "", ")").replacen('.', "pipy().pipeline().", 1)),
        ("links", format!("pipy(){}", numbered(&|i| format!(".pipeline('p{i}').link('p{}')", i + 1)))),
        (
            "named pipelines",
            format!(
                "pipy().pipeline().link('p0').chain(){}",
                numbered(&|i| format!(".pipeline('p{i}').fork('p{}').link('p{}')", i * 7 % n, (i + 1) % n))
            ),
        ),
        ("negations", around("!", "0", "")),
        ("new", around("new ", "a", "")),
        ("sums", around("1+", "1", "")),
        ("powers", around("2**", "1", "")),
        ("conjunctions", around("a&&", "1", "")),
        ("conjunctions in brackets", around("(a&&", "1", ")")),
        ("alternatives", around("a??", "1", "")),
        ("assignments", around("a=", "1", "")),
        ("commas", around("a,", "1", "")),
        ("calls", format!("a{}", "()".repeat(n))),
        ("members", format!("a{}", "?.b".repeat(n))),
        ("indexes", format!("a{}", "[0]".repeat(n))),
        ("arguments", around("f(", "0", ")")),
        ("open brackets", "(".repeat(n)),
        ("closed brackets", ")".repeat(n)),
        ("functions", around("(function(){", "", "})")),
        ("blocks", around("{", "", "}")),
        ("ifs", around("if(a)", "b", "")),
        ("elses", around("if(a)b;else ", "c", "")),
        ("patterns", format!("({})=>0", around("[", "a", "]"))),
        ("spreads", around("[...", "a", "]")),
        ("classes", around("(class extends ", "a{}", "{})")),
        ("labels", numbered(&|i| format!("a{i}:"))),
        ("regexes that do not end", "=/[".repeat(n)),
        ("comments as in HTML", format!("a{}", "-->".repeat(n))),
        ("comments that do not end", "/*".repeat(n)),
        ("suppressions of nothing", "// pipyc-allow chain/x: y\n".repeat(n)),
        ("suppressions on one line", format!("{}a", "/* pipyc-allow all: y */".repeat(n))),
        (
            "suppressions of what is there",
            format!("{}{}", "// pipyc-allow all: y\n".repeat(n), ";".repeat(n)),
        ),
        ("semicolons", ";".repeat(n)),
        ("variables", format!("pipy({{{}}})", numbered(&|i| format!("_v{i}:0,")))),
        ("parameters", format!("(({})=>pipy())()", numbered(&|i| format!("v{i}=0,")))),
        ("the same variable", format!("pipy({{{}}})", "_a:0,".repeat(n))),
        ("undeclared variables", format!("pipy().pipeline(){}", numbered(&|i| format!(".dump(_x{i})")))),
        ("imports", format!("pipy(){}", ".import({__b:'c'})".repeat(n))),
        ("exports", format!("pipy(){}", ".export('a',{__b:0})".repeat(n))),
        ("unknown filters", format!("pipy().pipeline(){}", ".handelMessage()".repeat(n))),
        (
            "a function that calls the last one twice",
            format!("((f0=x=>x,{})=>f{n}(1))()", numbered(&|i| format!("f{}=x=>f{i}(x)+f{i}(x),", i + 1))),
        ),
        (
            "texts that double",
            format!("((a0='x',{})=>pipy())()", numbered(&|i| format!("a{}=a{i}+a{i},", i + 1))),
        ),
        ("lines", "a\n".repeat(n)),
        ("blanks", " ".repeat(n)),
        ("backquotes", "`".repeat(n)),
        ("backslashes", "\\".repeat(n)),
        ("NUL", "\0".repeat(n)),
        ("marks of order", "\u{feff}".repeat(n)),
        ("turned text", "\u{202e}".repeat(n)),
    ]
}

#[test]
fn no_script_kills_the_tool() {
    // Half of them for each target, which share most of what could go wrong.
    for ((_, text), target) in scripts(10_000).into_iter().zip(TARGETS.into_iter().cycle()) {
        check("a.js", text, &format!("a.js --chain inbound-http --priority 165 --target {target}"));
    }
}

/// Four times as long may take four times as long, and some; were it quadratic it would be sixteen times.
/// Small times are noise, and so is a single slow run.
#[test]
fn time_grows_with_the_script_alone() {
    let mut slow = Vec::new();
    for ((what, small), (_, large)) in scripts(1_000).into_iter().zip(scripts(4_000)) {
        let took = |text: &str| check("a.js", text, "a.js").1;
        let is_fast = |_| {
            let (small, large) = (took(&small), took(&large));
            large < Duration::from_millis(200) || large < small * 11
        };
        if !(0..4).any(is_fast) {
            slow.push(what);
        }
    }
    assert!(slow.is_empty(), "these take longer than they are: {slow:?}");
}

#[test]
fn a_script_has_enough_findings_at_some_point() {
    let (said, _) = check("a.js", ";".repeat(300_000), "a.js --target osm-edge-1.3");
    let lines = said.lines().count();
    assert!((1_000..100_000).contains(&lines), "{lines}");
}

#[test]
fn ten_megabytes_and_one_long_line_are_read() {
    let filter = ".handleMessageStart(m => _a = m.head.path + '/x')";
    let line = format!("pipy({{_a:null}}).pipeline(){}.chain()", filter.repeat(1_000_000 / filter.len()));
    assert_eq!(check("a.js", line.as_str(), "a.js").0, "");
    // Where it is wrong in so long a line is still said to the character.
    let (said, _) = check("a.js", format!("{line};"), "a.js --target osm-edge-1.3");
    let column = line.len() + 1;
    assert!(said.contains(&format!("a.js:1:{column}: error[dialect/semicolon]")), "{said:.300}");
    let comment = format!("/*{}*/pipy().pipeline().chain()", "a".repeat(10_000_000));
    assert_eq!(check("a.js", comment, "a.js").0, "");
}

#[test]
fn bytes_that_are_no_text_are_named() {
    for (bytes, word) in [
        (&b"pipy(\xff\xfe)"[..], "UTF-8"),
        (b"'\xed\xa0\x80'", "UTF-8"),
        (b"\xff\xfep\0i\0p\0y\0", "UTF-16"),
        (b"pipy()\0.pipeline()", "error"),
    ] {
        for (path, flags) in
            [("a.js", "a.js"), ("a.yaml", "a.yaml"), ("a.yaml", "--values a.yaml"), ("a.json", "a.json")]
        {
            let (said, _) = check(path, bytes, flags);
            assert!(said.contains("error"), "{path} {flags} {bytes:?}: {said}");
            if path == "a.js" {
                assert!(said.contains(word), "{bytes:?}: {said}");
            }
        }
    }
}

/// Documents of YAML and JSON, each with a word of what is said of it; nothing if it is fine.
fn documents() -> Vec<(&'static str, String, &'static str)> {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let below = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb += &format!("a{level}: &a{level} [{below}]\n");
    }
    let list = |n: usize| format!("osm: {{x: [{}]}}\n", "{a: 1}, ".repeat(n));
    vec![
        ("aliases that multiply", bomb, "project/oversized-document"),
        ("an anchor in itself", "osm: &a [*a]\n".to_owned(), "project/oversized-document"),
        ("a merge of itself", "osm: &a {<<: *a}\n".to_owned(), "project/oversized-document"),
        (
            "deep lists",
            format!("osm: {}{}\n", "[".repeat(50_000), "]".repeat(50_000)),
            "project/oversized-document",
        ),
        (
            "deep maps",
            format!("osm: {}1{}\n", "{a: ".repeat(50_000), "}".repeat(50_000)),
            "project/oversized-document",
        ),
        (
            "deep blocks",
            (0..2_000).map(|i| format!("{}a:\n", " ".repeat(i))).collect(),
            "project/oversized-document",
        ),
        ("open brackets", "[".repeat(200_000), "project/"),
        ("open braces", "{".repeat(200_000), "project/"),
        ("a long list", list(100_000), ""),
        ("many documents", "---\na: 1\n".repeat(50_000), "values/further-document"),
        ("many keys", (0..50_000).map(|i| format!("k{i}: 1\n")).collect(), ""),
        ("the same key", "k: 1\n".repeat(20_000), ""),
        ("many comments", "# a\n".repeat(200_000), ""),
        ("a mark of order", "\u{feff}osm: {}\n".to_owned(), ""),
        ("a long text", format!("osm: {{x: \"{}\"}}\n", "a".repeat(2_000_000)), ""),
        ("a long block", format!("osm:\n  x: |\n{}", "    line of text\n".repeat(100_000)), ""),
        ("questions", "? ".repeat(50_000), ""),
        ("dashes", "- ".repeat(50_000), ""),
        ("colons", "a: ".repeat(50_000), ""),
        ("tags", "!a ".repeat(50_000), ""),
        ("anchors", "&a ".repeat(50_000), ""),
        ("percents", "%YAML 1.2\n".repeat(20_000), ""),
        ("quotes", "'".repeat(200_001), ""),
        ("markers", "---\n...\n".repeat(50_000), ""),
    ]
}

#[test]
fn no_document_kills_the_tool() {
    for (what, text, word) in documents() {
        for (path, flags) in
            [("a.yaml", "--values a.yaml"), ("a.yaml", "a.yaml"), ("a.yaml", "--workloads a.yaml")]
        {
            let (said, _) = check(path, text.as_str(), flags);
            // Where it is read as values, it is known what has to be said.
            if flags.starts_with("--values") {
                assert!(said.contains(word), "{what}: {said:.300}");
            }
        }
        let project = format!("name: x\nx-{text}");
        check("pipyc.yaml", project, "");
    }
}

#[test]
fn megabytes_of_values_are_read() {
    let text = format!("osm: {{}}\nother:\n{}", "  - {name: value, list: [1, 2, 3]}\n".repeat(200_000));
    assert!(text.len() > 6_000_000);
    let (said, _) = check("a.yaml", text, "--values a.yaml");
    assert_eq!(said, "");
}

#[test]
fn an_index_of_a_flag_does_not_fill_the_memory() {
    let world = Memory::new();
    for (set, exit) in [
        ("osm.pluginChains.inbound-tcp[65536].plugin=a", Exit::Findings),
        ("osm.pluginChains.inbound-tcp[65537].plugin=a", Exit::Failed),
        ("osm.a[99999999999999999999]=a", Exit::Failed),
        ("osm.a[65536][65536][65536]=a", Exit::Clean),
    ] {
        let args = ["pipyc", "check", "--format", "json", "--set", set].map(OsString::from);
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let ended = cli::run(&args, &world, Terminal::default(), &mut out, &mut err);
        assert_eq!(ended, exit, "{set}: {}", String::from_utf8_lossy(&err));
    }
}
