//! What the bench was asked to do.

use crate::Outcome;
use std::path::PathBuf;
use std::time::Duration;

/// The settings of one run.
pub struct Options {
    /// Seconds for which each row is measured.
    pub each: Duration,
    /// Where the databases lie while it runs: a folder on a real disk.
    pub folder: PathBuf,
    /// The document to be brought up to date.
    pub write: Option<PathBuf>,
    /// How many get emails; fewer than are promised for a quick look.
    pub subscribers: i64,
    /// Only the databases whose name begins so.
    only: Option<String>,
    /// Only the rows of this part: see [`PARTS`].
    part: Option<String>,
    /// The address of a PostgreSQL whose user may make schemas.
    postgres: Option<String>,
}

/// A database to measure on.
pub struct Database {
    /// Its name, for a person.
    pub name: &'static str,
    /// Its address.
    pub url: String,
    /// The address at which a schema was made for the bench, and the schema's name.
    pub schema: Option<(String, String)>,
}

/// What can be measured by itself, as when looking for what makes it slow.
const PARTS: [&str; 11] = [
    "pages",
    "signed-in",
    "long",
    "beside",
    "writing",
    "sign-in",
    "digests",
    "moderation",
    "responses",
    "results",
    "campaigns",
];

const USAGE: &str = "usage: scripts/bench [--quick] [--seconds N] [--only sqlite|postgresql] [--part NAME] [--subscribers N] [--folder DIR] [--write FILE]";

impl Options {
    /// Reads the command line, and the address of PostgreSQL from `FOLKMOOT_TEST_POSTGRES` (as the tests do).
    #[allow(clippy::disallowed_methods, reason = "a bench has no settings to be passed in")]
    pub fn read(arguments: &mut Vec<String>) -> Outcome<Self> {
        let mut options = Self {
            each: Duration::from_secs(4),
            folder: std::env::temp_dir(),
            write: None,
            subscribers: 100_000,
            only: None,
            part: None,
            postgres: std::env::var("FOLKMOOT_TEST_POSTGRES").ok(),
        };
        let mut rest = arguments.drain(..);
        while let Some(word) = rest.next() {
            let mut value = || rest.next().ok_or_else(|| format!("{word} needs a value; {USAGE}"));
            match word.as_str() {
                "--quick" => options.each = Duration::from_secs(1),
                "--seconds" => {
                    let seconds = value()?.parse::<u64>().ok().filter(|n| (1..=600).contains(n));
                    options.each = Duration::from_secs(seconds.ok_or("--seconds takes 1 to 600")?);
                }
                "--only" => options.only = Some(value()?.to_lowercase()),
                "--part" => {
                    let part = value()?;
                    let known = PARTS.contains(&part.as_str());
                    options.part =
                        Some(known.then_some(part).ok_or_else(|| format!("--part takes one of {}", PARTS.join(", ")))?);
                }
                "--subscribers" => {
                    let number = value()?.parse::<i64>().ok().filter(|n| (1..=10_000_000).contains(n));
                    options.subscribers = number.ok_or("--subscribers takes 1 to 10000000")?;
                }
                "--folder" => options.folder = value()?.into(),
                "--write" => options.write = Some(value()?.into()),
                _ => return Err(format!("{word} is not known; {USAGE}")),
            }
        }
        Ok(options)
    }

    /// Whether this part is to be measured.
    pub fn includes(&self, part: &str) -> bool {
        self.part.as_ref().is_none_or(|only| only == part)
    }

    /// The databases to measure on, in order.
    pub fn databases(&self) -> Outcome<Vec<Database>> {
        let wanted = |name: &str| self.only.as_ref().is_none_or(|only| name.starts_with(only.as_str()));
        let mut all = Vec::new();
        if wanted("sqlite") {
            // The file is named when its folder is made.
            all.push(Database { name: "SQLite", url: String::new(), schema: None });
        }
        match &self.postgres {
            Some(base) if wanted("postgresql") => {
                let schema = format!("bench_{}", &folkmoot::keys::token_hash(&folkmoot::keys::random_token())[..12]);
                let join = if base.contains('?') { '&' } else { '?' };
                let url = format!("{base}{join}options=-csearch_path%3D{schema}");
                all.push(Database { name: "PostgreSQL", url, schema: Some((base.clone(), schema)) });
            }
            None if wanted("postgresql") => {
                eprintln!("PostgreSQL is left out: FOLKMOOT_TEST_POSTGRES holds no address")
            }
            _ => {}
        }
        if all.is_empty() { Err(format!("there is no database to measure on; {USAGE}")) } else { Ok(all) }
    }
}
