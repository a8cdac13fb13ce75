//! The page of one comment: what it answers, the comment, and the answers to it.

use super::Asked;
use super::personal::{self, Facts, Part};
use super::show::read_reader;
use crate::clock::{Moment, next_london_midnight};
use crate::comments::thread::{Sort, Votable};
use crate::comments::{self, thread};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::follows::Target;
use crate::ids::CommentId;
use crate::policy::Stage;
use crate::proposals;
use crate::web::page::{Answer, Notice};
use crate::web::page_cache::Fresh;
use crate::web::{Site, form, page, visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use views::comments::{Ancestor, CommentPage};
use views::paging::Pages;
use views::paths;
use views::proposals::ProposalLink;

/// Shows one comment with one page of its replies; one that waits for a moderator only to its author.
///
/// # Errors
/// [`Error::NotFound`] for a comment that cannot be read.
pub async fn show(req: HttpRequest, site: web::Data<Site>, id: web::Path<String>, asked: form::Query<Asked>) -> Answer {
    let id = CommentId(form::id(&id)?);
    let after = asked.0.after()?;
    let key = format!("comment {id} {after}");
    let kept = match site.pages.get(&site, key, || fresh(&site, id, after)).await {
        Err(Error::NotFound) => return waiting(&req, &site, id).await,
        kept => kept?,
    };
    let facts: &Facts = kept.facts().ok_or_else(|| Error::Broken("a kept page of another kind".into()))?;
    let (visitor, reader) = read_reader(&req, facts).await?;
    if visitor.person.is_none() && Notice::of(&req).is_none() {
        return Ok(kept.anonymous(&req));
    }
    let mut part = Part::new(facts, visitor.person.as_ref(), reader);
    part.editable_since = Some(site.now() - chrono::Duration::minutes(site.config.rules.edit_minutes));
    Ok(kept.personal(&req, &visitor, &|hole| part.is_usual(hole), &mut |hole| part.fill(hole)))
}

/// A comment that waits for a moderator, for its author alone; nobody else can tell it from one that does not exist.
async fn waiting(req: &HttpRequest, site: &Site, id: CommentId) -> Answer {
    let visitor = visitor::find(req).await?;
    let author = visitor.person.as_ref().ok_or(Error::NotFound)?.id;
    let (held, proposal) = site.db.read(move |conn| comments::own_held(conn, id, author)).await?;
    page::respond(req, StatusCode::OK, &visitor, views::comments::waiting(&proposal, &held))
}

async fn fresh(site: &Site, id: CommentId, after: CommentId) -> Result<Fresh> {
    let now = site.now();
    site.db.read(move |conn| load(conn, id, after, now)).await
}

fn load(conn: &mut Conn, id: CommentId, after: CommentId, now: Moment) -> Result<Fresh> {
    let stored = comments::visible(conn, id)?;
    let (shown, _) = proposals::for_editing(conn, stored.proposal)?;
    if shown.stored_stage == Stage::Draft {
        return Err(Error::NotFound);
    }
    let stage = shown.stage_at(now);
    let open = stage == Stage::Open;
    let ancestors = ancestors(conn, &stored)?;
    let replies = thread::below(conn, &stored, after, open)?;
    let mut alone = thread::one(conn, stored, open)?;
    let comment = alone.comments.pop().ok_or(Error::NotFound)?;
    let first = comment.depth == 0;
    let follow = if first { Target::Thread(id) } else { Target::Proposal(shown.id) };
    let action = if first { paths::comment_follows(id.0) } else { paths::proposal_follows(&shown.slug) };
    let facts = Facts {
        follow: (follow, action),
        below: Some(id),
        proposal: shown.id,
        slug: shown.slug.clone(),
        stage,
        opens_at: shown.opens_at,
        closes_at: shown.closes_at,
        totals: shown.totals,
        tally: shown.tally(),
        comments: alone
            .votable
            .into_iter()
            .chain(replies.votable)
            .map(|c| Votable { statement_html: None, ..c })
            .collect(),
    };
    let here = paths::comment(id.0);
    let view = CommentPage {
        proposal: ProposalLink { slug: shown.slug.clone(), title: shown.title.clone() },
        ancestors,
        comment,
        replies: replies.comments,
        pages: Pages {
            words: None,
            first: (after.0 > 0).then(|| here.clone()),
            next: replies.next.map(|n| format!("{here}?from={n}")),
        },
        discussion_href: format!("{}#talk", paths::proposal(&shown.slug)),
        now,
    };
    Ok(Fresh {
        page: views::comments::one(&view),
        scopes: super::show::scopes(shown.id, Sort::Oldest, stage),
        until: shown.turns_at(now).into_iter().chain([next_london_midnight(now)]).min().unwrap_or(now),
        strangers: personal::strangers(&facts),
        facts: Box::new(facts),
    })
}

/// The comments above this one, the first of the thread first; those that cannot be read are left out.
fn ancestors(conn: &mut Conn, comment: &comments::Stored) -> Result<Vec<Ancestor>> {
    let mut above = Vec::new();
    let mut ids: Vec<CommentId> = [comment.root, comment.branch, comment.parent].into_iter().flatten().collect();
    ids.dedup();
    for id in ids {
        if let Ok((stored, name, _)) = comments::pages::with_context(conn, id) {
            above.push(Ancestor {
                id: id.0,
                author_name: name,
                excerpt: crate::text::excerpt(&crate::markdown::plain(&stored.body), 140),
            });
        }
    }
    Ok(above)
}
