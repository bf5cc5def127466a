//! Built-in scripts of the user's own: the folder that `builtins:` names, and the catalog that is derived
//! from it.
#![expect(clippy::unwrap_used, reason = "a test that cannot be made fails")]

use pipyc::driver::{self, Built, Options};
use pipyc::load::raw::{ProjectFile, Request};
use pipyc::runtime::{TARGETS, Target};
use pipyc::world::Memory;

/// Builds for `target` with the scripts in `mesh/`.
fn build(target: &Target, world: &Memory, request: Request) -> Built {
    let request = Request {
        project_file: ProjectFile::None,
        target: Some(target.id.to_owned()),
        builtins: Some("mesh".to_owned()),
        ..request
    };
    driver::build(world, &request, &Options::default()).unwrap()
}

/// `file:line: rule: message` of everything found but notes.
fn said(built: &Built) -> Vec<String> {
    let shown = |it: &pipyc::diag::Diagnostic| {
        let place = it.span.map(|span| built.checked.sources.place(span));
        let place = place.map_or_else(|| "-".to_owned(), |it| format!("{}:{}", it.path, it.start.line));
        format!("{place}: {}: {}", it.rule.id, it.message)
    };
    let loud = built.checked.diagnostics.iter().filter(|it| it.severity != pipyc::diag::Severity::Note);
    loud.map(shown).collect()
}

/// The embedded scripts of a target, as a user's own set.
fn own_set(target: &Target) -> Memory {
    let scripts = target.scripts.iter();
    scripts.fold(Memory::new(), |world, it| world.file(&format!("mesh/{}", it.path), it.text))
}

#[test]
fn the_embedded_scripts_given_as_an_own_set_make_the_same_bundle() {
    for target in TARGETS {
        let own = build(target, &own_set(target), Request::default());
        assert_eq!(said(&own), [""; 0], "{}", target.id);
        let request = Request {
            project_file: ProjectFile::None,
            target: Some(target.id.to_owned()),
            ..Request::default()
        };
        let embedded = driver::build(&Memory::new(), &request, &Options::default()).unwrap();
        let digest = |built: &Built| built.bundle.as_ref().unwrap().manifest.digest;
        assert_eq!(digest(&own), digest(&embedded), "{}", target.id);
    }
}

/// A mesh that was never ours: other folders, other namespaces, chains of two modules.
fn other_mesh() -> Memory {
    let mut world = Memory::new()
        .file(
            "mesh/main.js",
            "((
  settings = pipy.solve('lib/settings.js'),
) => pipy()

.listen(15003, settings.listener)
.onStart(() => new Data)
.use('hooks/inbound.js')

.listen(15001, settings.listener)
.onStart(() => new Data)
.use('hooks/outbound.js')
)()
",
        )
        .file(
            "mesh/lib/settings.js",
            "((
  config = JSON.decode(pipy.load('config.json')),
) => ({ config, listener: { transparent: true } }))()
",
        );
    let mut values = "fsm:\n  pluginChains:\n".to_owned();
    for way in ["inbound", "outbound"] {
        let scripts = [
            (
                way.to_owned(),
                "((
  { config } = pipy.solve('lib/settings.js'),
) => pipy({
  _protocol: '',
})

.export('WAY', {
  __match: null,
})

.pipeline()
.onStart(
  () => void (
    __match = config.Matches?.[__inbound.destinationPort],
    _protocol = __match?.Protocol || 'http'
  )
)
.branch(
  () => _protocol === 'tcp', (
    $ => $.chain(config.Chains['WAY-tcp'])
  ), (
    $ => $.chain(config.Chains['WAY-http'])
  )
)
)()
",
            ),
            (
                format!("{way}-split"),
                "pipy()

.export('WAY-split', {
  __service: null,
})

.import({
  __match: 'WAY',
})

.pipeline()
.demuxHTTP().to(
  $ => $
  .handleMessageStart(
    msg => void (
      __service = __match?.Services?.[msg.head.headers.host]
    )
  )
  .chain()
)
",
            ),
            (
                format!("{way}-end"),
                "pipy({
  _target: '',
})

.import({
  __service: 'WAY-split',
})

.pipeline()
.onStart(
  () => void (
    _target = __service?.Target || '127.0.0.1:8080'
  )
)
.muxHTTP(() => _target).to(
  $ => $.connect(() => _target)
)
",
            ),
            (
                format!("{way}-pipe"),
                "pipy()

.import({
  __match: 'WAY',
})

.pipeline()
.connect(() => __match?.Target || '127.0.0.1:9090')
",
            ),
        ];
        for (name, text) in scripts {
            world = world.file(&format!("mesh/hooks/{name}.js"), text.replace("WAY", way));
        }
        values += &format!(
            "    {way}-tcp: [{{plugin: hooks/{way}-pipe, priority: 10}}]
    {way}-http: [{{plugin: hooks/{way}-split, priority: 20}}, {{plugin: hooks/{way}-end, priority: 10}}]
"
        );
    }
    world.file("values.yaml", values)
}

/// A plugin for the other mesh.
fn plugin(imports: &str, priority: u32) -> (Memory, Request) {
    let text = format!(
        "pipy()\n\n.import({{\n  {imports},\n}})\n\n.pipeline()\n.handleMessageStart(\n  msg => msg.head.headers['x-service'] = __service?.Name || ''\n)\n.chain()\n"
    );
    let world = other_mesh().file("tag.js", text);
    let request = Request {
        values: vec!["values.yaml".to_owned()],
        scripts: vec![format!("tag.js,priority={priority},chain=inbound-http")],
        ..Request::default()
    };
    (world, request)
}

fn fsm() -> &'static Target {
    pipyc::runtime::target("fsm-1.6").unwrap()
}

#[test]
fn a_set_of_another_make_gets_a_catalog_of_its_own() {
    let (world, request) = plugin("__service: 'inbound-split'", 15);
    let built = build(fsm(), &world, request);
    assert_eq!(said(&built), [""; 0]);
    let bundle = built.bundle.unwrap();
    let files: Vec<_> = bundle.manifest.files.iter().map(|it| it.path.as_str()).collect();
    for path in ["base/main.js", "base/lib/settings.js", "base/hooks/outbound-pipe.js", "base/plugins/tag.js"]
    {
        assert!(files.contains(&path), "{path}: {files:?}");
    }
    assert!(!files.iter().any(|it| it.starts_with("base/modules/")), "{files:?}");
}

#[test]
fn what_a_set_of_another_make_does_is_what_plugins_are_held_to() {
    let found = |imports: &str, priority: u32| {
        let (world, request) = plugin(imports, priority);
        said(&build(fsm(), &world, request)).join("\n")
    };
    // Above the module that makes messages of bytes.
    let level = found("__service: 'inbound-split'", 25);
    assert!(level.contains("chain/wrong-level") && level.contains("only bytes flow"), "{level}");
    // Below the module that ends the chain.
    let below = found("__service: 'inbound-split'", 5);
    assert!(below.contains("chain/after-terminal") && below.contains("hooks/inbound-end"), "{below}");
    // What only the embedded scripts export, and what only the other direction does.
    let embedded = found("__service: 'inbound-http-routing'", 15);
    assert!(embedded.contains("chain/import-unresolved"), "{embedded}");
    let other_way = found("__service: 'outbound-split'", 15);
    assert!(other_way.contains("chain/import-unresolved"), "{other_way}");
}

#[test]
fn a_configuration_is_looked_for_by_every_name_that_the_mesh_gives_it() {
    let settings = "((
  packed = pipy.load('config.json.gz'),
  config = JSON.decode(packed ? zlib.gunzip(packed) : pipy.load('config.json')),
) => ({ config, listener: { transparent: true } }))()
";
    let osm_edge = pipyc::runtime::target("osm-edge-1.3").unwrap();
    let world = || other_mesh().file("mesh/lib/settings.js", settings);
    let request = || Request { values: vec!["values.yaml".to_owned()], ..Request::default() };
    assert_eq!(said(&build(fsm(), &world(), request())), [""; 0]);
    // Elsewhere it is a file like any other.
    let world = world().file("values.yaml", read_values("osm"));
    let found = said(&build(osm_edge, &world, request())).join("\n");
    assert!(found.contains("`config.json.gz` is loaded, but the codebase has no such file"), "{found}");
}

fn read_values(key: &str) -> String {
    let values = pipyc::world::World::read(&other_mesh(), "values.yaml").unwrap();
    String::from_utf8(values).unwrap().replace("fsm:", &format!("{key}:"))
}

#[test]
fn a_configuration_that_stands_beside_the_scripts_stays_out() {
    let own = own_set(fsm()).file("mesh/config.json.gz", "another sidecar's").file("mesh/config.json", "{}");
    let built = build(fsm(), &own, Request::default());
    assert_eq!(said(&built), [""; 0]);
    let bundle = built.bundle.unwrap();
    assert!(bundle.file("base/config.json.gz").is_none());
    assert!(bundle.file("base/config.json").unwrap().len() > 2, "it is the bundle's own");
}
