//! Importing a conversation, with its progress.

use super::progress::Progress;
use crate::clock::Clock;
use crate::config::Config;
use crate::{db, import};
use std::path::Path;

pub(super) fn conversation(
    config: &Config,
    clock: &Clock,
    dir: &Path,
    area: &str,
    title: &str,
    verify: bool,
) -> Result<(), String> {
    let url = config.database_url()?;
    db::migrate(&url).map_err(|e| format!("database.url: {e}"))?;
    let mut conn = db::connect(&url).map_err(|e| e.to_string())?;
    let mut progress = Progress::new();
    let report = import::conversation(&mut conn, dir, area, title, clock.now(), &mut |step| {
        progress.at(step.what, step.done as u64, step.of as u64);
    })
    .map_err(|e| e.to_string())?;
    drop(progress);
    println!("{report}");
    if verify {
        let mut progress = Progress::new();
        let verified = import::verify(&mut conn, dir, report.proposal, &mut |step| {
            progress.at(step.what, step.done as u64, step.of as u64);
        })
        .map_err(|e| e.to_string())?;
        drop(progress);
        println!("{verified}");
        if !verified.is_equal() {
            return Err("the votes differ from participants-votes.csv".into());
        }
    }
    Ok(())
}
