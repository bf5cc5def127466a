//! The graph as one picture that needs nothing else: no script, no font, no other program.
//!
//! Four columns from left to right: the variables that plugins share, the plugins, the chains with their
//! links in order, and the workloads; below them the variables that only other scripts share. Lines run only in the space between columns, and all cards of a
//! column are equally wide, so that no line crosses a text. Texts are as wide as they are counted to be,
//! because the font has one width.

use std::io::{self, Write};

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::layout::{self, Card, GAP, Line};
use super::{Graph, Variable, level_word};
use crate::bundle::Origin;
use crate::runtime::{Level, Terminal};
use crate::shown::visible;

/// Width of a character at 13 pixels, in the widest of the fonts that are asked for.
const ADVANCE: f64 = 7.85;
/// Height of a row of text.
const ROW: f64 = 20.0;
/// Between a card's border and its text.
const PAD: f64 = 10.0;
/// Between columns, where the lines run.
const GUTTER: f64 = 130.0;
/// Around the picture.
const MARGIN: f64 = 24.0;
/// The title and the headings of columns.
const HEAD: f64 = 84.0;
/// Above the cards that stand below the columns.
const SHELF_HEAD: f64 = 56.0;
/// Longer texts are cut; their whole text is told when pointed at.
const MAX_COLUMNS: usize = 46;
/// So many scripts are named in a row.
const MAX_NAMED: usize = 3;

/// The columns, by number.
const VARIABLES: usize = 0;
const PLUGINS: usize = 1;
const CHAINS: usize = 2;
const WORKLOADS: usize = 3;
/// Variables that no plugin has to do with; they stand below the columns.
const LOOSE: usize = 4;
const HEADINGS: [&str; 5] =
    ["Shared variables", "Plugins", "Chains", "Workloads", "Variables that only other scripts share"];

/// A row of text in a card.
struct Row {
    text: String,
    class: &'static str,
    /// What is told when it is pointed at.
    title: String,
}

/// A card with its rows; the first is its heading.
struct Shown {
    class: &'static str,
    rows: Vec<Row>,
}

/// A line with its look.
struct Wire {
    line: Line,
    class: &'static str,
    /// The arrow stands at the left end.
    backwards: bool,
    title: String,
}

/// Everything that is drawn.
#[derive(Default)]
struct Picture {
    cards: Vec<Card>,
    shown: Vec<Shown>,
    wires: Vec<Wire>,
}

/// Writes the picture.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write(graph: &Graph, out: &mut dyn Write) -> io::Result<()> {
    let mut picture = Picture::default();
    picture.fill(graph);
    picture.write(graph, out)
}

fn row(text: impl Into<String>, class: &'static str) -> Row {
    Row { text: text.into(), class, title: String::new() }
}

/// The middle of a row, from the card's upper edge.
fn middle(row: usize) -> f64 {
    PAD / 2.0 + ROW * (row as f64 + 0.5)
}

impl Picture {
    fn card(&mut self, column: usize, class: &'static str, rows: Vec<Row>) -> usize {
        let height = ROW * rows.len() as f64 + PAD;
        self.cards.push(Card { column, height, y: 0.0 });
        self.shown.push(Shown { class, rows });
        self.cards.len() - 1
    }

    fn fill(&mut self, graph: &Graph) {
        let first_plugin = self.plugins(graph);
        self.variables(graph, &first_plugin);
        let mut of_chain = Vec::new();
        for chain in &graph.chains {
            // The number that this chain's card is about to get.
            let card = self.cards.len();
            let names: Vec<&str> = chain.sidecars.iter().map(|&it| &*graph.sidecars[it].name).collect();
            let whose = match names.len() {
                0..=2 => names.join(", "),
                n => format!("{n} workloads"),
            };
            let mut rows = vec![row(chain.mount.name(), "h"), row(format!("of {whose}"), "dim")];
            rows[1].title = names.join(", ");
            let mut level = Level::Bytes;
            for (link_at, link) in chain.links.iter().enumerate() {
                if link.level != level {
                    level = link.level;
                    rows.push(row(format!("{:>10} from here", level_word(level)), "dim"));
                }
                let script = &graph.scripts[link.script];
                let ends = if script.terminal == Terminal::Always { "  (ends)" } else { "" };
                let class = match (link.unreached, link.origin, graph.focus == Some(link.script)) {
                    (true, ..) => "off",
                    (_, _, true) => "own b",
                    (_, Origin::Custom, _) => "own",
                    (_, Origin::BuiltIn, _) => "t",
                };
                let by = link.mounted_by.join(", ");
                let title = format!("{}: {} {by}", script.path, link.origin.word());
                let text = format!("{:>5} {}{ends}", link.priority.to_string(), script.name());
                rows.push(Row { text, class, title });
                if let Some(&(_, plugin)) = first_plugin.iter().find(|it| it.0 == link.script) {
                    let to = (card, middle(rows.len() - 1));
                    let line = Line { from: (plugin, middle(0)), to };
                    let title = format!("{} in {}, link {}", script.name(), chain.mount, link_at + 1);
                    self.wires.push(Wire { line, class: "own", backwards: false, title });
                }
            }
            of_chain.push(self.card(CHAINS, "chain", rows));
        }
        for sidecar in &graph.sidecars {
            let card = self.card(WORKLOADS, "work", vec![row(&sidecar.name, "h")]);
            for &chain in &sidecar.chains {
                let line = Line { from: (of_chain[chain], middle(0)), to: (card, middle(0)) };
                let title = format!("{} of {}", graph.chains[chain].mount, sidecar.name);
                self.wires.push(Wire { line, class: "w", backwards: false, title });
            }
        }
    }

    /// The cards of plugins: (script, card).
    fn plugins(&mut self, graph: &Graph) -> Vec<(usize, usize)> {
        let mut cards = Vec::new();
        for (at, script) in graph.scripts.iter().enumerate().filter(|(at, _)| graph.is_card(*at)) {
            let mut rows = vec![row(script.name(), "h")];
            rows[0].title = script.path.to_string();
            if let Some(level) = script.level_in {
                rows.push(row(format!("works on {}", level_word(level)), "dim"));
            }
            for it in &script.context {
                let how = match (it.set, it.read) {
                    (true, true) => "set and read",
                    (true, false) => "set",
                    (false, true) => "read",
                    (false, false) => "unused",
                };
                rows.push(row(format!("{} {how}", it.name), "dim"));
            }
            for variable in &graph.variables {
                for share in variable.shares().into_iter().filter(|it| it.script == at) {
                    rows.push(row(format!("{} {}", share.words(), variable.name), "t"));
                }
            }
            cards.push((at, self.card(PLUGINS, "plugin", rows)));
        }
        cards
    }

    fn variables(&mut self, graph: &Graph, plugins: &[(usize, usize)]) {
        for variable in &graph.variables {
            let rows = variable_rows(graph, variable);
            let is_tied = variable.scripts().iter().any(|&it| plugins.iter().any(|plugin| plugin.0 == it));
            let card = self.card(if is_tied { VARIABLES } else { LOOSE }, "var", rows);
            for share in variable.shares() {
                let Some(&(_, plugin)) = plugins.iter().find(|it| it.0 == share.script) else { continue };
                let text = format!("{} {}", share.words(), variable.name);
                let of_text = self.shown[plugin].rows.iter().position(|it| it.text == text);
                let to = (plugin, middle(of_text.unwrap_or(0)));
                let line = Line { from: (card, middle(0)), to };
                let title = format!(
                    "{} {} {}",
                    graph.scripts[share.script].name(),
                    share.words(),
                    variable.full_name()
                );
                self.wires.push(Wire { line, class: "v", backwards: share.exports, title });
            }
        }
    }

    fn write(&mut self, graph: &Graph, out: &mut dyn Write) -> io::Result<()> {
        let lines: Vec<Line> = self.wires.iter().map(|it| it.line).collect();
        let mut body = layout::place(&mut self.cards, &lines, CHAINS, LOOSE);
        // A column is as wide as its widest text; one without cards takes no room.
        let mut widths = [0.0_f64; HEADINGS.len()];
        for (card, shown) in self.cards.iter().zip(&self.shown) {
            let widest = shown.rows.iter().map(|it| cut(&it.text).width()).max().unwrap_or(0);
            let heading = if card.column == LOOSE { 0 } else { HEADINGS[card.column].width() };
            let width = widest.max(heading) as f64 * ADVANCE + 2.0 * PAD;
            widths[card.column] = widths[card.column].max(width);
        }
        let mut lefts = [MARGIN; HEADINGS.len()];
        let mut x = MARGIN;
        for (left, width) in lefts.iter_mut().zip(widths).take(LOOSE) {
            *left = x;
            x += if width > 0.0 { width + GUTTER } else { 0.0 };
        }
        let title_width = format!("{} for {}", graph.title, graph.target).width() as f64 * ADVANCE * 1.3;
        let inner = (x - GUTTER - MARGIN).max(title_width).max(widths[LOOSE]);
        let (shelf, xs) = self.shelve(body, inner, widths[LOOSE]);
        let width = inner + 2.0 * MARGIN;
        let below = body + SHELF_HEAD;
        body = shelf;
        let height = HEAD + body + MARGIN;
        head(graph, width, height, out)?;
        for (column, heading) in HEADINGS.iter().enumerate().filter(|(column, _)| widths[*column] > 0.0) {
            let y = if column == LOOSE { HEAD + below } else { HEAD } - 14.0;
            let x = number(lefts[column]);
            writeln!(out, "<text class=\"dim\" x=\"{x}\" y=\"{}\">{heading}</text>", number(y))?;
        }
        for wire in &self.wires {
            self.wire(wire, &lefts, &widths, out)?;
        }
        for ((card, shown), x) in self.cards.iter().zip(&self.shown).zip(xs) {
            draw(card, shown, lefts[card.column] + x, widths[card.column], out)?;
        }
        writeln!(out, "</svg>")
    }

    /// Places what is tied to nothing below all else, each card where there is most room. Returns the
    /// height of the whole, and how far right each card goes.
    fn shelve(&mut self, body: f64, inner: f64, width: f64) -> (f64, Vec<f64>) {
        let mut xs = vec![0.0; self.cards.len()];
        let n_columns = (((inner + GAP) / (width + GAP)) as usize).max(1);
        let top = body + SHELF_HEAD;
        let mut bottoms = vec![top; n_columns];
        let mut bottom = body;
        for (card, x) in self.cards.iter_mut().zip(&mut xs).filter(|it| it.0.column == LOOSE) {
            let place = (0..n_columns).min_by(|&a, &b| bottoms[a].total_cmp(&bottoms[b])).unwrap_or(0);
            card.y = bottoms[place];
            *x = place as f64 * (width + GAP);
            bottoms[place] += card.height + GAP;
            bottom = f64::max(bottom, card.y + card.height);
        }
        (bottom, xs)
    }

    fn wire(&self, wire: &Wire, lefts: &[f64], widths: &[f64], out: &mut dyn Write) -> io::Result<()> {
        let end =
            |(card, offset): (usize, f64)| (self.cards[card].column, HEAD + self.cards[card].y + offset);
        let ((from, y1), (to, y2)) = (end(wire.line.from), end(wire.line.to));
        let (x1, x2) = (lefts[from] + widths[from], lefts[to]);
        let middle = (x1 + x2) / 2.0;
        let [x1, y1, x2, y2, middle] = [x1, y1, x2, y2, middle].map(number);
        let side = if wire.backwards { "start" } else { "end" };
        writeln!(
            out,
            "<path class=\"{0}\" marker-{side}=\"url(#{0})\" \
             d=\"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}\"><title>{1}</title></path>",
            wire.class,
            escaped(&wire.title)
        )
    }
}

fn variable_rows(graph: &Graph, variable: &Variable) -> Vec<Row> {
    let mut rows = vec![row(variable.name.clone(), "h"), row(format!("of {}", variable.namespace), "dim")];
    rows[0].title = variable.full_name();
    let lists = [
        ("from", &variable.exported_by),
        ("set by", &variable.set_by),
        ("read by", &variable.read_by),
        ("imported by", &variable.imported_by),
    ];
    for (word, list) in lists.into_iter().filter(|it| !it.1.is_empty()) {
        // Who imports a variable and reads it need not be named twice.
        if word == "imported by" && list.iter().all(|it| variable.read_by.contains(it)) {
            continue;
        }
        let names: Vec<&str> = list.iter().map(|&it| graph.scripts[it].name()).collect();
        // Each name gets a row of its own: together they would be cut.
        for (at, name) in names.iter().take(MAX_NAMED).enumerate() {
            let word = if at == 0 { word } else { "" };
            rows.push(Row { text: format!("{word:>11} {name}"), class: "t", title: names.join(", ") });
        }
        if names.len() > MAX_NAMED {
            let text = format!("{:>11} and {} more", "", names.len() - MAX_NAMED);
            rows.push(Row { text, class: "dim", title: names.join(", ") });
        }
    }
    rows
}

fn draw(card: &Card, shown: &Shown, x: f64, width: f64, out: &mut dyn Write) -> io::Result<()> {
    let y = HEAD + card.y;
    writeln!(out, "<g>")?;
    writeln!(
        out,
        "<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"5\"/>",
        shown.class,
        number(x),
        number(y),
        number(width),
        number(card.height)
    )?;
    for (at, row) in shown.rows.iter().enumerate() {
        let middle = y + middle(at);
        if row.class.starts_with("own") {
            writeln!(
                out,
                "<rect class=\"mark\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
                number(x + 1.0),
                number(middle - ROW / 2.0 + 1.0),
                number(width - 2.0),
                number(ROW - 2.0)
            )?;
        }
        let text = cut(&row.text);
        let title = if row.title.is_empty() { &row.text } else { &row.title };
        writeln!(
            out,
            "<text class=\"{}\" x=\"{}\" y=\"{}\" xml:space=\"preserve\">{}<title>{}</title></text>",
            row.class,
            number(x + PAD),
            number(middle + 4.5),
            escaped(&text),
            escaped(title.trim())
        )?;
    }
    writeln!(out, "</g>")
}

fn head(graph: &Graph, width: f64, height: f64, out: &mut dyn Write) -> io::Result<()> {
    let (width, height) = (number(width), number(height));
    let title = escaped(&graph.title);
    let target = escaped(&graph.target);
    let count = |n: usize, what| crate::shown::count(n, what);
    let description = format!(
        "{}, {}, {}, {}",
        count(graph.sidecars.len(), "workload"),
        count(graph.chains.len(), "different chain"),
        count(graph.scripts.len(), "script"),
        count(graph.variables.len(), "shared variable")
    );
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\" aria-labelledby=\"pipyc-title pipyc-desc\">"
    )?;
    writeln!(out, "<title id=\"pipyc-title\">Chains of {title}</title>")?;
    writeln!(out, "<desc id=\"pipyc-desc\">{description}</desc>")?;
    writeln!(out, "<style>{STYLE}</style>")?;
    writeln!(out, "<defs>")?;
    for class in ["own", "v", "w"] {
        writeln!(
            out,
            "<marker id=\"{class}\" class=\"a-{class}\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" \
             markerWidth=\"8\" markerHeight=\"8\" orient=\"auto-start-reverse\"><path d=\"M0 0L8 4L0 8z\"/></marker>"
        )?;
    }
    writeln!(out, "</defs>")?;
    writeln!(out, "<rect class=\"page\" width=\"100%\" height=\"100%\"/>")?;
    let (x, y) = (number(MARGIN), number(MARGIN + 16.0));
    writeln!(
        out,
        "<text class=\"title\" x=\"{x}\" y=\"{y}\">{title} <tspan class=\"dim\">for {target}</tspan></text>"
    )
}

/// Light, and dark where that is preferred.
const STYLE: &str = "
text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace;fill:#1f2328}
.title{font-size:17px;font-weight:bold}.h,.b{font-weight:bold}.dim{fill:#59636e;font-weight:normal}
.off{fill:#818b98;text-decoration:line-through}text.own{fill:#0550ae}
.page{fill:#ffffff}rect{fill:#f6f8fa;stroke:#c4ccd4}.plugin{stroke:#0969da;stroke-width:1.5}
.var{stroke:#8250df;stroke-dasharray:4 3}.work{stroke:#1a7f37}.page,.mark{stroke:none}.mark{fill:#ddf4ff}
path{fill:none;stroke-width:1.3}path.own{stroke:#0969da}path.v{stroke:#8250df}path.w{stroke:#1a7f37}
.a-own path{fill:#0969da;stroke:none}.a-v path{fill:#8250df;stroke:none}.a-w path{fill:#1a7f37;stroke:none}
path:hover{stroke-width:3}
@media (prefers-color-scheme:dark){
text{fill:#e6edf3}.dim{fill:#9198a1}.off{fill:#656c76}text.own{fill:#79c0ff}
.page{fill:#0d1117}rect{fill:#151b23;stroke:#3d444d}.plugin{stroke:#4493f8}.var{stroke:#ab7df8}
.work{stroke:#3fb950}.page,.mark{stroke:none}.mark{fill:#102a4c}
path.own{stroke:#4493f8}path.v{stroke:#ab7df8}path.w{stroke:#3fb950}
.a-own path{fill:#4493f8;stroke:none}.a-v path{fill:#ab7df8;stroke:none}.a-w path{fill:#3fb950;stroke:none}
}
";

/// A coordinate with one decimal at most.
fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// A text of at most [`MAX_COLUMNS`] columns.
fn cut(text: &str) -> String {
    if text.width() <= MAX_COLUMNS {
        return text.to_owned();
    }
    let mut column = 0;
    let fits = |c: &char| {
        column += c.width().unwrap_or(0);
        column < MAX_COLUMNS
    };
    let mut out: String = text.chars().take_while(fits).collect();
    out.push('…');
    out
}

/// A text for XML, which has no control characters.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().map(visible) {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
