//! `pipyc report` in a real browser: pages, search, keys; no error, no request, no markup from plugins.

#[path = "../../benches/data.rs"]
mod data;
mod driver;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;
use tempfile::TempDir;

use crate::reproducible::copied_shop;
use crate::support::repository;
use driver::{Browser, DOWN, ENTER, ESCAPE, TAB, UP};

/// Writes the report of what stands in `folder`.
fn report(folder: &Path, arguments: &[&str]) -> (TempDir, PathBuf) {
    let out = TempDir::new().unwrap();
    let page = out.path().join("report.html");
    let mut command = Command::new(env!("CARGO_BIN_EXE_pipyc"));
    command.current_dir(folder).arg("report").args(arguments).arg("--output").arg(&page);
    let done = command.output().unwrap();
    assert_ne!(done.status.code(), Some(2), "{}", String::from_utf8_lossy(&done.stderr));
    (out, page)
}

fn shop() -> (TempDir, PathBuf) {
    report(&repository("fixtures/projects/shop"), &[])
}

const HEADING: &str = "return document.querySelector('main article:not([hidden]) h1').textContent";
const FOCUSED: &str = "return document.activeElement.textContent || document.activeElement.id";

/// Nothing was said on the console, and nothing but the page itself was asked for.
fn quiet(browser: &Browser, page: &Path) {
    assert_eq!(browser.console(), [""; 0]);
    let page = format!("file://{}", page.display());
    let requests = browser.requests();
    assert!(requests.iter().any(|it| it.starts_with(&page)), "{requests:?}");
    let others: Vec<_> = requests.iter().filter(|it| !it.starts_with(&page)).collect();
    assert!(others.is_empty(), "{others:?}");
}

#[test]
fn every_page_of_a_report_opens_without_error_or_request() {
    let Some(browser) = Browser::start(1280, 900) else { return };
    let (_out, page) = shop();
    browser.open(&page);
    assert_eq!(browser.text(HEADING), "shop-mesh 1.4.0");
    // Every link of every page, followed until nothing new is found.
    let visited = browser.run(
        "const seen = new Map(), queue = ['#overview'];
         while (queue.length) {
           const hash = queue.pop();
           if (seen.has(hash)) continue;
           location.hash = hash;
           dispatchEvent(new HashChangeEvent('hashchange'));
           seen.set(hash, document.querySelector('main article:not([hidden]) h1').textContent);
           document.querySelectorAll('nav a, main article:not([hidden]) a').forEach(a => queue.push(a.hash));
         }
         return [...seen];",
    );
    let visited: Vec<(String, String)> = serde_json::from_value(visited).unwrap();
    let title = |hash: &str| visited.iter().find(|it| it.0 == hash).map(|it| it.1.as_str());
    assert!(visited.len() > 60, "{}", visited.len());
    assert_eq!(visited.iter().find(|it| it.1 == "Nothing here" || it.1.is_empty()), None);
    assert_eq!(title("#sidecar/shop/storefront/Deployment"), Some("shop/storefront"));
    assert_eq!(title("#script/plugins%2Fgeo-router.js"), Some("geo-router priority 164"));
    assert_eq!(title("#findings"), Some("Findings"));
    quiet(&browser, &page);
}

#[test]
fn a_report_is_searched_and_walked_with_the_keyboard_alone() {
    let Some(browser) = Browser::start(1280, 900) else { return };
    let (_out, page) = shop();
    browser.open(&page);
    browser.press("/");
    browser.press("token");
    browser.wait("return document.querySelectorAll('.results li').length === 4");
    assert_eq!(browser.text(FOCUSED), "search");
    browser.press(DOWN);
    assert_eq!(browser.text(FOCUSED), "token-injector");
    browser.press(DOWN);
    assert_eq!(browser.text(FOCUSED), "token-verifier");
    browser.press(ENTER);
    browser.wait("return document.title.startsWith('token-verifier')");
    assert_eq!(browser.text(FOCUSED), "token-verifier priority 165", "the new page has the focus");
    // Back to the results, then to the page before the search.
    browser.run("history.back()");
    browser.wait("return document.querySelectorAll('.results li').length === 4");
    browser.run("history.back()");
    browser.wait("return !document.querySelector('#home').hidden");

    browser.press("/");
    browser.press("shop/cart");
    browser.press(ENTER);
    browser.wait("return location.hash === '#sidecar/shop/cart/Deployment'");
    browser.press("/");
    browser.press("geo");
    browser.press(ESCAPE);
    assert_eq!(browser.run("return document.querySelector('#search').value"), json!(""));

    // The first stop of the tabulator leads past the navigation.
    browser.open(&page);
    browser.press(TAB);
    assert_eq!(browser.text(FOCUSED), "Skip to the content");
    browser.press(ENTER);
    browser.press(TAB);
    let inside = "return document.querySelector('main').contains(document.activeElement)";
    assert_eq!(browser.run(inside), json!(true));

    // Tables are filtered as one types, and walked by arrows.
    browser.run("location.hash = '#sidecars'");
    browser.wait("return !!document.querySelector('.filter input')");
    browser.run("document.querySelector('.filter input').focus()");
    browser.press("shop token");
    browser.wait("return document.querySelectorAll('#page tbody tr:not([hidden])').length === 2");
    assert_eq!(
        browser.text("return document.querySelector('.filter output').textContent"),
        "2 of 6 sidecars"
    );
    browser.press(DOWN);
    assert_eq!(browser.text(FOCUSED), "shop/cart");
    browser.press(DOWN);
    browser.press(UP);
    assert_eq!(browser.text(FOCUSED), "shop/cart");
    quiet(&browser, &page);
}

#[test]
fn chains_show_the_level_at_each_position() {
    let Some(browser) = Browser::start(1280, 900) else { return };
    let (_out, page) = shop();
    browser.open(&page);
    browser.run("location.hash = '#sidecar/shop/storefront/Deployment'");
    browser.wait("return document.querySelectorAll('.chain').length === 4");
    let rows = browser.run(
        "const chain = [...document.querySelectorAll('.chain')].find(it => it.querySelector('h3').textContent === 'inbound-http');
         return [...chain.querySelectorAll('li')].map(it => ['.number', 'a', '.level'].map(part => it.querySelector(part).textContent).join(' '));",
    );
    let rows: Vec<String> = serde_json::from_value(rows).unwrap();
    assert_eq!(
        rows[..4],
        [
            "180 inbound-tls-termination bytes",
            "170 inbound-http-routing bytes → messages",
            "165 token-verifier messages",
            "164 geo-router messages"
        ]
    );
}

#[test]
fn findings_stand_at_their_lines() {
    let Some(browser) = Browser::start(1280, 900) else { return };
    let (_out, page) = report(&repository("fixtures/projects/never-runs"), &[]);
    browser.open(&page);
    browser.run("location.hash = '#script/plugins%2Ftoo-high.js'");
    browser.wait("return !!document.querySelector('.code .finding')");
    let line = browser.text("const it = document.querySelector('.code .finding'); return it.parentElement.firstChild.textContent + it.parentElement.textContent");
    assert!(line.contains("handleMessageStart") && line.contains("chain/wrong-level"), "{line}");
    quiet(&browser, &page);
}

#[test]
fn text_of_a_plugin_stays_text() {
    let Some(browser) = Browser::start(1280, 900) else { return };
    let project = TempDir::new().unwrap();
    let script = "// <img src=x onerror=hit()></script><script>hit()</script> \u{2028} &amp; <!--\npipy({ _x: '<b onmouseover=hit()>' })\n.pipeline()\n.chain()\n";
    fs::write(project.path().join("odd.js"), script).unwrap();
    let name = "<img src=x onerror=hit()>";
    fs::write(
        project.path().join("pipyc.yaml"),
        format!("name: odd\nrevision: '{name}'\nscripts:\n  - path: odd.js\n    priority: 165\n    chains: [inbound-http]\n"),
    )
    .unwrap();
    let (_out, page) = report(project.path(), &[]);
    browser.open(&page);
    browser.run("window.hit = () => { window.wasHit = true; }; location.hash = '#script/plugins%2Fodd.js'");
    browser.wait("return !!document.querySelector('.code')");
    let shown = "return [...document.querySelectorAll('.code li')].map(li => [...li.childNodes].filter(it => !it.classList?.contains('finding')).map(it => it.textContent).join('')).join('\\n')";
    assert_eq!(browser.text(shown), script.trim_end_matches('\n'));
    browser.run("location.hash = '#findings'");
    browser.wait("return document.querySelector('#page h1')?.textContent === 'Findings'");
    assert_eq!(
        browser.run("return window.wasHit === undefined && document.querySelector('img') === null"),
        json!(true)
    );
    quiet(&browser, &page);
}

#[test]
fn a_report_against_another_bundle_shows_what_changed() {
    let Some(browser) = Browser::start(1280, 900) else { return };
    let old = copied_shop();
    let change = |file: &str, from: &str, to: &str| {
        let path = old.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file}: {from}");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
    };
    change("pipyc.yaml", "1.4.0", "1.3.2");
    change("plugins/geo-router.yaml", "status: 307", "status: 302");
    change("plugins/geo-router.yaml", "priority: 164", "priority: 162");
    change("plugins/cors.yaml", "MaxAge: 3600", "MaxAge: 600");
    let (_out, page) =
        report(&repository("fixtures/projects/shop"), &["--against", &old.path().display().to_string()]);
    browser.open(&page);
    browser.run("location.hash = '#changes'");
    browser.wait("return document.querySelectorAll('#page h2').length > 3");
    assert_eq!(browser.text(HEADING), "Changes 1.3.2 → 1.4.0");
    let words = "return [...document.querySelectorAll('.diff b')].map(it => it.textContent).join(' ')";
    assert_eq!(browser.text(words), "302 307");
    let shown = browser.text("return document.querySelector('#page').innerText");
    for part in ["162 → 164", "600 → 3600", "shop/catalog, shop/storefront"] {
        assert!(shown.contains(part), "{part} is not in {shown}");
    }
    quiet(&browser, &page);
}

#[test]
fn a_report_of_500_plugins_and_300_sidecars_is_still_handy() {
    let Some(browser) = Browser::start(1280, 900) else { return };
    let project = TempDir::new().unwrap();
    data::Shape { plugins: 500, workloads: 300 }.write(project.path());
    fs::write(project.path().join("pipyc.yaml"), "plugins: [plugins/]\nworkloads: [k8s/]\n").unwrap();
    let (_out, page) = report(project.path(), &[]);
    let size = fs::metadata(&page).unwrap().len();
    assert!(size < 3_000_000, "{size} bytes");
    browser.open(&page);
    browser.press("/");
    browser.press("w123");
    browser.press(ENTER);
    browser.wait("return location.hash === '#sidecar/n6/w123/Deployment'");
    browser.run("location.hash = '#plugins'");
    browser.wait("return document.querySelectorAll('#page tbody tr').length === 500");
    browser.run("location.hash = '#sidecars'");
    browser.wait("return document.querySelectorAll('#page tbody tr').length === 300");
    // A page that is not open costs nothing.
    browser.run("location.hash = '#overview'");
    browser.wait("return !document.querySelector('#home').hidden");
    let nodes = browser.run("return document.querySelectorAll('*').length").as_u64().unwrap();
    assert!(nodes < 400, "{nodes} elements");
    quiet(&browser, &page);
}

#[test]
fn a_policy_stops_what_is_not_the_page_s_own() {
    let Some(browser) = Browser::start(1280, 900) else { return };
    let (_out, page) = shop();
    // As if some text had become markup after all.
    let text = fs::read_to_string(&page).unwrap().replacen(
        "<main",
        "<script>window.wasHit = true</script><img src='https://127.0.0.1:1/x.png'><main",
        1,
    );
    fs::write(&page, text).unwrap();
    browser.open(&page);
    assert_eq!(browser.run("return window.wasHit === undefined"), json!(true));
    let said = browser.console().join("\n");
    assert!(said.contains("Content Security Policy"), "{said}");
    assert!(said.contains("x.png") && said.contains("script-src"), "{said}");
}
