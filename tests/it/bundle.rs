//! Bundles: the same bytes everywhere, back as they went, and nothing hostile gets in.

mod harm;
mod hostile;
mod lies;
mod oci;
mod sample;
mod views;

use std::collections::BTreeMap;
use std::io::Read as _;
use std::sync::Arc;

use pipyc::bundle::paths::Paths;
use pipyc::bundle::read::{self, Limits};
use pipyc::bundle::{Bundle, Digest, MANIFEST, Role, verify};
use pipyc::emit::directory;
use pipyc::emit::tarball::{self, Mtime};
use pipyc::ir::names::CodePath;
use proptest::prelude::*;
use tempfile::TempDir;

use sample::{archive, read, sample};

#[test]
fn what_is_emitted_reads_back_the_same() {
    let out = TempDir::new().unwrap();
    let bundle = sample();
    let emitted = directory::write(&bundle, &archive(&bundle), out.path()).unwrap();
    for path in [&emitted.folder, &emitted.archive, out.path()] {
        assert_eq!(read::checked(path, Limits::default()).unwrap(), bundle, "{}", path.display());
    }
}

#[test]
fn archive_has_the_bytes_that_it_has_on_every_machine() {
    // If this fails after an update of flate2 or zlib-rs, every archive in the world has a new digest:
    // note it in the changelog.
    let digest = Digest::of(&archive(&sample())).to_string();
    assert_eq!(digest, "e85364a4c43848de6f46346cee1711fff4a514d35be65d1bece7f4dedb64425f");
}

#[test]
fn archive_depends_on_contents_and_not_on_shared_memory() {
    let bundle = large();
    let mut unshared = bundle.clone();
    for text in unshared.files.values_mut() {
        *text = Arc::from(&text[..]);
    }
    assert_eq!(archive(&bundle), archive(&unshared));
    assert_eq!(read(&archive(&bundle)).unwrap(), bundle);
}

/// The sample with a text that is too large for deflate to see twice, many times.
fn large() -> Bundle {
    let bundle = sample();
    let noise: Vec<u8> = (0..2000).flat_map(|n: u32| Digest::of(&n.to_le_bytes()).0).collect();
    let noise: Arc<[u8]> = noise.into();
    let mut files: BTreeMap<CodePath, (Role, Arc<[u8]>)> = BTreeMap::new();
    for entry in &bundle.manifest.files {
        files.insert(entry.path.clone(), (entry.role, Arc::clone(&bundle.files[&entry.path])));
    }
    for n in 0..20 {
        files.insert(sample::path(&format!("base/data/{n}")), (Role::Data, Arc::clone(&noise)));
    }
    rebuilt(&bundle, files)
}

fn rebuilt(bundle: &Bundle, files: BTreeMap<CodePath, (Role, Arc<[u8]>)>) -> Bundle {
    let it = bundle.manifest.clone();
    let facts = pipyc::bundle::Facts {
        name: it.name,
        version: it.version,
        revision: it.revision,
        tool_version: it.tool_version,
        target: it.target,
        pipy: it.pipy,
        minified: it.minified,
        chain_sets: it.chain_sets,
        sidecars: it.sidecars,
        plugins: it.plugins,
        configs: it.configs,
        inputs: it.inputs,
    };
    Bundle::new(facts, files)
}

#[test]
fn a_text_that_occurs_again_costs_little() {
    let once = 64_000;
    let size = archive(&large()).len();
    assert!(size > once && size < 22 * once, "{size}");
    // Each of the 20 is there in full: only the work is shared, as deflate demands.
    assert!(size > 20 * once, "{size}");
}

#[test]
fn other_tools_read_the_archive() {
    let bundle = large();
    let bytes = archive(&bundle);
    let mut tar = Vec::new();
    flate2::read::GzDecoder::new(&bytes[..]).read_to_end(&mut tar).unwrap();
    let mut archive = tar::Archive::new(&tar[..]);
    let mut seen = BTreeMap::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let header = entry.header().clone();
        assert_eq!(header.mode().unwrap(), 0o644);
        assert_eq!((header.uid().unwrap(), header.gid().unwrap(), header.mtime().unwrap()), (0, 0, 0));
        let path = entry.path().unwrap().to_str().unwrap().to_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        seen.insert(path, content);
    }
    let expect: BTreeMap<String, Vec<u8>> =
        bundle.entries().map(|(path, bytes)| (path.to_owned(), bytes.to_vec())).collect();
    assert_eq!(seen, expect);
}

#[test]
fn time_is_the_one_that_was_given() {
    let bundle = sample();
    let later = tarball::bytes(&bundle, Mtime::parse("1700000000").unwrap()).unwrap();
    assert_ne!(later, archive(&bundle));
    assert_eq!(read(&later).unwrap(), bundle);
}

#[test]
fn a_path_that_ustar_cannot_hold_is_refused_by_name() {
    let long = format!("base/{}.js", "n".repeat(120));
    let bundle = sample();
    let files = [(sample::path(&long), (Role::Data, Arc::from(&b""[..])))];
    let error = tarball::bytes(&rebuilt(&bundle, files.into()), Mtime::default()).unwrap_err();
    assert!(error.to_string().contains(&long), "{error}");
}

#[test]
fn the_names_that_kubernetes_allows_fit_into_an_archive() {
    let label = "n".repeat(63);
    let at = sample::path(&format!("sidecars/{label}/{label}/plugin-configs.json"));
    let bundle = rebuilt(&sample(), [(at, (Role::PluginConfigs, Arc::from(&b"{}"[..])))].into());
    assert_eq!(read(&archive(&bundle)).unwrap(), bundle);
}

#[test]
fn folders_in_an_archive_are_tolerated() {
    let bundle = sample();
    let mut tar = sample::Tar::default();
    let mut folders = std::collections::BTreeSet::new();
    for (path, bytes) in bundle.entries() {
        for (slash, _) in path.match_indices('/') {
            if folders.insert(&path[..slash]) {
                tar = tar.changed(&format!("{}/", &path[..slash]), b"", 156, b"5");
            }
        }
        tar = tar.file(path, bytes);
    }
    assert_eq!(read(&tar.end()).unwrap(), bundle);
}

#[cfg(unix)]
#[test]
fn modes_do_not_depend_on_anything() {
    use std::os::unix::fs::PermissionsExt as _;
    let out = TempDir::new().unwrap();
    let bundle = sample();
    let emitted = directory::write(&bundle, &archive(&bundle), out.path()).unwrap();
    let mode = |path: &std::path::Path| path.symlink_metadata().unwrap().permissions().mode() & 0o7777;
    assert_eq!(mode(&emitted.folder), 0o755);
    assert_eq!(mode(&emitted.folder.join("sidecars/shop")), 0o755);
    assert_eq!(mode(&emitted.folder.join(MANIFEST)), 0o644);
    assert_eq!(mode(&emitted.archive), 0o644);
    assert_eq!(mode(&out.path().join("latest.json")), 0o644);
}

fn any_path() -> impl Strategy<Value = CodePath> {
    "[a-zé._-]{1,9}(/[a-z0-9]{1,30}){0,4}".prop_filter_map("a path", |text| CodePath::new(&text).ok())
}

fn any_bundle() -> impl Strategy<Value = Bundle> {
    let bytes = prop::collection::vec(any::<u8>(), 0..3000);
    prop::collection::btree_map(any_path(), bytes, 0..12).prop_map(|files| {
        let mut paths = Paths::default();
        let files = files
            .into_iter()
            .filter(|(path, _)| path.as_str() != MANIFEST && paths.add_file(path).is_ok())
            .map(|(path, bytes)| (path, (Role::Data, Arc::from(bytes))));
        rebuilt(&sample(), files.collect())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))] // Disks are slow.

    #[test]
    fn any_files_go_to_a_folder_and_come_back(bundle in any_bundle()) {
        let out = TempDir::new().unwrap();
        let emitted = directory::write(&bundle, &archive(&bundle), out.path()).unwrap();
        prop_assert_eq!(&read::any(&emitted.folder, Limits::default()).unwrap(), &bundle);
    }
}

proptest! {
    #[test]
    fn any_files_go_into_an_archive_and_come_back(bundle in any_bundle()) {
        prop_assert_eq!(&read(&archive(&bundle)).unwrap(), &bundle);
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        drop(read(&bytes));
        drop(read(&[&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255][..], &bytes].concat()));
        drop(read(&sample::gzip(&bytes)));
        drop(read(&sample::Tar::default().file(MANIFEST, &bytes).end()));
    }

    #[test]
    fn a_changed_byte_in_a_tar_is_refused_or_found_or_harmless(at in 0..1_000_000_usize, bit in 0..8_u32) {
        let bundle = sample();
        let mut tar = Vec::new();
        flate2::read::GzDecoder::new(&archive(&bundle)[..]).read_to_end(&mut tar).unwrap();
        let at = at % tar.len();
        tar[at] ^= 1_u8 << bit;
        if let Ok(other) = read(&sample::gzip(&tar)) {
            // What the manifest says of inputs and names cannot be held against anything.
            prop_assert!(other.files == bundle.files || !verify::differences(&other).is_empty(), "byte {}", at);
        }
    }

    #[test]
    fn a_changed_byte_in_an_archive_is_refused_or_harmless(at in 0..1_000_000_usize, bit in 0..8_u32) {
        let bundle = sample();
        let mut bytes = archive(&bundle);
        let at = at % bytes.len();
        bytes[at] ^= 1_u8 << bit;
        if let Ok(other) = read(&bytes) {
            prop_assert!(other == bundle, "byte {}", at);
        }
    }
}
