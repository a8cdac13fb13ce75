//! When something changed last, for work that is done again only then.

use super::{Conn, Scope};
use crate::db::schema::scopes;
use crate::error::Result;
use crate::ids::ProposalId;
use diesel::prelude::*;
use std::collections::BTreeMap;

/// The number of the last change of the responses to each proposal; none where there was no change yet.
///
/// The numbers are given in the order of the commits, so whoever reads one, and then the responses, has read all that was
/// committed up to it. A moment could not promise this: it is taken before the commit.
///
/// # Errors
/// When the database refuses.
pub fn responses_changed(conn: &mut Conn) -> Result<BTreeMap<ProposalId, i64>> {
    let rows: Vec<(String, i64)> =
        scopes::table.filter(scopes::scope.like("responses:%")).select((scopes::scope, scopes::n)).load(conn)?;
    let read = |(key, n): (String, i64)| match Scope::parse(&key)? {
        Scope::Responses(id) => Some((id, n)),
        _ => None,
    };
    Ok(rows.into_iter().filter_map(read).collect())
}
