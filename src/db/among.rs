//! `column IN (…)` for a handful of numbers, in few enough wordings that the database keeps each prepared.
//!
//! Diesel's own `eq_any` writes as many places as there are numbers, so each length is another statement, and none of them
//! is kept: parsing and planning one with 50 places costs several times as much as running it.

use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, Bool, HasSqlType};

/// Whether a column of numbers holds one of these.
#[derive(Debug, Clone)]
pub struct Among<C> {
    column: C,
    numbers: Vec<i64>,
}

/// True where the column holds one of the numbers. There are as many places as the next power of two, and those left over
/// repeat the last number: that changes nothing about what is found.
pub fn among<C>(column: C, numbers: impl IntoIterator<Item = i64>) -> Among<C> {
    let mut numbers: Vec<i64> = numbers.into_iter().collect();
    // No row has the number 0.
    let last = numbers.last().copied().unwrap_or(0);
    numbers.resize(numbers.len().next_power_of_two(), last);
    Among { column, numbers }
}

impl<C: Expression> Expression for Among<C> {
    type SqlType = Bool;
}
impl<C: AppearsOnTable<From>, From> AppearsOnTable<From> for Among<C> {}
impl<C: SelectableExpression<From>, From> SelectableExpression<From> for Among<C> {}
impl<C: ValidGrouping<By>, By> ValidGrouping<By> for Among<C> {
    type IsAggregate = C::IsAggregate;
}

/// The text depends on how many places there are, so it is looked up by the text.
impl<C> QueryId for Among<C> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C, DB> QueryFragment<DB> for Among<C>
where
    DB: Backend + HasSqlType<BigInt>,
    C: QueryFragment<DB>,
    i64: ToSql<BigInt, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" IN (");
        for (n, number) in self.numbers.iter().enumerate() {
            if n > 0 {
                out.push_sql(", ");
            }
            out.push_bind_param::<BigInt, _>(number)?;
        }
        out.push_sql(")");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::among;
    use crate::db::schema::comments;
    use diesel::prelude::*;
    use diesel::sqlite::Sqlite;

    #[test]
    fn lengths_that_are_close_have_one_wording_and_find_the_same() {
        let text = |numbers: &[i64]| {
            let query = comments::table.filter(among(comments::id, numbers.iter().copied())).select(comments::id);
            diesel::debug_query::<Sqlite, _>(&query).to_string()
        };
        let (statement, places) = {
            let all = text(&[1, 2, 3]);
            let (statement, places) = all.split_once(" -- binds: ").expect("places");
            (statement.to_owned(), places.to_owned())
        };
        assert_eq!(places, "[1, 2, 3, 3]");
        assert!(text(&[4, 5, 6, 7]).starts_with(&statement));
        assert!(!text(&[4, 5, 6, 7, 8]).starts_with(&statement));
        assert!(text(&[]).ends_with("[0]"));
    }
}
