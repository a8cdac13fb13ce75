//! Checking the record of what the staff did.

use super::progress::Progress;
use crate::audit::{self, Checkpoint};
use crate::config::Config;
use crate::db;
use views::parts::count;

/// Walks along the chain; an error says which act is wrong, and how.
pub(super) fn verify(config: &Config, earlier: Option<&Checkpoint>) -> Result<(), String> {
    let mut conn = db::connect(&config.database_url()?).map_err(|e| format!("database.url: {e}"))?;
    if conn.pending_migrations().map_err(|e| e.to_string())? > 0 {
        return Err("the database has no tables yet, or old ones: run folkmoot migrate".into());
    }
    let mut progress = Progress::new();
    let found = audit::verify(&mut conn, earlier, &mut |done, of| progress.at("acts checked", done, of));
    drop(progress);
    let end = found.map_err(|e| e.to_string())?.map_err(|fault| format!("the chain is broken: {fault}"))?;
    println!("{}, the chain holds, last hash {}", count(end.acts, "act", "acts"), end.hash);
    match earlier {
        Some(earlier) => println!("It goes on from the checkpoint at {}.", count(earlier.acts, "act", "acts")),
        None => println!("Keep this and give it with --checkpoint next time: {end}"),
    }
    Ok(())
}
