//! The table: what was measured beside what was promised, and whether it is met, worked out from the numbers.

use crate::Outcome;
use crate::drive::Samples;
use std::fmt::Write;
use std::path::Path;

/// The lines of the document between which the bench writes.
const MARKS: (&str, &str) = ("<!-- bench: what follows is written by scripts/bench -->", "<!-- bench: end -->");

/// What was promised.
#[derive(Clone, Copy)]
pub enum Target {
    /// At least so many of a hundred of the limit beside it.
    Share(f64),
    /// At least so many answers a second.
    Rate(f64),
    /// At least so many answers a second, and 99 of 100 within so many milliseconds.
    RateAndWait(f64, f64),
    /// 99 of 100 answers within so many milliseconds.
    Wait(f64),
    /// A value that must not be larger.
    AtMost(f64),
    /// A value that must not be smaller.
    AtLeast(f64),
    /// As many found as there should be.
    All(f64),
    /// Shown for comparison.
    None,
}

/// One row of the table.
pub struct Figure {
    what: String,
    connections: String,
    measured: String,
    waits: [String; 2],
    cpu: String,
    limit: String,
    target: String,
    met: Option<bool>,
}

impl Figure {
    /// A row of answers a second; `limit` is what the same row reached at most, measured in the same minute.
    pub fn rate(what: &str, connections: usize, samples: &Samples, limit: Option<&Samples>, target: Target) -> Self {
        let rate = samples.rate();
        let share = limit.map(|l| 100.0 * rate / l.rate().max(0.001));
        let met = match target {
            Target::Share(least) => share.map(|s| s >= least),
            Target::Rate(least) => Some(rate >= least),
            Target::RateAndWait(least, most) => Some(rate >= least && samples.percentile(99) <= most),
            Target::Wait(most) => Some(samples.percentile(99) <= most),
            _ => None,
        };
        let wait = |percent: usize| format!("{:.1}", samples.percentile(percent));
        Self {
            what: what.to_owned(),
            connections: connections.to_string(),
            measured: format!("{}/s", thousands(rate)),
            waits: [wait(50), wait(99)],
            cpu: match limit {
                Some(limit) => format!("{:.0} ({:.0})", samples.cpu_each().0, limit.cpu_each().0),
                None => format!("{:.0}", samples.cpu_each().0),
            },
            limit: limit.zip(share).map_or_else(String::new, |(l, s)| format!("{}/s, {s:.0} %", thousands(l.rate()))),
            target: said(target, "/s"),
            met,
        }
        .shown()
    }

    /// A row with one value.
    pub fn value(what: &str, value: f64, unit: &str, target: Target) -> Self {
        let met = match target {
            Target::AtMost(most) => Some(value <= most),
            Target::AtLeast(least) => Some(value >= least),
            Target::All(all) => Some((value - all).abs() < 0.5),
            _ => None,
        };
        let number = if value >= 100.0 || unit.is_empty() { thousands(value) } else { format!("{value:.2}") };
        let empty = String::new;
        Self {
            what: what.to_owned(),
            connections: empty(),
            measured: format!("{number} {unit}").trim().to_owned(),
            waits: [empty(), empty()],
            cpu: empty(),
            limit: empty(),
            target: said(target, unit),
            met,
        }
        .shown()
    }

    /// Says the row at once: a run takes minutes.
    fn shown(self) -> Self {
        eprintln!("{}", self.cells().join(" | "));
        self
    }

    fn cells(&self) -> [String; 9] {
        let verdict = self.met.map_or("", |met| if met { "met" } else { "missed" });
        let [p50, p99] = self.waits.clone();
        let (what, connections, cpu) = (self.what.clone(), self.connections.clone(), self.cpu.clone());
        [
            what,
            connections,
            self.measured.clone(),
            p50,
            p99,
            cpu,
            self.limit.clone(),
            self.target.clone(),
            verdict.into(),
        ]
    }
}

fn said(target: Target, unit: &str) -> String {
    match target {
        Target::Share(least) => format!("{least:.0} % of the limit"),
        Target::Rate(least) => format!("{}{unit}", thousands(least)),
        Target::RateAndWait(least, most) => format!("{}{unit}, p99 {most:.0} ms", thousands(least)),
        Target::Wait(most) => format!("p99 {most:.0} ms"),
        Target::AtMost(most) => format!("at most {most} {unit}"),
        Target::AtLeast(least) => format!("at least {} {unit}", thousands(least)).trim().to_owned(),
        Target::All(all) => format!("all {}", thousands(all)),
        Target::None => String::new(),
    }
}

/// A whole number with commas.
pub fn thousands(value: f64) -> String {
    views::parts::number(value.round() as i64)
}

const HEADINGS: [&str; 9] = [
    "What",
    "Connections",
    "Measured",
    "p50 ms",
    "p99 ms",
    "Server CPU µs (limit's)",
    "Limit, and share of it",
    "Target",
    "Verdict",
];

/// What was found on one database.
pub struct Findings {
    title: String,
    pub figures: Vec<Figure>,
    pub notes: Vec<String>,
    load: Vec<String>,
}

impl Findings {
    pub fn new(title: String) -> Self {
        Self { title, figures: Vec::new(), notes: Vec::new(), load: Vec::new() }
    }

    /// Keeps how much processor time the load generator itself needed for a row.
    pub fn note_load(&mut self, what: &str, samples: &Samples) {
        self.load.push(format!("{what} {:.0} µs", samples.cpu_each().1));
    }

    /// The table in Markdown that can be read as it stands.
    pub fn table(&self) -> String {
        let mut rows: Vec<[String; 9]> = vec![HEADINGS.map(str::to_owned)];
        rows.extend(self.figures.iter().map(Figure::cells));
        let width = |n: usize| rows.iter().map(|r| r[n].chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..9).map(width).collect();
        rows.insert(1, std::array::from_fn(|n| "-".repeat(widths[n])));
        let mut text = format!("\n## {}\n\n", self.title);
        for row in rows {
            for (cell, width) in row.iter().zip(&widths) {
                // Writing to a String cannot fail.
                let _ = write!(text, "| {cell:<width$} ");
            }
            text.push_str("|\n");
        }
        let count = |met: bool| self.figures.iter().filter(|f| f.met == Some(met)).count();
        let _ = write!(text, "\n{} met, {} missed.\n\n", count(true), count(false));
        for note in &self.notes {
            let _ = writeln!(text, "- {note}");
        }
        let _ =
            writeln!(text, "- Processor time of the load generator itself for each request: {}.", self.load.join(", "));
        text
    }
}

/// Puts the report between the two marks of the document; the words around it stay.
pub fn write_between_marks(path: &Path, report: &str) -> Outcome<()> {
    let name = path.display();
    let text = std::fs::read_to_string(path).map_err(|e| format!("{name}: {e}"))?;
    let missing = || format!("{name} lacks the line {} or {}", MARKS.0, MARKS.1);
    let (before, rest) = text.split_once(MARKS.0).ok_or_else(missing)?;
    let (_, after) = rest.split_once(MARKS.1).ok_or_else(missing)?;
    let text = format!("{before}{}\n\n{}\n\n{}{after}", MARKS.0, report.trim(), MARKS.1);
    std::fs::write(path, text).map_err(|e| format!("{name}: {e}"))
}
