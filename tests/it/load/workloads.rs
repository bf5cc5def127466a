//! Workloads, namespaces, services.

use super::*;

#[test]
fn pod_templates_give_labels_and_namespaces() {
    let loaded = clean(
        "//- /k8s/a.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart, namespace: shop, labels: {not: these}}
spec: {template: {metadata: {labels: {app: cart, \"1\": \"2\"}}}}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: tidy}
spec: {jobTemplate: {spec: {template: {metadata: {labels: {app: tidy}}}}}}
---
kind: Pod
metadata: {generateName: hook-, labels: {app: hook}}
---
kind: Namespace
metadata: {name: shop, labels: {team: a}}
---
kind: Service
metadata: {name: cart, namespace: shop}
spec: {selector: {app: cart}, ports: [{port: 80, name: http-web}, {port: 9000, appProtocol: tcp}]}
---
kind: Deployment
metadata: {name: cart, namespace: shop}
spec: {template: {metadata: {labels: {app: cart, \"1\": \"2\"}}}}
",
    );
    let project = value(&loaded);
    let names: Vec<_> = project
        .workloads
        .iter()
        .map(|it| format!("{}/{}/{} {:?}", it.namespace, it.kind, it.name, it.labels))
        .collect();
    assert_eq!(
        names,
        [
            r#"default/CronJob/tidy {"app": "tidy"}"#,
            r#"default/Pod/hook {"app": "hook"}"#,
            r#"shop/Deployment/cart {"1": "2", "app": "cart"}"#
        ]
    );
    let labels = &project.namespaces["shop"].labels;
    assert_eq!(format!("{labels:?}"), r#"{"kubernetes.io/metadata.name": "shop", "team": "a"}"#);
    let service = project.services.values().next().expect("a service");
    let ports: Vec<_> = service.ports.iter().map(|it| (it.port, &*it.protocol)).collect();
    assert_eq!(ports, [(80, "http"), (9000, "tcp")]);
}

#[test]
fn two_workloads_that_differ_are_told_apart() {
    let one = "kind: Deployment\nmetadata: {name: a}\nspec: {template: {metadata: {labels: {app: a}}}}\n";
    let fixture = format!("//- /k8s/a.yaml\n{one}---\n{}", one.replace("app: a", "app: b"));
    check(&fixture, &["k8s/a.yaml:6:18: resource/duplicate: there are two of `Deployment default/a`"]);
}
