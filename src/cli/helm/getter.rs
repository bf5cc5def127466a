//! `helm install -f 'pipyc://FOLDER?values=values.yaml'`: checks a project before Helm renders anything, and
//! gives Helm its values.
//!
//! Helm calls a getter with the paths of a certificate, a key and an authority, and an address. Of the
//! address, the path is the project's folder; each part of the query is a flag.

use super::{Exit, Session, Stop, again};
use crate::runtime::nearest;
use crate::world::{PathKind, World};

/// How the addresses begin.
const SCHEME: &str = "pipyc://";

/// A flag that a query may have.
struct Key {
    name: &'static str,
    /// Whether its value is a path in the project's folder.
    is_path: bool,
}

const fn path(name: &'static str) -> Key {
    Key { name, is_path: true }
}

const fn text(name: &'static str) -> Key {
    Key { name, is_path: false }
}

/// All of them, sorted.
const KEYS: [Key; 16] = [
    text("allow"),
    path("builtins"),
    text("bundle-version"),
    text("deny"),
    path("mesh-config"),
    text("name"),
    text("namespace"),
    path("plugins"),
    path("project"),
    text("revision"),
    text("set"),
    text("set-json"),
    text("set-string"),
    text("target"),
    path("values"),
    path("workloads"),
];

pub(super) fn run(session: &mut Session<'_>, args: &[String]) -> Result<Exit, Stop> {
    let usage = || Stop::new("no address is given", "Helm calls this: helm install -f 'pipyc://FOLDER'");
    let address = args.last().ok_or_else(usage)?;
    let flags = flags(session.world, address)?;
    again(session, session.world, &flags)
}

/// The command that an address stands for.
fn flags(world: &dyn World, address: &str) -> Result<Vec<String>, Stop> {
    let wrong = |reason: String, help: &str| Stop::new(format!("{address}: {reason}"), help);
    const SHAPE: &str = "write pipyc://FOLDER?values=FILE&set=KEY%3DVALUE";
    let rest =
        address.strip_prefix(SCHEME).ok_or_else(|| wrong("the address is none of pipyc's".into(), SHAPE))?;
    if rest.contains('#') {
        return Err(wrong("the address has a `#`".into(), "write %23 for a `#`"));
    }
    let (folder, query) = rest.split_once('?').unwrap_or((rest, ""));
    let decode = |text: &str| {
        decoded(text).ok_or_else(|| {
            wrong(format!("`{text}` has a `%` without two digits, or is no UTF-8"), "write %25 for a `%`")
        })
    };
    let folder = decode(folder)?;
    let folder = if folder.is_empty() { "." } else { &folder };
    if world.kind(folder) != PathKind::Folder {
        return Err(wrong(
            format!("there is no folder {folder}"),
            "name the project's folder, from where Helm runs",
        ));
    }
    let in_folder = |path: &str| match path.starts_with('/') {
        true => path.to_owned(),
        false => format!("{}/{path}", folder.trim_end_matches('/')),
    };
    let mut out = vec!["render".to_owned(), "--overlay".to_owned()];
    let mut project = None;
    for part in query.split('&').filter(|it| !it.is_empty()) {
        let (key, value) =
            part.split_once('=').ok_or_else(|| wrong(format!("`{part}` has no `=`"), SHAPE))?;
        let (key, value) = (decode(key)?, decode(value)?);
        let Some(known) = KEYS.iter().find(|it| it.name == key) else {
            let near = nearest(&key, KEYS.iter().map(|it| it.name));
            let all = KEYS.iter().map(|it| it.name).collect::<Vec<_>>().join(", ");
            let help =
                near.map_or_else(|| format!("there are {all}"), |near| format!("did you mean `{near}`?"));
            return Err(wrong(format!("`{key}` means nothing here"), &help));
        };
        let value = if known.is_path { in_folder(&value) } else { value };
        match known.name {
            "project" if project.is_some() => {
                return Err(wrong("`project` stands there twice".into(), SHAPE));
            }
            "project" => project = Some(value),
            name => out.push(format!("--{name}={value}")),
        }
    }
    let own = in_folder("pipyc.yaml");
    match project.or_else(|| (world.kind(&own) == PathKind::File).then_some(own)) {
        Some(project) => out.push(format!("--project={project}")),
        // A folder without a project file is a folder of plugins.
        None => out.extend(["--no-project".to_owned(), folder.to_owned()]),
    }
    Ok(out)
}

/// A text with its `%XX` replaced by what they stand for. A `+` is a plus: this is a path, not a form.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let [high, low, tail @ ..] = tail else { return None };
        let digit = |byte: u8| char::from(byte).to_digit(16);
        bytes.push((digit(*high)? * 16 + digit(*low)?) as u8);
        rest = tail;
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Memory;

    fn given(address: &str) -> Result<String, (String, String)> {
        let world =
            Memory::new().file("mesh/pipyc.yaml", "").file("a b/x.yaml", "").file("mesh/v/pipyc.yaml", "");
        let flags = flags(&world, address).map(|it| it.join(" "));
        flags.map_err(|stop| (stop.to_string(), stop.help().unwrap_or_default().to_owned()))
    }

    #[test]
    fn each_part_of_the_query_is_a_flag() {
        assert_eq!(given("pipyc://mesh"), Ok("render --overlay --project=mesh/pipyc.yaml".into()));
        assert_eq!(
            given("pipyc://./mesh/?values=a.yaml&values=/b.yaml&set=osm.a%3D1%2Cb=2&target=fsm-1.6&"),
            Ok("render --overlay --values=./mesh/a.yaml --values=/b.yaml --set=osm.a=1,b=2 --target=fsm-1.6 \
                --project=./mesh/pipyc.yaml"
                .into())
        );
        assert_eq!(
            given("pipyc://mesh?project=v/pipyc.yaml"),
            Ok("render --overlay --project=mesh/v/pipyc.yaml".into())
        );
        assert_eq!(given("pipyc://a%20b"), Ok("render --overlay --no-project a b".into()));
    }

    #[test]
    fn what_an_address_says_wrong_is_an_error() {
        let (message, help) = given("pipyc://mesh?value=a").unwrap_err();
        assert_eq!(message, "pipyc://mesh?value=a: `value` means nothing here");
        assert_eq!(help, "did you mean `values`?");
        for wrong in [
            "pipyc:mesh",
            "pipyc://mesh#x",
            "pipyc://none",
            "pipyc://mesh?set",
            "pipyc://mesh?set=%4",
            "pipyc://mesh?set=%ff",
            "pipyc://mesh?project=a&project=b",
            "https://mesh",
        ] {
            assert!(given(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_value_cannot_become_another_flag() {
        let flags = given("pipyc://mesh?set=--output-dir%3Dx&name=--deny").unwrap();
        assert!(flags.contains("--set=--output-dir=x --name=--deny"), "{flags}");
    }
}
