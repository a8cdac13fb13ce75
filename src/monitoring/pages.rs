//! Who answered, for everybody; and the desk at which staff choose what is asked.

pub mod staff;

use super::{Monitoring, of};
use crate::characteristics::Characteristic;
use crate::clock::Moment;
use crate::error::{Error, Result};
use crate::policy::Stage;
use crate::proposals;
use crate::tables::{cell, lines};
use crate::text::Text;
use crate::web::page::respond;
use crate::web::{Answer, Site, Visitor, file};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::monitoring::{self as view, Counts, Line, Public, Table};

/// A field for each characteristic: whether it is asked, or what somebody answers.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Fields {
    age: Text,
    disability: Text,
    gender_reassignment: Text,
    marriage: Text,
    pregnancy: Text,
    race: Text,
    religion: Text,
    sex: Text,
    orientation: Text,
}

impl Fields {
    /// What stands in the field of this one.
    #[must_use]
    pub fn of(&self, about: Characteristic) -> &str {
        match about {
            Characteristic::Age => &self.age,
            Characteristic::Disability => &self.disability,
            Characteristic::GenderReassignment => &self.gender_reassignment,
            Characteristic::Marriage => &self.marriage,
            Characteristic::Pregnancy => &self.pregnancy,
            Characteristic::Race => &self.race,
            Characteristic::Religion => &self.religion,
            Characteristic::Sex => &self.sex,
            Characteristic::Orientation => &self.orientation,
        }
        .as_str()
    }
}

/// `GET /proposals/{slug}/equality`: how many said what about themselves.
///
/// # Errors
/// [`Error::NotFound`] for an unknown address, and before the counts are published.
pub async fn show(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, slug: web::Path<String>) -> Answer {
    let view = load(&site, slug.into_inner()).await?;
    respond(&req, StatusCode::OK, &visitor, view::public(&view))
}

/// `GET /proposals/{slug}/equality.csv`: the same as a table.
///
/// # Errors
/// As [`show`].
pub async fn table(site: web::Data<Site>, slug: web::Path<String>) -> Answer {
    let view = load(&site, slug.into_inner()).await?;
    let bytes = csv(&view.counts)?;
    file::send("equality.csv", file::CSV, move |_| std::future::ready(Ok((bytes.clone(), None)))).await
}

async fn load(site: &Site, slug: String) -> Result<Public> {
    site.db
        .read(move |conn| {
            let row = proposals::find_row(conn, &slug)?.ok_or(Error::NotFound)?;
            if row.proposal.stored_stage == Stage::Draft {
                return Err(Error::NotFound);
            }
            let asked = of(conn, row.proposal.id)?;
            Ok(Public {
                counts: counts(&asked).ok_or(Error::NotFound)?,
                slug: row.proposal.slug,
                title: row.proposal.title,
                life_stage: row.life_stage.into(),
                reason: asked.reason,
            })
        })
        .await
}

/// The counts with their words, once they are published.
fn counts(asked: &Monitoring) -> Option<Counts> {
    let (at, published): &(Moment, _) = asked.published.as_ref()?;
    let table = |question: &crate::characteristics::Question| {
        let counts = published.counts.get(&question.about)?;
        let last = Line { words: String::new(), count: None, share: question.body.rather_not };
        let options = question.body.options.iter();
        let lines = options.map(|one| Line { words: one.words.clone(), count: None, share: one.share });
        let with_count = |(line, count): (Line, &Option<i64>)| Line { count: *count, ..line };
        Some(Table {
            name: question.about.name().to_owned(),
            words: question.body.words.clone(),
            lines: lines.chain(std::iter::once(last)).zip(counts).map(with_count).collect(),
            source: question.body.source.clone(),
        })
    };
    Some(Counts { at: *at, answered: published.answered, tables: asked.questions.iter().filter_map(table).collect() })
}

/// A line for each answer. What is hidden is a word, so that nobody takes it for nought.
fn csv(counts: &Counts) -> Result<Vec<u8>> {
    let shown = |count: Option<i64>| count.map_or_else(|| "hidden".to_owned(), |count| count.to_string());
    let head = ["characteristic", "answer", "people", "percent", "percent_in_the_area", "source"].map(str::to_owned);
    let all = ["everybody who answered", "", &shown(counts.answered), "", "", ""].map(str::to_owned);
    let row = |table: &Table, line: &Line| {
        [
            cell(&table.name),
            cell(line.label()),
            shown(line.count),
            line.percent(counts.answered).map_or_else(String::new, |percent| percent.to_string()),
            line.share.map_or_else(String::new, |share| format!("{share:.1}")),
            cell(&table.source),
        ]
    };
    let rows = counts.tables.iter().flat_map(|table| table.lines.iter().map(move |line| row(table, line)));
    lines([head, all].into_iter().chain(rows))
}
