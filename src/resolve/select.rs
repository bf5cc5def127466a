//! Label selectors, as Kubernetes evaluates them.

use std::collections::BTreeMap;

use crate::ir::project::{LabelOperator, LabelSelector, Labels, PluginChain, Project};

/// Whether a selector holds of these labels. One that is absent or empty holds of everything.
pub fn selects(selector: Option<&LabelSelector>, labels: &Labels) -> bool {
    let Some(selector) = selector else { return true };
    let equal = |(key, value)| labels.get(key).is_some_and(|own| own == value);
    let pairs = selector.match_labels.iter().all(equal);
    pairs && selector.expressions.iter().all(|it| holds(&it.operator, labels.get(&it.key).map(|it| &**it)))
}

/// The indexes of the `PluginChain`s that select every pod.
pub(super) fn unselective(project: &Project) -> Vec<u32> {
    let chains = project.plugin_chains.iter().zip(0..);
    let unselective = |it: &PluginChain| {
        is_everything(it.namespace_selector.as_ref()) && is_everything(it.pod_selector.as_ref())
    };
    chains.filter(|(it, _)| unselective(it)).map(|(_, at)| at).collect()
}

/// Whether a selector holds of any labels at all.
fn is_everything(selector: Option<&LabelSelector>) -> bool {
    selector.is_none_or(|it| it.match_labels.is_empty() && it.expressions.is_empty())
}

fn holds(operator: &LabelOperator, value: Option<&str>) -> bool {
    let has = |values: &[Box<str>], value: &str| values.iter().any(|it| **it == *value);
    match operator {
        LabelOperator::In(values) => value.is_some_and(|it| has(values, it)),
        LabelOperator::NotIn(values) => value.is_none_or(|it| !has(values, it)),
        LabelOperator::Exists => value.is_some(),
        LabelOperator::DoesNotExist => value.is_none(),
    }
}

/// For each workload, the indexes of the `PluginChain`s that select it, ascending.
pub(super) fn matching(project: &Project) -> Vec<Vec<u32>> {
    let index = Index::new(project);
    let mut by_namespace: BTreeMap<&str, Vec<bool>> = BTreeMap::new();
    let mut matching = Vec::with_capacity(project.workloads.len());
    for workload in &project.workloads {
        let in_namespace = by_namespace.entry(&workload.namespace).or_insert_with(|| {
            let labels = namespace_labels(project, &workload.namespace);
            let chains = project.plugin_chains.iter();
            chains.map(|it| selects(it.namespace_selector.as_ref(), &labels)).collect()
        });
        let pod = |chain: &u32| {
            let selector = project.plugin_chains[*chain as usize].pod_selector.as_ref();
            in_namespace[*chain as usize] && selects(selector, &workload.labels)
        };
        let mut found: Vec<u32> = index.candidates(&workload.labels).filter(pod).collect();
        found.sort_unstable();
        matching.push(found);
    }
    matching
}

/// The labels of a namespace. One that no document declares still has the labels that every namespace
/// with sidecars has: its name, and the mesh that watches it, by the mesh's default name.
pub fn namespace_labels(project: &Project, name: &str) -> Labels {
    match project.namespaces.get(name) {
        Some(namespace) => namespace.labels.clone(),
        None => Labels::from([
            ("kubernetes.io/metadata.name".into(), name.into()),
            (project.target.monitored_by.into(), project.target.values_key.into()),
        ]),
    }
}

/// `PluginChain`s by the first label that a pod must have, so that a workload is compared with those
/// that can select it and not with all.
struct Index<'a> {
    by_label: BTreeMap<(&'a str, &'a str), Vec<u32>>,
    others: Vec<u32>,
}

impl<'a> Index<'a> {
    fn new(project: &'a Project) -> Self {
        let mut index = Index { by_label: BTreeMap::new(), others: Vec::new() };
        for (at, chain) in project.plugin_chains.iter().enumerate() {
            let first = chain.pod_selector.as_ref().and_then(|it| it.match_labels.first_key_value());
            match first {
                Some((key, value)) => index.by_label.entry((key, value)).or_default().push(at as u32),
                None => index.others.push(at as u32),
            }
        }
        index
    }

    fn candidates(&'a self, labels: &'a Labels) -> impl Iterator<Item = u32> + 'a {
        let by_label = labels.iter().filter_map(|(key, value)| self.by_label.get(&(&**key, &**value)));
        by_label.flatten().chain(&self.others).copied()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ir::project::LabelExpression;

    fn labels(pairs: &[(&str, &str)]) -> Labels {
        pairs.iter().map(|&(key, value)| (key.into(), value.into())).collect()
    }

    fn expression(key: &str, operator: LabelOperator) -> LabelSelector {
        let expressions = vec![LabelExpression { key: key.into(), operator }];
        LabelSelector { expressions, ..LabelSelector::default() }
    }

    #[test]
    fn absent_and_empty_selectors_hold_of_everything() {
        assert!(selects(None, &Labels::new()));
        assert!(selects(Some(&LabelSelector::default()), &labels(&[("app", "cart")])));
    }

    #[test]
    fn not_in_holds_where_the_label_is_absent() {
        let selector = expression("tier", LabelOperator::NotIn(vec!["edge".into()]));
        assert!(selects(Some(&selector), &Labels::new()));
        assert!(selects(Some(&selector), &labels(&[("tier", "core")])));
        assert!(!selects(Some(&selector), &labels(&[("tier", "edge")])));
    }

    #[test]
    fn in_needs_the_label() {
        let selector = expression("tier", LabelOperator::In(vec!["edge".into(), "core".into()]));
        assert!(!selects(Some(&selector), &Labels::new()));
        assert!(selects(Some(&selector), &labels(&[("tier", "core")])));
    }

    /// One requirement, as the Kubernetes documentation words it: over lists, one label at a time.
    fn naive(selector: &LabelSelector, labels: &[(String, String)]) -> bool {
        let of = |key: &str| labels.iter().find(|(own, _)| own == key).map(|(_, value)| value.as_str());
        for (key, value) in &selector.match_labels {
            if of(key) != Some(value) {
                return false;
            }
        }
        for it in &selector.expressions {
            let value = of(&it.key);
            let ok = match (&it.operator, value) {
                (LabelOperator::In(values), Some(value)) => values.iter().any(|it| **it == *value),
                (LabelOperator::In(_), None) => false,
                (LabelOperator::NotIn(values), Some(value)) => values.iter().all(|it| **it != *value),
                (LabelOperator::NotIn(_), None) => true,
                (LabelOperator::Exists, value) => value.is_some(),
                (LabelOperator::DoesNotExist, value) => value.is_none(),
            };
            if !ok {
                return false;
            }
        }
        true
    }

    fn word(letters: &'static str) -> impl Strategy<Value = Box<str>> {
        let letters: Vec<Box<str>> = letters.split(' ').map(Into::into).collect();
        proptest::sample::select(letters)
    }

    fn operators() -> impl Strategy<Value = LabelOperator> {
        let values = || proptest::collection::vec(word("x y z"), 1..3);
        prop_oneof![
            values().prop_map(LabelOperator::In),
            values().prop_map(LabelOperator::NotIn),
            Just(LabelOperator::Exists),
            Just(LabelOperator::DoesNotExist),
        ]
    }

    fn selectors() -> impl Strategy<Value = LabelSelector> {
        let expression =
            (word("a b c"), operators()).prop_map(|(key, operator)| LabelExpression { key, operator });
        let pairs = proptest::collection::btree_map(word("a b c"), word("x y"), 0..2);
        (pairs, proptest::collection::vec(expression, 0..3))
            .prop_map(|(match_labels, expressions)| LabelSelector { match_labels, expressions })
    }

    proptest! {
        #[test]
        fn selectors_agree_with_the_naive_reading(
            selector in selectors(),
            labels in proptest::collection::btree_map(word("a b c"), word("x y z"), 0..4),
        ) {
            let list: Vec<(String, String)> =
                labels.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
            prop_assert_eq!(selects(Some(&selector), &labels), naive(&selector, &list));
        }
    }
}
