//! How far a version must grow for what changed, as SemVer asks.

use semver::Version;

use super::Diff;

/// How large a change is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Size {
    /// Nothing that runs is different.
    None,
    /// What was there does its work differently.
    Patch,
    /// There is something more, or sidecars run something else.
    Minor,
    /// Something that others may rely on is gone.
    Major,
}

impl Size {
    /// The word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Size::None => "none",
            Size::Patch => "patch",
            Size::Minor => "minor",
            Size::Major => "major",
        }
    }
}

/// How far the version must grow, and whether it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bump {
    /// How large the change is.
    pub size: Size,
    /// Why: each reason of that size, as a clause (`plugin geo is gone`).
    pub reasons: Vec<String>,
    /// The least version that would do; a pre-release of it does too.
    pub least: Version,
    /// The new version does.
    pub enough: bool,
}

/// Judges a difference.
///
/// Gone is: a plugin, an exported variable, the target. More is: a plugin, an export, an import, a
/// sidecar more or less, a link more or less. All else is a patch. Before 1.0.0 what is gone asks for
/// a minor version.
pub(super) fn judge(diff: &Diff<'_>) -> Bump {
    let (old, new) = (&diff.old.version, &diff.new.version);
    let mut reasons: Vec<(Size, String)> = Vec::new();
    let mut say = |size, reason: String| reasons.push((size, reason));
    if diff.old.target != diff.new.target || diff.old.pipy != diff.new.pipy {
        let (old, new) = (diff.old, diff.new);
        say(
            Size::Major,
            format!(
                "it is for {} (Pipy {}) instead of {} (Pipy {})",
                new.target, new.pipy, old.target, old.pipy
            ),
        );
    }
    for plugin in &diff.plugins {
        match (plugin.old, plugin.new) {
            (Some(_), None) => say(Size::Major, format!("plugin {} is gone", plugin.name)),
            (None, Some(_)) => say(Size::Minor, format!("plugin {} is new", plugin.name)),
            _ => {}
        }
    }
    let exported = |variable: &str, old: bool| {
        diff.interfaces.iter().any(|it| {
            let list = if old { &it.exports.removed } else { &it.exports.added };
            list.iter().any(|it| it == variable)
        })
    };
    for module in &diff.interfaces {
        // What another script exports now is not gone, and what another one exported is not new.
        for variable in module.exports.removed.iter().filter(|it| !exported(it, false)) {
            say(Size::Major, format!("{} exports {variable} no more", module.path));
        }
        for variable in module.exports.added.iter().filter(|it| !exported(it, true)) {
            say(Size::Minor, format!("{} exports {variable}", module.path));
        }
        for variable in &module.imports.added {
            say(Size::Minor, format!("{} imports {variable}", module.path));
        }
    }
    for sidecar in &diff.added {
        say(Size::Minor, format!("sidecar {sidecar} is new"));
    }
    for sidecar in &diff.removed {
        say(Size::Minor, format!("sidecar {sidecar} is gone"));
    }
    for change in &diff.chains {
        for link in &change.links {
            let other = change.sidecars.len() - 1;
            let more = if other == 0 { String::new() } else { format!(" and {other} more") };
            let first = change.sidecars.first().map_or("", String::as_str);
            let what = match (link.old, link.new) {
                (None, Some(_)) => "runs",
                (Some(_), None) => "does without",
                _ => continue,
            };
            let (mount, module) = (link.mount, link.module);
            say(Size::Minor, format!("{first}{more} {what} {module} in {mount}"));
        }
    }
    if diff.old.digest != diff.new.digest {
        say(Size::Patch, "what runs is not the same".to_owned());
    }
    let size = reasons.iter().map(|(size, _)| *size).max().unwrap_or(Size::None);
    let reasons = reasons.into_iter().filter(|(it, _)| *it == size).map(|(_, reason)| reason).collect();
    let least = least(old, size);
    let enough = size == Size::None || grows(old, new, &least);
    Bump { size, reasons, least, enough }
}

/// The least version after `old` for a change of this size.
fn least(old: &Version, size: Size) -> Version {
    if !old.pre.is_empty() {
        // A pre-release promises nothing yet: what it leads to will do.
        return Version::new(old.major, old.minor, old.patch);
    }
    match size {
        Size::None => old.clone(),
        Size::Patch => Version::new(old.major, old.minor, old.patch.saturating_add(1)),
        Size::Major if old.major > 0 => Version::new(old.major.saturating_add(1), 0, 0),
        Size::Major | Size::Minor => Version::new(old.major, old.minor.saturating_add(1), 0),
    }
}

/// Whether `new` is at least `least`, or a pre-release of it, and comes after `old`.
fn grows(old: &Version, new: &Version, least: &Version) -> bool {
    let core = Version::new(new.major, new.minor, new.patch);
    core >= *least && new.cmp_precedence(old).is_gt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        text.parse().unwrap()
    }

    #[test]
    fn versions_grow_as_semver_asks() {
        let cases = [
            ("1.4.2", Size::Major, "2.0.0"),
            ("1.4.2", Size::Minor, "1.5.0"),
            ("1.4.2", Size::Patch, "1.4.3"),
            ("0.3.1", Size::Major, "0.4.0"),
            ("0.3.1", Size::Minor, "0.4.0"),
            ("0.3.1", Size::Patch, "0.3.2"),
            ("2.0.0-rc.1", Size::Major, "2.0.0"),
        ];
        for (old, size, expect) in cases {
            assert_eq!(least(&version(old), size), version(expect), "{old} {size:?}");
        }
    }

    #[test]
    fn a_pre_release_of_the_version_that_is_asked_for_is_enough() {
        let grows = |old, new, least| super::grows(&version(old), &version(new), &version(least));
        assert!(grows("1.4.2", "2.0.0-rc.1", "2.0.0"));
        assert!(grows("2.0.0-rc.1", "2.0.0-rc.2", "2.0.0"));
        assert!(!grows("2.0.0-rc.2", "2.0.0-rc.1", "2.0.0"));
        assert!(!grows("1.4.2", "1.9.0", "2.0.0"));
        assert!(!grows("1.4.2", "1.4.2+build.7", "1.4.3"), "build metadata is no growth");
    }
}
