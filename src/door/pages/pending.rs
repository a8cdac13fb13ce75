//! What waits for somebody: to be posted now that they are signed in, or to be dropped.

use super::{held_by, led};
use crate::clock::Moment;
use crate::door::waiting as posting;
use crate::error::Result;
use crate::text::Text;
use crate::web::limits;
use crate::web::page::{Answer, respond, see};
use crate::web::waiting::{self, Held};
use crate::web::{Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::accounts::Pending;
use views::paths;

/// The form: `act=post` or `act=drop`.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    act: Text,
}

/// All that waits for whoever asks: under their cookie, and for their account.
pub(super) async fn rows(req: &HttpRequest, site: &Site, visitor: &Visitor, now: Moment) -> Result<Vec<Held>> {
    let mut rows = held_by(req, site, now).await?;
    if let Some(person) = &visitor.person {
        let account = person.id;
        let of_account = site.db.read(move |conn| waiting::load_of(conn, account, now)).await?;
        rows.extend(of_account.into_iter().filter(|held| held_is_new(&rows, held)).collect::<Vec<_>>());
    }
    Ok(rows)
}

fn held_is_new(rows: &[Held], held: &Held) -> bool {
    rows.iter().all(|other| other.id != held.id)
}

/// Shows what waits.
///
/// # Errors
/// When the database does not answer.
pub async fn show(req: HttpRequest, site: web::Data<Site>, visitor: Visitor) -> Answer {
    let now = site.now();
    let rows = rows(&req, &site, &visitor, now).await?;
    let waiting = site.db.read(move |conn| posting::shown(conn, &rows, now)).await?;
    let view = Pending { waiting, signed_in: visitor.person.is_some() };
    respond(&req, StatusCode::OK, &visitor, views::accounts::pending(&view))
}

/// Posts it, or drops it.
///
/// # Errors
/// When the database does not answer.
pub async fn decide(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, entry: Form<Entry>) -> Answer {
    let rows = rows(&req, &site, &visitor, site.now()).await?;
    match entry.0.act.as_str() {
        "drop" => {
            site.db
                .write(move |tx| {
                    for held in &rows {
                        waiting::remove(tx, held.id)?;
                    }
                    Ok(())
                })
                .await?;
            Ok(see(paths::pending(), None))
        }
        "post" if visitor.person.is_some() => {
            let settled = posting::settle(&site, &visitor, &limits::client(&req, &site.config), rows).await?;
            led(&req, &visitor, &settled, paths::pending(), None)
        }
        "post" => Ok(see(paths::sign_in(), None)),
        _ => Ok(see(paths::pending(), None)),
    }
}
