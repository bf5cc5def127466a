//! Bundle → ConfigMaps that hold its archive, and a Deployment that runs it from them.
//!
//! A ConfigMap holds at most 1 MiB, so the archive is cut into parts. The first ConfigMap has the index,
//! which says how many there are and what the whole must hash to. All are immutable and named with the
//! content digest: another bundle is other ConfigMaps, and a rollback finds the old ones.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::kube::{Resource, Stamp};
use crate::bundle::{Bundle, Digest, json};
use crate::ir::project::Metadata;

/// Bytes of the archive in one ConfigMap. Below the cluster's limit of 1 MiB by enough for the index.
pub const PART: usize = 1_000_000;

/// The ConfigMaps of a bundle's archive, the first with the index.
pub fn config_maps(bundle: &Bundle, archive: &[u8], stamp: &Stamp, metadata: &Metadata) -> Vec<Resource> {
    in_parts(bundle, archive, stamp, metadata, PART)
}

/// What a ConfigMap of the bundle is called.
fn map_name(bundle: &Bundle, at: usize) -> String {
    let base = format!("{}-{}", bundle.manifest.name, bundle.manifest.digest.short());
    if at == 0 { base } else { format!("{base}-{at}") }
}

/// What a part of the archive is called; names sort as the parts do.
fn part_name(at: usize) -> String {
    format!("bundle.tar.gz.{at:03}")
}

fn in_parts(
    bundle: &Bundle,
    archive: &[u8],
    stamp: &Stamp,
    metadata: &Metadata,
    size: usize,
) -> Vec<Resource> {
    let parts: Vec<&[u8]> = archive.chunks(size).collect();
    let index = json::pretty(&index(bundle, archive, &parts));
    let index = String::from_utf8_lossy(&index);
    let resource = |(at, part): (usize, &&[u8])| {
        let name = map_name(bundle, at);
        let mut value = json!({
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": stamp.metadata(&name, metadata),
            "immutable": true,
        });
        if at == 0 {
            value["data"] = json!({ "index.json": index });
        }
        value["binaryData"] = json!({ part_name(at): STANDARD.encode(part) });
        Resource { kind: "ConfigMap", namespace: metadata.namespace.clone(), name: name.into(), value }
    };
    parts.iter().enumerate().map(resource).collect()
}

fn index(bundle: &Bundle, archive: &[u8], parts: &[&[u8]]) -> Value {
    let manifest = &bundle.manifest;
    let part = |(at, part): (usize, &&[u8])| {
        json!({
            "configMap": map_name(bundle, at),
            "key": part_name(at),
            "sha256": Digest::of(part).to_string(),
            "size": part.len(),
        })
    };
    json!({
        "archive": { "sha256": Digest::of(archive).to_string(), "size": archive.len() },
        "digest": manifest.digest.to_string(),
        "folder": manifest.folder_name(),
        "name": manifest.name,
        "parts": parts.iter().enumerate().map(part).collect::<Vec<_>>(),
        "version": manifest.version.to_string(),
    })
}

/// A Deployment that puts the archive together, unpacks it, and runs its codebase.
pub fn deployment(
    bundle: &Bundle,
    archive: &[u8],
    maps: &[Resource],
    image: &str,
    stamp: &Stamp,
    metadata: &Metadata,
) -> Resource {
    let manifest = &bundle.manifest;
    let app = json!({ "app.kubernetes.io/name": manifest.name });
    let folder = manifest.folder_name();
    let sources: Vec<Value> = maps.iter().map(|it| json!({ "configMap": { "name": it.name } })).collect();
    let unpack = format!(
        "cat /parts/bundle.tar.gz.* > /tmp/bundle.tar.gz\n\
         echo '{}  /tmp/bundle.tar.gz' | sha256sum -c\n\
         mkdir -p /bundle/{folder}\n\
         tar -xzf /tmp/bundle.tar.gz -C /bundle/{folder}\n",
        Digest::of(archive),
    );
    let locked = json!({
        "allowPrivilegeEscalation": false,
        "capabilities": { "drop": ["ALL"] },
        "readOnlyRootFilesystem": true,
    });
    let mut head = stamp.metadata(&manifest.name, metadata);
    head["labels"]["app.kubernetes.io/name"] = (&*manifest.name).into();
    let value = json!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": head,
        "spec": {
            "replicas": 1,
            "selector": { "matchLabels": app },
            "template": {
                "metadata": {
                    "labels": app,
                    // Another bundle is a change of the pods, so it is rolled out.
                    "annotations": { "pipyc/digest": format!("sha256:{}", manifest.digest) },
                },
                "spec": {
                    "securityContext": { "runAsNonRoot": true, "runAsUser": 65532, "fsGroup": 65532 },
                    "initContainers": [{
                        "name": "unpack",
                        "image": "busybox:1.36",
                        "command": ["sh", "-ec", unpack],
                        "securityContext": locked,
                        "volumeMounts": [
                            { "name": "parts", "mountPath": "/parts", "readOnly": true },
                            { "name": "bundle", "mountPath": "/bundle" },
                            { "name": "tmp", "mountPath": "/tmp" },
                        ],
                    }],
                    "containers": [{
                        "name": "pipy",
                        "image": image,
                        "command": ["pipy", format!("/bundle/{folder}/base/main.js")],
                        "securityContext": locked,
                        "volumeMounts": [{ "name": "bundle", "mountPath": "/bundle", "readOnly": true }],
                    }],
                    "volumes": [
                        { "name": "parts", "projected": { "sources": sources } },
                        { "name": "bundle", "emptyDir": {} },
                        { "name": "tmp", "emptyDir": {} },
                    ],
                },
            },
        },
    });
    Resource { kind: "Deployment", namespace: metadata.namespace.clone(), name: manifest.name.clone(), value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::tests::tiny;

    #[test]
    fn parts_make_the_archive_again() {
        let bundle = tiny("1.0.0", "pipy()\n");
        let archive: Vec<u8> = (0..=255).cycle().take(1050).collect();
        let maps = in_parts(&bundle, &archive, &Stamp::of(&bundle), &Metadata::default(), 500);
        let base = format!("tiny-{}", bundle.manifest.digest.short());
        let names: Vec<&str> = maps.iter().map(|it| &*it.name).collect();
        assert_eq!(names, [base.clone(), format!("{base}-1"), format!("{base}-2")]);
        let index: Value =
            serde_json::from_str(maps[0].value["data"]["index.json"].as_str().unwrap()).unwrap();
        let mut whole = Vec::new();
        for (part, map) in index["parts"].as_array().unwrap().iter().zip(&maps) {
            assert_eq!(
                (part["configMap"].as_str(), &map.value["immutable"]),
                (Some(&*map.name), &true.into())
            );
            let text = &map.value["binaryData"][part["key"].as_str().unwrap()];
            let bytes = STANDARD.decode(text.as_str().unwrap()).unwrap();
            assert_eq!(part["sha256"], Digest::of(&bytes).to_string());
            whole.extend(bytes);
        }
        assert_eq!((whole, index["archive"]["size"].as_u64()), (archive, Some(1050)));
    }
}
