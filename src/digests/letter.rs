//! What an email says, made from what is true now: what was hidden, unfollowed or overtaken since it was planned is not in it.

mod reasons;

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
use crate::ids::{AreaId, CommentId, ProposalId};
use crate::policy::Stage;
use std::collections::BTreeMap;
use views::emails::digest::{self, AreaPart, DateKind, DateLine, Digest, Excerpt, Limits, ProposalPart, Span};
use views::paths;

/// Comments of one proposal whose words stand in an email at most; the others are counted.
const EXCERPTS: usize = 3;

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

/// What there is to tell in one email, if its reader may get it.
///
/// # Errors
/// When the database refuses.
pub(super) fn make(conn: &mut Conn, dossier: &Dossier, row: &Outbox, links: &Links, now: Moment) -> Result<Made> {
    let Some(reader) = dossier.readers.get(&row.subscriber) else {
        return Ok(Made::Nothing(Ending::Dropped("the subscriber is gone".into())));
    };
    if let Some(ending) = refusal(reader, now) {
        return Ok(Made::Nothing(ending));
    }
    let told = tell(conn, dossier, row, links, &digest::EMAIL, now)?;
    Ok(match told {
        Some(told) => Made::Told(Box::new(told)),
        None => Made::Nothing(Ending::Empty("nothing of it was left to tell".into())),
    })
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

/// The contents whoever reads them: for sending, for the page of the same words, and for a preview. Nothing if it is empty.
/// There are only as many comments' words in it as the limits let be shown.
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
    let none = Vec::new();
    let follows = dossier.follows.get(&row.subscriber).unwrap_or(&none);
    let chosen = choose(conn, dossier, row, follows, now)?;
    if chosen.items.is_empty() {
        return Ok(None);
    }
    let kept: Items = chosen.items.iter().map(|item| item.id).collect();
    let doubtful = row.doubtful.and(&kept).with(&chosen.doubtful.into_iter().collect());
    let span = ["weekly", "daily"].iter().position(|word| row.because.contains(word));
    let matters = arranged(dossier, &chosen.items, limits);
    let shown = matters.values().flatten().flat_map(Matter::quoted).collect::<Vec<_>>();
    dossier.learn(conn, &shown)?;
    let reader = dossier.readers.get(&row.subscriber);
    let digest = Digest {
        span: span.map_or(Span::Now, |n| [Span::Week, Span::Day][n]),
        until: row.period_end,
        dates: dates(dossier, &chosen.items, links),
        areas: areas(dossier, &matters, links),
        may_repeat: !doubtful.is_empty(),
        follows: reasons::reasons(dossier, &chosen.items, follows),
        weekday: reader.and_then(|reader| u8::try_from(reader.weekday).ok()).unwrap_or(0),
        next: reader.and_then(|reader| reader.due_at).filter(|_| span.is_some()),
        manage_url: links.manage.clone(),
        stop_url: links.stop.clone(),
        copy_url: links.copy.clone(),
    };
    Ok(Some(Told { digest, left_out: row.items.without(&kept), doubtful, shown, hidden: chosen.hidden }))
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
    for item in row.items.ids().iter().filter_map(|id| dossier.items.get(id)) {
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
        _ => stage != Stage::Withdrawn,
    }
}

fn dates(dossier: &Dossier, items: &[&Item], links: &Links) -> Vec<DateLine> {
    let line = |item: &&Item| {
        let proposal = dossier.proposals.get(&item.proposal?)?;
        let (detail, at) = dossier.details.get(&item.id)?;
        let (what, when) = match item.event {
            Event::ClosingSoon => (DateKind::ClosingSoon, proposal.closes_at),
            Event::ProposalAnnounced => (DateKind::Announced, proposal.opens_at),
            Event::ProposalOpened => (DateKind::Opened, proposal.closes_at),
            Event::ProposalClosed => (DateKind::Closed, proposal.closes_at),
            Event::ClosingMoved => (DateKind::Moved, proposal.closes_at),
            _ => return None,
        };
        let reason = if item.event == Event::ClosingSoon { String::new() } else { detail.clone() };
        Some(DateLine {
            what,
            at: when.unwrap_or(*at),
            title: proposal.title.clone(),
            area: dossier.areas.get(&proposal.area).map(|a| a.title.clone()).unwrap_or_default(),
            reason,
            url: format!("{}{}", links.site, paths::proposal(&proposal.slug)),
        })
    };
    items.iter().filter(|item| item.comment.is_none()).filter_map(line).collect()
}

/// What happened to one proposal.
struct Matter<'a> {
    proposal: &'a Proposal,
    /// In the order in which it happened.
    items: Vec<&'a Item>,
    /// Of how many comments the words are shown.
    words: usize,
}

impl Matter<'_> {
    /// Its comments, newest first.
    fn comments(&self) -> impl Iterator<Item = CommentId> {
        self.items.iter().rev().filter_map(|item| item.comment)
    }

    /// Those whose words are shown.
    fn quoted(&self) -> impl Iterator<Item = CommentId> {
        self.comments().take(self.words)
    }
}

/// What happened, by the areas in their order, the proposal with the newest first.
type Matters<'a> = BTreeMap<(i32, AreaId), Vec<Matter<'a>>>;

fn arranged<'a>(dossier: &'a Dossier, items: &[&'a Item], limits: &Limits) -> Matters<'a> {
    let mut by_proposal: ByNumber<ProposalId, Vec<&Item>> = ByNumber::default();
    for item in items.iter().filter(|i| i.comment.is_some() || i.event == Event::ProposalChanged) {
        if let Some(id) = item.proposal {
            by_proposal.entry(id).or_default().push(item);
        }
    }
    let mut all = Matters::new();
    for (id, items) in by_proposal {
        let Some(proposal) = dossier.proposals.get(&id) else { continue };
        let place = dossier.areas.get(&proposal.area).map_or(i32::MAX, |area| area.position);
        all.entry((place, proposal.area)).or_default().push(Matter { proposal, items, words: 0 });
    }
    for matters in all.values_mut() {
        matters.sort_by_key(|matter| std::cmp::Reverse(matter.items.last().map(|item| item.id)));
    }
    let (areas, each) = limits.proposals(all.len());
    let mut shown: Vec<&mut Matter> = all.values_mut().take(areas).flat_map(|m| m.iter_mut().take(each)).collect();
    let words = limits.excerpts(shown.iter().filter(|m| m.comments().next().is_some()).count()).min(EXCERPTS);
    shown.iter_mut().for_each(|matter| matter.words = words);
    all
}

/// What happened in each area.
fn areas(dossier: &Dossier, matters: &Matters, links: &Links) -> Vec<AreaPart> {
    let area = |((_, id), matters): (&(i32, AreaId), &Vec<Matter>)| {
        let area = dossier.areas.get(id);
        AreaPart {
            title: area.map(|a| a.title.clone()).unwrap_or_default(),
            url: area.map(|a| format!("{}{}", links.site, paths::area(&a.slug))).unwrap_or_default(),
            proposals: matters.iter().map(|matter| part(dossier, matter, links)).collect(),
        }
    };
    matters.iter().map(area).collect()
}

fn part(dossier: &Dossier, matter: &Matter, links: &Links) -> ProposalPart {
    let url = format!("{}{}", links.site, paths::proposal(&matter.proposal.slug));
    let mut changes: Vec<String> = Vec::new();
    for item in matter.items.iter().filter(|i| i.event == Event::ProposalChanged) {
        let reason = dossier.details.get(&item.id).map(|d| d.0.clone()).unwrap_or_default();
        if !changes.contains(&reason) {
            changes.push(reason);
        }
    }
    let excerpts = matter.quoted().filter_map(|id| {
        let comment = dossier.words(id)?;
        let url = format!("{}{}", links.site, paths::comment(id.0));
        Some(Excerpt { author: comment.author, badge: comment.badge, text: comment.excerpt, url })
    });
    ProposalPart {
        title: matter.proposal.title.clone(),
        changes,
        comments: matter.comments().count(),
        excerpts: excerpts.collect(),
        talk_url: format!("{url}?sort=newest#talk"),
        url,
    }
}
