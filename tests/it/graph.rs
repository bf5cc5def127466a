//! Pictures of chains: they say what the bundle says, nothing in them overlaps, and names of strangers are
//! no markup.

use std::io::Write as _;
use std::process::{Command, Stdio};

use pipyc::bundle::Bundle;
use pipyc::driver::{self, Options};
use pipyc::graph::{Graph, Kind, Selection, dot, json, mermaid, svg};
use pipyc::ir::names::MountPoint;
use pipyc::load::raw::Request;
use pipyc::report::{self, Style};
use pipyc::runtime::Level;
use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

use crate::schema::differences;
use crate::support::{project, read, tool};

fn shop() -> Bundle {
    let built = driver::build(&project("shop", &[]), &Request::default(), &Options::default()).unwrap();
    built.bundle.unwrap()
}

fn graph(selection: &Selection) -> Graph {
    Graph::of(&shop(), selection).unwrap()
}

fn of_plugin(name: &str) -> Selection {
    Selection { plugin: Some(name.to_owned()), ..Selection::default() }
}

fn text(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_graph_reads_well() {
    let graph = graph(&of_plugin("geo-router"));
    let human = text(|out| report::graph::human(&graph, Style { width: 80, ..Style::default() }, out));
    insta::assert_snapshot!("graph_human", human);
    insta::assert_snapshot!("graph_mermaid", text(|out| mermaid::write(&graph, out)));
    insta::assert_snapshot!("graph_dot", text(|out| dot::write(&graph, out)));
}

#[test]
fn who_sets_and_reads_a_variable_is_known() {
    let graph = graph(&Selection::default());
    let variable =
        graph.variables.iter().find(|it| it.full_name() == "inbound-http-routing.__service").unwrap();
    let names = |list: &[usize]| list.iter().map(|&it| graph.scripts[it].name()).collect::<Vec<_>>();
    assert_eq!(names(&variable.exported_by), ["inbound-http-routing"]);
    assert_eq!(names(&variable.set_by), ["inbound-http-routing"]);
    assert!(names(&variable.read_by).contains(&"geo-router"));
    let geo = graph.scripts.iter().find(|it| it.name() == "geo-router").unwrap();
    let own: Vec<_> = geo.context.iter().map(|it| (&*it.name, it.set, it.read)).collect();
    assert_eq!(own, [("_config", true, true), ("_region", true, true), ("_path", true, true)]);
}

#[test]
fn messages_flow_below_the_routing_module() {
    let graph = graph(&Selection { chain: Some(MountPoint::InboundHttp), ..Selection::default() });
    for chain in &graph.chains {
        for link in &chain.links {
            let messages = link.priority.get() < 170.0;
            assert_eq!(link.level == Level::Messages, messages, "{}", graph.scripts[link.script].path);
        }
    }
}

#[test]
fn a_workload_has_its_own_chains_alone() {
    let graph = graph(&Selection { workload: Some("cart".to_owned()), ..Selection::default() });
    assert_eq!(graph.sidecars.iter().map(|it| &*it.name).collect::<Vec<_>>(), ["shop/cart"]);
    assert_eq!(graph.chains.len(), 4);
    let plugins = graph.scripts.iter().filter(|it| it.kind == Kind::Plugin).map(|it| it.name());
    let plugins: Vec<_> = plugins.collect();
    assert!(plugins.contains(&"token-verifier") && !plugins.contains(&"geo-router"), "{plugins:?}");
}

#[test]
fn a_name_that_is_not_there_has_a_near_one() {
    let bundle = shop();
    let unknown = Graph::of(&bundle, &of_plugin("geo-rotuer")).unwrap_err();
    assert_eq!((unknown.what, unknown.near.as_deref()), ("plugin", Some("geo-router")));
    let selection = Selection { workload: Some("shop/crat".to_owned()), ..Selection::default() };
    let unknown = Graph::of(&bundle, &selection).unwrap_err();
    assert_eq!((unknown.what, unknown.near.as_deref()), ("workload", Some("shop/cart")));
    let unknown = Graph::of(&bundle, &of_plugin("nothing of the kind")).unwrap_err();
    assert_eq!(unknown.near, None);
}

#[test]
fn json_is_as_its_schema_says() {
    let schema: Value = serde_json::from_str(&read("schema/graph.schema.json")).unwrap();
    let page = read("docs/graph.md");
    for selection in [Selection::default(), of_plugin("cors")] {
        let value: Value = serde_json::from_str(&text(|out| json::write(&graph(&selection), out))).unwrap();
        assert_eq!(differences(&schema, &value), Vec::<String>::new());
        for part in ["/scripts/0", "/variables/0", "/chains/0", "/chains/0/links/0", "/sidecars/0"] {
            for key in value.pointer(part).unwrap().as_object().unwrap().keys() {
                assert!(page.contains(&format!("`{key}`")), "docs/graph.md does not describe `{key}`");
            }
        }
    }
}

/// The numbers of an attribute in each element of a picture that begins with `begin`.
fn numbers(svg: &str, begin: &str, names: &[&str]) -> Vec<Vec<f64>> {
    let elements = svg.lines().filter(|it| it.starts_with(begin));
    let number = |line: &str, name: &str| {
        let rest = line.split(&format!(" {name}=\"")).nth(1)?;
        rest.split('"').next()?.parse().ok()
    };
    elements.filter_map(|line| names.iter().map(|name| number(line, name)).collect()).collect()
}

#[test]
fn nothing_in_a_picture_overlaps() {
    for selection in [Selection::default(), of_plugin("cors"), of_plugin("inbound-http-routing")] {
        let svg = text(|out| svg::write(&graph(&selection), out));
        let cards: Vec<Vec<f64>> = numbers(&svg, "<rect class=", &["x", "y", "width", "height", "rx"]);
        assert!(cards.len() > 5);
        for (at, a) in cards.iter().enumerate() {
            for b in &cards[at + 1..] {
                let apart =
                    |from: usize, size: usize| a[from] + a[size] <= b[from] || b[from] + b[size] <= a[from];
                assert!(apart(0, 2) || apart(1, 3), "{a:?} and {b:?}");
            }
        }
        // Every text stands in a card, on a line of its own, or above all cards.
        let texts = numbers(&svg, "<text class=", &["x", "y"]);
        let mut places: Vec<(i64, i64)> = texts.iter().map(|it| (it[0] as i64, it[1] as i64)).collect();
        let n_texts = places.len();
        places.sort_unstable();
        places.dedup();
        assert_eq!(places.len(), n_texts, "two texts at one place");
    }
}

#[test]
fn lines_run_between_columns_only() {
    let svg = text(|out| svg::write(&graph(&Selection::default()), out));
    let cards = numbers(&svg, "<rect class=", &["x", "y", "width", "height", "rx"]);
    let lines: Vec<&str> = svg.lines().filter(|it| it.starts_with("<path class=")).collect();
    assert!(lines.len() > 20);
    for line in lines {
        let path = line.split(" d=\"M").nth(1).unwrap().split('"').next().unwrap();
        let points: Vec<f64> = path.split([' ', 'C']).map(|it| it.parse().unwrap()).collect();
        let (left, right, top, bottom) = (
            points[0],
            points[points.len() - 2],
            points[1].min(points[points.len() - 1]),
            points[1].max(points[points.len() - 1]),
        );
        assert!(left < right, "{line}");
        let crossed =
            |it: &&Vec<f64>| it[0] + it[2] > left && it[0] < right && it[1] + it[3] > top && it[1] < bottom;
        assert_eq!(cards.iter().find(crossed), None, "{line}");
    }
}

/// A bundle whose names are not what names should be.
fn hostile() -> Bundle {
    let mut bundle = shop();
    let evil = "\"><script>alert(1)</script>\u{1b}[2J\u{202e}漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字";
    bundle.manifest.target = evil.into();
    for sidecar in &mut bundle.manifest.sidecars {
        sidecar.workload = format!("{evil}{}", sidecar.workload).into();
    }
    for set in &mut bundle.manifest.chain_sets {
        for link in set.chains.inbound_http.iter_mut().take(3) {
            link.mounted_by = vec![format!("{evil}\n{evil}").into()];
        }
    }
    bundle
}

#[test]
fn names_of_strangers_are_no_markup_and_obeyed_by_nothing() {
    let graph = Graph::of(&hostile(), &Selection::default()).unwrap();
    let svg = text(|out| svg::write(&graph, out));
    let bad = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}');
    assert!(!svg.contains("<script") && !svg.contains(bad));
    assert!(svg.contains("&quot;&gt;&lt;script"));
    let mermaid = text(|out| mermaid::write(&graph, out));
    assert!(!mermaid.contains(bad) && !mermaid.contains("<script"));
    assert!(mermaid.lines().all(|it| it.matches('"').count().is_multiple_of(2)), "{mermaid}");
    let dot = text(|out| dot::write(&graph, out));
    assert!(!dot.contains(bad) && dot.contains("\\\"><script"));
    for width in [60, 80, 120, 200] {
        let human = text(|out| report::graph::human(&graph, Style { width, ..Style::default() }, out));
        assert!(!human.contains(bad));
        let too_wide: Vec<_> = human.lines().filter(|it| it.width() > width).collect();
        assert_eq!(too_wide, [""; 0], "width {width}");
    }
}

/// Hands a picture to a program that reads such.
fn accepted(program: &str, args: &[&str], picture: &str) {
    let Some(program) = tool(program) else { return };
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let picture = picture.to_owned();
    let writer = std::thread::spawn(move || input.write_all(picture.as_bytes()));
    let ended = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success() && !said.contains("syntax error"), "{said}");
    assert!(ended.stdout.len() > 1_000, "it drew nothing: {said}");
}

#[test]
fn graphviz_and_librsvg_draw_what_they_are_given() {
    for graph in [graph(&Selection::default()), Graph::of(&hostile(), &Selection::default()).unwrap()] {
        accepted("dot", &["-Tsvg"], &text(|out| dot::write(&graph, out)));
        accepted("rsvg-convert", &["--format=png"], &text(|out| svg::write(&graph, out)));
    }
}
