//! A sidecar's `config.json`, as the mesh's controller would write it.
//!
//! Traffic rules are the controller's own work; where a `config.json` with rules is given, the chains
//! are set in it, and each plugin configuration is written into the rules of its service. The
//! controller looks configurations up by service, direction and protocol, so only `http` and `tcp`
//! rules of the mesh's own traffic get any: none for `grpc`, `https`, ingress, access control, egress.

use serde_json::{Map, Value};

use crate::ir::chain::{AttachedConfig, ChainSet};
use crate::ir::names::MountPoint;

/// Sets the chains in `mesh` (or in an empty document), and the configurations in its rules. What the
/// document has of other plugins stays.
pub fn fill(mesh: Option<&Value>, set: &ChainSet, configs: &[AttachedConfig]) -> Value {
    let mut document = match mesh {
        Some(Value::Object(document)) => document.clone(),
        _ => Map::new(),
    };
    document.insert("Chains".to_owned(), chains(set));
    if !configs.is_empty() {
        inbound(&mut document, configs);
        outbound(&mut document, configs);
    }
    Value::Object(document)
}

/// Chain name → module paths. A chain of nothing is left out, as the controller does.
fn chains(set: &ChainSet) -> Value {
    let filled = set.chains.iter().filter(|it| !it.links.is_empty());
    let paths = filled.map(|chain| {
        let paths = chain.links.iter().map(|it| Value::from(it.path.as_str()));
        (chain.mount.name().to_owned(), Value::Array(paths.collect()))
    });
    Value::Object(paths.collect())
}

fn inbound(document: &mut Map<String, Value>, configs: &[AttachedConfig]) {
    let Some(matches) = object(document.get_mut("Inbound"), "TrafficMatches") else { return };
    for it in matches.values_mut() {
        traffic(it, MountPoint::InboundHttp, MountPoint::InboundTcp, configs);
    }
}

fn outbound(document: &mut Map<String, Value>, configs: &[AttachedConfig]) {
    let Some(matches) = object(document.get_mut("Outbound"), "TrafficMatches") else { return };
    for it in matches.values_mut().filter_map(Value::as_array_mut).flatten() {
        traffic(it, MountPoint::OutboundHttp, MountPoint::OutboundTcp, configs);
    }
}

/// Fills one traffic match.
fn traffic(it: &mut Value, http: MountPoint, tcp: MountPoint, configs: &[AttachedConfig]) {
    let Some(it) = it.as_object_mut() else { return };
    match it.get("Protocol").and_then(Value::as_str) {
        Some("http") => {
            let names = rule_names(it.get("HttpHostPort2Service"));
            let Some(rules) = it.get_mut("HttpServiceRouteRules").and_then(Value::as_object_mut) else {
                return;
            };
            for (rule, rules) in rules {
                if let Some(service) = service_of_rule(rule, names.as_ref()) {
                    write(rules, &service, http, configs);
                }
            }
        }
        Some("tcp") => {
            if let Some(rules) = it.get_mut("TcpServiceRouteRules")
                && let Some(service) = service_of_clusters(rules)
            {
                write(rules, &service, tcp, configs);
            }
        }
        _ => {}
    }
}

/// FSM's readable names of rules, sorted by the name that the rules stand under. osm-edge has none.
type RuleNames = Vec<(String, String)>;

/// In FSM a host leads to `{RuleName, Service?}`; with packed names only `Service` can be read.
fn rule_names(hosts: Option<&Value>) -> Option<RuleNames> {
    let hosts = hosts?.as_object()?;
    let mut names = RuleNames::new();
    for it in hosts.values() {
        let rule = it.get("RuleName")?.as_str()?;
        let service = it.get("Service").and_then(Value::as_str).unwrap_or(rule);
        names.push((rule.to_owned(), service.to_owned()));
    }
    names.sort_unstable();
    (!names.is_empty()).then_some(names)
}

/// The service, as `namespace/name`, that rules belong to. Rules of ingress, access control and
/// exports are named by host and belong to none.
fn service_of_rule(rule: &str, names: Option<&RuleNames>) -> Option<String> {
    let name = match names {
        Some(names) => {
            let at = names.binary_search_by(|(own, _)| (**own).cmp(rule)).ok()?;
            let name = &*names[at].1;
            name.strip_suffix(DOMAIN).unwrap_or(name)
        }
        None => rule.strip_suffix(DOMAIN)?,
    };
    // A pod of a headless service is `pod.service.namespace`.
    let (name, namespace) = name.rsplit_once('.')?;
    Some(format!("{namespace}/{name}"))
}

const DOMAIN: &str = ".svc.cluster.local";

/// The service of a TCP match, if all its clusters are of one: mesh clusters are called
/// `namespace/service|port`, of the own pod with `|local` behind it.
fn service_of_clusters(rules: &Value) -> Option<String> {
    let clusters = rules.get("TargetClusters")?.as_object()?;
    let mut services = clusters.keys().map(|it| it.split_once('|').map(|(service, _)| service));
    let first = services.next()??;
    let same = services.all(|it| it == Some(first));
    (same && first.contains('/')).then(|| first.to_owned())
}

/// Sets the service's configurations at this mount point in `rules.Plugins`.
fn write(rules: &mut Value, service: &str, mount: MountPoint, configs: &[AttachedConfig]) {
    let Some(rules) = rules.as_object_mut() else { return };
    let first = configs.partition_point(|it| *it.service < *service);
    let own = configs[first..].iter().take_while(|it| *it.service == *service);
    let mut own = own.filter(|it| it.mounts.contains(&mount)).peekable();
    if own.peek().is_none() {
        return;
    }
    let plugins = rules.entry("Plugins").or_insert(Value::Null);
    if !plugins.is_object() {
        *plugins = Value::Object(Map::new());
    }
    if let Value::Object(plugins) = plugins {
        plugins.extend(own.map(|it| (it.plugin.to_string(), (*it.value).clone())));
    }
}

fn object<'a>(parent: Option<&'a mut Value>, key: &str) -> Option<&'a mut Map<String, Value>> {
    parent?.get_mut(key)?.as_object_mut()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::ir::chain::Chain;

    fn empty_set() -> ChainSet {
        ChainSet { chains: MountPoint::ALL.map(|mount| Chain { mount, links: Vec::new() }) }
    }

    fn config(service: &str, plugin: &str, mounts: &[MountPoint]) -> AttachedConfig {
        AttachedConfig {
            service: service.into(),
            plugin: plugin.into(),
            mounts: mounts.to_vec(),
            config: 0,
            value: Arc::new(json!({ "of": service })),
        }
    }

    fn inbound_http(protocol: &str, rules: &str) -> Value {
        json!({"Inbound": {"TrafficMatches": {"80": {
            "Protocol": protocol,
            "HttpHostPort2Service": {"cart.shop": rules},
            "HttpServiceRouteRules": {rules: {"RouteRules": [], "Plugins": {"other": 1}}},
        }}}})
    }

    fn plugins(value: &Value, rules: &str) -> Value {
        value["Inbound"]["TrafficMatches"]["80"]["HttpServiceRouteRules"][rules]["Plugins"].clone()
    }

    #[test]
    fn a_service_gets_its_own_configurations_and_keeps_foreign_ones() {
        let rules = "cart.shop.svc.cluster.local";
        let configs = [
            config("shop/cart", "geo", &[MountPoint::InboundHttp]),
            config("shop/till", "geo", &[MountPoint::InboundHttp]),
        ];
        let filled = fill(Some(&inbound_http("http", rules)), &empty_set(), &configs);
        assert_eq!(plugins(&filled, rules), json!({"other": 1, "geo": {"of": "shop/cart"}}));
    }

    #[test]
    fn configurations_of_other_mount_points_stay_out() {
        let rules = "cart.shop.svc.cluster.local";
        let configs = [config("shop/cart", "geo", &[MountPoint::OutboundHttp, MountPoint::InboundTcp])];
        let filled = fill(Some(&inbound_http("http", rules)), &empty_set(), &configs);
        assert_eq!(plugins(&filled, rules), json!({"other": 1}));
    }

    #[test]
    fn grpc_rules_and_rules_named_by_host_get_none() {
        let configs = [config("shop/cart", "geo", &[MountPoint::InboundHttp])];
        let rules = "cart.shop.svc.cluster.local";
        let filled = fill(Some(&inbound_http("grpc", rules)), &empty_set(), &configs);
        assert_eq!(plugins(&filled, rules), json!({"other": 1}));
        let filled = fill(Some(&inbound_http("http", "cart.shop")), &empty_set(), &configs);
        assert_eq!(plugins(&filled, "cart.shop"), json!({"other": 1}));
    }

    #[test]
    fn packed_names_are_read_through_their_hosts() {
        let mesh = json!({"Inbound": {"TrafficMatches": {"80": {
            "Protocol": "http",
            "HttpHostPort2Service": {
                "cart.shop": {"RuleName": "00001", "Service": "cart.shop"},
                "cart": {"RuleName": "00001", "Service": "cart.shop"},
                "till.shop": {"RuleName": "till.shop"},
            },
            "HttpServiceRouteRules": {"00001": {}, "till.shop": {"Plugins": null}},
        }}}});
        let configs = [
            config("shop/cart", "geo", &[MountPoint::InboundHttp]),
            config("shop/till", "geo", &[MountPoint::InboundHttp]),
        ];
        let filled = fill(Some(&mesh), &empty_set(), &configs);
        assert_eq!(plugins(&filled, "00001"), json!({"geo": {"of": "shop/cart"}}));
        assert_eq!(plugins(&filled, "till.shop"), json!({"geo": {"of": "shop/till"}}));
    }

    #[test]
    fn tcp_matches_are_known_by_their_clusters() {
        let tcp = |clusters: &[&str]| {
            let clusters: Map<String, Value> =
                clusters.iter().map(|it| (it.to_string(), json!(100))).collect();
            let rules = json!({"TargetClusters": clusters, "Plugins": null});
            let mesh = json!({"Outbound": {"TrafficMatches": {"5432": [
                {"Protocol": "tcp", "TcpServiceRouteRules": rules},
            ]}}});
            let configs = [config("shop/db", "audit", &[MountPoint::OutboundTcp])];
            let filled = fill(Some(&mesh), &empty_set(), &configs);
            filled["Outbound"]["TrafficMatches"]["5432"][0]["TcpServiceRouteRules"]["Plugins"].clone()
        };
        assert_eq!(tcp(&["shop/db|5432"]), json!({"audit": {"of": "shop/db"}}));
        // Which service was split over two cannot be told.
        assert_eq!(tcp(&["shop/db-v1|5432", "shop/db-v2|5432"]), Value::Null);
        assert_eq!(tcp(&["example.com:5432"]), Value::Null);
    }

    #[test]
    fn chains_replace_those_of_the_document_and_keep_their_place() {
        let filled =
            fill(Some(&json!({"Chains": {"inbound-http": ["x.js"]}, "Spec": {}})), &empty_set(), &[]);
        assert_eq!(filled.to_string(), r#"{"Chains":{},"Spec":{}}"#);
    }
}
