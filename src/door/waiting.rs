//! Posting what somebody wrote or chose before they signed in; and giving it back when it is too late.

use crate::clock::Moment;
use crate::comments::{self, New};
use crate::db::{Conn, Tx};
use crate::error::{Closed, Error, Result};
use crate::follows::{self, Named, Target};
use crate::ids::{CommentId, ProposalId};
use crate::moderation;
use crate::policy::Stage;
use crate::proposals;
use crate::text::Text;
use crate::votes::{self, Voter};
use crate::web::waiting::{self, Act, Held};
use crate::web::{Site, Speaker, Visitor};
use views::accounts::{Waiting, WaitingKind};
use views::paths;

/// Where something stands now, and the word that tells so at the top of that page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// A path of this site.
    pub to: String,
    /// For [`crate::web::Notice`].
    pub done: &'static str,
    /// Whether it was a text.
    pub is_text: bool,
}

/// What came of posting all that waited.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settled {
    /// What is posted.
    pub placed: Vec<Placed>,
    /// What is not: why, and the text if it was one.
    pub failed: Vec<(String, Option<String>)>,
    /// Some of it still waits because it was too much at once: seconds until there is room for more.
    pub wait: Option<u64>,
}

impl Settled {
    /// Where to go: to the last text that was posted, else to the last vote or follow.
    #[must_use]
    pub fn place(&self) -> Option<&Placed> {
        self.placed.iter().rev().find(|p| p.is_text).or(self.placed.last())
    }

    /// Why things were not posted, each reason once.
    #[must_use]
    pub fn why(&self) -> String {
        let mut reasons: Vec<&str> = self.failed.iter().map(|(why, _)| why.as_str()).collect();
        reasons.dedup();
        reasons.join(" ")
    }

    /// The texts that were not posted, to be copied.
    #[must_use]
    pub fn texts(&self) -> String {
        self.failed.iter().filter_map(|(_, text)| text.as_deref()).collect::<Vec<_>>().join("\n\n")
    }
}

/// Does one thing that waited, by the same verbs and under the same rules as if it were done now.
///
/// # Errors
/// Those of the verbs: it may have closed meanwhile, or what it answers is gone.
pub fn post_waiting(tx: &mut Tx<'_>, by: &Speaker, act: &Act, site: &Site, now: Moment) -> Result<Placed> {
    let placed = |to: String, done: &'static str| Placed { to, done, is_text: act.text().is_some() };
    match act {
        Act::Comment { proposal, body } => {
            let new =
                New { proposal: ProposalId(*proposal), parent: None, body: &Text::new(body), for_organisation: false };
            let posted = moderation::post(tx, by, &new, &site.config, now)?;
            Ok(placed(posted.place(), posted.notice("posted")))
        }
        Act::Reply { comment, body } => {
            let parent = comments::visible(tx, CommentId(*comment))?;
            let new = New {
                proposal: parent.proposal,
                parent: Some(parent.id),
                body: &Text::new(body),
                for_organisation: false,
            };
            let posted = moderation::post(tx, by, &new, &site.config, now)?;
            Ok(placed(paths::comment(posted.id.0), posted.notice("posted")))
        }
        Act::ProposalVote { proposal, value } => {
            let choice = value.parse().map_err(|_| Error::NotFound)?;
            let slug = votes::on_proposal(tx, &Voter::from(by), ProposalId(*proposal), Some(choice), now)?;
            Ok(placed(format!("{}#vote", paths::proposal(&slug)), "voted"))
        }
        Act::CommentVote { comment, value } => {
            let answer = value.parse().map_err(|_| Error::NotFound)?;
            votes::on_comment(tx, &Voter::from(by), CommentId(*comment), answer, now)?;
            Ok(placed(paths::comment(*comment), "answered"))
        }
        Act::Follow { kind, target, frequency } => {
            let named = followed(tx, kind, *target)?;
            let how = frequency.parse().unwrap_or(named.target.usual());
            follows::start(tx, by, named.target, how, now)?;
            Ok(placed(named.path, "followed"))
        }
    }
}

/// What is to be followed, if people may see it.
fn followed(conn: &mut Conn, kind: &str, id: i64) -> Result<Named> {
    let target = Target::from_parts(kind, id).ok_or(Error::NotFound)?;
    follows::names(conn, &[target])?.remove(&target).ok_or(Error::NotFound)
}

/// The title and the address of a proposal that people may see.
fn proposal(conn: &mut Conn, id: ProposalId, now: Moment) -> Result<(String, String)> {
    if proposals::gate(conn, id, now)?.stage == Stage::Draft {
        return Err(Error::NotFound);
    }
    let (shown, _) = proposals::for_editing(conn, id)?;
    Ok((shown.title, paths::proposal(&shown.slug)))
}

/// Posts all that waits in these rows, each thing by itself: one that is too late keeps no other back.
///
/// What was posted waits no more. A text that could not be posted stays until its time is over; a vote does not, unless
/// it is only too much at once for this account, or from this `place` (see [`limits::client`]).
///
/// # Errors
/// When the database does not answer; then all of it still waits.
pub async fn settle(site: &Site, visitor: &Visitor, place: &str, rows: Vec<Held>) -> Result<Settled> {
    let now = site.now();
    let mut settled = Settled::default();
    for held in rows {
        for act in held.acts {
            let text = act.text().map(str::to_owned);
            let (id, is_text) = (held.id, text.is_some());
            let allowed = visitor.speaker(now).and_then(|speaker| {
                let settings = &site.config.limits;
                site.limits.count_doing(act.doing(), settings, Some(speaker.id()), place, now).map(|()| speaker)
            });
            let result = match allowed {
                Ok(speaker) => post_one(site, speaker, id, act.clone(), now).await,
                Err(error) => Err(error),
            };
            match result {
                Ok(Some(placed)) => settled.placed.push(placed),
                Ok(None) => {}
                Err(error @ (Error::Busy(_) | Error::Broken(_))) => return Err(error),
                Err(error) => {
                    settled.failed.push((too_late(&error), text));
                    if let Error::TooMany { retry_after } = error {
                        settled.wait = settled.wait.max(Some(retry_after));
                    } else if !is_text {
                        site.db.write(move |tx| waiting::take(tx, id, &act)).await?;
                    }
                }
            }
        }
    }
    Ok(settled)
}

async fn post_one(site: &Site, speaker: Speaker, row: i64, act: Act, now: Moment) -> Result<Option<Placed>> {
    let here = site.clone();
    site.db
        .write(move |tx| {
            if !waiting::take(tx, row, &act)? {
                return Ok(None);
            }
            post_waiting(tx, &speaker, &act, &here, now).map(Some)
        })
        .await
}

/// Why something that waited could not be posted.
fn too_late(error: &Error) -> String {
    use views::dates::moment;
    match error {
        Error::Closed(Closed::Since(Some(at))) => {
            format!("We could not post what you left here: the proposal closed at {}.", moment(*at))
        }
        Error::Closed(_) => {
            "We could not post what you left here: the proposal does not take votes or comments now.".into()
        }
        Error::NotFound => "We could not post what you left here: what it belongs to is no longer there.".into(),
        Error::NotAllowed(why) | Error::Conflict(why) | Error::Invalid(why) => {
            format!("We could not post what you left here. {why}")
        }
        Error::TooMany { .. } => "That was a lot in a short time, so a part of what you left here still waits.".into(),
        _ => "We could not post what you left here.".into(),
    }
}

/// What waits, for the page that shows it: the last text, else the last vote or follow. Nothing when it is gone.
///
/// # Errors
/// When the database refuses.
pub fn shown(conn: &mut Conn, rows: &[Held], now: Moment) -> Result<Option<Waiting>> {
    let acts: Vec<&Act> = rows.iter().rev().flat_map(|held| &held.acts).collect();
    let Some(act) = acts.iter().rev().find(|a| a.text().is_some()).or(acts.last()) else { return Ok(None) };
    match describe(conn, act, now) {
        Ok(waiting) => Ok(Some(waiting)),
        // What it belongs to is gone. The text is not.
        Err(Error::NotFound) => {
            let kind = kind(act);
            Ok(act.text().is_some().then(|| Waiting {
                kind,
                title: "a page that is gone".into(),
                href: paths::proposals().to_owned(),
            }))
        }
        Err(other) => Err(other),
    }
}

fn describe(conn: &mut Conn, act: &Act, now: Moment) -> Result<Waiting> {
    let (title, href) = match act {
        Act::Comment { proposal: id, .. } | Act::ProposalVote { proposal: id, .. } => {
            proposal(conn, ProposalId(*id), now)?
        }
        Act::Reply { comment, .. } | Act::CommentVote { comment, .. } => {
            let of = comments::visible(conn, CommentId(*comment))?.proposal;
            (proposal(conn, of, now)?.0, paths::comment(*comment))
        }
        Act::Follow { kind, target, .. } => {
            let named = followed(conn, kind, *target)?;
            (named.title, named.path)
        }
    };
    Ok(Waiting { kind: kind(act), title, href })
}

fn kind(act: &Act) -> WaitingKind {
    use views::votes::{Answer, Vote};
    match act {
        Act::Comment { body, .. } => WaitingKind::Comment(body.clone()),
        Act::Reply { body, .. } => WaitingKind::Reply(body.clone()),
        Act::ProposalVote { value, .. } => WaitingKind::Vote(match value.as_str() {
            "support" => Vote::Support,
            "oppose" => Vote::Oppose,
            _ => Vote::Unsure,
        }),
        Act::CommentVote { value, .. } => WaitingKind::Answer(match value.as_str() {
            "agree" => Answer::Agree,
            "disagree" => Answer::Disagree,
            _ => Answer::Pass,
        }),
        Act::Follow { .. } => WaitingKind::Follow,
    }
}
