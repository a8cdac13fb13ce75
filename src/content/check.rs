//! What must be true of the words of the site: within one field, within one file, and between files.

use super::file::{ContentError, Entry, Filed, Source};
use super::{Area, Proposal, Site};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use std::collections::HashSet;

/// The longest slug, in characters.
const SLUG_CHARACTERS: usize = 80;

/// The furthest that a proposal may open or close from the day of loading, in days: ten years.
const FURTHEST_DAYS: i32 = 3650;

/// A slug: words of small letters and digits, joined by single hyphens.
pub(super) fn slug<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if text.split('-').all(word) && text.len() <= SLUG_CHARACTERS {
        return Ok(text);
    }
    Err(D::Error::custom(format!(
        "{text:?} is not a slug: words of a-z and 0-9 joined by single hyphens, at most {SLUG_CHARACTERS} characters"
    )))
}

/// Words on one line: not blank, no line break.
pub(super) fn words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.trim().is_empty() {
        return Err(D::Error::custom("this must not be empty"));
    }
    if text.contains(char::is_control) {
        return Err(D::Error::custom("this must be on one line, without tabs"));
    }
    Ok(text.trim().to_owned())
}

/// The same for a field that may be left out; when it is there, it must say something.
pub(super) fn words_if_any<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    words(deserializer).map(Some)
}

/// The address of a web page.
pub(super) fn web_address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = words(deserializer)?;
    let is_web = |url: url::Url| matches!(url.scheme(), "http" | "https") && url.has_host();
    if url::Url::parse(&text).is_ok_and(is_web) {
        return Ok(text);
    }
    Err(D::Error::custom(format!("{text:?} is not a web address that begins with https:// or http://")))
}

/// An email address, as far as one can tell without writing to it.
pub(super) fn email<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = words(deserializer)?;
    if validator::ValidateEmail::validate_email(&text) {
        return Ok(text);
    }
    Err(D::Error::custom(format!("{text:?} is not an email address")))
}

/// Each stage of life is described once, and each one that an area names is described.
pub(super) fn life_stages(site: &Site, site_file: &Source, areas: &[Filed<Area>]) -> Result<(), ContentError> {
    let mut described = HashSet::new();
    for stage in &site.life_stages {
        if !described.insert(stage.key) {
            let reason = format!("the life stage {} is described twice", stage.key.as_str());
            return Err(site_file.fault_at("[[life_stages]]", &reason));
        }
    }
    match areas.iter().find(|area| !described.contains(&area.entry.life_stage)) {
        Some(area) => {
            let reason = format!("site.toml does not describe the life stage {}", area.entry.life_stage.as_str());
            Err(area.source.fault_at("life_stage", &reason))
        }
        None => Ok(()),
    }
}

/// Each position is taken once.
pub(super) fn positions<T: Entry>(filed: &[Filed<T>], position: fn(&T) -> u32) -> Result<(), ContentError> {
    let mut taken = HashSet::new();
    match filed.iter().find(|one| !taken.insert(position(&one.entry))) {
        Some(twice) => {
            let reason = format!("another file has the position {} already", position(&twice.entry));
            Err(twice.source.fault_at("position", &reason))
        }
        None => Ok(()),
    }
}

/// The area that each entry names is there.
pub(super) fn areas_exist<T: Entry>(
    filed: &[Filed<T>],
    area: fn(&T) -> &str,
    areas: &[Filed<Area>],
) -> Result<(), ContentError> {
    let known: HashSet<&str> = areas.iter().map(|area| area.entry.slug()).collect();
    match filed.iter().find(|one| !known.contains(area(&one.entry))) {
        Some(lost) => Err(lost.source.fault_at("area", &format!("there is no area {}", area(&lost.entry)))),
        None => Ok(()),
    }
}

/// The dates and the options of a proposal make sense.
pub(super) fn proposal(filed: &Filed<Proposal>) -> Result<(), ContentError> {
    let Filed { entry, source } = filed;
    let (opens, closes) = (entry.opens_in_days, entry.closes_in_days);
    if opens >= closes {
        let reason = format!("it would close (day {closes}) before or when it opens (day {opens})");
        return Err(source.fault_at("closes_in_days", &reason));
    }
    for (key, day) in [("opens_in_days", opens), ("closes_in_days", closes)] {
        if !(-FURTHEST_DAYS..=FURTHEST_DAYS).contains(&day) {
            return Err(source.fault_at(key, &format!("{day} days is too far away: at most {FURTHEST_DAYS}")));
        }
    }
    let lettered = entry.options.iter().map(|option| option.letter).eq(('A'..='Z').take(entry.options.len()));
    let preferred = entry.options.iter().filter(|option| option.preferred).count();
    let fault = |reason| Err(source.fault_at("[[options]]", reason));
    match entry.options.len() {
        0 | 1 => fault("a proposal needs at least two options"),
        _ if !lettered => fault("the options must be lettered A, B, C and so on"),
        _ if preferred > 1 => fault("only one option can be preferred"),
        _ => Ok(()),
    }
}

/// The line, from 1, of the byte `at` in `text`.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}
