//! Deleting by hand what is too old, or only counting it.

use super::open;
use crate::clock::Clock;
use crate::config::Config;
use crate::db;
use crate::retention::{self, Line};
use views::parts::{count, number};

/// Deletes what is too old, and prints a line for each kind of data; `dry` deletes nothing.
pub(super) fn run(config: Config, clock: Clock, dry: bool) -> Result<(), String> {
    if dry {
        let mut conn = db::connect(&config.database_url()?).map_err(|e| format!("database.url: {e}"))?;
        if conn.pending_migrations().map_err(|e| e.to_string())? > 0 {
            return Err("the database has no tables yet, or old ones: run folkmoot migrate".into());
        }
        let lines = retention::rehearse(&mut conn, &config, clock.now()).map_err(|e| e.to_string())?;
        print(&lines, "would go");
        println!("Nothing was deleted.");
        return Ok(());
    }
    let app = open(config, clock)?;
    let lines = super::block_on(async move { retention::run(&app.site).await.map_err(|e| e.to_string()) })??;
    print(&lines, "gone");
    Ok(())
}

fn print(lines: &[Line], verb: &str) {
    for line in lines {
        let rows = number(i64::try_from(line.rows).unwrap_or(i64::MAX));
        println!("{rows:>9} {verb}   {:<54} kept {}", line.name, count(line.hours / 24, "day", "days"));
    }
}
