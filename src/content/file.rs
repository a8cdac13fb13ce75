//! Reads one content file: its few lines of TOML, the Markdown below them, and where in it a mistake stands.

use super::{Area, CaseStudy, Page, Proposal, Site, check};
use serde::de::DeserializeOwned;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// The line that stands above and below the TOML.
const FENCE: &str = "+++";

/// A mistake in a content file, on one line: `areas/04-air.md:3: the reason`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentError {
    /// The file or folder at fault.
    pub file: PathBuf,
    /// The line in that file, from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong, in one sentence without line breaks.
    pub reason: String,
}

impl std::fmt::Display for ContentError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, "{line}:")?;
        }
        write!(f, " {}", self.reason)
    }
}

impl std::error::Error for ContentError {}

/// The text of a file, in its two parts.
#[derive(Debug)]
pub(super) struct Source {
    path: PathBuf,
    front: String,
    /// The line of the file on which `front` begins.
    front_line: usize,
    body: String,
    /// The line of the file on which `body` begins.
    body_line: usize,
}

/// What a file says, with the file, so that a later check can still point into it.
#[derive(Debug)]
pub(super) struct Filed<T> {
    pub(super) entry: T,
    pub(super) source: Source,
}

/// What the kinds of content files have in common.
pub(super) trait Entry: DeserializeOwned {
    fn slug(&self) -> &str;
    /// The name that its file must have, without `.md`.
    fn file_stem(&self) -> String;
    /// Takes the Markdown of `source`.
    fn take_body(&mut self, source: &Source) -> Result<(), ContentError>;
}

impl Entry for Area {
    fn slug(&self) -> &str {
        &self.slug
    }

    fn file_stem(&self) -> String {
        format!("{:02}-{}", self.position, self.slug)
    }

    fn take_body(&mut self, source: &Source) -> Result<(), ContentError> {
        self.body = source.whole_body()?;
        Ok(())
    }
}

impl Entry for Proposal {
    fn slug(&self) -> &str {
        &self.slug
    }

    fn file_stem(&self) -> String {
        format!("{}--{}", self.area, self.slug)
    }

    fn take_body(&mut self, source: &Source) -> Result<(), ContentError> {
        [self.what_would_change, self.why] = source.sections(["What would change", "Why"])?;
        Ok(())
    }
}

impl Entry for CaseStudy {
    fn slug(&self) -> &str {
        &self.slug
    }

    fn file_stem(&self) -> String {
        self.slug.clone()
    }

    fn take_body(&mut self, source: &Source) -> Result<(), ContentError> {
        self.body = source.whole_body()?;
        Ok(())
    }
}

impl Entry for Page {
    fn slug(&self) -> &str {
        &self.slug
    }

    fn file_stem(&self) -> String {
        self.slug.clone()
    }

    fn take_body(&mut self, source: &Source) -> Result<(), ContentError> {
        self.body = source.whole_body()?;
        Ok(())
    }
}

impl Source {
    /// The file `path` as one part, all of it TOML.
    fn read_toml(path: &Path) -> Result<Self, ContentError> {
        let front = read_text(path)?;
        Ok(Self { path: path.to_owned(), front, front_line: 1, body: String::new(), body_line: 1 })
    }

    /// The file `path` in two parts: TOML between fences, then Markdown.
    fn read_markdown(path: &Path) -> Result<Self, ContentError> {
        let text = read_text(path)?;
        let fault = |line, reason: &str| fault(path, line, reason);
        let mut lines = text.split_inclusive('\n');
        if lines.next().map(str::trim_end) != Some(FENCE) {
            return Err(fault(Some(1), "the first line must be +++, with the facts about this text below it"));
        }
        let mut front = String::new();
        for (n, line) in lines.by_ref().enumerate() {
            if line.trim_end() == FENCE {
                let body = lines.collect();
                return Ok(Self { path: path.to_owned(), front, front_line: 2, body, body_line: n + 3 });
            }
            front.push_str(line);
        }
        Err(fault(None, "the second line +++ is missing, which ends the facts about this text"))
    }

    /// The TOML as a `T`; a mistake in it is told with its line.
    fn parse<T: DeserializeOwned>(&self) -> Result<T, ContentError> {
        toml::from_str(&self.front).map_err(|error| {
            let reason = error.message().lines().collect::<Vec<_>>().join(", ");
            // A field that is missing from the file as a whole stands on no line.
            let span = error.span().filter(|span| !(span.start == 0 && reason.starts_with("missing field")));
            let line = span.map(|span| check::line_of(&self.front, span.start) + self.front_line - 1);
            fault(&self.path, line, &reason)
        })
    }

    /// The mistake `reason`, on the first line that sets `key`, or that is the heading `key` of a table.
    pub(super) fn fault_at(&self, key: &str, reason: &str) -> ContentError {
        let sets = |line: &str| {
            line.strip_prefix(key).is_some_and(|rest| matches!(rest.trim().chars().next(), None | Some('=')))
        };
        let line = self.front.lines().position(sets).map(|n| n + self.front_line);
        fault(&self.path, line, reason)
    }

    fn whole_body(&self) -> Result<String, ContentError> {
        let body = self.body.trim();
        if body.is_empty() {
            return Err(fault(&self.path, None, "there is no text below the second +++"));
        }
        Ok(body.to_owned())
    }

    /// The body cut at its `## ` headings, which must be `names`, in that order; the headings are left out.
    fn sections<const N: usize>(&self, names: [&str; N]) -> Result<[String; N], ContentError> {
        let mut parts = names.map(|_| String::new());
        let mut begun = 0;
        for (n, line) in self.body.lines().enumerate() {
            let fault = |reason: String| fault(&self.path, Some(self.body_line + n), &reason);
            if let Some(heading) = line.strip_prefix("## ") {
                match names.get(begun) {
                    Some(name) if *name == heading.trim() => begun += 1,
                    Some(name) => return Err(fault(format!("here must stand the heading ## {name}"))),
                    None => return Err(fault(format!("## {} is one heading too many", heading.trim()))),
                }
            } else if let Some(part) = begun.checked_sub(1).and_then(|at| parts.get_mut(at)) {
                part.push_str(line);
                part.push('\n');
            } else if !line.trim().is_empty() {
                return Err(fault(format!("there is text before the first heading, ## {}", names[0])));
            }
        }
        let parts = parts.map(|part| part.trim().to_owned());
        match names.iter().zip(&parts).find(|(_, part)| part.is_empty()) {
            Some((name, _)) => Err(fault(&self.path, None, &format!("the section ## {name} is missing or empty"))),
            None => Ok(parts),
        }
    }
}

/// Reads `site.toml`.
pub(super) fn read_site(path: &Path) -> Result<(Site, Source), ContentError> {
    let source = Source::read_toml(path)?;
    Ok((source.parse()?, source))
}

/// Reads every file of the folder `dir`, by name; each slug occurs once and agrees with the name of its file.
pub(super) fn read_folder<T: Entry>(dir: &Path) -> Result<Vec<Filed<T>>, ContentError> {
    let mut filed: Vec<Filed<T>> = Vec::new();
    let mut seen = HashSet::new();
    for name in names_in(dir)? {
        let path = dir.join(&name);
        let Some(stem) = name.strip_suffix(".md").filter(|_| path.is_file()) else {
            return Err(fault(&path, None, "only files that end in .md belong here"));
        };
        let source = Source::read_markdown(&path)?;
        let mut entry: T = source.parse()?;
        if !seen.insert(entry.slug().to_owned()) {
            return Err(source.fault_at("slug", &format!("another file has the slug {} already", entry.slug())));
        }
        if entry.file_stem() != stem {
            let reason = format!("by what it says, this file must be named {}.md", entry.file_stem());
            return Err(source.fault_at("slug", &reason));
        }
        entry.take_body(&source)?;
        filed.push(Filed { entry, source });
    }
    Ok(filed)
}

/// Refuses what is in the folder `dir` but not among `known`: a folder with a slip in its name must not be passed over.
pub(super) fn refuse_strangers(dir: &Path, known: &[&str]) -> Result<(), ContentError> {
    match names_in(dir)?.into_iter().find(|name| !known.contains(&name.as_str())) {
        Some(name) => Err(fault(&dir.join(name), None, &format!("here may only be {}", known.join(", ")))),
        None => Ok(()),
    }
}

/// The names in the folder `dir`, sorted, without hidden files and `README.md`.
fn names_in(dir: &Path) -> Result<Vec<String>, ContentError> {
    let unreadable = |error: std::io::Error| fault(dir, None, &format!("the folder cannot be read: {error}"));
    let mut names = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') && name != "README.md" {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// The text of `path` with line ends `\n` and without control characters, which no database takes gladly.
fn read_text(path: &Path) -> Result<String, ContentError> {
    let bytes = std::fs::read(path).map_err(|error| fault(path, None, &format!("the file cannot be read: {error}")))?;
    let text = String::from_utf8(bytes).map_err(|_| fault(path, None, "the file is not UTF-8 text"))?;
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    if let Some(at) = text.find(|c: char| c.is_control() && !matches!(c, '\n' | '\t')) {
        let line = check::line_of(&text, at);
        return Err(fault(path, Some(line), "there is a control character, which cannot be shown"));
    }
    Ok(text)
}

fn fault(path: &Path, line: Option<usize>, reason: &str) -> ContentError {
    ContentError { file: path.to_owned(), line, reason: reason.to_owned() }
}
