//! Paths as other machines read them: from one folder, without `.` and `..`, never absolute.
//!
//! What people read names files as they were given. What a server reads must mean the same there, so it
//! counts from the folder of the checkout: the working folder, or the folder above it where the project file
//! was found.

/// Where paths count from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Folder<'a> {
    /// The working folder, absolute, as far as it is known; else empty.
    pub path: &'a str,
    /// How many folders above it the checkout begins.
    pub up: usize,
}

/// A path from a folder that every machine has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Relative {
    /// With `/` between names.
    pub(super) path: String,
    /// True if it counts from the root of the file system, because the file is not in the folder.
    pub(super) outside: bool,
}

/// `path`, as a report names it, from `folder`.
pub(super) fn relative(path: &str, folder: Folder<'_>) -> Relative {
    let path = path.replace('\\', "/");
    let base: Vec<&str> = names(folder.path);
    let absolute = path.starts_with('/') || path.get(1..3) == Some(":/");
    let mut whole = if absolute { Vec::new() } else { base.clone() };
    // Where nothing is known of the working folder, what leads out of it stays as it is.
    let mut above = 0;
    for name in path.split('/').filter(|it| !it.is_empty() && *it != ".") {
        match name {
            ".." if whole.pop().is_some() => {}
            ".." => above += usize::from(!absolute && base.is_empty()),
            name => whole.push(name),
        }
    }
    let base = &base[..base.len().saturating_sub(folder.up)];
    match whole.strip_prefix(base) {
        Some(inside) if !absolute || !base.is_empty() => {
            let up = vec![".."; above];
            Relative { path: [&up[..], inside].concat().join("/"), outside: false }
        }
        _ => Relative { path: whole.join("/"), outside: true },
    }
}

fn names(path: &str) -> Vec<&str> {
    path.split(['/', '\\']).filter(|it| !it.is_empty()).collect()
}

/// `path` as a relative URI: everything but what stands for itself is percent-encoded.
pub(super) fn uri(path: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(byte.into());
            }
            // Writing to memory cannot fail.
            byte => drop(write!(out, "%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_count_from_the_checkout() {
        let folder = Folder { path: "/home/me/shop/deploy", up: 1 };
        let inside = |path: &str| Relative { path: path.to_owned(), outside: false };
        assert_eq!(relative("a.js", folder), inside("deploy/a.js"));
        assert_eq!(relative("./x/../a.js", folder), inside("deploy/a.js"));
        assert_eq!(relative("../plugins/a.yaml", folder), inside("plugins/a.yaml"));
        assert_eq!(relative("/home/me/shop/deploy/a.js", folder), inside("deploy/a.js"));
        assert_eq!(relative("<stdin>", Folder { up: 0, ..folder }), inside("<stdin>"));
    }

    #[test]
    fn no_path_is_absolute_or_climbs() {
        let folder = Folder { path: "/home/me/shop", up: 0 };
        let outside = |path: &str| Relative { path: path.to_owned(), outside: true };
        assert_eq!(relative("/tmp/a.js", folder), outside("tmp/a.js"));
        assert_eq!(relative("../other/a.js", folder), outside("home/me/other/a.js"));
        assert_eq!(relative("../../../../../a.js", folder), outside("a.js"));
        assert_eq!(relative("/tmp/a.js", Folder::default()), outside("tmp/a.js"));
        assert_eq!(relative("C:\\x\\a.js", folder), outside("C:/x/a.js"));
        let unknown = Relative { path: "../a.js".to_owned(), outside: false };
        assert_eq!(relative("../a.js", Folder::default()), unknown);
    }

    #[test]
    fn a_uri_has_no_odd_characters() {
        assert_eq!(uri("plug ins/é<1>.js"), "plug%20ins/%C3%A9%3C1%3E.js");
    }
}
