//! Everything that a handful of emails need to be made, read at once: what happened, the words, and who reads them.

use super::memory::{Memory, Rows};
use crate::activity::Event;
use crate::audit::{self, Checkpoint};
use crate::clock::Moment;
use crate::comments::{State, shown_badge};
use crate::db::Conn;
use crate::db::schema::{accounts, activity, areas, comments, organisations, proposals, subscribers};
use crate::digests::by_number::{ByNumber, Numbers};
use crate::digests::items::Items;
use crate::digests::store::outbox::Outbox;
use crate::digests::window::Item;
use crate::each_backend;
use crate::error::Result;
use crate::follows::{self, Follow};
use crate::ids::{AreaId, CommentId, OrganisationId, ProposalId, SubscriberId};
use crate::markdown;
use crate::policy::Stage;
use crate::text::excerpt;
use diesel::prelude::*;
use std::cell::RefCell;
use std::collections::BTreeSet;
use views::parts::Badge;

/// What is true at the moment at which it was read.
#[derive(Debug, Default)]
pub(in crate::digests) struct Dossier {
    pub readers: ByNumber<SubscriberId, Reader>,
    pub follows: ByNumber<SubscriberId, Vec<Follow>>,
    items: Rows,
    /// The public reason, or the date, that an item came with; and when it happened.
    pub details: ByNumber<i64, (String, Moment)>,
    /// The comments that everybody can read.
    pub visible: Numbers<CommentId>,
    /// The words of those that are quoted, as far as they have been asked for.
    words: RefCell<ByNumber<CommentId, Words>>,
    /// For comments that were hidden and came back: every row of activity that tells of them.
    pub back: ByNumber<CommentId, Items>,
    pub proposals: ByNumber<ProposalId, Proposal>,
    pub areas: ByNumber<AreaId, Area>,
    /// The names of those in whose name something was said.
    pub organisations: ByNumber<OrganisationId, String>,
    /// How far the record of the staff has come, if a letter is to say so.
    pub checkpoint: Option<Checkpoint>,
}

#[derive(Debug, Clone, Queryable)]
pub(in crate::digests) struct Reader {
    pub email: String,
    pub confirmed_at: Option<Moment>,
    pub stopped_at: Option<Moment>,
    pub silenced_at: Option<Moment>,
    pub paused_until: Option<Moment>,
    pub due_at: Option<Moment>,
    /// On which day weekly emails come, 1 (Monday) to 7.
    pub weekday: i32,
    pub suspended_until: Option<Moment>,
}

/// The beginning of a comment, and whose it is.
#[derive(Debug, Clone)]
pub(in crate::digests) struct Words {
    pub author: String,
    pub badge: Badge,
    /// Without marks, cut at a word.
    pub excerpt: String,
}

/// The length of an excerpt, in characters.
const EXCERPT_CHARACTERS: usize = 280;

#[derive(Debug, Clone, Queryable)]
pub(in crate::digests) struct Area {
    pub title: String,
    pub slug: String,
    /// Its place among the areas.
    pub position: i32,
}

#[derive(Debug, Clone, Queryable)]
pub(in crate::digests) struct Proposal {
    pub area: AreaId,
    pub slug: String,
    pub title: String,
    pub stage: Stage,
    pub opens_at: Option<Moment>,
    pub closes_at: Option<Moment>,
}

impl Dossier {
    /// For letters of these emails: with the checkpoint, read once for all of them, if one of them is weekly.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn of_letters(conn: &mut Conn, rows: &[Outbox], memory: &Memory) -> Result<Self> {
        let any = rows.iter().any(Outbox::is_weekly);
        let checkpoint = if any { Some(audit::checkpoint(conn)?) } else { None };
        Ok(Self { checkpoint, ..Self::read(conn, rows, memory)? })
    }

    /// For these emails.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn read(conn: &mut Conn, rows: &[Outbox], memory: &Memory) -> Result<Self> {
        let who: Vec<SubscriberId> =
            rows.iter().map(|row| row.subscriber).collect::<BTreeSet<_>>().into_iter().collect();
        // Many emails tell of the same: fewer are left to be put in order.
        let ids: Numbers<i64> = rows.iter().flat_map(|row| row.items.ids()).copied().collect();
        let ids: Items = ids.into_iter().collect();
        let items = memory.items(conn, ids.ids())?;
        let mut dossier = Self { readers: load_readers(conn, &who)?, ..Self::default() };
        for (who, follow) in follows::load_of(conn, &who)? {
            dossier.follows.entry(who).or_default().push(follow);
        }
        dossier.follows.values_mut().for_each(|all| all.sort_unstable_by_key(|follow| follow.target.parts()));
        let about: BTreeSet<CommentId> = items.iter().filter_map(|item| item.comment).collect();
        let of: BTreeSet<ProposalId> = items.iter().filter_map(|item| item.proposal).collect();
        let dated: Vec<i64> = items.iter().filter(|item| item.comment.is_none()).map(|item| item.id).collect();
        let about: Vec<CommentId> = about.into_iter().collect();
        dossier.visible = load_visible(conn, &about)?;
        dossier.back = load_back(conn, &about)?;
        dossier.proposals = load_proposals(conn, &of.into_iter().collect::<Vec<_>>())?;
        dossier.details = load_details(conn, &dated)?;
        dossier.areas = areas::table
            .order(areas::position)
            .select((areas::id, (areas::title, areas::slug, areas::position)))
            .load::<(AreaId, Area)>(conn)?
            .into_iter()
            .collect();
        let speak: BTreeSet<OrganisationId> = items.iter().filter_map(|item| item.organisation).collect();
        dossier.organisations = load_organisations(conn, &speak.into_iter().collect::<Vec<_>>())?;
        dossier.items = Rows::new(items);
        Ok(dossier)
    }
}

impl Dossier {
    /// What happened of these, in order.
    pub fn happened<'a, 'b>(&'a self, ids: &'b Items) -> impl Iterator<Item = &'a Item> + use<'a, 'b> {
        self.items.among(ids)
    }

    /// Reads the words of these comments, unless they are there.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn learn(&self, conn: &mut Conn, ids: &[CommentId]) -> Result<()> {
        let missing: Vec<CommentId> = ids.iter().copied().filter(|id| !self.words.borrow().contains_key(id)).collect();
        self.words.borrow_mut().extend(load_words(conn, &missing)?);
        Ok(())
    }

    /// The words of a comment that was learnt.
    pub fn words(&self, id: CommentId) -> Option<Words> {
        self.words.borrow().get(&id).cloned()
    }
}

fn load_organisations(conn: &mut Conn, ids: &[OrganisationId]) -> Result<ByNumber<OrganisationId, String>> {
    let mut found = ByNumber::default();
    for some in ids.chunks(500) {
        let rows: Vec<(OrganisationId, String)> = organisations::table
            .filter(organisations::id.eq_any(some))
            .order(organisations::id)
            .select((organisations::id, organisations::name))
            .load(conn)?;
        found.extend(rows);
    }
    Ok(found)
}

fn load_readers(conn: &mut Conn, who: &[SubscriberId]) -> Result<ByNumber<SubscriberId, Reader>> {
    use subscribers as s;
    let asked = s::table
        .left_join(accounts::table.on(s::account_id.eq(accounts::id.nullable())))
        .filter(s::id.eq_any(who))
        .order(s::id)
        .select((
            s::id,
            (
                s::email,
                s::confirmed_at,
                s::stopped_at,
                s::silenced_at,
                s::paused_until,
                s::due_at,
                s::weekday,
                accounts::suspended_until.nullable(),
            ),
        ));
    let rows: Vec<(SubscriberId, Reader)> = each_backend!(conn, c => asked.load(c))?;
    Ok(rows.into_iter().collect())
}

/// Which of these comments everybody can read.
///
/// # Errors
/// When the database refuses.
pub(super) fn load_visible(conn: &mut Conn, ids: &[CommentId]) -> Result<Numbers<CommentId>> {
    let mut found = Numbers::default();
    for some in ids.chunks(500) {
        let visible = comments::table
            .filter(comments::id.eq_any(some))
            .filter(comments::state.eq(State::Published))
            .order(comments::id)
            .select(comments::id);
        // Written out for each database: PostgreSQL takes all the numbers as one value, and prepares the question once.
        let rows: Vec<CommentId> = each_backend!(&mut *conn, c => visible.load(c))?;
        found.extend(rows);
    }
    Ok(found)
}

/// The words of these comments, for those that are quoted.
fn load_words(conn: &mut Conn, ids: &[CommentId]) -> Result<ByNumber<CommentId, Words>> {
    let mut found = ByNumber::default();
    for some in ids.chunks(500) {
        let asked = comments::table
            .inner_join(accounts::table)
            .filter(comments::id.eq_any(some))
            .order(comments::id)
            .select((comments::id, accounts::name, comments::badge, comments::body));
        let rows: Vec<(CommentId, String, String, String)> = each_backend!(&mut *conn, c => asked.load(c))?;
        found.extend(rows.into_iter().map(|(id, author, badge, body)| {
            let excerpt = excerpt(&markdown::plain(&body), EXCERPT_CHARACTERS);
            (id, Words { author, badge: shown_badge(&badge), excerpt })
        }));
    }
    Ok(found)
}

fn load_proposals(conn: &mut Conn, ids: &[ProposalId]) -> Result<ByNumber<ProposalId, Proposal>> {
    use proposals as p;
    let mut found = ByNumber::default();
    for some in ids.chunks(500) {
        let rows: Vec<(ProposalId, Proposal)> = p::table
            .filter(p::id.eq_any(some))
            .order(p::id)
            .select((p::id, (p::area_id, p::slug, p::title, p::stage, p::opens_at, p::closes_at)))
            .load(conn)?;
        found.extend(rows);
    }
    Ok(found)
}

/// Which of these comments were hidden and came back, with the rows that tell of each.
fn load_back(conn: &mut Conn, about: &[CommentId]) -> Result<ByNumber<CommentId, Items>> {
    let mut found = ByNumber::default();
    for some in about.chunks(500) {
        let restored = activity::table
            .filter(activity::comment_id.eq_any(some))
            .filter(activity::kind.eq(Event::CommentRestored))
            .order(activity::id)
            .select(activity::comment_id);
        let back: Vec<Option<CommentId>> = each_backend!(&mut *conn, c => restored.load(c))?;
        if back.is_empty() {
            continue;
        }
        let rows: Vec<(Option<CommentId>, i64)> = activity::table
            .filter(activity::comment_id.eq_any(back.into_iter().flatten()))
            .filter(activity::kind.eq_any([Event::CommentPosted, Event::CommentRestored]))
            .order(activity::id)
            .select((activity::comment_id, activity::id))
            .load(conn)?;
        let mut by_comment: ByNumber<CommentId, Vec<i64>> = ByNumber::default();
        for (comment, id) in rows.into_iter().filter_map(|(comment, id)| Some((comment?, id))) {
            by_comment.entry(comment).or_default().push(id);
        }
        found.extend(by_comment.into_iter().map(|(comment, ids)| (comment, ids.into_iter().collect())));
    }
    Ok(found)
}

fn load_details(conn: &mut Conn, ids: &[i64]) -> Result<ByNumber<i64, (String, Moment)>> {
    let mut found = ByNumber::default();
    for some in ids.chunks(500) {
        let rows: Vec<(i64, String, Moment)> = activity::table
            .filter(activity::id.eq_any(some))
            .order(activity::id)
            .select((activity::id, activity::detail, activity::at))
            .load(conn)?;
        found.extend(rows.into_iter().map(|(id, detail, at)| (id, (detail, at))));
    }
    Ok(found)
}
