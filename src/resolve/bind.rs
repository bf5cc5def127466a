//! Whether every variable that a sidecar's scripts import is exported by a script it loads, and by one
//! alone.
//!
//! A sidecar loads the scripts of a direction only if it has such traffic, so each direction must stand
//! by itself. What is found is the same for many sidecars; it is reported for the first and counted.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::chain::{ChainSet, Link, Resolved};
use crate::ir::codebase::{Codebase, FileId};
use crate::ir::names::{CodePath, Direction, MountPoint};
use crate::ir::project::Project;
use crate::rules::chain::{
    Importer, duplicate_export, import_unresolved, import_unresolved::Cause, imports_from_disabled,
};
use crate::runtime::ScriptRole;

/// Index of a (namespace, variable) in the table of all that are exported or imported.
type Variable = u32;

/// Reports what does not bind.
pub(super) fn check(project: &Project, codebase: &Codebase, resolved: &Resolved, out: &mut Diagnostics) {
    let table = Table::new(codebase);
    let sizes = resolved.sizes();
    let mut found = Found::default();
    let mut walk = Walk::new(codebase, &table);
    for (index, set) in resolved.sets.iter().enumerate() {
        let here = Seen { set: index as u32, sidecars: sizes[index] };
        for direction in [Direction::Inbound, Direction::Outbound] {
            walk.load(set, direction);
            walk.unresolved(direction, here, &mut found);
        }
        walk.load_both(set);
        walk.doubled(here, &mut found);
    }
    let words = Words { project, codebase, resolved, table: &table };
    words.report(&found, out);
}

/// The codebase as numbers.
struct Table<'a> {
    /// (namespace, variable) by number.
    names: Vec<(&'a str, &'a str)>,
    /// What each file exports and imports, and the files that it names.
    files: Vec<FileRow>,
    /// The files that export each variable.
    exporters: Vec<Vec<FileId>>,
    /// `main.js`.
    root: Option<FileId>,
    /// The scripts that begin the chains of each direction.
    entries: [Vec<FileId>; 2],
}

#[derive(Default)]
struct FileRow {
    exports: Vec<Variable>,
    imports: Vec<Variable>,
    needs: Vec<FileId>,
}

impl<'a> Table<'a> {
    fn new(codebase: &'a Codebase) -> Self {
        let mut numbers: BTreeMap<(&str, &str), Variable> = BTreeMap::new();
        let mut table = Table {
            names: Vec::new(),
            files: Vec::with_capacity(codebase.files().len()),
            exporters: Vec::new(),
            root: CodePath::new("main.js").ok().and_then(|path| codebase.find(&path)),
            entries: Default::default(),
        };
        for (id, file) in codebase.iter() {
            let mut row = FileRow::default();
            if let Some(interface) = &file.interface {
                let mut number = |(namespace, name): &'a (Box<str>, Box<str>)| {
                    *numbers.entry((namespace, name)).or_insert_with(|| {
                        table.names.push((namespace, name));
                        table.exporters.push(Vec::new());
                        table.names.len() as u32 - 1
                    })
                };
                row.exports = interface.exports.iter().map(&mut number).collect();
                row.imports = interface.imports.iter().map(&mut number).collect();
                row.needs = interface.files.iter().filter_map(|path| codebase.find(path)).collect();
                row.exports.iter().for_each(|&it| table.exporters[it as usize].push(id));
                if interface.role == ScriptRole::Entry {
                    for direction in [Direction::Inbound, Direction::Outbound] {
                        if interface.exports.iter().any(|(namespace, _)| **namespace == *direction.name()) {
                            table.entries[direction as usize].push(id);
                        }
                    }
                }
            }
            table.files.push(row);
        }
        table
    }

    fn file(&self, id: FileId) -> &FileRow {
        &self.files[id.0 as usize]
    }
}

/// Which link brought a file in: index in the chain of this mount point.
type Via = Option<(MountPoint, u32)>;

/// What one sidecar loads. Marks carry the number of the round, so that nothing is cleared between sets.
struct Walk<'a> {
    codebase: &'a Codebase,
    table: &'a Table<'a>,
    round: u32,
    /// The round in which a file was last loaded.
    loaded: Vec<u32>,
    /// Round and file of the last exporter.
    owner: Vec<(u32, FileId)>,
    /// The files of this round, each with the link that brought it.
    order: Vec<(FileId, Via)>,
    /// Files still to visit; kept so that it is allocated once.
    waiting: Vec<FileId>,
}

impl<'a> Walk<'a> {
    fn new(codebase: &'a Codebase, table: &'a Table<'a>) -> Self {
        Walk {
            codebase,
            table,
            round: 0,
            loaded: vec![0; table.files.len()],
            owner: vec![(0, FileId(0)); table.names.len()],
            order: Vec::new(),
            waiting: Vec::new(),
        }
    }

    /// Loads what a sidecar with traffic of one direction only has.
    fn load(&mut self, set: &ChainSet, direction: Direction) {
        self.begin();
        // `main.js` uses both entry scripts, each only where there is such traffic.
        let other = match direction {
            Direction::Inbound => Direction::Outbound,
            Direction::Outbound => Direction::Inbound,
        };
        let absent: Vec<FileId> = self.table.entries[other as usize].clone();
        absent.iter().for_each(|it| self.loaded[it.0 as usize] = self.round);
        self.load_chains(set, &[direction]);
        absent.iter().for_each(|it| self.loaded[it.0 as usize] = 0);
    }

    fn load_both(&mut self, set: &ChainSet) {
        self.begin();
        self.load_chains(set, &[Direction::Inbound, Direction::Outbound]);
    }

    fn begin(&mut self) {
        self.round += 1;
        self.order.clear();
    }

    fn load_chains(&mut self, set: &ChainSet, directions: &[Direction]) {
        if let Some(root) = self.table.root {
            self.visit(root, None);
        }
        for &direction in directions {
            for &entry in &self.table.entries[direction as usize] {
                self.visit(entry, None);
            }
        }
        for chain in set.chains.iter().filter(|it| directions.contains(&it.mount.direction())) {
            for (index, link) in chain.links.iter().enumerate() {
                self.visit(link.file, Some((chain.mount, index as u32)));
            }
        }
        for at in 0..self.order.len() {
            let file = self.order[at].0;
            for &variable in &self.table.file(file).exports {
                self.owner[variable as usize] = (self.round, file);
            }
        }
    }

    fn visit(&mut self, file: FileId, via: Via) {
        self.waiting.push(file);
        while let Some(file) = self.waiting.pop() {
            let mark = &mut self.loaded[file.0 as usize];
            if *mark != self.round {
                *mark = self.round;
                self.order.push((file, via));
                self.waiting.extend(&self.table.file(file).needs);
            }
        }
    }

    /// Imports that nothing loaded exports.
    fn unresolved(&self, direction: Direction, here: Seen, found: &mut Found) {
        for &(file, via) in &self.order {
            for &variable in &self.table.file(file).imports {
                if self.owner[variable as usize].0 != self.round {
                    let key = (file, variable, direction);
                    found.unresolved.entry(key).or_insert((via, here.empty())).1.count(here);
                }
            }
        }
    }

    /// Variables that two loaded files export.
    fn doubled(&self, here: Seen, found: &mut Found) {
        for &(file, via) in &self.order {
            for &variable in &self.table.file(file).exports {
                let (_, owner) = self.owner[variable as usize];
                if owner != file {
                    // The custom one of the two is at fault, whichever of them came last.
                    let (blamed, other) = match self.is_custom(file) || !self.is_custom(owner) {
                        true => (file, owner),
                        false => (owner, file),
                    };
                    let via = match blamed == file {
                        true => via,
                        false => self.order.iter().find(|(it, _)| *it == blamed).and_then(|it| it.1),
                    };
                    let key = (blamed, other, variable);
                    found.doubled.entry(key).or_insert((via, here.empty())).1.count(here);
                }
            }
        }
    }

    fn is_custom(&self, file: FileId) -> bool {
        self.codebase.file(file).path.as_str().starts_with("plugins/")
    }
}

/// The first set that has a finding, and how many sidecars have it.
#[derive(Debug, Clone, Copy)]
struct Seen {
    set: u32,
    sidecars: u32,
}

impl Seen {
    fn empty(self) -> Self {
        Seen { sidecars: 0, ..self }
    }

    fn count(&mut self, here: Seen) {
        self.sidecars += here.sidecars;
    }
}

/// What does not bind, each once.
#[derive(Default)]
struct Found {
    unresolved: BTreeMap<(FileId, Variable, Direction), (Via, Seen)>,
    doubled: BTreeMap<(FileId, FileId, Variable), (Via, Seen)>,
}

/// Turns what was found into findings.
struct Words<'a> {
    project: &'a Project,
    codebase: &'a Codebase,
    resolved: &'a Resolved,
    table: &'a Table<'a>,
}

impl<'a> Words<'a> {
    fn report(&self, found: &Found, out: &mut Diagnostics) {
        // One finding a disabled entry, however many scripts miss it.
        let mut disabled: BTreeMap<usize, (Vec<Importer<'a>>, String)> = BTreeMap::new();
        for (&(file, variable, direction), &(via, seen)) in &found.unresolved {
            let importer = self.importer(file, variable, via, seen);
            let mounted = self.mounted(via, direction, seen);
            match self.disabled_exporter(variable, direction) {
                Some(entry) => disabled.entry(entry).or_insert((Vec::new(), mounted)).0.push(importer),
                None => {
                    let cause = self.cause(variable, direction, seen);
                    out.push(import_unresolved::report(&importer, &cause).mounted(mounted));
                }
            }
        }
        for (entry, (importers, mounted)) in disabled {
            let entry = &self.project.builtin_chains[entry];
            out.push(imports_from_disabled::report(entry, &importers).mounted(mounted));
        }
        for (&(file, other, variable), &(via, seen)) in &found.doubled {
            let direction = via.map_or(Direction::Inbound, |(mount, _)| mount.direction());
            let mounted = self.mounted(via, direction, seen);
            out.push(self.doubled(file, other, variable, via, seen).mounted(mounted));
        }
    }

    fn importer(&self, file: FileId, variable: Variable, via: Via, seen: Seen) -> Importer<'a> {
        let (namespace, name) = self.table.names[variable as usize];
        let module = self.codebase.file(file).module();
        let import = module.and_then(|module| {
            let found = |it: &&crate::ir::module::Import| *it.namespace == *namespace && *it.name == *name;
            module.imports.iter().find(found).map(|it| (module, it))
        });
        let link = self.link(via, seen).and_then(|it| it.place(self.project));
        Importer {
            path: &self.codebase.file(file).path,
            namespace,
            name,
            name_span: import.map(|(module, it)| module.program.range(it.at)).or(link),
            namespace_span: import.map(|(module, it)| module.program.range(it.namespace_at)),
        }
    }

    fn doubled(&self, file: FileId, other: FileId, variable: Variable, via: Via, seen: Seen) -> Diagnostic {
        let (namespace, name) = self.table.names[variable as usize];
        let place = |file: FileId| {
            let module = self.codebase.file(file).module()?;
            let found = module.exports.iter().find(|it| *it.namespace == *namespace && *it.name == *name);
            found.map(|it| module.program.range(it.at))
        };
        let link = self.link(via, seen).and_then(|it| it.place(self.project));
        let paths = (&self.codebase.file(file).path, &self.codebase.file(other).path);
        let other_name = paths.1.as_str().trim_end_matches(".js");
        let replaceable = self.project.builtin_chains.iter().any(|it| *it.plugin == *other_name);
        duplicate_export::report(paths, (namespace, name), place(file).or(link), place(other), replaceable)
    }

    fn link(&self, via: Via, seen: Seen) -> Option<&'a Link> {
        let (mount, index) = via?;
        self.resolved.sets[seen.set as usize].chain(mount).links.get(index as usize)
    }

    fn mounted(&self, via: Via, direction: Direction, seen: Seen) -> String {
        let mount = via.map_or(MountPoint::ALL[direction as usize * 2], |(mount, _)| mount);
        let text = self.resolved.mounted(self.project, seen.set, mount, self.link(via, seen));
        Resolved::and_others(text, seen.sidecars)
    }

    /// The values entry that disables the built-in which exports a variable.
    fn disabled_exporter(&self, variable: Variable, direction: Direction) -> Option<usize> {
        let exporters = &self.table.exporters[variable as usize];
        let path =
            |entry: &crate::ir::project::BuiltinLink| CodePath::new(&format!("{}.js", entry.plugin)).ok();
        let mut entries = self.project.builtin_chains.iter().enumerate();
        let found = entries.find(|(_, entry)| {
            let exports = || {
                path(entry)
                    .is_some_and(|path| exporters.iter().any(|&it| self.codebase.file(it).path == path))
            };
            entry.disabled && entry.mount.direction() == direction && exports()
        });
        found.map(|(at, _)| at)
    }

    fn cause(&self, variable: Variable, direction: Direction, seen: Seen) -> Cause<'a> {
        let (namespace, name) = self.table.names[variable as usize];
        let set = &self.resolved.sets[seen.set as usize];
        if let Some(&exporter) = self.table.exporters[variable as usize].first() {
            let exporter_path = &self.codebase.file(exporter).path;
            let mut other = Walk::new(self.codebase, self.table);
            other.load_both(set);
            return match other.loaded[exporter.0 as usize] == other.round {
                true => Cause::OtherDirection { exporter: exporter_path, direction },
                false => Cause::NotLoaded { exporter: exporter_path, direction },
            };
        }
        let exported = |it: &usize| !self.table.exporters[*it].is_empty();
        let all = || (0..self.table.names.len()).filter(exported).map(|it| self.table.names[it]);
        let elsewhere: Vec<&str> = all().filter(|it| it.1 == name).map(|it| it.0).collect();
        let siblings: Vec<&str> = all().filter(|it| it.0 == namespace).map(|it| it.1).collect();
        let namespaces: Vec<&str> = all().map(|it| it.0).collect();
        Cause::Unknown { elsewhere, siblings, namespaces }
    }
}
