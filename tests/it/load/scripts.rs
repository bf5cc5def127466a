//! Lone and bare scripts.

use super::*;

#[test]
fn lone_scripts_are_looked_at_by_themselves() {
    let fixture = "//- /a.js\npipy()\n//- /pipyc.yaml\nplugins: [none/]\nvalues: [none.yaml]\n";
    let request = Request { paths: vec!["a.js".to_owned()], ..Request::default() };
    let loaded = load_as(fixture, &request);
    assert_eq!(said(&loaded), [""; 0]);
    assert_eq!(value(&loaded).lone_scripts.len(), 1);
    assert!(value(&loaded).plugins.is_empty());
}

#[test]
fn each_lone_script_is_mounted_alone() {
    let fixture = "//- /a.js\npipy()\n//- /x/a.js\npipy()\n//- /My Plugin.js\npipy()\n";
    let paths = ["a.js", "x/a.js", "My Plugin.js"].map(str::to_owned).to_vec();
    let request = Request {
        paths,
        chains: vec!["inbound-http".to_owned()],
        priority: Some("165".to_owned()),
        ..Request::default()
    };
    let loaded = load_as(fixture, &request);
    let project = value(&loaded);
    let names: Vec<_> = project.plugins.iter().map(|it| (&*it.name, it.priority.get())).collect();
    assert_eq!(names, [("a", 165.0), ("a-2", 165.0), ("my-plugin", 165.0)]);
    assert_eq!(project.workloads.len(), 3);
    let one = Request { paths: vec!["a.js".to_owned()], ..request };
    assert_eq!(value(&load_as(fixture, &one)).workloads.len(), 0);
}

#[test]
fn scripts_of_a_folder_are_lone_unless_the_project_has_them() {
    let fixture = "//- /pipyc.yaml\nscripts: [{path: p/in.js}]\n//- /p/in.js\n1\n//- /p/out.js\n2\n//- /p/x.yaml\nkind: X\n";
    let request = Request { paths: vec!["p".to_owned()], ..Request::default() };
    let loaded = load_as(fixture, &request);
    let lone = &value(&loaded).lone_scripts;
    assert_eq!(lone.iter().map(|&it| loaded.sources.get(it).path()).collect::<Vec<_>>(), ["p/out.js"]);
}

#[test]
fn a_script_flag_mounts() {
    let fixture = "//- /g.js\npipy()\n";
    let text = "g.js,name=geo,priority=5,chain=inbound-tcp,chain=outbound-tcp,pod=app=shop";
    let request = Request { scripts: vec![text.to_owned()], ..Request::default() };
    let loaded = load_as(fixture, &request);
    let chain = &value(&loaded).plugin_chains[0];
    assert_eq!(chain.mounts.len(), 2);
    assert_eq!(chain.pod_selector.as_ref().expect("one").match_labels.len(), 1);
    // A priority that is given is not taken for one that is left out.
    assert!(value(&loaded).plugins[0].priority_span.is_some());
    let wrong = Request { scripts: vec!["g.js,chains=x".to_owned()], ..Request::default() };
    let error = load::project(&files(fixture), &wrong).expect_err("fails").to_string();
    assert!(error.starts_with("--script g.js,chains=x: `chains` means nothing"), "{error}");
}

#[test]
fn a_script_without_a_legal_name_asks_for_one() {
    let loaded = load("//- /pipyc.yaml\nscripts: [{path: My_Geo.js}]\n//- /My_Geo.js\n1\n");
    assert_eq!(
        said(&loaded),
        ["pipyc.yaml:1:18: resource/bad-name: `My_Geo` cannot be the name of a plugin"]
    );
    let one = loaded.outcome.diagnostics.iter().next().expect("one");
    assert_eq!(
        (one.severity, one.help.as_deref()),
        (Severity::Error, Some("give the script another `name`"))
    );
}
