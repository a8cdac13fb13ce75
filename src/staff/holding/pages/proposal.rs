//! The page on which moderators say which comments on one proposal wait.

use crate::comments;
use crate::error::{Error, Result};
use crate::holding::{OnProposal, Settings, Switch};
use crate::ids::ProposalId;
use crate::proposals::{self, Shown};
use crate::text::Text;
use crate::web::form::id;
use crate::web::page::{respond, see};
use crate::web::{Answer, Form, Moderator, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::paths;
use views::staff::{self, ConflictField, OwnRule, differing};

/// The form.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    comments: Text,
    contacts: Text,
    links: Text,
    word_list: Text,
    repeats: Text,
    bursts: Text,
    first_comment: Text,
    was: Text,
}

impl Entry {
    fn field(&self, switch: Switch) -> &str {
        match switch {
            Switch::Contacts => &self.contacts,
            Switch::Links => &self.links,
            Switch::WordList => &self.word_list,
            Switch::Repeats => &self.repeats,
            Switch::Bursts => &self.bursts,
            Switch::FirstComment => &self.first_comment,
        }
        .as_str()
    }

    /// What it says; what cannot be understood is added to `problems`.
    fn rules(&self, problems: &mut Problems) -> OnProposal {
        let mut rules = OnProposal::default();
        match self.comments.as_str() {
            "wait" => rules.everything = true,
            "at_once" => {}
            _ => problems.add("comments", "Say what happens to a new comment"),
        }
        for switch in Switch::ALL {
            match self.field(*switch) {
                "" => {}
                "on" => rules.set(*switch, Some(true)),
                "off" => rules.set(*switch, Some(false)),
                _ => problems.add(switch.as_str(), "Choose one of these three"),
            }
        }
        rules
    }
}

/// What is in force on a proposal.
///
/// # Errors
/// [`Error::NotFound`] when there is no such proposal.
pub async fn edit(
    req: HttpRequest,
    site: web::Data<Site>,
    _by: Moderator,
    visitor: Visitor,
    path: web::Path<String>,
) -> Answer {
    let (shown, rules) = load(&site, ProposalId(id(&path)?)).await?;
    let (own, was) = (shown.holding(), shown.holding().kept());
    let view = view(&site, shown, &rules, &own, was);
    respond(&req, StatusCode::OK, &visitor, staff::proposal_holding(&view))
}

/// Saves it; where somebody else saved something else meanwhile, both are shown and nothing is overwritten.
///
/// # Errors
/// [`Error::NotFound`] when there is no such proposal.
pub async fn update(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Moderator,
    visitor: Visitor,
    path: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    let number = ProposalId(id(&path)?);
    let (entry, mut problems) = entry.checked();
    let (wanted, now) = (entry.rules(&mut problems), site.now());
    if !problems.is_empty() {
        let (shown, rules) = load(&site, number).await?;
        let mut view = view(&site, shown, &rules, &wanted, entry.was.as_str().to_owned());
        (view.comments, view.problems) = (entry.comments.as_str().to_owned(), problems);
        return respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, staff::proposal_holding(&view));
    }
    let (seen, own) = (OnProposal::read(entry.was.as_str()), wanted.clone());
    let saved = site.db.write(move |tx| proposals::set_holding(tx, &by, number, &seen, &own, now)).await;
    if !matches!(saved, Err(Error::Conflict(_))) {
        saved?;
        return Ok(see(&paths::staff_proposal_holding(number.0), Some("saved")));
    }
    let (shown, rules) = load(&site, number).await?;
    let stored = shown.holding();
    let mut view = view(&site, shown, &rules, &wanted, stored.kept());
    view.theirs = differences(&stored, &wanted);
    respond(&req, StatusCode::CONFLICT, &visitor, staff::proposal_holding(&view))
}

/// A proposal, and the rules of the site.
async fn load(site: &Site, number: ProposalId) -> Result<(Shown, Settings)> {
    let config = site.config.clone();
    site.db
        .read(move |conn| {
            let (shown, _) = proposals::for_editing(conn, number)?;
            Ok((shown, comments::holding(conn, &config.holding)?.settings))
        })
        .await
}

/// The page with these rules in its form.
fn view(site: &Site, shown: Shown, on_the_site: &Settings, own: &OnProposal, was: String) -> staff::OnProposal {
    let rule = |switch: &Switch| OwnRule {
        name: switch.as_str(),
        label: label(*switch),
        on_the_site: on_the_site.is_on(*switch),
        chosen: own.of(*switch).map_or("", |on| if on { "on" } else { "off" }).to_owned(),
    };
    staff::OnProposal {
        id: shown.id.0,
        stage: shown.stage_at(site.now()).into(),
        slug: shown.slug,
        title: shown.title,
        comments: if own.everything { "wait" } else { "at_once" }.to_owned(),
        rules: Switch::ALL.iter().map(rule).collect(),
        was,
        theirs: Vec::new(),
        problems: Problems::default(),
    }
}

fn label(switch: Switch) -> &'static str {
    match switch {
        Switch::Contacts => "Contact details",
        Switch::Links => "Links",
        Switch::WordList => "Words on our list",
        Switch::Repeats => "Repeated texts",
        Switch::Bursts => "Many in a short time",
        Switch::FirstComment => "First comments",
    }
}

/// What two people set differently.
fn differences(theirs: &OnProposal, mine: &OnProposal) -> Vec<ConflictField> {
    let parts = |of: &OnProposal| -> Vec<(&'static str, String)> {
        let comments = if of.everything { "Every comment waits" } else { "Publish at once" };
        let own = |switch: &Switch| {
            let chosen = match of.of(*switch) {
                None => "As on the site",
                Some(true) => "On",
                Some(false) => "Off",
            };
            (label(*switch), chosen.to_owned())
        };
        std::iter::once(("New comments", comments.to_owned())).chain(Switch::ALL.iter().map(own)).collect()
    };
    let (theirs, mine) = (parts(theirs), parts(mine));
    let both: Vec<(&str, &String, &String)> =
        theirs.iter().zip(&mine).map(|((label, theirs), (_, mine))| (*label, theirs, mine)).collect();
    differing(&both)
}
