//! The tables of both databases are those of `src/db/schema`, and every migration can be taken back and made again.

use crate::on_both;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use folkmoot::db::{self, Conn};
use std::collections::{BTreeMap, BTreeSet};

/// Tables by name, each with its columns: name and type, as `src/db/schema` writes them.
type Tables = BTreeMap<String, BTreeSet<(String, String)>>;

/// The pages of `src/db/schema`. A test here finds every table of the databases in them, so none is forgotten.
const PAGES: [&str; 9] = [
    include_str!("../../src/db/schema.rs"),
    include_str!("../../src/db/schema/coding.rs"),
    include_str!("../../src/db/schema/consultations.rs"),
    include_str!("../../src/db/schema/discussion.rs"),
    include_str!("../../src/db/schema/duty.rs"),
    include_str!("../../src/db/schema/emails.rs"),
    include_str!("../../src/db/schema/people.rs"),
    include_str!("../../src/db/schema/privacy.rs"),
    include_str!("../../src/db/schema/standing.rs"),
];

/// What they say.
pub fn written() -> Tables {
    let mut tables = Tables::new();
    for block in PAGES.iter().flat_map(|page| page.split("diesel::table! {").skip(1)) {
        let (name, rest) = block.trim_start().split_once(" (").expect("a table has a name and a key");
        let (_, rest) = rest.split_once('{').expect("a table has columns");
        let (columns, _) = rest.split_once('}').expect("a table ends");
        let columns = columns.lines().filter_map(|line| line.trim().trim_end_matches(',').split_once(" -> "));
        tables.insert(name.to_owned(), columns.map(|(name, kind)| (name.to_owned(), kind.to_owned())).collect());
    }
    tables
}

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    of: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    empty: bool,
}

const SQLITE: &str = "SELECT m.name AS of, c.name AS name, lower(c.type) AS kind, (c.\"notnull\" = 0 AND c.pk = 0) AS empty \
    FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY 1, 2";

const POSTGRES: &str = "SELECT table_name::text AS of, column_name::text AS name, data_type::text AS kind, \
    is_nullable = 'YES' AS empty FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY 1, 2";

/// What the database says. The list of migrations is diesel's own and is left out.
fn live(conn: &mut Conn) -> Tables {
    let sqlite = matches!(conn, Conn::Sqlite(_));
    let columns: Vec<Column> =
        diesel::sql_query(if sqlite { SQLITE } else { POSTGRES }).load(conn).expect("the database describes itself");
    let mut tables = Tables::new();
    for column in columns.into_iter().filter(|c| c.of != "__diesel_schema_migrations") {
        let kind = match column.kind.as_str() {
            // A key that counts by itself must be called INTEGER on SQLite, where every INTEGER holds 64 bits.
            "integer"
                if sqlite && column.name == "id" && !["revision", "digest_marks"].contains(&column.of.as_str()) =>
            {
                "BigInt"
            }
            "integer" => "Integer",
            "bigint" => "BigInt",
            "text" => "Text",
            "blob" | "bytea" => "Binary",
            "boolean" => "Bool",
            "timestamp" | "timestamp without time zone" => "Timestamp",
            other => panic!("{}.{} has a type that the two do not share: {other}", column.of, column.name),
        };
        let kind = if column.empty { format!("Nullable<{kind}>") } else { kind.to_owned() };
        tables.entry(column.of).or_default().insert((column.name, kind));
    }
    tables
}

on_both! {
    async fn the_tables_are_those_of_the_schema(app: &TestApp) {
        let found = app.query(live).await;
        for (name, columns) in &written() {
            assert_eq!(found.get(name), Some(columns), "{name}");
        }
        assert!(found.keys().eq(written().keys()), "tables without a place in src/db/schema: {:?}", found.keys());
    }

    async fn every_migration_can_be_taken_back_and_made_again(app: &TestApp) {
        let url = app.app.site.config.database_url().expect("an address");
        let before = app.query(live).await;
        let mut conn = db::connect(&url).expect("a connection");
        conn.revert_all().expect("every down works");
        assert_eq!(live(&mut conn), Tables::new(), "nothing is left");
        let applied = db::migrate(&url).expect("every up works again");
        assert_eq!(applied.len(), std::fs::read_dir("migrations/sqlite").expect("the folder").count());
        assert_eq!(live(&mut conn), before);
        assert_eq!(db::migrate(&url).expect("nothing to do"), [""; 0]);
    }
}
