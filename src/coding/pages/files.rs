//! What was found, as files.

use super::super::{export, tree_of};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::ids::ProposalId;
use crate::web::file::{self, CSV, Part};
use crate::web::form::id;
use crate::web::{Analyst, Answer, Site};
use crate::{proposals, questionnaires};
use actix_web::web;

/// How many codings a part of a file has.
const PART: i64 = 500;

/// `GET /staff/proposals/{id}/passages/{file}`: every passage that was tagged, what the columns mean, or the SHA-256 of the
/// first, by which somebody can prove later that theirs is the same.
///
/// # Errors
/// [`Error::NotFound`] for an unknown proposal or file.
pub async fn export(site: web::Data<Site>, by: Analyst, path: web::Path<(String, String)>) -> Answer {
    let proposal = ProposalId(id(&path.0)?);
    let tree = site
        .db
        .read(move |conn| {
            proposals::find(conn, proposal)?;
            tree_of(conn, proposal)
        })
        .await?;
    let db = site.db.clone();
    match path.1.as_str() {
        "passages.csv" => {
            file::send("passages.csv", CSV, move |after| table(db.clone(), by.clone(), proposal, after)).await
        }
        "passages.csv.sha256" => {
            file::sum("passages.csv", |after| table(db.clone(), by.clone(), proposal, after)).await
        }
        "dictionary.csv" => {
            let bytes = export::dictionary(&tree)?;
            file::send("dictionary.csv", CSV, move |_| std::future::ready(Ok((bytes.clone(), None)))).await
        }
        _ => Err(Error::NotFound),
    }
}

/// A part of the table, made on a thread that may take its time.
async fn table(db: Db, by: Analyst, proposal: ProposalId, after: i64) -> Result<Part> {
    db.read(move |conn| {
        let (asked, tree) = (questionnaires::of(conn, proposal)?.questionnaire, tree_of(conn, proposal)?);
        let some = export::part(conn, &by, proposal, after, PART)?;
        let is_full = i64::try_from(some.len()).is_ok_and(|n| n == PART);
        let next = some.last().filter(|_| is_full).map(|line| line.coding.0);
        let mut bytes = if after == 0 { export::head()? } else { Vec::new() };
        bytes.extend(export::rows(&asked, &tree, &some)?);
        Ok((bytes, next))
    })
    .await
}
