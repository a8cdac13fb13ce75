//! Empty databases with all tables: made once a run, and copied for each test, which is quicker than making the tables anew.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use folkmoot::db::{self, DatabaseUrl};
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

/// A SQLite file with all tables.
pub fn template() -> &'static PathBuf {
    static TEMPLATE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    &TEMPLATE
        .get_or_init(|| {
            let folder = tempfile::tempdir().expect("a folder");
            let file = folder.path().join("template.db");
            db::migrate(&DatabaseUrl::Sqlite(file.clone())).expect("tables are made");
            let mut conn = SqliteConnection::establish(file.to_str().expect("a plain path")).expect("opened");
            conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)").expect("folded back");
            (folder, file)
        })
        .1
}

/// A database of PostgreSQL with all tables, which goes with this value.
pub struct Copy {
    name: String,
}

impl Copy {
    pub fn new() -> Self {
        // As the process ends the template stays: the throwaway PostgreSQL goes with all that is in it.
        static TEMPLATE: OnceLock<String> = OnceLock::new();
        let template = TEMPLATE.get_or_init(|| {
            let name = fresh_name("template");
            administer(&format!("CREATE DATABASE {name}"));
            db::migrate(&address(&name).parse::<DatabaseUrl>().expect("an address")).expect("tables are made");
            name
        });
        let name = fresh_name("test");
        administer(&format!("CREATE DATABASE {name} TEMPLATE {template}"));
        Self { name }
    }

    /// Where it is, for `database.url`.
    pub fn url(&self) -> String {
        address(&self.name)
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        // The site of the test may still hold connections, which FORCE ends; the cleaner of tables it may not end, but that
        // is soon done. What stays all the same goes with the throwaway PostgreSQL.
        let drop = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        for _ in 0..50 {
            let admin = PgConnection::establish(&postgres_url());
            if admin.is_ok_and(|mut admin| admin.batch_execute(&drop).is_ok()) {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

fn fresh_name(kind: &str) -> String {
    format!("{kind}_{}", &super::stage::random()[..12])
}

fn administer(statement: &str) {
    let mut admin = PgConnection::establish(&postgres_url()).expect("PostgreSQL answers at FOLKMOOT_TEST_POSTGRES");
    admin.batch_execute(statement).expect("the database is made or goes");
}

/// The address of another database on the same server.
fn address(name: &str) -> String {
    let mut url = url::Url::parse(&postgres_url()).expect("FOLKMOOT_TEST_POSTGRES is an address");
    url.set_path(name);
    url.to_string()
}

/// Where the throwaway PostgreSQL of `scripts/test` listens. Nothing is skipped when it is missing: the test fails.
#[allow(clippy::disallowed_methods, reason = "tests have no settings to be passed in")]
pub fn postgres_url() -> String {
    std::env::var("FOLKMOOT_TEST_POSTGRES")
        .expect("FOLKMOOT_TEST_POSTGRES must hold the address of a PostgreSQL for tests; scripts/test starts one")
}
