//! What an email says, made from what is true now: what was hidden, unfollowed or overtaken since it was planned is not in it.

mod matters;
mod reasons;

use matters::{Matter, Matters};
pub(super) use reasons::{led, led_as_read};

use super::Ending;
use super::by_number::{ByNumber, Numbers};
use super::items::Items;
use super::store::dossier::{Dossier, Proposal, Reader};
use super::store::elsewhere::{self, Elsewhere};
use super::store::outbox::Outbox;
use super::window::Item;
use crate::activity::Event;
use crate::clock::Moment;
use crate::db::Conn;
use crate::error::Result;
use crate::follows::{Follow, Target};
use crate::ids::CommentId;
use crate::policy::Stage;
use views::emails::digest::{self, Digest, Limits, Record, Span};
use views::paths;

/// An email's contents, and what they rest on.
pub(super) struct Told {
    pub digest: Digest,
    /// What is not in it.
    pub left_out: Items,
    /// What of it may have been told before.
    pub doubtful: Items,
    /// Comments whose words are in it; others are only counted.
    pub shown: Vec<CommentId>,
    /// Comments that are not in it because they cannot be seen.
    pub hidden: Vec<CommentId>,
}

/// Either contents or the reason why there are none.
pub(super) enum Made {
    Told(Box<Told>),
    Nothing(Ending),
}

/// The three addresses in an email, whole, besides those of what it tells.
pub(super) struct Links {
    /// The site's own address, without a slash at its end.
    pub site: String,
    pub manage: String,
    pub stop: String,
    pub copy: String,
}

/// What there is to tell in each of these emails, with its links, if its reader may get it. The words of all of them are read
/// together.
///
/// # Errors
/// When the database refuses.
pub(super) fn make(conn: &mut Conn, dossier: &Dossier, emails: &[(&Outbox, Links)], now: Moment) -> Result<Vec<Made>> {
    let draft = |(row, _): &(&Outbox, Links)| {
        let Some(reader) = dossier.readers.get(&row.subscriber) else {
            return Ok(Err(Ending::Dropped("the subscriber is gone".into())));
        };
        if let Some(ending) = refusal(reader, now) {
            return Ok(Err(ending));
        }
        let draft = Draft::of(conn, dossier, row, &digest::EMAIL, now)?;
        Ok(draft.ok_or_else(|| Ending::Empty("nothing of it was left to tell".into())))
    };
    let drafts = emails.iter().map(draft).collect::<Result<Vec<_>>>()?;
    let quoted: Vec<CommentId> = drafts.iter().flatten().flat_map(|draft| draft.quoted.iter().copied()).collect();
    dossier.learn(conn, &quoted)?;
    let made = |(draft, (row, links)): (std::result::Result<Draft, Ending>, &(&Outbox, Links))| match draft {
        Ok(draft) => Made::Told(Box::new(draft.told(dossier, row, links))),
        Err(ending) => Made::Nothing(ending),
    };
    Ok(drafts.into_iter().zip(emails).map(made).collect())
}

/// Why a reader may not get an email now.
fn refusal(reader: &Reader, now: Moment) -> Option<Ending> {
    if reader.confirmed_at.is_none() || reader.stopped_at.is_some() {
        return Some(Ending::Dropped("the reader has stopped all emails".into()));
    }
    if reader.silenced_at.is_some() {
        return Some(Ending::Held("the address takes no emails".into()));
    }
    if reader.paused_until.is_some_and(|until| until > now) {
        return Some(Ending::Held("the reader has paused emails".into()));
    }
    if reader.suspended_until.is_some_and(|until| until > now) {
        return Some(Ending::Held("the account is suspended".into()));
    }
    None
}

/// The contents whoever reads them: for the page of an email's words. Nothing if it is empty.
///
/// # Errors
/// When the database refuses.
pub(super) fn tell(
    conn: &mut Conn,
    dossier: &Dossier,
    row: &Outbox,
    links: &Links,
    limits: &Limits,
    now: Moment,
) -> Result<Option<Told>> {
    let Some(draft) = Draft::of(conn, dossier, row, limits, now)? else { return Ok(None) };
    dossier.learn(conn, &draft.quoted)?;
    Ok(Some(draft.told(dossier, row, links)))
}

/// What will be in an email, but for the words of the comments.
struct Draft<'a> {
    chosen: Chosen<'a>,
    matters: Matters<'a>,
    /// Comments whose words are shown: only as many as the limits let be.
    quoted: Vec<CommentId>,
}

impl<'a> Draft<'a> {
    fn of(conn: &mut Conn, dossier: &'a Dossier, row: &Outbox, limits: &Limits, now: Moment) -> Result<Option<Self>> {
        let chosen = choose(conn, dossier, row, follows_of(dossier, row), now)?;
        if chosen.items.is_empty() {
            return Ok(None);
        }
        let matters = matters::arranged(dossier, &chosen.items, limits);
        let quoted = matters.values().flatten().flat_map(Matter::quoted).collect();
        Ok(Some(Self { chosen, matters, quoted }))
    }

    fn told(self, dossier: &Dossier, row: &Outbox, links: &Links) -> Told {
        let Self { chosen, matters, quoted } = self;
        let kept: Items = chosen.items.iter().map(|item| item.id).collect();
        let doubtful = row.doubtful.and(&kept).with(&chosen.doubtful.into_iter().collect());
        let span = ["weekly", "daily"].iter().position(|word| row.because.contains(word));
        let reader = dossier.readers.get(&row.subscriber);
        let digest = Digest {
            span: span.map_or(Span::Now, |n| [Span::Week, Span::Day][n]),
            until: row.period_end,
            dates: matters::dates(dossier, &chosen.items, links),
            areas: matters::areas(dossier, &matters, links),
            may_repeat: !doubtful.is_empty(),
            follows: reasons::reasons(dossier, &chosen.items, follows_of(dossier, row)),
            weekday: reader.and_then(|reader| u8::try_from(reader.weekday).ok()).unwrap_or(0),
            next: reader.and_then(|reader| reader.due_at).filter(|_| span.is_some()),
            manage_url: links.manage.clone(),
            stop_url: links.stop.clone(),
            copy_url: links.copy.clone(),
            record: dossier.checkpoint.as_ref().filter(|_| row.is_weekly()).map(|checkpoint| Record {
                acts: checkpoint.acts,
                code: checkpoint.to_string(),
                url: format!("{}{}", links.site, paths::transparency()),
            }),
        };
        Told { digest, left_out: row.items.without(&kept), doubtful, shown: quoted, hidden: chosen.hidden }
    }
}

fn follows_of<'a>(dossier: &'a Dossier, row: &Outbox) -> &'a [Follow] {
    dossier.follows.get(&row.subscriber).map_or(&[], Vec::as_slice)
}

struct Chosen<'a> {
    items: Vec<&'a Item>,
    /// Rows that may have been told before, though this email does not know it by itself.
    doubtful: Vec<i64>,
    hidden: Vec<CommentId>,
}

/// What of an email's items is still news: followed, visible, true, and each comment once.
fn choose<'a>(
    conn: &mut Conn,
    dossier: &'a Dossier,
    row: &Outbox,
    follows: &[Follow],
    now: Moment,
) -> Result<Chosen<'a>> {
    let mut seen: Numbers<CommentId> = Numbers::with_capacity_and_hasher(row.items.ids().len(), Default::default());
    let since: ByNumber<Target, i64> = follows.iter().map(|f| (f.target, f.since)).collect();
    let mut chosen = Chosen { items: Vec::new(), doubtful: Vec::new(), hidden: Vec::new() };
    for item in dossier.happened(&row.items) {
        let followed = reasons::led_by(item, &since).next().is_some();
        let proposal = item.proposal.and_then(|id| dossier.proposals.get(&id));
        let Some(proposal) = proposal.filter(|p| followed && p.stage != Stage::Draft) else { continue };
        let Some(comment) = item.comment else {
            if is_true(dossier, item, proposal, now) {
                chosen.items.push(item);
            }
            continue;
        };
        if !dossier.visible.contains(&comment) {
            chosen.hidden.push(comment);
            continue;
        }
        let (rows, elsewhere) = match dossier.back.get(&comment) {
            Some(rows) => (Some(rows), elsewhere::find(conn, row, rows)?),
            None => (None, Elsewhere::No),
        };
        if elsewhere != Elsewhere::Yes && seen.insert(comment) {
            chosen.items.push(item);
            let perhaps =
                elsewhere == Elsewhere::Perhaps || rows.is_some_and(|rows| !rows.and(&row.doubtful).is_empty());
            if perhaps {
                chosen.doubtful.push(item.id);
            }
        }
    }
    Ok(chosen)
}

/// Whether a date or a change is still worth telling: "closes soon" is not once it has closed or its date has moved.
fn is_true(dossier: &Dossier, item: &Item, proposal: &Proposal, now: Moment) -> bool {
    let stage = proposal.stage.at(now, proposal.opens_at, proposal.closes_at);
    match item.event {
        Event::ClosingSoon => {
            let meant = dossier.details.get(&item.id).map(|(detail, _)| detail.as_str());
            stage == Stage::Open && proposal.closes_at.map(crate::proposals::closing_detail).as_deref() == meant
        }
        Event::ClosingMoved => stage == Stage::Open,
        Event::ProposalWithdrawn => true,
        _ => stage != Stage::Withdrawn,
    }
}
