//! Looking at the emails from a terminal: what somebody would get, sending what is due, and how they stand.

use super::open;
use super::progress::Progress;
use crate::access::{self, What, Whom};
use crate::app::App;
use crate::clock::{Clock, Moment};
use crate::config::{Config, Transport};
use crate::digests::{self, Letterhead, State, status};
use crate::error::Error;
use crate::worker::schedule;
use crate::{mail, subscribers};
use views::dates;
use views::parts::count;

/// How to see an email, for whoever has never seen one.
pub(super) const HELP: &str = "\
People follow areas, proposals and discussions, and hear about them at once, every day or every week.
`serve` and `work` send these emails by themselves. To see one:

  1. On the site, follow something, with an account or with an email address alone (and confirm it).
  2. Let somebody else comment on it: nobody is told of their own comments.
  3. folkmoot digest preview YOUR@ADDRESS    prints the email and sends nothing
  4. folkmoot digest run --early             sends it without waiting for its hour
  5. folkmoot digest status                  says what became of it

With the settings of the demonstration the email is then at /dev/mail.";

/// Prints what somebody would get now, if everything they follow were due.
pub(super) fn preview(config: Config, clock: Clock, email: &str) -> Result<(), String> {
    let (address, key) = mail::address(email)?;
    let app = open(config, clock)?;
    super::block_on(async move {
        let (head, now) = (Letterhead::of(&app.site), app.site.now());
        let found = app
            .site
            .db
            .write(move |tx| {
                let who = subscribers::find_by_key(tx, &key)?.ok_or(Error::NotFound)?.id;
                access::note(tx, None, &[Whom::Subscriber(who)], What::Preview, now)?;
                digests::preview::one(tx, &head, who, now)
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

/// Plans and sends what is due, and says what became of it. `dry` only counts; `early` makes everything due that comes later.
pub(super) fn run(config: Config, clock: Clock, dry: bool, early: bool) -> Result<(), String> {
    let app = open(config, clock)?;
    super::block_on(async move {
        if dry {
            return counted(&app).await;
        }
        let began = app.site.now();
        schedule::turn(&app).await.map_err(|e| e.to_string())?;
        if early {
            // Looks first, so that those who want to hear at once of what has just happened are among those who wait.
            digests::run::plan_all(&app).await.map_err(|e| e.to_string())?;
            app.site.db.write(move |tx| subscribers::hasten(tx, began)).await.map_err(|e| e.to_string())?;
        }
        if digests::run::drain(&app).await.map_err(|e| e.to_string())? == 0 {
            println!("There was nothing to send: {}.", if early { "no follower has news" } else { "nobody is due" });
            return Ok(());
        }
        let ended = app.site.db.read(move |conn| status::ended_since(conn, began)).await.map_err(|e| e.to_string())?;
        states(&ended);
        println!("More: folkmoot digest status");
        Ok(())
    })?
}

async fn counted(app: &App) -> Result<(), String> {
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
    let due = count(as_count(planned.looked_at), "subscriber is due", "subscribers are due");
    println!("{due}, and {} would get an email. Nothing was planned or sent.", planned.planned);
    Ok(())
}

/// Prints how the emails stand.
pub(super) fn state(config: Config, clock: Clock) -> Result<(), String> {
    let app = open(config, clock)?;
    super::block_on(async move {
        let now = app.site.now();
        let status = app.site.db.read(move |conn| status::load(conn, now)).await.map_err(|e| e.to_string())?;
        println!("Emails of the last seven days, and those that still wait:");
        states(&status.counts);
        if let Some(at) = status.oldest {
            println!("The oldest that waits was planned at {}.", dates::on_day(at));
        }
        println!("{}", host(&app).await);
        for run in status.runs.iter().take(5) {
            let due = count(run.looked_at, "subscriber was due", "subscribers were due");
            println!("{}: {due}, {} planned", short(now, run.began_at), count(run.planned, "email", "emails"));
        }
        for trouble in status.trouble.iter().take(10) {
            let to = views::subscriptions::masked(&trouble.email);
            println!("{}: {}, to {to}: {}", short(now, trouble.at), label(trouble.state), trouble.why);
        }
        Ok(())
    })?
}

/// How many emails are in each state, a line each.
fn states(counts: &[(State, i64)]) {
    if counts.is_empty() {
        println!("  none");
    }
    for (state, count) in counts {
        println!("  {:<26}{count:>9}", label(*state));
    }
}

fn label(state: State) -> &'static str {
    digests::pages::shown(state).label()
}

fn short(now: Moment, at: Moment) -> String {
    dates::short_in(now, at)
}

fn as_count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Whether emails can leave: this program asks the mail host itself, since how another one finds it is not known here.
async fn host(app: &App) -> String {
    match (app.mailer.reachable().await, app.site.config.mail.transport) {
        (Some(Ok(())), _) => "The mail host answers.".to_owned(),
        (Some(Err(why)), _) => format!("The mail host does not answer: {why}"),
        (None, Transport::Folder) => {
            format!("Emails are kept in {} and sent to nobody.", app.site.config.mail.folder.display())
        }
        (None, _) => "Emails stay in memory and are sent to nobody.".to_owned(),
    }
}
