//! How far those who coded the same answers agree, and where they do not.

use super::agreement::Agreement;
use super::store::codings;
use super::store::{self, found};
use super::{Coder, Tag, free_text};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{CoderId, CodingId, ProposalId, ResponseId, ThemeId};
use crate::web::Analyst;
use found::Coded;
use std::collections::{BTreeMap, BTreeSet};

/// The most answers that are shown in which two coders differ.
pub(super) const SHOWN: usize = 50;

/// Two who have coded the same answers to a question, and how far they agree.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    pub(super) question: i64,
    pub(super) first: Coder,
    pub(super) second: Coder,
    pub(super) agreement: Agreement,
}

/// The coding of each coder, for each answer of one question.
type Answers<'a> = BTreeMap<ResponseId, BTreeMap<CoderId, &'a Coded>>;

/// Everything that is coded, with the themes of each coding.
struct Found {
    coded: Vec<Coded>,
    themes: BTreeMap<CodingId, BTreeSet<ThemeId>>,
}

impl Found {
    fn load(conn: &mut Conn, proposal: ProposalId) -> Result<Self> {
        let mut themes: BTreeMap<CodingId, BTreeSet<ThemeId>> = BTreeMap::new();
        for (coding, theme, ..) in found::load_tagged(conn, proposal)? {
            themes.entry(coding).or_default().insert(theme);
        }
        Ok(Self { coded: found::load_coded(conn, proposal)?, themes })
    }

    fn questions(&self) -> BTreeSet<i64> {
        self.coded.iter().map(|one| one.question).collect()
    }

    fn answers(&self, question: i64) -> Answers<'_> {
        let mut answers = Answers::new();
        for one in self.coded.iter().filter(|one| one.question == question) {
            answers.entry(one.response).or_default().insert(one.coder, one);
        }
        answers
    }

    fn of(&self, coding: &Coded) -> BTreeSet<ThemeId> {
        self.themes.get(&coding.coding).cloned().unwrap_or_default()
    }

    /// What two coders gave to each answer that both have coded.
    fn both(
        &self,
        answers: &Answers<'_>,
        first: CoderId,
        second: CoderId,
    ) -> Vec<(BTreeSet<ThemeId>, BTreeSet<ThemeId>)> {
        let both = answers.values().filter_map(|by| Some((*by.get(&first)?, *by.get(&second)?)));
        both.map(|(first, second)| (self.of(first), self.of(second))).collect()
    }
}

/// Everybody who has coded the same answers, question by question, two and two.
///
/// # Errors
/// When the database refuses.
pub(super) fn pairs(conn: &mut Conn, _by: &Analyst, proposal: ProposalId) -> Result<Vec<Pair>> {
    let coders = store::coders::load(conn, proposal)?;
    let found = Found::load(conn, proposal)?;
    let mut pairs = Vec::new();
    for question in found.questions() {
        let answers = found.answers(question);
        for (n, first) in coders.iter().enumerate() {
            for second in &coders[n + 1..] {
                let agreement = Agreement::of(&found.both(&answers, first.id, second.id));
                if agreement.answers > 0 {
                    pairs.push(Pair { question, first: first.clone(), second: second.clone(), agreement });
                }
            }
        }
    }
    Ok(pairs)
}

/// An answer to which two coders gave different themes.
#[derive(Debug, Clone)]
pub(super) struct Differing {
    pub(super) response: ResponseId,
    pub(super) text: String,
    pub(super) first: Vec<Tag>,
    pub(super) second: Vec<Tag>,
}

/// Two coders and one question: how far they agree, and where not.
pub(super) struct Compared {
    pub(super) pair: Pair,
    /// Answers in which they differ and that the reader has coded as well; the first of them.
    pub(super) differing: Vec<Differing>,
    /// How many more of these there are.
    pub(super) more: usize,
    /// In how many more they differ that the reader has not coded yet.
    pub(super) unseen: usize,
}

/// Compares two coders by their numbers. Where they differ is shown only for answers that the reader has coded: nobody
/// learns what others found before they have looked for themselves.
///
/// # Errors
/// [`Error::NotFound`] for a question that is not answered in free text, and for two who have coded nothing together.
pub(super) fn compare(
    conn: &mut Conn,
    by: &Analyst,
    (proposal, question): (ProposalId, i64),
    (first, second): (i64, i64),
) -> Result<Compared> {
    free_text(conn, proposal, question)?;
    let coders = store::coders::load(conn, proposal)?;
    let coder = |number| coders.iter().find(|one| one.number == number).cloned().ok_or(Error::NotFound);
    let (first, second) = (coder(first)?, coder(second)?);
    let found = Found::load(conn, proposal)?;
    let answers = found.answers(question);
    let agreement = Agreement::of(&found.both(&answers, first.id, second.id));
    if agreement.answers == 0 || first.id == second.id {
        return Err(Error::NotFound);
    }
    let reader = store::coders::find(conn, proposal, by.id())?;
    let mut compared =
        Compared { differing: Vec::new(), more: 0, unseen: 0, pair: Pair { question, first, second, agreement } };
    for (response, codings) in &answers {
        let of = |coder: &Coder| codings.get(&coder.id).copied();
        let (Some(a), Some(b)) = (of(&compared.pair.first), of(&compared.pair.second)) else { continue };
        if found.of(a) == found.of(b) {
            continue;
        }
        if !reader.is_some_and(|reader| codings.contains_key(&reader)) {
            compared.unseen += 1;
        } else if compared.differing.len() >= SHOWN {
            compared.more += 1;
        } else {
            compared.differing.extend(differing(conn, proposal, *response, (a, b))?);
        }
    }
    Ok(compared)
}

fn differing(
    conn: &mut Conn,
    proposal: ProposalId,
    response: ResponseId,
    (first, second): (&Coded, &Coded),
) -> Result<Option<Differing>> {
    let Some(written) = codings::find_written(conn, proposal, first.question, response)? else { return Ok(None) };
    let mut tags = |of: &Coded| -> Result<Vec<Tag>> {
        Ok(codings::load_tags(conn, of.coding)?.into_iter().map(|(_, tag)| tag).collect())
    };
    Ok(Some(Differing { response, text: written.text, first: tags(first)?, second: tags(second)? }))
}
