//! Looking at the emails from a terminal: what somebody would get, sending what is due, and how they stand.

use super::progress::Progress;
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::digests::{self, Letterhead, status};
use crate::error::Error;
use crate::worker::schedule;
use crate::{mail, subscribers};

/// Prints what somebody would get now, if everything they follow were due.
pub(super) fn preview(config: Config, clock: Clock, email: &str) -> Result<(), String> {
    let (address, key) = mail::address(email)?;
    let app = App::new(config, clock)?;
    super::block_on(async move {
        let (head, now) = (Letterhead::of(&app.site), app.site.now());
        let found = app
            .site
            .db
            .read(move |conn| {
                let who = subscribers::find_by_key(conn, &key)?.ok_or(Error::NotFound)?.id;
                digests::preview::one(conn, &head, who, now)
            })
            .await;
        match found {
            Ok(Ok(letter)) => println!("To: {address}\nSubject: {}\n\n{}", letter.subject, letter.text),
            Ok(Err(why)) => println!("{why}"),
            Err(Error::NotFound) => {
                return Err(format!("{address} follows nothing: nobody with this address gets emails"));
            }
            Err(error) => return Err(error.to_string()),
        }
        Ok(())
    })?
}

/// Plans and sends what is due. `dry` only counts; `early` makes everything due that comes later.
pub(super) fn run(config: Config, clock: Clock, dry: bool, early: bool) -> Result<(), String> {
    let app = App::new(config, clock)?;
    super::block_on(async move {
        if dry {
            return count(&app).await;
        }
        schedule::turn(&app).await.map_err(|e| e.to_string())?;
        if early {
            let now = app.site.now();
            app.site.db.write(move |tx| subscribers::hasten(tx, now)).await.map_err(|e| e.to_string())?;
        }
        let sent = digests::run::drain(&app).await.map_err(|e| e.to_string())?;
        println!("{sent} emails were taken in hand. How they ended: folkmoot digest status");
        Ok(())
    })?
}

async fn count(app: &App) -> Result<(), String> {
    let now = app.site.now();
    let planned = app
        .site
        .db
        .read(move |conn| {
            let mut progress = Progress::new();
            let due = status::count_due(conn, now)?;
            digests::preview::all(conn, now, &mut |done| progress.at("subscribers looked at", done as u64, due))
        })
        .await
        .map_err(|e| e.to_string())?;
    println!(
        "{} are due; {} of them would get an email. Nothing was planned or sent.",
        planned.looked_at, planned.planned
    );
    Ok(())
}

/// Prints how the emails stand.
pub(super) fn state(config: Config, clock: Clock) -> Result<(), String> {
    let app = App::new(config, clock)?;
    super::block_on(async move {
        let now = app.site.now();
        let status = app.site.db.read(move |conn| status::load(conn, now)).await.map_err(|e| e.to_string())?;
        println!("Emails of the last seven days, and those that still wait:");
        for (state, count) in &status.counts {
            println!("  {:<10}{count:>9}", state.as_str());
        }
        match status.oldest {
            Some(at) => println!("The oldest that waits was planned on {}.", views::dates::moment(at)),
            None => println!("None waits."),
        }
        for run in status.runs.iter().take(5) {
            println!(
                "Run of {}: {} were due, {} emails planned",
                run.began_at.format("%Y-%m-%d %H:%M UTC"),
                run.looked_at,
                run.planned
            );
        }
        for trouble in status.trouble.iter().take(10) {
            println!(
                "{} to {} ({}): {}",
                trouble.state.as_str(),
                views::subscriptions::masked(&trouble.email),
                trouble.at.format("%Y-%m-%d %H:%M"),
                trouble.why
            );
        }
        Ok(())
    })?
}
