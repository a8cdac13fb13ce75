//! Which database is meant: read from its address, and refused by name when it is neither of the two.

use super::dialect::Conn;
use crate::error::{Error, Result};
use diesel::prelude::*;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The address of a database, parsed by its scheme. A mistyped PostgreSQL address never becomes a file.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// `sqlite:PATH`
    Sqlite(PathBuf),
    /// `postgres://…` or `postgresql://…`; may hold a password, so it is never printed.
    Postgres(String),
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

impl std::fmt::Display for DatabaseUrl {
    /// Without user and password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => match ::url::Url::parse(url) {
                Ok(u) => write!(f, "postgres://{}{}", u.host_str().unwrap_or(""), u.path()),
                Err(_) => write!(f, "postgres://…"),
            },
        }
    }
}

impl std::str::FromStr for DatabaseUrl {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        if let Some(rest) = text.strip_prefix("sqlite:") {
            let path = rest.strip_prefix("//").unwrap_or(rest);
            if path.is_empty() || path.starts_with(":memory:") {
                return Err("sqlite: needs the path of a file, for example sqlite:var/folkmoot.db".into());
            }
            return Ok(Self::Sqlite(Path::new(path).to_owned()));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        let scheme = text.split(':').next().unwrap_or_default();
        Err(format!("\"{scheme}\" is not a database that Folkmoot knows; use sqlite:PATH or postgres://USER@HOST/NAME"))
    }
}

/// How long what is asked of a connection may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Waiting for a lock that somebody else holds.
    pub lock: Duration,
    /// One statement, and the pause between two in a transaction; `None`: any time. Kept by PostgreSQL.
    pub statement: Option<Duration>,
}

impl DatabaseUrl {
    /// The file in which SQLite keeps the index of its journal, beside the file that the path means in the end.
    pub(super) fn journal_index(&self) -> Option<PathBuf> {
        let Self::Sqlite(path) = self else { return None };
        let mut name = std::fs::canonicalize(path).ok()?.into_os_string();
        name.push("-shm");
        Some(name.into())
    }

    /// Opens one connection, set up for reading only or for writing too.
    pub(super) fn connect(&self, read_only: bool, bounds: Bounds) -> Result<Conn> {
        let mut conn = match self {
            Self::Sqlite(path) => {
                if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
                    std::fs::create_dir_all(folder)
                        .map_err(|e| Error::Broken(format!("cannot make the folder {}: {e}", folder.display())))?;
                }
                let name = path
                    .to_str()
                    .ok_or_else(|| Error::Broken(format!("the path {} is not readable as text", path.display())))?;
                SqliteConnection::establish(name).map(Conn::Sqlite)
            }
            Self::Postgres(url) => PgConnection::establish(url).map(Conn::Postgres),
        }
        .map_err(|e| Error::Busy(format!("cannot open the database {self}: {e}")))?;
        conn.prepare(read_only, bounds).map_err(|e| Error::Busy(format!("cannot set up the database {self}: {e}")))?;
        Ok(conn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_decides_and_a_mistyped_one_is_refused() {
        assert_eq!("sqlite:var/a.db".parse(), Ok(DatabaseUrl::Sqlite("var/a.db".into())));
        assert_eq!("sqlite:///srv/a.db".parse(), Ok(DatabaseUrl::Sqlite("/srv/a.db".into())));
        assert!(matches!("postgres://u@h/n".parse(), Ok(DatabaseUrl::Postgres(_))));
        for wrong in ["postgre://u@h/n", "mysql://x", "", "var/a.db", "sqlite:", "sqlite::memory:"] {
            assert!(wrong.parse::<DatabaseUrl>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        let url: DatabaseUrl = "postgres://ana:hunter2@db.example/folkmoot".parse().expect("a good address");
        assert!(!format!("{url} {url:?}").contains("hunter2"));
    }
}
