//! More people than a browser can be: what they answered is put where answers are kept, and counted.

use crate::site::Site;
use chrono::{Duration, NaiveDate};
use diesel::prelude::*;
use folkmoot::characteristics::{Characteristic, Characteristics, USUAL};
use folkmoot::clock::{Clock, Moment};
use folkmoot::db::schema::{
    accounts, keyings, monitoring as e, organisation_members as m, organisations as o, proposals, questionnaires as q,
    response_versions as v, responses as r,
};
use folkmoot::db::{self, Db, Limits, Scope, Tx};
use folkmoot::error::Result;
use folkmoot::ids::ProposalId;
use folkmoot::monitoring::{Published, Tally};
use folkmoot::questionnaires::{self, Answer, Answers, Kind, Question, Questionnaire, Section};
use folkmoot::{campaigns, monitoring, results};

/// How many residents, professionals and organisations.
const CROWD: [(&str, i64); 3] = [("resident", 160), ("professional", 41), ("organisation", 9)];

/// The consultation asks for a number and a day besides, many answer, it closes, and the responses are counted.
pub async fn answers(site: &Site, slug: &str) {
    let url = site.database().parse().expect("an address");
    let now = Clock::system().now();
    let mut conn = db::connect(&url).expect("the database");
    Tx::alone(&mut conn, |tx| {
        let id =
            proposals::table.filter(proposals::slug.eq(slug)).select(proposals::id).first::<ProposalId>(&mut **tx)?;
        let asked = with_more(tx, id)?;
        for (capacity, n) in CROWD {
            for at in 0..n {
                respond(tx, id, &asked, (capacity, at), now)?;
            }
        }
        diesel::update(proposals::table.filter(proposals::id.eq(id)))
            .set(proposals::closes_at.eq(now - Duration::hours(1)))
            .execute(&mut **tx)?;
        tx.touch(Scope::Proposal(id));
        tx.touch(Scope::Responses(id));
        Ok(())
    })
    .expect("they have answered");
    results::count_due(&opened(&url), now).await.expect("they are counted");
}

/// The day of today, as people type it.
pub fn today() -> String {
    folkmoot::clock::london_date(Clock::system().now()).format("%-d %B %Y").to_string()
}

/// The day so many days from today, as the form of a proposal takes it.
pub fn in_days(days: i64) -> String {
    folkmoot::clock::london_date(Clock::system().now() + Duration::days(days)).to_string()
}

/// A colleague keys in this response, too, and types something else.
pub fn keys_it_in_too(site: &Site, response: i64) {
    let url = site.database().parse().expect("an address");
    let mut conn = db::connect(&url).expect("the database");
    let values = (
        keyings::response_id.eq(response),
        keyings::place.eq(2_i64),
        keyings::typed.eq("[]"),
        keyings::is_done.eq(true),
        keyings::keyed_at.eq(Clock::system().now()),
    );
    Tx::alone(&mut conn, |tx| Ok(diesel::insert_into(keyings::table).values(values).execute(&mut **tx)?))
        .expect("keyed in");
}

/// Five people send the same words, with something of their own or a slip; gives the number of the proposal.
pub async fn sends_the_same(site: &Site, slug: &str) -> i64 {
    const WORDS: &str = "Please keep the night bus to the hospital. Nurses and porters finish at two in the morning, and \
        there is no other safe way home. Patients who are sent home at night need it too.";
    let url = site.database().parse().expect("an address");
    let now = Clock::system().now();
    let mut conn = db::connect(&url).expect("the database");
    let id = Tx::alone(&mut conn, |tx| {
        let id =
            proposals::table.filter(proposals::slug.eq(slug)).select(proposals::id).first::<ProposalId>(&mut **tx)?;
        let asked = questionnaires::of(tx, id)?.questionnaire;
        let long = asked.questions().map(|(_, question)| question).find(|question| question.kind == Kind::Long);
        let long = long.expect("it asks for words").id;
        let own = format!("Dear Mayor,\n\n{WORDS}\n\nMy sister is a nurse, and she walks for an hour.");
        let texts = [WORDS.to_owned(), own, WORDS.replace("porters", "poters"), WORDS.to_owned(), WORDS.to_owned()];
        for (at, text) in (0..).zip(texts) {
            let answers = Answers::from([(long, Answer::Text(text))]);
            sends(tx, id, (&format!("same-{at}"), "resident", "sent", at == 3), &answers, now)?;
        }
        tx.touch(Scope::Responses(id));
        Ok(id)
    })
    .expect("they have answered");
    campaigns::group_due(&opened(&url), 50, now).await.expect("they are compared");
    id.0
}

/// The responses to every consultation are counted, as they are behind the pages every half a minute.
pub async fn is_counted(site: &Site) {
    let url = site.database().parse().expect("an address");
    results::count_due(&opened(&url), Clock::system().now()).await.expect("they are counted");
}

/// The consultation asks people about themselves, whatever it is at; of one characteristic there are shares to compare with.
pub fn asks_about_people(site: &Site, slug: &str) {
    let usual = Characteristics::read(USUAL).expect("it can be read");
    let mut asked = usual.questions().to_vec();
    let sex = asked.iter_mut().find(|one| one.about == Characteristic::Sex).expect("it is there");
    sex.body.source = "Made-up shares for a test".into();
    sex.body.options.iter_mut().zip([51.0, 48.5]).for_each(|(option, share)| option.share = Some(share));
    let text = serde_json::to_string(&asked).expect("written");
    let mut conn = db::connect(&site.database().parse().expect("an address")).expect("the database");
    Tx::alone(&mut conn, |tx| {
        let id =
            proposals::table.filter(proposals::slug.eq(slug)).select(proposals::id).first::<ProposalId>(&mut **tx)?;
        let values = (e::asked.eq(&text), e::reason.eq("To see whether we hear from all."), e::edition.eq(1_i64));
        diesel::insert_into(e::table).values((e::proposal_id.eq(id), values)).execute(&mut **tx)?;
        Ok(())
    })
    .expect("it asks");
}

/// What people said about themselves was counted and published.
pub fn counted(site: &Site, proposal: i64) {
    let now = Clock::system().now();
    let mut conn = db::connect(&site.database().parse().expect("an address")).expect("the database");
    Tx::alone(&mut conn, |tx| {
        let asked = monitoring::of(tx, ProposalId(proposal))?.questions;
        let counts = asked.iter().map(|question| {
            let mut counts = vec![4; question.body.options.len() + 1];
            counts[0] = 212 - 4 * (counts.len() as i64 - 1);
            if question.about == Characteristic::Sex {
                counts = vec![101, 90, 21];
            }
            (question.about, counts)
        });
        let tally = Tally { answered: 212, counts: counts.collect() };
        let about: Vec<Characteristic> = asked.iter().map(|question| question.about).collect();
        let text = serde_json::to_string(&Published::of(&about, &tally)).expect("written");
        diesel::update(e::table.filter(e::proposal_id.eq(ProposalId(proposal))))
            .set((e::tally.eq(""), e::published.eq(text), e::published_at.eq(now)))
            .execute(&mut **tx)?;
        Ok(())
    })
    .expect("it is counted");
}

/// An organisation that staff have verified, with an owner and a member.
pub fn two_belong_together(site: &Site, owner: &str, member: &str) {
    belong_together(site, owner, &[member]);
}

/// The same with any number of members.
pub fn belong_together(site: &Site, owner: &str, members: &[&str]) {
    let url = site.database().parse().expect("an address");
    let now = Clock::system().now();
    let mut conn = db::connect(&url).expect("the database");
    Tx::alone(&mut conn, |tx| {
        let organisation: i64 = diesel::insert_into(o::table)
            .values((
                o::slug.eq("carers-of-the-lea"),
                o::name.eq("Carers of the Lea"),
                o::name_key.eq("carers of the lea"),
                o::kind.eq("patients"),
                o::area.eq("Care"),
                o::represents.eq("unpaid carers"),
                o::size.eq(60_i64),
                o::evidence.eq(""),
                o::state.eq("verified"),
                o::reason.eq(""),
                o::created_at.eq(now),
            ))
            .returning(o::id)
            .get_result(&mut **tx)?;
        let members = members.iter().map(|email| (*email, "member"));
        for (email, place) in std::iter::once((owner, "owner")).chain(members) {
            let account: i64 =
                accounts::table.filter(accounts::email.eq(email)).select(accounts::id).first(&mut **tx)?;
            diesel::insert_into(m::table)
                .values((
                    m::account_id.eq(account),
                    m::organisation_id.eq(organisation),
                    m::place.eq(place),
                    m::since.eq(now),
                ))
                .execute(&mut **tx)?;
        }
        Ok(())
    })
    .expect("they belong together");
}

fn opened(url: &db::DatabaseUrl) -> Db {
    let (wait, statement) = (std::time::Duration::from_secs(20), std::time::Duration::from_secs(20));
    let limits = Limits { readers: 1, queue: 8, wait, statement };
    Db::open(url, &limits).expect("the database opens")
}

/// The kinds of questions that the starter content does not have.
fn with_more(tx: &mut Tx<'_>, id: ProposalId) -> Result<Questionnaire> {
    let mut asked = questionnaires::of(tx, id)?.questionnaire;
    let question = |id: i64, kind, words: &str| Question {
        id,
        kind,
        words: words.into(),
        help: String::new(),
        required: false,
        choices: Vec::new(),
        rows: Vec::new(),
        only_if: None,
    };
    let agree = question(9_001, Kind::Agreement, "How far do you agree that London should pay for this?");
    let many = question(9_002, Kind::Number, "How many days of bad air do you remember?");
    let when = question(9_003, Kind::Date, "When was the last one?");
    let questions = vec![agree, many, when];
    asked.late_days = 14;
    asked.sections.push(Section { id: 9_000, title: "Days of bad air".into(), intro: String::new(), questions });
    let text = serde_json::to_string(&asked).expect("written");
    diesel::update(q::table.filter(q::proposal_id.eq(id))).set(q::content.eq(text)).execute(&mut **tx)?;
    Ok(asked)
}

/// One of the crowd answers, and not every question; a few come late or take it back.
fn respond(
    tx: &mut Tx<'_>,
    id: ProposalId,
    asked: &Questionnaire,
    (capacity, at): (&str, i64),
    now: Moment,
) -> Result<()> {
    let questions = asked.questions().map(|(_, question)| question).filter(|question| (at + question.id) % 9 != 0);
    let answers: Answers =
        questions.map(|question| (question.id, answer(question, at * 7 + question.id * 5 + at * at % 11))).collect();
    let state = if at % 37 == 36 { "withdrawn" } else { "sent" };
    sends(tx, id, (&format!("{capacity}-{at}"), capacity, state, at % 23 == 22), &answers, now)
}

/// A response as it is kept, with its reference, the capacity, where it stands, and whether it is late.
fn sends(
    tx: &mut Tx<'_>,
    id: ProposalId,
    (reference, capacity, state, late): (&str, &str, &str, bool),
    answers: &Answers,
    now: Moment,
) -> Result<()> {
    let values = (
        r::proposal_id.eq(id),
        r::reference.eq(reference),
        r::capacity.eq(capacity),
        r::state.eq(state),
        r::version.eq(1_i64),
        r::late.eq(late),
        r::publish.eq("unnamed"),
        r::begun_at.eq(now),
        r::sent_at.eq(Some(now)),
    );
    let response: i64 = diesel::insert_into(r::table).values(values).returning(r::id).get_result(&mut **tx)?;
    let values = (
        v::response_id.eq(response),
        v::number.eq(1_i64),
        v::answers.eq(serde_json::to_string(answers).expect("written")),
        v::sent_at.eq(now),
    );
    diesel::insert_into(v::table).values(values).execute(&mut **tx)?;
    Ok(())
}

/// What somebody answers, by a number that differs from one to the next; the first answers are the more frequent ones.
fn answer(question: &Question, n: i64) -> Answer {
    let choices: Vec<i64> = question.choices().into_iter().map(|(id, _)| id).collect();
    let pick = |n: i64| choices[((n % 13) * (n % 5) % choices.len().max(1) as i64) as usize];
    match question.kind {
        Kind::Short | Kind::Long => Answer::Text("The bus was full. I walked.".into()),
        Kind::One | Kind::Agreement | Kind::Borough => Answer::Choice(pick(n)),
        Kind::Many => Answer::Choices(choices.iter().copied().filter(|id| (n + id) % 3 != 0).collect()),
        Kind::Matrix => Answer::Rows(question.rows.iter().map(|row| (row.id, pick(n + row.id))).collect()),
        Kind::Ranking => {
            let from = (n % choices.len() as i64) as usize;
            Answer::Order(choices[from..].iter().chain(&choices[..from]).copied().collect())
        }
        Kind::Number => Answer::Number(n % 17 * (n % 4)),
        Kind::Date => {
            let first = NaiveDate::from_ymd_opt(2026, 3, 1).expect("a day");
            Answer::Date(first + Duration::days(n % 19 * (n % 7)))
        }
    }
}
