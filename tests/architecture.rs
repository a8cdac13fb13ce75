//! Keeps the map in `docs/ARCHITECTURE.md` true: who may know whom, and what may be used where.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The rooms from the ground up, as the map draws them. A room may know those on the floors below its own, and no other.
const FLOORS: &[&[&str]] = &[
    &["clock", "content", "ids", "markdown", "spans", "stop", "text", "tls"],
    &["characteristics", "error", "holding"],
    &["db", "policy", "tables"],
    &["config"],
    &["keys", "passwords"],
    &["activity", "audit", "consents", "files", "mail", "openid", "queue", "texts"],
    &["web"],
    &["factors", "identities", "passkeys"],
    &["access", "accounts", "app", "areas"],
    &["house_rules", "notice", "organisations", "professions", "proposals", "subscribers"],
    &["attachments", "comments", "dev", "questionnaires", "suggestions"],
    &["monitoring"],
    &["follows", "moderation", "responses", "seed", "votes"],
    &["campaigns", "digests", "discussion", "door", "import", "record", "vision"],
    &["privacy", "results", "staff", "subscriptions"],
    &["coding", "paper", "retention"],
    &["outcomes"],
    &["routes", "worker"],
    &["server"],
    &["commands"],
];

/// Macros stand at the top of the crate wherever they are written; these are the rooms that they belong to.
const MACROS: &[(&str, &str)] = &[("words", "ids"), ("each_backend", "db"), ("load_unheld", "db")];

/// The only files that may know a room above them: file, room, why.
const UPWARDS: &[(&str, &str, &str)] = &[];

/// Where SQL is spoken besides `db`, the stores and the four rooms of the map: file, why.
const DIESEL: &[(&str, &str)] = &[
    ("src/ids.rs", "says how numbers and words are kept in a column"),
    ("src/error.rs", "turns what the database says into an error of ours"),
    ("src/accounts/mod.rs", "derives Queryable, so that a store can fill its types"),
    ("src/factors/mod.rs", "derives Queryable for a type whose fields nobody else may set"),
    ("src/factors/challenges.rs", "derives Queryable, so that a store can fill its type"),
    ("src/campaigns/mod.rs", "derives Queryable, so that a store can fill its types"),
    ("src/accounts/links.rs", "derives Queryable for a type whose fields nobody else may set"),
    ("src/responses/mod.rs", "derives Queryable, so that a store can fill its types"),
    ("src/import/mod.rs", "turns what the database says into an error of an import"),
];

/// Where HTTP is spoken besides `app`, `routes`, `server`, `dev`, `web` and files of pages: file or folder, why.
const ACTIX: &[(&str, &str)] = &[
    ("src/commands/serve.rs", "starts the server's own runtime"),
    ("src/discussion/", "the whole room is pages: its rules are those of proposals, comments and votes"),
];

/// Where else the two databases are told apart: file, why.
const BACKENDS: &[(&str, &str)] = &[];

struct File {
    path: String,
    /// Without comments.
    code: String,
}

impl File {
    /// `src/votes/store.rs` stands in the room `votes`, `src/queue.rs` in `queue`.
    fn room(&self) -> &str {
        let rest = self.path.trim_start_matches("src/");
        rest.split('/').next().unwrap_or(rest).trim_end_matches(".rs")
    }

    fn is_store(&self) -> bool {
        self.path.ends_with("/store.rs") || self.path.contains("/store/")
    }

    fn is_pages(&self) -> bool {
        self.path.ends_with("/pages.rs") || self.path.contains("/pages/")
    }

    fn says(&self, word: &str) -> bool {
        self.code.match_indices(word).any(|(at, _)| {
            let part = |c: char| c.is_alphanumeric() || c == '_';
            !self.code[..at].chars().next_back().is_some_and(part) && !self.code[at + word.len()..].starts_with(part)
        })
    }

    /// The rooms that this file names, its own left out.
    fn knows(&self) -> BTreeSet<String> {
        let mut rooms: BTreeSet<String> =
            self.code.match_indices("crate::").flat_map(|(at, word)| names(&self.code[at + word.len()..])).collect();
        for (name, room) in MACROS {
            if rooms.remove(*name) {
                rooms.insert((*room).to_owned());
            }
        }
        rooms.remove(self.room());
        rooms
    }
}

/// The first names of a path: one, or those of a group in braces.
fn names(path: &str) -> Vec<String> {
    let first =
        |text: &str| text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let Some(group) = path.strip_prefix('{') else { return vec![first(path)] };
    let (mut depth, mut found, mut start) = (0, Vec::new(), 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' | ',' if depth == 0 => {
                found.push(first(&group[start..at]));
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// Every file of `src` but the two at its door, which only list and start.
fn sources() -> Vec<File> {
    let mut files = Vec::new();
    walk(&root().join("src"), &mut files);
    files.retain(|file| !matches!(file.path.as_str(), "src/lib.rs" | "src/main.rs"));
    files
}

fn walk(folder: &Path, files: &mut Vec<File>) {
    for entry in std::fs::read_dir(folder).expect("a folder of ours").flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = std::fs::read_to_string(&path).expect("a file of ours");
            let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            let name = path.strip_prefix(root()).expect("below the root").display().to_string();
            files.push(File { path: name, code: lines.collect::<Vec<_>>().join("\n") });
        }
    }
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// Fails with one line for each breach, and for each exception that nothing needs any more.
fn judge(rule: &str, breaches: Vec<(String, String)>, excused: &[&str]) {
    let is_excused = |path: &str| excused.iter().find(|e| path == **e || (e.ends_with('/') && path.starts_with(**e)));
    let used: BTreeSet<&str> = breaches.iter().filter_map(|(path, _)| is_excused(path).copied()).collect();
    let mut said: Vec<String> = breaches
        .iter()
        .filter(|(path, _)| is_excused(path).is_none())
        .map(|(path, what)| format!("{path}: {what}"))
        .collect();
    said.extend(excused.iter().filter(|e| !used.contains(**e)).map(|e| format!("{e}: needs no exception any more")));
    assert!(said.is_empty(), "{rule}\n  {}", said.join("\n  "));
}

fn breaches(of: impl Fn(&File) -> Option<String>) -> Vec<(String, String)> {
    sources().iter().filter_map(|file| Some((file.path.clone(), of(file)?))).collect()
}

#[test]
fn every_room_has_its_floor_and_the_map_draws_it_so() {
    let listed: BTreeSet<String> = read("src/lib.rs")
        .lines()
        .filter_map(|line| Some(line.strip_prefix("pub mod ")?.trim_end_matches(';').to_owned()))
        .collect();
    let drawn: BTreeSet<String> = FLOORS.concat().into_iter().map(str::to_owned).collect();
    assert_eq!(listed, drawn, "src/lib.rs and FLOORS name the same rooms");
    let map = read("docs/ARCHITECTURE.md");
    for (n, rooms) in FLOORS.iter().enumerate() {
        let line = format!("{:>2}  {}", n + 1, rooms.join(" · "));
        assert!(map.lines().any(|l| l == line), "docs/ARCHITECTURE.md must draw this floor:\n{line}");
    }
}

#[test]
fn no_arrow_runs_back() {
    let mut back = Vec::new();
    for file in sources() {
        let own = floor(file.room()).unwrap_or_else(|| panic!("{} is on no floor", file.path));
        for room in file.knows() {
            let Some(theirs) = floor(&room) else { panic!("{} names crate::{room}, which is no room", file.path) };
            let excused = UPWARDS.iter().any(|(path, up, _)| *path == file.path && *up == room);
            if theirs >= own && !excused {
                back.push(format!("{} (floor {}) knows {room} (floor {})", file.path, own + 1, theirs + 1));
            }
        }
    }
    assert!(back.is_empty(), "A room knows only rooms on floors below its own:\n  {}", back.join("\n  "));
    let all = sources();
    let needed = |path: &str, up: &str| all.iter().any(|file| file.path == path && file.knows().contains(up));
    for (path, up, _) in UPWARDS {
        assert!(needed(path, up), "{path} does not know {up} any more: take it off the list");
    }
}

#[test]
fn sql_is_spoken_in_stores() {
    let home = |file: &File| {
        file.is_store()
            || matches!(file.room(), "db" | "activity" | "audit" | "queue")
            || matches!(file.path.as_str(), "src/web/session.rs" | "src/web/waiting.rs")
    };
    let found = breaches(|file| (file.says("diesel") && !home(file)).then(|| "speaks of diesel".into()));
    let excused: Vec<&str> = DIESEL.iter().map(|(path, _)| *path).collect();
    judge("diesel belongs in db, activity, audit, queue, web/session, web/waiting and stores", found, &excused);
}

#[test]
fn http_is_spoken_in_pages() {
    let home = |file: &File| file.is_pages() || matches!(file.room(), "app" | "routes" | "server" | "dev" | "web");
    let found = breaches(|file| (file.says("actix_web") && !home(file)).then(|| "speaks of actix_web".into()));
    let excused: Vec<&str> = ACTIX.iter().map(|(path, _)| *path).collect();
    judge("actix_web belongs in app, routes, server, dev, web and files of pages", found, &excused);
}

/// Nobody can make us fetch what they name: only mail, the database, signing in with a site that the settings name, and the
/// store of files that they name open connections.
#[test]
fn only_mail_openid_and_files_open_connections() {
    let words = ["TcpStream", "TcpSocket", "UdpSocket", "lookup_host", "ToSocketAddrs", "UnixStream", "hyper"];
    let found = breaches(|file| {
        let word = words.iter().find(|word| file.says(word))?;
        let may = matches!(file.room(), "openid" | "files") || (file.room() == "mail" && *word != "hyper");
        (!may).then(|| format!("says {word}"))
    });
    judge("Connections are opened in mail, openid and files", found, &[]);
    let toml: toml::Table = read("Cargo.toml").parse().expect("TOML");
    let known = toml["dependencies"].as_table().expect("a table");
    for client in ["reqwest", "ureq", "awc", "curl", "isahc", "surf", "attohttpc"] {
        assert!(!known.contains_key(client), "{client} fetches: the program fetches only what the settings name");
    }
}

#[test]
fn markup_is_written_in_views() {
    let found = breaches(|file| {
        // An empty piece of markup says nothing, so it may stand anywhere.
        let rest = file.code.replace("html! {}", "");
        (rest.contains("html!") || rest.contains("PreEscaped")).then(|| "writes markup".into())
    });
    judge("html! belongs in views", found, &[]);
}

#[test]
fn only_db_asks_which_database_this_is() {
    let words = ["Conn::Postgres", "Conn::Sqlite", "PgConnection", "SqliteConnection", "diesel::pg", "diesel::sqlite"];
    let found = breaches(|file| {
        let word = words.iter().find(|word| file.code.contains(**word))?;
        (file.room() != "db").then(|| format!("says {word}"))
    });
    let excused: Vec<&str> = BACKENDS.iter().map(|(path, _)| *path).collect();
    judge("The backend is asked only in db", found, &excused);
    let found = breaches(|file| {
        let may = file.is_store() || file.room() == "db" || file.path == "src/web/session.rs";
        (file.says("each_backend") && !may).then(|| "says each_backend!".into())
    });
    judge("each_backend! is for inserts of many rows and for what is asked very often, in stores", found, &[]);
    let found = breaches(|file| file.code.contains("dsl::now").then(|| "asks the database for the time".into()));
    judge("Times come from the clock and are passed in", found, &[]);
}

#[test]
fn a_store_belongs_to_one_noun() {
    let found = breaches(|file| {
        let opened = file.code.contains("pub mod store") || file.code.contains("pub(crate) mod store");
        opened.then(|| "opens its store to others".into())
    });
    judge("A noun is asked through the verbs of its mod.rs, never through its store", found, &[]);
    let rooms = FLOORS.concat();
    let found = breaches(|file| {
        let other =
            rooms.iter().find(|room| **room != file.room() && file.code.contains(&format!("crate::{room}::store")))?;
        Some(format!("uses the store of {other}"))
    });
    judge("A noun is asked through the verbs of its mod.rs, never through its store", found, &[]);
}

#[test]
fn views_know_nothing_of_ours() {
    let toml: toml::Table = read("views/Cargo.toml").parse().expect("TOML");
    let known: Vec<&str> = toml["dependencies"].as_table().expect("a table").keys().map(String::as_str).collect();
    assert_eq!(known, ["chrono", "chrono-tz", "maud"], "views may know maud and dates, and nothing else");
}

/// Migrations by name, each with the text of its `up` and `down`.
fn migrations(of: &str) -> BTreeMap<String, [String; 2]> {
    let folder = format!("migrations/{of}");
    let entries = std::fs::read_dir(root().join(&folder)).expect("a folder of migrations");
    let names = entries.flatten().map(|entry| entry.file_name().into_string().expect("a plain name"));
    names.map(|name| (name.clone(), ["up", "down"].map(|way| read(&format!("{folder}/{name}/{way}.sql"))))).collect()
}

#[test]
fn migrations_are_twins_and_can_be_taken_back() {
    let (sqlite, postgres) = (migrations("sqlite"), migrations("postgres"));
    assert!(sqlite.keys().eq(postgres.keys()), "the same names in both: {:?} {:?}", sqlite.keys(), postgres.keys());
    let numbers: BTreeSet<&str> = sqlite.keys().map(|name| &name[..4]).collect();
    assert_eq!(numbers.len(), sqlite.len(), "each has a number of its own");
    for name in sqlite.keys() {
        assert!(name[..4].parse::<u16>().is_ok() && name[4..].starts_with('_'), "{name} begins with its number");
        for (of, [up, down]) in [("sqlite", &sqlite[name]), ("postgres", &postgres[name])] {
            assert!(!up.trim().is_empty() && !down.trim().is_empty(), "{of}/{name} goes up and down");
            // Those of the audit do nothing but refuse.
            assert!(
                name == "0012_audit" || !up.to_uppercase().contains("CREATE TRIGGER"),
                "{of}/{name}: counts are kept by code, not by triggers"
            );
        }
    }
}

#[test]
fn the_page_of_permissions_is_up_to_date() {
    let is = folkmoot::routes::permissions() == read("docs/permissions.md");
    assert!(is, "write it anew: cargo run --quiet -- permissions > docs/permissions.md");
}

#[test]
fn paths_are_read_as_rust_reads_them() {
    assert_eq!(names("db::{Conn, Tx};"), ["db"]);
    assert_eq!(names("{accounts, db::{Conn, Tx}, web};"), ["accounts", "db", "web"]);
    assert_eq!(names("{\n    areas,\n    votes::{self, Cast},\n};"), ["areas", "votes"]);
}
