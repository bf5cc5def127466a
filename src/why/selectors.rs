//! What a `PluginChain`'s selectors ask for, one requirement at a time.

use crate::ir::project::{
    LabelExpression, LabelOperator, LabelSelector, Labels, PluginChain, Project, Workload,
};
use crate::resolve;

/// One requirement of a selector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// `pod` or `namespace`.
    pub of: &'static str,
    /// It holds.
    pub holds: bool,
    /// What was asked for, and what is there, as a clause.
    pub text: String,
}

/// All requirements of a chain, and whether a workload meets them.
pub(super) fn of(project: &Project, chain: &PluginChain, workload: &Workload) -> Vec<Requirement> {
    let namespace = resolve::namespace_labels(project, &workload.namespace);
    let mut out = Vec::new();
    requirements("namespace", chain.namespace_selector.as_ref(), &namespace, &mut out);
    requirements("pod", chain.pod_selector.as_ref(), &workload.labels, &mut out);
    out
}

fn requirements(
    of: &'static str,
    selector: Option<&LabelSelector>,
    labels: &Labels,
    out: &mut Vec<Requirement>,
) {
    let Some(selector) = selector else { return };
    for (key, value) in &selector.match_labels {
        let pair = [(key.clone(), value.clone())].into();
        let one = LabelSelector { match_labels: pair, expressions: Vec::new() };
        let holds = resolve::selects(Some(&one), labels);
        let text = match (holds, labels.get(key)) {
            (true, _) => format!("{of} label `{key}` is `{value}`, as asked"),
            (false, Some(own)) => format!("{of} label `{key}` is `{own}`, not `{value}`"),
            (false, None) => format!("{of} label `{key}` is absent, and must be `{value}`"),
        };
        out.push(Requirement { of, holds, text });
    }
    for expression in &selector.expressions {
        let LabelExpression { key, operator } = expression;
        let one = LabelSelector { expressions: vec![expression.clone()], ..LabelSelector::default() };
        let list =
            |values: &[Box<str>]| values.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ");
        let asked = match operator {
            LabelOperator::In(values) => format!("must be one of {}", list(values)),
            LabelOperator::NotIn(values) => format!("must be none of {}", list(values)),
            LabelOperator::Exists => "must be there".to_owned(),
            LabelOperator::DoesNotExist => "must not be there".to_owned(),
        };
        let own = labels.get(key).map_or("absent".to_owned(), |own| format!("`{own}`"));
        let text = format!("{of} label `{key}` is {own}, and {asked}");
        out.push(Requirement { of, holds: resolve::selects(Some(&one), labels), text });
    }
}
