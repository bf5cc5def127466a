//! `pipyc explain`: a rule's page, or the list of all rules.

use super::args::{Explain, Format};
use super::{Exit, Session, Stop};
use crate::diag::Rule;
use crate::{check, explain, rules};

pub(super) fn run(session: &mut Session<'_>, flags: &Explain) -> Result<Exit, Stop> {
    let rule = flags.rule.as_deref().map(find).transpose()?;
    let style = session.style();
    let (color, width) = (style.color, style.width.max(40));
    let text = match (session.global.format, rule) {
        (Format::Json, rule) => explain::json(rule),
        (Format::Short, rule) => short(rule),
        (_, Some(rule)) => explain::terminal(rule, color, width),
        (_, None) => explain::terminal_index(color, width),
    };
    session.out.write_all(text.as_bytes())?;
    Ok(Exit::Clean)
}

fn find(name: &str) -> Result<&'static Rule, Stop> {
    let found = rules::all().map(|entry| entry.rule).find(|rule| rule.id == name);
    found.ok_or_else(|| {
        let help = match check::nearest(name) {
            Some(near) if near.contains('/') => format!("run `pipyc explain {near}`"),
            _ => "run `pipyc explain` for a list of all rules".to_owned(),
        };
        Stop::new(format!("no rule is called `{name}`"), help)
    })
}

/// One line a rule.
fn short(only: Option<&Rule>) -> String {
    let rules = rules::all().map(|entry| entry.rule);
    let asked = rules.filter(|rule| only.is_none_or(|only| only.id == rule.id));
    asked.map(|rule| format!("{}: {}: {}\n", rule.id, rule.level.word(), rule.summary())).collect()
}
