//! The page of an organisation: what it is, what was said in its name, and the button to follow it.

use crate::comments::{self, Said};
use crate::follows::{self, Reader, Target};
use crate::ids::CommentId;
use crate::organisations::{self, State};
use crate::web::form::Query;
use crate::web::page::{Answer, respond};
use crate::web::{Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use views::organisations as view;
use views::paging::Pages;
use views::paths;

/// How many comments a page shows.
const PAGE: usize = 20;

/// Before which comment a page begins.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Before {
    before: Option<CommentId>,
}

/// `GET /organisations/{slug}`: one that is or was verified. It names nobody who has not written in its name.
///
/// # Errors
/// [`crate::error::Error::NotFound`] for any other.
pub async fn show(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    slug: web::Path<String>,
    from: Query<Before>,
) -> Answer {
    let (slug, before) = (slug.into_inner(), from.0.before);
    let who = visitor.person.as_ref().map(|person| person.id);
    let (one, mut said, reader) = site
        .db
        .read(move |conn| {
            let one = organisations::public(conn, &slug)?;
            let said = comments::of_organisation(conn, one.id, before, PAGE as i64 + 1)?;
            let reader = match who {
                Some(who) => Reader::Person(follows::how_often(conn, who, Target::Organisation(one.id))?),
                None => Reader::Stranger,
            };
            Ok((one, said, reader))
        })
        .await?;
    let (target, action) = (Target::Organisation(one.id), paths::organisation_follows(&one.slug));
    let follow = match one.state {
        State::Closed => follows::button_to_stop(target, &action, reader),
        _ => Some(follows::button(target, action, reader)),
    };
    let more = said.len() > PAGE;
    said.truncate(PAGE);
    let own = paths::organisation(&one.slug);
    let next = said.last().filter(|_| more).map(|last| format!("{own}?before={}", last.id));
    let view = view::Public {
        about: organisations::pages::about(&one),
        pages: Pages { words: None, first: before.map(|_| own), next },
        said: said.into_iter().map(shown).collect(),
        follow,
        now: site.now(),
    };
    respond(&req, StatusCode::OK, &visitor, view::public(&view))
}

fn shown(said: Said) -> view::Said {
    view::Said {
        id: said.id.0,
        body_html: said.body_html,
        author_name: said.author,
        at: said.created_at,
        proposal_title: said.proposal_title,
        proposal_slug: said.proposal_slug,
    }
}
