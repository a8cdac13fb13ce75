//! How long something took, reckoned by the database: so that it can sort by it without telling us each row.

use super::dialect::MultiBackend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::BigInt;
use diesel::sqlite::Sqlite;

/// The whole seconds between two columns of moments; see [`seconds`].
#[derive(Debug, Clone, Copy)]
pub struct Seconds<A, B> {
    from: A,
    to: B,
}

/// How many seconds lie between the moments in two columns, fractions of each left away: the same on both databases.
pub fn seconds<A, B>(from: A, to: B) -> Seconds<A, B> {
    Seconds { from, to }
}

impl<A: Expression, B: Expression> Expression for Seconds<A, B> {
    type SqlType = BigInt;
}
impl<A: AppearsOnTable<From>, B: AppearsOnTable<From>, From> AppearsOnTable<From> for Seconds<A, B> {}
impl<A: SelectableExpression<From>, B: SelectableExpression<From>, From> SelectableExpression<From> for Seconds<A, B> {}
impl<A, B> ValidGrouping<()> for Seconds<A, B> {
    type IsAggregate = is_aggregate::No;
}
impl<A, B> QueryId for Seconds<A, B> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<A: QueryFragment<Pg>, B: QueryFragment<Pg>> QueryFragment<Pg> for Seconds<A, B> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("(FLOOR(EXTRACT(EPOCH FROM ");
        self.to.walk_ast(out.reborrow())?;
        out.push_sql("))::bigint - FLOOR(EXTRACT(EPOCH FROM ");
        self.from.walk_ast(out.reborrow())?;
        out.push_sql("))::bigint)");
        Ok(())
    }
}

impl<A: QueryFragment<Sqlite>, B: QueryFragment<Sqlite>> QueryFragment<Sqlite> for Seconds<A, B> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("(CAST(strftime('%s', ");
        self.to.walk_ast(out.reborrow())?;
        out.push_sql(") AS INTEGER) - CAST(strftime('%s', ");
        self.from.walk_ast(out.reborrow())?;
        out.push_sql(") AS INTEGER))");
        Ok(())
    }
}

impl<A, B> QueryFragment<MultiBackend> for Seconds<A, B>
where
    Self: QueryFragment<Pg> + QueryFragment<Sqlite>,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(self, pass)
    }
}
