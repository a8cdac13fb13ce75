//! The page on which moderators set the rules that hold comments, and try them on a text.

pub mod proposal;

use super::form::{self, Entry, FIELDS};
use crate::comments::{self, InForce};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::holding::{self, Known, OnProposal, Rule, Settings, Switch};
use crate::policy::Stage;
use crate::proposals;
use crate::staff::content::form::in_order;
use crate::text::Text;
use crate::web::page::{respond, see};
use crate::web::{Answer, Form, Moderator, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use chrono::Duration;
use views::form::Problems;
use views::parts::number;
use views::paths;
use views::staff::{self, HeldOn, Holding, TEXT_LIMIT, Trial, TrialLine};

/// For how many days back the page counts what the rules have held.
const DAYS: i64 = 30;

/// The rules in force.
///
/// # Errors
/// When the database does not answer.
pub async fn edit(req: HttpRequest, site: web::Data<Site>, _by: Moderator, visitor: Visitor) -> Answer {
    let (in_force, view) = load(&site).await?;
    let view = Holding { rules: form::shown(&in_force.settings), was: in_force.mark, ..view };
    respond(&req, StatusCode::OK, &visitor, staff::holding(&view))
}

/// Saves the rules, or tries them on a text. Where somebody else saved others meanwhile, both are shown and nothing is
/// overwritten.
///
/// # Errors
/// When the database refuses.
pub async fn update(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Moderator,
    visitor: Visitor,
    entry: Form<Entry>,
) -> Answer {
    let (entry, mut problems) = entry.checked();
    let wanted = entry.settings(&mut problems);
    check_text(entry.body(), entry.is_trial(), &mut problems);
    let typed = |view: Holding, problems: Problems| Holding {
        rules: entry.typed(),
        body: entry.body().as_str().to_owned(),
        was: entry.was().to_owned(),
        problems: in_order(problems, &FIELDS),
        ..view
    };
    if !problems.is_empty() {
        let (_, view) = load(&site).await?;
        return respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, staff::holding(&typed(view, problems)));
    }
    if entry.is_trial() {
        let trial = Some(tried(&site, entry.body().clone(), wanted).await?);
        let (_, view) = load(&site).await?;
        let view = Holding { trial, ..typed(view, problems) };
        return respond(&req, StatusCode::OK, &visitor, staff::holding(&view));
    }
    let (config, now) = (site.config.clone(), site.now());
    let (rules, was) = (wanted.clone(), entry.was().to_owned());
    let saved = site.db.write(move |tx| comments::set_holding(tx, &by, &was, &rules, &config.holding, now)).await;
    if !matches!(saved, Err(Error::Conflict(_))) {
        saved?;
        return Ok(see(paths::staff_holding(), Some("saved")));
    }
    let (in_force, view) = load(&site).await?;
    let theirs = form::differences(&in_force.settings, &wanted);
    if theirs.is_empty() {
        // Both set the same, or one pressed the button twice.
        return Ok(see(paths::staff_holding(), Some("saved")));
    }
    let view = Holding { was: in_force.mark, theirs, ..typed(view, problems) };
    respond(&req, StatusCode::CONFLICT, &visitor, staff::holding(&view))
}

/// Tells what is wrong with the text. One that is far too long is refused also where the rules are saved.
fn check_text(body: &Text, is_trial: bool, problems: &mut Problems) {
    if is_trial && body.is_blank() {
        problems.add("body", "Enter a text to try the rules on");
    } else if body.characters() > TEXT_LIMIT {
        let limit = i64::try_from(TEXT_LIMIT).unwrap_or(i64::MAX);
        problems.add("body", format!("The text must be {} characters or fewer", number(limit)));
    }
}

/// What these rules say of a text that a member would post now. Nothing is stored.
async fn tried(site: &Site, body: Text, rules: Settings) -> Result<Trial> {
    let since = site.now() - Duration::days(rules.repeat_days);
    let (text, asks) = (body.clone(), rules.repeats);
    let repeated = site.db.read(move |conn| Ok(asks && comments::repeats(conn, &text, since)?)).await?;
    let known = Known { repeated, ..Known::default() };
    let line = |(rule, parts): (Rule, Vec<String>)| TrialLine { sentence: rule.sentence().to_owned(), parts };
    let mut besides = Vec::new();
    if rules.bursts {
        let (comments, minutes) = (number(rules.burst_comments), number(rules.burst_minutes));
        besides.push(format!("its author has posted {comments} others in {minutes} minutes"));
    }
    if rules.first_comment {
        besides.push("nothing by its author can be read yet".to_owned());
    }
    Ok(Trial { lines: holding::tried(body.as_str(), known, &rules).into_iter().map(line).collect(), besides })
}

/// The rules in force, and the page without its form.
async fn load(site: &Site) -> Result<(InForce, Holding)> {
    let (config, now) = (site.config.clone(), site.now());
    let read = move |conn: &mut Conn| {
        let in_force = comments::holding(conn, &config.holding)?;
        let held = comments::held_since(conn, now - Duration::days(DAYS))?;
        Ok((in_force, held, proposals::load_with_dates(conn)?))
    };
    let (in_force, held, all) = site.db.read(read).await?;
    let by = |switch: &Switch| held.iter().filter(|(rule, _)| switch.rules().contains(rule)).map(|(_, n)| n).sum();
    let mut counts = [0; 6];
    for (count, switch) in counts.iter_mut().zip(Switch::ALL) {
        *count = by(switch);
    }
    let waits =
        |shown: &proposals::Shown| matches!(shown.stage_at(now), Stage::Draft | Stage::Forthcoming | Stage::Open);
    let line = |shown: proposals::Shown| HeldOn {
        id: shown.id.0,
        stage: shown.stage_at(now).into(),
        own: shown.holding() != OnProposal::default(),
        rules: capital(&shown.holding().to_string()),
        title: shown.title,
    };
    let view = Holding {
        held: counts,
        saved_at: in_force.saved_at,
        proposals: all.into_iter().filter(waits).map(line).collect(),
        ..Holding::default()
    };
    Ok((in_force, view))
}

/// The same with a capital letter at its beginning.
fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
