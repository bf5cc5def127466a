//! Texts in, findings and programs out: each construct where it stands, and no text too odd.

use pipyc::ir::syntax::{Expr, Root};
use pipyc::parse::{self, Parsed, minified, same_program};
use pipyc::runtime::Dialect::{self, Expression, Statements};
use pipyc::source::Sources;
use proptest::prelude::*;

fn parse(text: &str, dialect: Dialect) -> Parsed {
    let mut sources = Sources::default();
    let source = sources.add("script.js", text);
    parse::program(text, source, dialect)
}

/// Findings as `rule at text`, in order of place.
fn found(text: &str, dialect: Dialect) -> Vec<String> {
    let show = |it: &pipyc::diag::Diagnostic| {
        let at = it.span.map_or("", |span| &text[span.start as usize..span.end as usize]);
        format!("{} at {at}", it.rule.id)
    };
    parse(text, dialect).diagnostics.iter().map(show).collect()
}

#[test]
fn constructs_of_0_90_are_found_where_they_stand() {
    let mut wrong = Vec::new();
    for (text, expected) in [
        ("a;", &["dialect/semicolon at ;"][..]),
        ("a; b", &["dialect/semicolon at ;"]),
        ("a;\nb;", &["dialect/semicolon at ;", "dialect/semicolon at ;"]),
        ("a\nb", &["dialect/several-expressions at b"]),
        ("", &["dialect/empty-script at "]),
        ("// x", &["dialect/empty-script at "]),
        ("const a = 1; f(a)", &["dialect/declaration at const"]),
        ("if (a) b", &["dialect/if-statement at if"]),
        ("if (a) { b } else { c }", &["dialect/if-statement at if"]),
        ("while (a) b", &["dialect/loop-statement at while"]),
        ("for (const a of b) c", &["dialect/loop-statement at for"]),
        ("switch (a) {}", &["dialect/switch-statement at switch"]),
        ("try { a } finally {}", &["dialect/try-statement at try"]),
        ("throw a", &["dialect/throw-statement at throw"]),
        ("with (a) b", &["dialect/with-statement at with"]),
        ("a: b", &["dialect/label at a"]),
        ("{ a; b }", &["dialect/block at {"]),
        ("function f() {}", &["dialect/function-keyword at function"]),
        ("f(function () {})", &["dialect/function-keyword at function"]),
        ("class A {}", &["dialect/class at class"]),
        ("f(class {})", &["dialect/class at class"]),
        ("import a from './a.js'", &["dialect/import-export at import"]),
        ("export default a", &["dialect/import-export at export"]),
        ("import('a')", &["dialect/import-export at import"]),
        ("() => { return a }", &["dialect/function-body at {"]),
        ("() => { a(); if (b) c }", &["dialect/function-body at {", "dialect/if-statement at if"]),
        ("async () => 1", &["dialect/async-function at async"]),
        ("f(...a)", &["dialect/spread-argument at ..."]),
        ("new F(...a)", &["dialect/spread-argument at ..."]),
        ("(...a) => a", &["dialect/rest-parameter at ...a"]),
        ("([a, ...b]) => a", &["dialect/rest-pattern at ...b"]),
        ("({a, ...b}) => a", &["dialect/rest-pattern at ...b"]),
        ("({[k]: b}) => b", &["dialect/computed-pattern-key at [k]"]),
        ("({a = 1}) => a", &["dialect/shorthand-default at a = 1"]),
        ("[a, , b]", &["dialect/array-hole at "]),
        ("({ f() { return 1 } })", &["dialect/object-method at f"]),
        ("({ get a() { return 1 } })", &["dialect/object-method at get"]),
        ("/a/g.test(b)", &["dialect/regex-literal at /a/g"]),
        ("f`a`", &["dialect/tagged-template at f`a`"]),
        ("10n", &["dialect/bigint at 10n"]),
        ("1_000", &["dialect/numeric-separator at 1_000"]),
        ("5..a", &["dialect/number-member at 5."]),
        ("0xe+1", &["dialect/hex-exponent at 0xe"]),
        ("'\\u{1F600}'", &["dialect/unicode-escape at \\u{1F600}"]),
        ("\\u0061b", &["dialect/identifier-escape at \\u0061b"]),
        ("`\\\\`", &["dialect/template-escape at \\\\"]),
        ("a ? b ? c : d : e", &["dialect/nested-conditional at b ? c : d"]),
        ("a ? x => y : z", &["dialect/conditional-arrow at x => y"]),
        ("a ? b = c : d", &["dialect/conditional-assignment at b = c"]),
        ("a ?.5 : 1", &["dialect/optional-dot-number at .5"]),
        ("a?. [b]", &["dialect/optional-chain-blank at  "]),
        ("a?\n.b", &["dialect/optional-chain-blank at \n"]),
        ("a? . [b]", &["dialect/optional-chain-blank at  ", "dialect/optional-chain-blank at  "]),
        ("f({ a = 1 })", &["dialect/shorthand-default at a = 1"]),
        ("f(// x\ra)", &["dialect/line-end at \r"]),
        ("f(\n// x\ra)", &["dialect/line-end at \r"]),
        ("f(// x\u{2029}a)", &["dialect/line-end at \u{2029}"]),
        ("a = // x\r\nb", &[]),
        ("(5\u{85})", &["dialect/unicode-blank at \u{85}"]),
        ("this.a", &["dialect/this at this"]),
        ("static + 1", &["dialect/reserved-name at static"]),
        ("(let, a) => a", &["dialect/reserved-name at let"]),
        ("#!x\na", &["dialect/hashbang at #!x"]),
        ("a <!-- b\n", &["load/html-comment at <!--"]),
        ("<!-- a\nb", &["dialect/html-comment at <!--"]),
        ("'a'\u{a0}", &["dialect/unicode-blank at \u{a0}"]),
        ("a) b", &["dialect/trailing-text at )"]),
        ("a ?? b || c", &["dialect/pipy-only at a ?? b || c"]),
        ("f() = 1", &["dialect/pipy-only at f()"]),
        ("{ a: 1, b: 2 }", &["dialect/pipy-only at :"]),
        ("(a", &["syntax/unclosed at ("]),
        ("'a", &["syntax/unterminated at 'a"]),
        ("12px", &["syntax/invalid-number at px"]),
        ("a b", &["syntax/unexpected at b"]),
    ] {
        let found = found(text, Expression);
        if found != expected {
            wrong.push(format!("{text}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn constructs_of_1_5_are_found_where_they_stand() {
    for (text, expected) in [
        ("var a = 1; if (a) { b() } else c()", &[][..]),
        ("for (var i = 0; i < 1; i++) { break }", &[]),
        ("function f(a) { return a }", &[]),
        ("import a, { b as c } from './a.js'\nexport { a as d }", &[]),
        ("", &[]),
        ("const a = 1", &["dialect/declaration at const"]),
        ("for (;;) a", &["dialect/loop-statement at for"]),
        ("for (a of b) c", &["dialect/loop-statement at for"]),
        ("for (var i = 0; i < 1; i++) continue", &["dialect/continue-statement at continue"]),
        ("var f = function* () {}", &["dialect/generator at function"]),
        ("() => { {}; a }", &["dialect/empty-statement at ;"]),
        ("class A {}", &["dialect/class at class"]),
        ("export * from './a.js'", &["dialect/import-export at export * from './a.js'"]),
        ("import {} from './a.js'", &["dialect/import-export at {"]),
        ("import { a, } from './a.js'", &["dialect/import-export at {"]),
        ("var from = 1", &["dialect/reserved-name at from"]),
        ("a\n{ b }", &["dialect/block at {"]),
        ("if (a) b\n{ c }", &["dialect/block at {"]),
        ("if (a) b;\n{ c }", &[]),
        ("($x) => 1", &["load/reserved-name at $x"]),
        ("#!x\na", &[]),
        ("'\\u{e9}'", &["dialect/unicode-escape at \\u{e9}"]),
        ("`\n\\u{e9}`", &["dialect/unicode-escape at `"]),
        ("`${\na}\n\\u{e9}`", &["dialect/unicode-escape at }"]),
        ("'a\\\n\\u{e9}'", &["dialect/unicode-escape at '"]),
        ("(a\n=> b)", &["dialect/arrow-line-break at \n"]),
        ("(a)\n=> b", &["dialect/arrow-line-break at \n"]),
        ("(a, b)\n  => b", &["dialect/arrow-line-break at \n  "]),
        ("a =>\nb", &[]),
        ("a\rb", &["dialect/line-end at \r"]),
        ("debugger\rundefined;", &["dialect/line-end at \r"]),
        ("undefined: a", &["dialect/reserved-name at undefined"]),
        ("function undefined() {}", &["dialect/reserved-name at undefined"]),
        ("import undefined from './a.js'", &["dialect/reserved-name at undefined"]),
        ("import { a as undefined } from './a.js'", &["dialect/reserved-name at undefined"]),
        ("switch (a) { case b = c: }", &["dialect/conditional-assignment at b = c"]),
        ("switch (a) { case b, c: }", &["dialect/conditional-assignment at b, c"]),
        ("switch (a) { case (b = c): case b ? c : d: }", &[]),
        ("export * as \\u0061b from './a.js'", &["dialect/identifier-escape at \\u0061b"]),
        ("a => {}\n(b) => c", &["dialect/continued-line at ("]),
        ("a => b => {}\n`c`", &["dialect/continued-line at `"]),
        ("a = b => {}\n(c)", &["load/continued-line at ("]),
        ("a++\n(b)", &["load/continued-line at ("]),
        ("debugger\n(a)", &["load/continued-line at ("]),
        ("a++\n+b", &[]),
        ("var a = b => {} // c\n[d].e", &["load/continued-line at ["]),
        ("a = b => {};\n(c)", &[]),
        ("function a() {}\n(b)", &[]),
        ("a = b => {}\n++c", &[]),
        ("a = b\n(c)", &[]),
        ("a ? b => c = d : e", &["dialect/conditional-assignment at c = d"]),
        ("import defer * as a from './a.js'", &["dialect/import-export at import"]),
        ("import source a from './a.js'", &["dialect/import-export at import"]),
    ] {
        assert_eq!(found(text, Statements), expected, "{text}");
    }
}

#[test]
fn what_pipy_stopped_at_is_named_in_texts_that_are_no_javascript() {
    for (text, expected) in [
        ("10n.a + (", "dialect/bigint at 10n"),
        ("1_0 + (", "dialect/numeric-separator at 1_0"),
        ("1E-3.a + (", "dialect/number-member at 1E-3"),
        ("0xe+(", "dialect/hex-exponent at 0xe"),
        ("/[/]a/g.b(", "dialect/regex-literal at /[/]a/g"),
        ("a``.b + (", "dialect/tagged-template at ``"),
        ("'\\u{41}' + (", "dialect/unicode-escape at \\u{41}"),
        ("f(...a) + (", "dialect/spread-argument at ..."),
        ("(...a) => (", "dialect/rest-parameter at ..."),
        ("[a, , b] + (", "dialect/array-hole at "),
        ("({ f() {} }) + (", "dialect/object-method at f"),
        ("({ é = 1 }) => (", "dialect/shorthand-default at é = "),
        ("a?. [b](", "dialect/optional-chain-blank at  "),
        ("a.#b + (", "dialect/private-name at #b"),
        ("#!a\n(", "dialect/hashbang at #!a"),
        ("with (a) (", "dialect/with-statement at with"),
    ] {
        let found = found(text, Expression);
        assert_eq!(found.first().map(String::as_str), Some(expected), "{text}: {found:?}");
    }
    for (text, expected) in [
        ("class A {}\n(", "dialect/class at class"),
        ("let a\n(", "dialect/declaration at let"),
        ("do {} while (a)\n(", "dialect/loop-statement at do"),
        ("function* f() {}\n(", "dialect/generator at *"),
        ("(a\n=> b)(", "dialect/arrow-line-break at \n"),
    ] {
        let found = found(text, Statements);
        assert_eq!(found.first().map(String::as_str), Some(expected), "{text}: {found:?}");
    }
}

#[test]
fn what_belongs_to_a_construct_is_no_finding_of_its_own() {
    for (text, expected) in [
        ("async () => await a", "dialect/async-function at async"),
        ("async function f() { await 1; await 2 }", "dialect/async-function at async"),
        ("function* f() { yield 1; yield 2 }", "dialect/generator at function"),
        ("({ *a() {/*\u{2028}*/} })", "dialect/object-method at a"),
        ("({ async a() { await b } })", "dialect/object-method at a"),
        ("while (a) { b() }", "dialect/loop-statement at while"),
    ] {
        assert_eq!(found(text, Statements), [expected], "{text}");
    }
}

#[test]
fn several_errors_are_all_shown_once_each() {
    let text = "const a = 1;\nf(...b);\n/x/;\n";
    assert_eq!(
        found(text, Expression),
        [
            "dialect/declaration at const",
            "dialect/spread-argument at ...",
            "dialect/semicolon at ;",
            "dialect/regex-literal at /x/",
            "dialect/semicolon at ;",
        ]
    );
}

#[test]
fn what_pipy_takes_and_gets_wrong_is_said() {
    for (text, expected) in [
        ("({ a: b = 1 }) => b", "load/pattern-default at 1"),
        ("([a = 1]) => a", "load/pattern-default at 1"),
        ("`\\${a}`", "load/template-escape at \\$"),
        ("017", "load/legacy-octal at 017"),
        ("'a\\\nb'", "load/line-continuation at \\"),
        ("[a, b] = c", "load/destructuring-assignment at [a, b]"),
        ("\u{feff}a", "load/byte-order-mark at \u{feff}"),
        ("a\u{a0}+ b", "load/unicode-blank at \u{a0}"),
        ("a\u{85}+ b", "load/unicode-blank at \u{85}"),
        ("a // x\r+ b", "load/line-end at \r"),
        ("f(a) // x\u{2028}.g()", "load/line-end at \u{2028}"),
        ("a <!-- b", "load/html-comment at <!--"),
        ("a <!-- b)", "load/html-comment at <!--"),
    ] {
        assert_eq!(found(text, Expression), [expected], "{text}");
    }
}

#[test]
fn fixes_say_the_exact_text() {
    for (text, fixed) in [
        ("a;", "a"),
        ("/\\d'/g", "new RegExp('\\\\d\\'', 'g')"),
        ("1_000.5", "1000.5"),
        ("'\\u{1F600}'", "'\\ud83d\\ude00'"),
        ("a ? b ? c : d : e", "a ? (b ? c : d) : e"),
        ("() => { return { a } }", "() => ({ a })"),
        ("[a, , b]", "[a,undefined , b]"),
        ("5..a", "(5).a"),
        ("0xe+1", "0xe +1"),
        ("a ?.5 : 1", "a ? .5 : 1"),
        ("a?. [b]", "a?.[b]"),
        ("a? .b", "a?.b"),
        ("f(// x\ra)", "f(// x\na)"),
        ("'a'\u{2028}", "'a'\n"),
        ("'a'\u{a0}", "'a' "),
    ] {
        let mut edits: Vec<_> = parse(text, Expression)
            .diagnostics
            .into_iter()
            .flat_map(|it| it.fix.expect(text).edits)
            .collect();
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
        let mut actual = text.to_owned();
        for edit in edits {
            actual.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
        }
        assert_eq!(actual, fixed);
        assert!(parse(&actual, Expression).diagnostics.is_empty(), "{actual}");
    }
}

#[test]
fn places_count_bytes_whatever_stands_before() {
    let text = "\u{feff}// é\r\n/* 中 */ f('😀', 10n)";
    let at = text.find("10n").expect("there") as u32;
    let parsed = parse(text, Expression);
    assert!(
        parsed
            .diagnostics
            .iter()
            .any(|it| it.span.is_some_and(|span| span.start == at && span.end == at + 3))
    );
    let program = parse("f /* ( */ (\r\n 'é', b)", Expression).program.expect("a program");
    let Root::Expression(root) = program.root else { panic!("one expression") };
    let Expr::Call { args, open, .. } = program.expr(root) else { panic!("a call") };
    assert_eq!(*open, 10);
    assert_eq!(program.span(args[1].expr()).start, 20);
}

#[test]
fn an_assignment_behind_a_conditional_is_one_to_the_conditional() {
    let same = |a: &str, b: &str| {
        let program = |text: &str| parse(text, Expression).program.expect("a program");
        same_program(&program(a), &program(b))
    };
    assert!(same("a ? b : c = d", "a ? b : c=d"));
    assert!(!same("a ? b : c = d", "a ? b : (c = d)"));
    let program = parse("a ? b : c ? d : e += f", Expression).program.expect("a program");
    let Root::Expression(root) = program.root else { panic!("one expression") };
    assert!(matches!(program.expr(root), Expr::Assign { .. }));
}

/// Texts that nest, or go on, without end.
fn hostile(times: usize) -> Vec<String> {
    let nested = [
        ("(", "a", ")"),
        ("[", "a", "]"),
        ("({a:", "b", "})"),
        ("a=>", "b", ""),
        ("()=>(", "b", ")"),
        ("a?b:", "c", ""),
        ("a?", "b", ":c"),
        ("`${", "a", "}`"),
        ("!", "a", ""),
        ("- ", "a", ""),
        ("new ", "a", ""),
        ("typeof ", "a", ""),
        ("a=", "b", ""),
        ("a**", "b", ""),
        ("f(", "a", ")"),
        ("(a=", "b", ")=>c"),
        ("({a}=", "b", ")=>c"),
        ("{", "a", "}"),
        ("if(a)", "b", ""),
        ("if(a){}else ", "b", ""),
        ("a:", "b", ""),
        ("function f(){", "a", "}"),
        ("async a=>", "b", ""),
        ("/'/?(", "a", ")"),
        ("", "a", ".b"),
        ("", "a", ".b(c)"),
        ("", "a", "[b]"),
        ("", "a", "?.b"),
        ("", "a", "+b"),
        ("", "a", "||b"),
        ("", "a", ",b"),
        ("", "a", "`b`"),
        ("", "a", ";"),
        ("", "[", ","),
        ("", "a", "\n"),
        ("", "a", "++"),
        ("", "'", "\\"),
        ("", "a", "\u{0}"),
        ("", "a", "\r"),
        ("", "", "/*"),
        ("", "", "<!--"),
        ("", "", "\u{feff}"),
    ];
    let text = |(open, middle, close): (&str, &str, &str)| {
        [&open.repeat(times), middle, &close.repeat(times)].concat()
    };
    nested.into_iter().map(text).collect()
}

#[test]
fn no_depth_overflows_the_stack() {
    for times in [18, 30, 500, 2_900, 10_000] {
        for text in hostile(times) {
            for dialect in [Expression, Statements] {
                let parsed = parse(&text, dialect);
                drop(parsed);
            }
        }
    }
}

#[test]
fn a_chain_of_20_000_links_is_a_program() {
    let text = format!("pipy()\n{}", ".dummy()\n".repeat(20_000));
    for dialect in [Expression, Statements] {
        let parsed = parse(&text, dialect);
        assert_eq!(parsed.diagnostics.len(), 0);
        assert!(parsed.program.is_some());
    }
}

#[test]
fn too_deep_is_said_and_not_tried() {
    let text = format!("{}a{}", "(".repeat(10_000), ")".repeat(10_000));
    assert_eq!(found(&text, Expression), ["syntax/nesting at "]);
}

#[test]
fn programs_are_the_same_whatever_the_formatting() {
    let one = "((a, {b: [c]} = d) => f(a?.b, ...[1], x ? 'y' : `z${c}`), new G)()".replace("...[1], ", "");
    let other = "(\n(a, { b: [ c ] } = d) =>\n /* x */ (f(a ?.b, (x) ? \"y\" : `z${ c }`)), (new G)) ()";
    let program = |text: &str| parse(text, Expression).program.expect("a program");
    assert!(same_program(&program(&one), &program(other)));
    for different in ["a", "((a, {b: [c]} = d) => f(a?.b, x ? 'y' : `z${a}`), new G)()"] {
        assert!(!same_program(&program(&one), &program(different)));
    }
}

/// Tokens in any order, and often in an order that makes sense.
fn soup() -> impl Strategy<Value = String> {
    let token = prop::sample::select(vec![
        "a",
        "$",
        "_x",
        "pipy",
        "'s'",
        "\"é\"",
        "1",
        ".5",
        "0xe",
        "017",
        "10n",
        "1_0",
        "`",
        "`a${",
        "}`",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "=>",
        "=",
        "==",
        "+",
        "-",
        "++",
        "!",
        "~",
        "*",
        "**",
        "/",
        "?",
        ":",
        "?.",
        "?.(",
        "??",
        "||",
        "&&",
        ",",
        ";",
        "...",
        ".",
        "\n",
        " ",
        "\r",
        "\u{a0}",
        "\u{2028}",
        "\u{feff}",
        "\u{0}",
        "//",
        "/*",
        "*/",
        "<!--",
        "-->",
        "#",
        "@",
        "\\",
        "\\u{41}",
        "'\\x4",
        "if",
        "else",
        "for",
        "while",
        "do",
        "var",
        "let",
        "const",
        "function",
        "class",
        "return",
        "new",
        "typeof",
        "void",
        "delete",
        "in",
        "instanceof",
        "async",
        "await",
        "yield",
        "import",
        "export",
        "from",
        "as",
        "this",
        "super",
        "static",
        "switch",
        "case",
        "default",
        "break",
        "try",
        "catch",
        "finally",
        "throw",
        "undefined",
        "null",
        "true",
        "中",
        "😀",
    ]);
    prop::collection::vec(token, 0..40).prop_map(|tokens| tokens.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_tokens_are_judged(text in soup()) {
        for dialect in [Expression, Statements] {
            let parsed = parse(&text, dialect);
            for diagnostic in parsed.diagnostics.iter() {
                let span = diagnostic.span.expect("a place");
                prop_assert!(text.get(span.start as usize..span.end as usize).is_some(), "{text:?} {diagnostic:?}");
            }
            let _ = minified(&text, dialect);
        }
    }

    #[test]
    fn any_text_is_judged(text in any::<String>()) {
        parse(&text, Expression);
        parse(&text, Statements);
    }
}

/// Expressions that both languages read.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "a",
        "_b",
        "$",
        "1.5",
        "0xff",
        "'s'",
        "`t`",
        "null",
        "undefined",
        "true",
        "[]",
    ]);
    leaf.prop_map(str::to_owned).prop_recursive(5, 60, 4, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) + {b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) ?? ({b})")),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| format!("({a}) ? ({b}) : ({c})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a})?.f(({b}), 1)")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a})[{b}].c")),
            inner.clone().prop_map(|a| format!("(({{a, x}}, [y], z = {a}) => ({a}))")),
            inner.clone().prop_map(|a| format!("({{ k: {a}, 'l': 1, [m]: 2, ...n, o }})")),
            inner.clone().prop_map(|a| format!("[{a}, ...p]")),
            inner.clone().prop_map(|a| format!("`x${{{a}}}y`")),
            inner.clone().prop_map(|a| format!("(!({a}), new Q({a}))")),
            inner.prop_map(|a| format!("(r = {a})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_minified_is_the_same_program(text in expression()) {
        let parsed = parse(&text, Expression);
        prop_assert_eq!(parsed.diagnostics.len(), 0, "{}", text);
        let small = minified(&text, Expression).expect("minified");
        let again = parse(&small.code, Expression).program.expect("a program");
        prop_assert!(same_program(&parsed.program.expect("a program"), &again));
        prop_assert!(small.code.len() <= text.len() + 40);
    }
}

#[test]
fn a_semicolon_in_the_middle_is_one_finding_that_mends_itself() {
    for (dialect, rule) in [(Expression, "dialect/semicolon"), (Statements, "syntax/unexpected")] {
        let text = "pipy()\n.pipeline();  // done\n.handleData(() => null)\n.chain()";
        let mut sources = Sources::default();
        let parsed = parse::program(text, sources.add("a.js", text), dialect);
        let found: Vec<_> = parsed.diagnostics.iter().collect();
        assert_eq!(found.iter().map(|it| it.rule.id).collect::<Vec<_>>(), [rule]);
        let edit = &found[0].fix.as_ref().unwrap().edits[0];
        assert_eq!((&text[edit.span.start as usize..edit.span.end as usize], &*edit.text), (";", ""));
    }
}
