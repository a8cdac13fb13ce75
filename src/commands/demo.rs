//! The demonstration: everything on one computer, nothing sent anywhere.

use super::progress::Progress;
use crate::app::App;
use crate::clock::Clock;
use crate::config::{Config, Transport};
use crate::factors::Fresh;
use crate::policy::{Capacity, Role};
use crate::{accounts, content, db, import, seed};
use std::path::{Path, PathBuf};

/// The password of all demonstration accounts. They exist in the demonstration only.
const PASSWORD: &str = "demonstration only";

/// Address, name, role, capacity, and profession.
const PEOPLE: &[(&str, &str, Role, Capacity, &str)] = &[
    ("resident@folkmoot.example", "Robin Example", Role::Member, Capacity::Resident, ""),
    ("professional@folkmoot.example", "Pat Example", Role::Member, Capacity::Professional, "School nurse"),
    ("organisation@folkmoot.example", "Oli Example", Role::Member, Capacity::Resident, ""),
    ("moderator@folkmoot.example", "Mo Example", Role::Moderator, Capacity::Resident, ""),
    ("editor@folkmoot.example", "Ed Example", Role::Editor, Capacity::Resident, ""),
    ("administrator@folkmoot.example", "Ada Example", Role::Administrator, Capacity::Resident, ""),
];

/// A conversation to be imported, and the proposal that it becomes.
pub(super) struct Conversation {
    pub(super) dir: PathBuf,
    pub(super) area: String,
    pub(super) title: String,
}

/// Letters stay on this computer and can be read at `/dev/mail`, unless the settings send them.
pub(super) fn settings(config: &mut Config) {
    config.demo.mail_pages = config.mail.transport == Transport::Folder;
}

/// Puts the content of a folder into an empty database; a database with content stays as it is.
pub(super) fn seed(config: &Config, clock: &Clock, folder: &Path) -> Result<(), String> {
    let url = config.database_url()?;
    db::migrate(&url).map_err(|e| format!("database.url: {e}"))?;
    let content = content::load(folder).map_err(|e| e.to_string())?;
    let mut conn = db::connect(&url).map_err(|e| e.to_string())?;
    let seeded = db::Tx::alone(&mut conn, |tx| seed::load(tx, &content, clock.now(), &mut |line| eprintln!("{line}")))
        .map_err(|e| e.to_string())?;
    println!("{seeded}");
    Ok(())
}

pub(super) fn run(
    config: Config,
    clock: Clock,
    folder: &Path,
    conversation: Option<&Conversation>,
    serve: bool,
) -> Result<(), String> {
    seed(&config, &clock, folder)?;
    if let Some(conversation) = conversation {
        bring_in(&config, &clock, conversation)?;
    }
    let app = App::new(config.clone(), clock.clone())?;
    super::block_on(people(&app))??;
    println!();
    println!("Folkmoot is at {}", config.public_url());
    println!(
        "Accounts to try, all with the password \"{PASSWORD}\". Those of the staff are then asked for a code, which the"
    );
    println!("page itself tells in this demonstration:");
    for (email, _, role, capacity, _) in PEOPLE {
        let what = if *role == Role::Member { capacity.as_str() } else { role.as_str() };
        println!("  {email:<34}{what}");
    }
    if config.demo.mail_pages {
        println!("Emails are sent to nobody. Read them at {}{}", config.public_url(), views::paths::dev_mail());
        println!(
            "To get one about news: follow something, let another account comment on it, and press the button there."
        );
    }
    drop(app);
    if serve { super::serve::serve(config, clock) } else { Ok(()) }
}

fn bring_in(config: &Config, clock: &Clock, conversation: &Conversation) -> Result<(), String> {
    let mut conn = db::connect(&config.database_url()?).map_err(|e| e.to_string())?;
    let mut progress = Progress::new();
    let Conversation { dir, area, title } = conversation;
    let report = import::conversation(&mut conn, dir, area, title, clock.now(), &mut |step| {
        progress.at(step.what, step.done as u64, step.of as u64);
    })
    .map_err(|e| e.to_string())?;
    drop(progress);
    println!("{report}");
    Ok(())
}

async fn people(app: &App) -> Result<(), String> {
    for (email, name, role, capacity, standing) in PEOPLE {
        let known = app.site.db.read(move |conn| accounts::exists(conn, email)).await.map_err(|e| e.to_string())?;
        if known {
            continue;
        }
        let hash = app.site.passwords.hash(PASSWORD.to_owned().into()).await.map_err(|e| e.to_string())?;
        let (keys, now) = (app.site.keys.clone(), app.site.now());
        app.site
            .db
            .write(move |tx| {
                let id = accounts::create_confirmed(tx, name, email, *role, *capacity, standing, &hash, now)?;
                if *role != Role::Member {
                    Fresh::new(&keys, id)?.set_up(tx, &keys, id, 0, now)?;
                }
                Ok(())
            })
            .await
            .map_err(|e| e.to_string())?;
    }
    Ok(())
}
