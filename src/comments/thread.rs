//! One page of a discussion: which comments stand on it, in which order, and where the next page begins.

use super::store::threads::{self as store, Below, From, Which};
use super::store::{Stored, load_names};
use super::{State, locks, shown_badge};
use crate::clock::Moment;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{AccountId, CommentId, ProposalId};
use std::collections::{HashMap, HashSet};
use views::comments as view;
use views::votes::Answers;

crate::words! {
    /// The order of a discussion.
    pub enum Sort {
        /// First written, first read.
        Oldest = "oldest",
        /// Last written, first read.
        Newest = "newest",
        /// Agrees minus disagrees, the largest first.
        MostAgreed = "most-agreed",
        /// The smaller of agrees and disagrees, the largest first.
        MostDivided = "most-divided",
    }
}

/// Comments on a page, at most, replies included.
pub const PAGE: usize = 50;
/// Replies of one thread that can be read on a page of the discussion; the rest stand on the thread's own page.
const REPLIES: i64 = 10;
/// Marks of replies that cannot be read, on one page; more of them would say nothing.
const MARKS: i64 = 100;

/// A comment on the page that can be voted on, as far as each reader's own part of the page needs it.
#[derive(Debug, Clone)]
pub struct Votable {
    /// Its number.
    pub id: CommentId,
    /// Who wrote it.
    pub author: AccountId,
    /// The author's name.
    pub name: String,
    /// When it was written.
    pub created_at: Moment,
    /// What people answered to it.
    pub totals: Answers,
    /// Its text, when it is about the proposal itself and so can be put to a reader as a statement.
    pub statement_html: Option<String>,
}

/// A page of a discussion.
#[derive(Debug, Clone)]
pub struct Page {
    /// The comments in the order of the page, each before its replies.
    pub comments: Vec<view::Comment>,
    /// Those of them that can be voted on.
    pub votable: Vec<Votable>,
    /// Where the next page begins, as it stands in the address.
    pub next: Option<String>,
}

/// The page of a proposal's discussion that begins after `from` (a value of [`Page::next`], or the first page).
///
/// # Errors
/// [`Error::NotFound`] when `from` is no such value.
pub fn page(conn: &mut Conn, proposal: ProposalId, sort: Sort, from: Option<&str>, open: bool) -> Result<Page> {
    let from = from.map(read_cursor).transpose()?;
    let mut roots = store::load_roots(conn, proposal, sort, from, PAGE as i64 + 1)?;
    let mut budget = PAGE as i64;
    let mut shown: HashMap<CommentId, i64> = HashMap::new();
    let mut taken = 0;
    for root in &roots {
        if budget == 0 {
            break;
        }
        let replies = root.replies.min(REPLIES).min(budget - 1);
        shown.insert(root.id, replies);
        budget -= 1 + replies;
        taken += 1;
    }
    let more = roots.len() > taken;
    roots.truncate(taken);
    let next = roots.last().filter(|_| more).map(|last| write_cursor(sort, last));
    let replies = replies_of(conn, &roots, &shown)?;
    let mut in_order = Vec::with_capacity(PAGE);
    for root in roots {
        let below = replies.get(&root.id).cloned().unwrap_or_default();
        in_order.push(root);
        in_order.extend(below);
    }
    let (comments, votable) = dress(conn, in_order, open)?;
    Ok(Page { comments, votable, next })
}

/// The replies to show, by the thread they belong to: short threads in one query, each long one by itself. What can be
/// read is counted; marks of what cannot be read take nobody's place.
fn replies_of(
    conn: &mut Conn,
    roots: &[Stored],
    shown: &HashMap<CommentId, i64>,
) -> Result<HashMap<CommentId, Vec<Stored>>> {
    let wanted = |root: CommentId| shown.get(&root).copied().unwrap_or(0);
    let answered: Vec<&Stored> = roots.iter().filter(|r| wanted(r.id) > 0).collect();
    let (short, long): (Vec<&Stored>, Vec<&Stored>) = answered.iter().partition(|r| r.replies <= REPLIES);
    let ids: Vec<CommentId> = short.iter().map(|r| r.id).collect();
    let mut readable = store::load_threads(conn, &ids, Which::Readable, short.iter().map(|r| r.replies).sum())?;
    for long in long {
        readable.extend(store::load_replies(conn, Below::Root(long.id), Which::Readable, CommentId(0), REPLIES)?);
    }
    let mut by_root = by_root(readable);
    for (root, replies) in &mut by_root {
        replies.truncate(usize::try_from(wanted(*root)).unwrap_or(0));
    }
    let answered: Vec<CommentId> = answered.iter().map(|r| r.id).collect();
    let all = |id: CommentId| roots.iter().any(|r| r.id == id && r.replies == wanted(id));
    let marks = store::load_threads(conn, &answered, Which::Marks, MARKS)?;
    for (root, mut marks) in self::by_root(marks) {
        let Some(replies) = by_root.get_mut(&root) else { continue };
        // Those after the last reply that is shown here stand on the thread's own page.
        let last = replies.last().map_or(root, |reply| reply.id);
        marks.retain(|mark| all(root) || mark.id < last);
        marks.truncate(usize::try_from(REPLIES).unwrap_or(0));
        replies.extend(marks);
    }
    let missing: Vec<CommentId> = by_root.values().flat_map(|replies| branches_missing(replies)).collect();
    for mark in store::load_marks(conn, &missing)? {
        if let Some(replies) = mark.root.and_then(|root| by_root.get_mut(&root)) {
            replies.push(mark);
        }
    }
    by_root.values_mut().for_each(|replies| nest(replies));
    Ok(by_root)
}

fn by_root(replies: Vec<Stored>) -> HashMap<CommentId, Vec<Stored>> {
    let mut by_root: HashMap<CommentId, Vec<Stored>> = HashMap::new();
    for reply in replies {
        if let Some(root) = reply.root {
            by_root.entry(root).or_default().push(reply);
        }
    }
    by_root
}

/// The first-level replies under which some of these hang, as far as they are not among them: marks that were left out.
fn branches_missing(replies: &[Stored]) -> Vec<CommentId> {
    let here: HashSet<CommentId> = replies.iter().map(|reply| reply.id).collect();
    let missing: HashSet<CommentId> =
        replies.iter().filter_map(|reply| reply.branch).filter(|branch| !here.contains(branch)).collect();
    missing.into_iter().collect()
}

/// Puts each reply of the second level under the first-level one it belongs to, oldest first.
fn nest(replies: &mut [Stored]) {
    replies.sort_by_key(|r| (r.branch.unwrap_or(r.id), r.id));
}

/// A page of replies below one comment, after the reply with number `after`.
///
/// # Errors
/// When the database refuses.
pub fn below(conn: &mut Conn, comment: &Stored, after: CommentId, open: bool) -> Result<Page> {
    let below = match comment.depth {
        0 => Below::Root(comment.id),
        1 => Below::Branch(comment.id),
        _ => Below::Parent(comment.id),
    };
    let mut replies = store::load_replies(conn, below, Which::Readable, after, PAGE as i64 + 1)?;
    let more = replies.len() > PAGE;
    replies.truncate(PAGE);
    let last = replies.last().map(|last| last.id);
    let next = last.filter(|_| more).map(|last| last.to_string());
    let mut marks = store::load_replies(conn, below, Which::Marks, after, MARKS)?;
    marks.retain(|mark| !more || last.is_some_and(|last| mark.id < last));
    replies.extend(marks);
    if let Below::Root(_) = below {
        // What stands on an earlier page is not repeated here.
        let missing: Vec<CommentId> = branches_missing(&replies).into_iter().filter(|branch| *branch > after).collect();
        replies.extend(store::load_marks(conn, &missing)?);
    }
    nest(&mut replies);
    let (mut comments, votable) = dress(conn, replies, open)?;
    // On a comment's own page its answers begin at the margin.
    for reply in &mut comments {
        reply.depth = reply.depth.saturating_sub(u8::try_from(comment.depth + 1).unwrap_or(1));
    }
    Ok(Page { comments, votable, next })
}

/// One comment by itself, as the page shows it.
///
/// # Errors
/// When the database refuses.
pub fn one(conn: &mut Conn, comment: Stored, open: bool) -> Result<Page> {
    let (comments, votable) = dress(conn, vec![comment], open)?;
    Ok(Page { comments, votable, next: None })
}

/// Gives each comment the name of its author, its badge, and the place it answers to where the page does not show that.
fn dress(conn: &mut Conn, rows: Vec<Stored>, open: bool) -> Result<(Vec<view::Comment>, Vec<Votable>)> {
    let here: HashSet<CommentId> = rows.iter().map(|r| r.id).collect();
    let parents: Vec<CommentId> = rows.iter().filter(|r| r.depth == 2).filter_map(|r| r.parent).collect();
    let answered: HashMap<CommentId, AccountId> = store::load_authors(conn, &parents)?.into_iter().collect();
    let mut people: Vec<AccountId> = rows.iter().map(|r| r.author).chain(answered.values().copied()).collect();
    people.sort();
    people.dedup();
    let names = load_names(conn, &people)?;
    let name = |id: &AccountId| names.get(id).cloned().unwrap_or_default();
    let threads: Vec<CommentId> = rows.iter().map(Stored::thread).collect();
    let locked = locks::among(conn, &threads)?;
    let mut comments = Vec::with_capacity(rows.len());
    let mut votable = Vec::new();
    for row in &rows {
        let under = row.branch.or(row.root);
        let parent_is_above = row.parent == under && under.is_none_or(|u| here.contains(&u));
        let in_reply_to = row
            .parent
            .filter(|_| row.depth == 2 && !parent_is_above)
            // What cannot be read was written by nobody, as far as readers may know.
            .map(|p| (p.0, answered.get(&p).map(name).unwrap_or_default()));
        if row.state == State::Published {
            votable.push(Votable {
                id: row.id,
                author: row.author,
                name: name(&row.author),
                created_at: row.created_at,
                totals: row.answers.split(),
                statement_html: (row.depth == 0).then(|| row.body_html.clone()),
            });
        }
        let on_page = rows.iter().filter(|r| r.root == Some(row.id) && r.state == State::Published).count() as i64;
        comments.push(view::Comment {
            id: row.id.0,
            depth: u8::try_from(row.depth).unwrap_or(2),
            in_reply_to,
            state: match row.state {
                State::Published => view::State::Published,
                State::Deleted => view::State::Deleted,
                State::Held => view::State::Held,
                _ => view::State::Hidden { rule: row.hidden_under.clone() },
            },
            author_name: name(&row.author),
            badge: shown_badge(&row.badge),
            body_html: if row.state == State::Published { row.body_html.clone() } else { String::new() },
            created_at: row.created_at,
            edited: row.edited_at.is_some(),
            replies: row.replies,
            more_replies: if row.depth == 0 && rows.len() > 1 { (row.replies - on_page).max(0) } else { 0 },
            can_reply: open && !locked.contains(&row.thread()),
            locked: row.depth == 0 && locked.contains(&row.id),
        });
    }
    Ok((comments, votable))
}

fn write_cursor(sort: Sort, last: &Stored) -> String {
    let key = match sort {
        Sort::MostAgreed => last.agreed,
        Sort::MostDivided => last.divided,
        Sort::Oldest | Sort::Newest => 0,
    };
    format!("{key}_{}", last.id)
}

fn read_cursor(text: &str) -> Result<From> {
    let (key, id) = text.split_once('_').ok_or(Error::NotFound)?;
    Ok(From { key: key.parse().map_err(|_| Error::NotFound)?, id: CommentId(id.parse().map_err(|_| Error::NotFound)?) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_or_refused() {
        assert_eq!(read_cursor("-3_17"), Ok(From { key: -3, id: CommentId(17) }));
        for wrong in ["", "3", "a_b", "1_2_3", "9999999999999999999999_1"] {
            assert_eq!(read_cursor(wrong), Err(Error::NotFound), "{wrong}");
        }
    }
}
