//! Reads files for the other parts of `load`: text, documents, bytes, and what of them goes into reports
//! and the manifest.

use std::collections::{BTreeMap, HashMap};
use std::string::FromUtf8Error;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::LoadError;
use super::yaml::{self, At, Keep, Language, Piece, Tree, Trouble, TroubleKind};
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::project::Input;
use crate::ir::syntax::Range;
use crate::rules;
use crate::source::{SourceId, Sources, Span};
use crate::world::{self, PathKind, Tasks, World, WorldError};

/// Who named a path.
#[derive(Debug, Clone, Copy)]
pub(super) enum By {
    /// A flag, or a positional argument (then `PATH`).
    Flag(&'static str),
    /// The project file, at this place.
    Key(Span),
}

impl By {
    /// The place, if there is one.
    pub(super) fn span(self) -> Option<Span> {
        match self {
            By::Flag(_) => None,
            By::Key(span) => Some(span),
        }
    }
}

/// A path that somebody named.
#[derive(Debug, Clone)]
pub(super) struct Named {
    /// As it is read, from the current folder.
    pub path: String,
    /// Who named it.
    pub by: By,
}

/// What is at a named path.
pub(super) enum Found {
    /// One file.
    File,
    /// A folder with these files, sorted.
    Folder(Vec<String>),
    /// Nothing that can be read; it was reported.
    Nothing,
}

/// How much of a document is read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Look {
    /// Nothing: it passes by.
    Not,
    /// Some keys.
    Parts(&'static [Keep]),
    /// All of it.
    Whole,
}

/// The documents of a file, as they were parsed.
pub(super) struct Documents {
    source: SourceId,
    /// Each that was not passed over.
    trees: Vec<(Piece, Result<Tree, Trouble>)>,
    /// Those that were parsed as a whole.
    whole: Vec<Piece>,
}

/// The bytes of a file, and their digest.
fn digested(world: &dyn World, path: &str) -> Result<(Vec<u8>, [u8; 32]), WorldError> {
    let bytes = world.read(path)?;
    let sha256 = Sha256::digest(&bytes).into();
    Ok((bytes, sha256))
}

/// Reads, and remembers what was read.
pub(super) struct Reader<'w> {
    world: &'w dyn World,
    /// How what can be done side by side is done.
    pub tasks: &'w dyn Tasks,
    /// All texts.
    pub sources: Sources,
    /// What was found on the way.
    pub out: Diagnostics,
    /// Comments of files that have a `# pipyc-allow`.
    pub comments: Vec<(SourceId, Vec<Range>)>,
    /// The folder of the project file, without a slash at the end; empty for the current one.
    pub root: String,
    texts: HashMap<String, Option<SourceId>>,
    /// By the path that the manifest has: the path that was read, and the digest.
    inputs: BTreeMap<Box<str>, (Box<str>, [u8; 32])>,
    repeated: u64,
}

impl<'w> Reader<'w> {
    pub(super) fn new(world: &'w dyn World, tasks: &'w dyn Tasks) -> Self {
        Reader {
            world,
            tasks,
            sources: Sources::default(),
            out: Diagnostics::default(),
            comments: Vec::new(),
            root: String::new(),
            texts: HashMap::new(),
            inputs: BTreeMap::new(),
            repeated: yaml::MAX_REPEATED,
        }
    }

    /// A path of the project file, from the current folder.
    pub(super) fn of_root(&self, path: &str) -> String {
        match path == "-" || path.starts_with('/') || self.root.is_empty() {
            true => path.to_owned(),
            false => format!("{}/{path}", self.root),
        }
    }

    /// The path of the nearest file of this name: in the current folder, or in one above it.
    pub(super) fn nearest(&self, name: &str) -> Option<String> {
        let above = self.world.folder().map_or(0, |it| it.split('/').filter(|it| !it.is_empty()).count());
        let paths = (0..=above).map(|up| format!("{}{name}", "../".repeat(up)));
        paths.into_iter().find(|path| self.world.kind(path) == PathKind::File)
    }

    /// What is at `path`.
    pub(super) fn kind(&self, path: &str) -> PathKind {
        self.world.kind(path)
    }

    /// What is at a named path. A folder is walked.
    ///
    /// # Errors
    /// If a flag names nothing, or a folder cannot be read.
    pub(super) fn find(&mut self, named: &Named) -> Result<Found, LoadError> {
        match self.world.kind(&named.path) {
            PathKind::File | PathKind::Other => Ok(Found::File),
            PathKind::Folder => Ok(Found::Folder(self.world.walk(&named.path)?)),
            PathKind::Missing => match named.by {
                By::Flag(flag) => Err(LoadError::Missing { flag, path: named.path.clone() }),
                By::Key(span) => {
                    self.out.push(rules::project::missing_path::report(span, &named.path, None));
                    Ok(Found::Nothing)
                }
            },
        }
    }

    /// The bytes of a file. `given` is the named path through which it was found.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(super) fn bytes(&mut self, given: &str, path: &str) -> Result<Vec<u8>, LoadError> {
        let (bytes, sha256) = digested(self.world, path)?;
        self.note_input(given, path, sha256);
        Ok(bytes)
    }

    fn note_input(&mut self, given: &str, path: &str, sha256: [u8; 32]) {
        let shown = match self.root.ends_with("..") {
            true => below(&self.world.folder().unwrap_or_default(), &self.root, given, path),
            false => shown_path(&self.root, given, path),
        };
        self.inputs.insert(shown.into(), (path.into(), sha256));
    }

    /// Reads files whose texts will be asked for, many at a time. Each comes with the named path through
    /// which it was found.
    ///
    /// # Errors
    /// Of the first that cannot be read.
    pub(super) fn read_ahead(&mut self, files: &[(&str, &str)]) -> Result<(), LoadError> {
        let unread: Vec<_> = files.iter().filter(|(_, path)| !self.texts.contains_key(*path)).collect();
        let world = self.world;
        let read = world::map(self.tasks, &unread, |(_, path)| {
            let (bytes, sha256) = digested(world, path)?;
            Ok::<_, WorldError>((String::from_utf8(bytes).map(Arc::<str>::from), sha256))
        });
        for ((given, path), read) in unread.into_iter().zip(read) {
            let (text, sha256) = read?;
            self.note_input(given, path, sha256);
            let source = self.add_text(path, text);
            self.texts.insert((*path).to_owned(), source);
        }
        Ok(())
    }

    /// The text of a file; `None` if it is not text, which was reported. A file is read once.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(super) fn text(&mut self, given: &str, path: &str) -> Result<Option<SourceId>, LoadError> {
        if let Some(&known) = self.texts.get(path) {
            return Ok(known);
        }
        let bytes = self.bytes(given, path)?;
        let source = self.add_text(path, String::from_utf8(bytes).map(Arc::from));
        self.texts.insert(path.to_owned(), source);
        Ok(source)
    }

    /// Makes a source of a file's bytes; `None` if they are no text, which is reported.
    fn add_text(&mut self, path: &str, text: Result<Arc<str>, FromUtf8Error>) -> Option<SourceId> {
        let shown = if path == "-" { "<stdin>" } else { path.strip_prefix("./").unwrap_or(path) };
        match text {
            Ok(text) => Some(self.sources.add(shown, text)),
            Err(error) => {
                let at = error.utf8_error().valid_up_to() as u32;
                let bytes = error.into_bytes();
                let utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
                // Up to the first bad byte, offsets in the repaired text are those of the file.
                let source = self.sources.add(shown, String::from_utf8_lossy(&bytes).into_owned());
                let span = Span::new(source, at, at + '\u{fffd}'.len_utf8() as u32);
                self.out.push(rules::project::bad_document::not_text(span, utf16));
                None
            }
        }
    }

    /// The text of a source.
    pub(super) fn text_of(&self, source: SourceId) -> Arc<str> {
        Arc::clone(self.sources.get(source).text())
    }

    /// All documents of a file, in order; broken ones are reported.
    pub(super) fn documents(&mut self, source: SourceId) -> Vec<Tree> {
        let documents = self.parsed(source, |_, _| Look::Whole);
        self.taken(documents)
    }

    /// Parses documents of a file as far as `look` says. Changes nothing, so that many files can be parsed
    /// at a time.
    pub(super) fn parsed(&self, source: SourceId, look: impl Fn(&str, Piece) -> Look) -> Documents {
        let text = self.sources.get(source).text();
        let json = self.sources.get(source).path().ends_with(".json");
        let language = if json { Language::Json } else { Language::Either };
        let pieces = if json { yaml::json_values(source, text) } else { yaml::pieces(text) };
        let mut documents = Documents { source, trees: Vec::new(), whole: Vec::new() };
        for piece in pieces {
            let parsed = match look(text, piece) {
                Look::Not => continue,
                Look::Parts(keep) => yaml::parse_outline(source, text, piece, keep),
                Look::Whole => {
                    documents.whole.push(piece);
                    yaml::parse(source, text, piece, language)
                }
            };
            documents.trees.push((piece, parsed));
        }
        documents
    }

    /// The documents, in order; broken ones are reported.
    pub(super) fn taken(&mut self, documents: Documents) -> Vec<Tree> {
        let Documents { source, trees: parsed, whole } = documents;
        let text = self.text_of(source);
        let mut trees = Vec::new();
        for (piece, parsed) in parsed {
            match parsed.and_then(|tree| yaml::within(tree, &mut self.repeated)) {
                Ok(tree) => trees.push(tree),
                Err(trouble) => {
                    let span = Span::new(source, trouble.at.0, trouble.at.1);
                    let diagnostic = match (trouble.kind, template(source, &text, piece)) {
                        (TroubleKind::Syntax, Some(span)) => {
                            rules::resource::unrendered_template::report(span)
                        }
                        (TroubleKind::Syntax, None) => {
                            rules::project::bad_document::report(span, &trouble.message)
                        }
                        (TroubleKind::Limit, _) => {
                            rules::project::oversized_document::report(span, &trouble.message)
                        }
                    };
                    self.out.push(diagnostic);
                }
            }
        }
        self.comments(source, &text, &trees, &whole);
        trees
    }

    /// Reports what a document that is ours has twice, or where no key can be.
    pub(super) fn report_shape(&mut self, tree: &Tree) {
        let span = |(start, end): (u32, u32)| Span::new(tree.source, start, end);
        for twice in &tree.duplicates {
            let (first, second) = (span(twice.first), span(twice.second));
            self.out.push(rules::project::duplicate_key::report(&twice.key, first, second));
        }
        for trouble in &tree.troubles {
            let diagnostic = self.shape_trouble(tree, span(trouble.at), &trouble.message);
            self.out.push(diagnostic);
        }
    }

    fn shape_trouble(&self, tree: &Tree, span: Span, message: &str) -> Diagnostic {
        let text = self.sources.get(tree.source).text();
        let (start, end) = tree.root().range();
        match template(tree.source, text, Piece { start, end }) {
            Some(at) => rules::resource::unrendered_template::report(at),
            None => rules::project::bad_document::report(span, message),
        }
    }

    /// The string of `at` as a source of its own.
    pub(super) fn embed(&mut self, at: At<'_>, text: &str) -> SourceId {
        let parent = at.span().source;
        let (file, text): (_, Arc<str>) = (self.text_of(parent), text.into());
        let origin = at.embedding(file, Arc::clone(&text));
        self.sources.embed_later(text, parent, origin)
    }

    /// Everything that was read.
    pub(super) fn inputs(&self) -> Vec<Input> {
        let inputs = self.inputs.iter();
        let inputs = inputs.map(|(path, (read_as, sha256))| Input {
            path: path.clone(),
            read_as: read_as.clone(),
            sha256: *sha256,
        });
        inputs.collect()
    }

    fn comments(&mut self, source: SourceId, text: &str, trees: &[Tree], read: &[Piece]) {
        let mut comments = yaml::comments_with("pipyc-allow", text, trees);
        comments.retain(|comment| {
            let piece = read.partition_point(|piece| piece.start <= comment.start);
            let piece = piece.checked_sub(1).and_then(|it| read.get(it));
            // What was passed over unparsed may be anything.
            piece.is_some_and(|piece| comment.start < piece.end)
        });
        if !comments.is_empty() {
            self.comments.push((source, comments));
        }
    }
}

/// The first `{{` of a piece, if there is one: then it is most likely a Helm template.
fn template(source: SourceId, text: &str, piece: Piece) -> Option<Span> {
    let body = text.get(piece.start as usize..piece.end as usize)?;
    let at = piece.start + body.find("{{")? as u32;
    Some(Span::new(source, at, at + 2))
}

/// A path as the manifest has it: from the project's folder, and never absolute. Of an absolute path
/// only what begins with the last name that was given stays.
fn shown_path(root: &str, given: &str, path: &str) -> String {
    let plain = |path: &str| {
        let mut path = path;
        while let Some(rest) = path.strip_prefix("./") {
            path = rest.trim_start_matches('/');
        }
        path.to_owned()
    };
    let inside = (!root.is_empty()).then(|| path.strip_prefix(root)?.strip_prefix('/')).flatten();
    if let Some(inside) = inside {
        return plain(inside);
    }
    if given.starts_with('/') || given.get(1..2) == Some(":") {
        let given = given.trim_end_matches('/');
        let name = given.rsplit(['/', '\\']).next().unwrap_or(given);
        let below = path.strip_prefix(given).unwrap_or_default();
        return format!("{name}{below}");
    }
    let up = root.split('/').filter(|part| !matches!(*part, "" | "." | "..")).count();
    match path == "-" || root.starts_with(['/', '.']) {
        true => plain(path),
        false => format!("{}{}", "../".repeat(up), plain(path)),
    }
}

/// A path as the manifest has it, where the project was found above the working folder: files are the same
/// from wherever it is built.
fn below(folder: &str, root: &str, given: &str, path: &str) -> String {
    let shown = shown_path(root, given, path);
    if given == "-" || given.starts_with('/') || path.starts_with(&format!("{root}/")) {
        return shown;
    }
    let names: Vec<&str> = folder.split('/').filter(|it| !it.is_empty()).collect();
    let up = |path: &str| path.split('/').take_while(|it| *it == "..").count();
    let (all, own) = (up(root), up(&shown));
    let between = names.len().saturating_sub(all)..names.len().saturating_sub(own);
    let rest = shown.split('/').skip(own);
    names.get(between).unwrap_or_default().iter().copied().chain(rest).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shown_paths_are_the_same_from_below_the_project() {
        let below = |root, path| below("/home/me/shop/a/b", root, path, path);
        assert_eq!(below("../..", "../../k8s/a.yaml"), "k8s/a.yaml");
        assert_eq!(below("../..", "values.yaml"), "a/b/values.yaml");
        assert_eq!(below("../..", "../values.yaml"), "a/values.yaml");
        assert_eq!(below("..", "../../x.yaml"), "../x.yaml");
        assert_eq!(below("..", "/tmp/x.yaml"), "x.yaml");
        assert_eq!(below("..", "-"), "-");
    }

    #[test]
    fn shown_paths_count_from_the_project_and_are_never_absolute() {
        assert_eq!(shown_path("", "values.yaml", "./values.yaml"), "values.yaml");
        assert_eq!(shown_path("shop", "shop/k8s", "shop/k8s/a.yaml"), "k8s/a.yaml");
        assert_eq!(shown_path("shop", "values.yaml", "values.yaml"), "../values.yaml");
        assert_eq!(shown_path("", "/tmp/x/plugins/", "/tmp/x/plugins/a.yaml"), "plugins/a.yaml");
        assert_eq!(shown_path("/tmp/shop", "/tmp/shop/v.yaml", "/tmp/shop/v.yaml"), "v.yaml");
        assert_eq!(shown_path("", "-", "-"), "-");
    }
}
