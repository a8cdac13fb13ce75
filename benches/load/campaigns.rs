//! Campaigns, measured: how soon those among many responses are found, in how much memory, and how well.

use crate::Outcome;
use crate::dice::Dice;
use crate::figures::{Figure, Findings, Target, thousands};
use crate::process::memory;
use crate::responding::asks;
use crate::results::{Row, Version, references};
use crate::seed_rows::BATCH;
use crate::site::Running;
use diesel::prelude::*;
use folkmoot::clock::Clock;
use folkmoot::db::schema::{campaign_groupings, campaign_responses, response_versions, responses};
use folkmoot::db::{Conn, Scope, Tx};
use folkmoot::each_backend;
use folkmoot::error::{Result, broken};
use folkmoot::ids::{CampaignId, ProposalId, ResponseId};
use folkmoot::policy::Capacity;
use folkmoot::questionnaires::{Answer, Answers};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Responses to the consultation.
const MANY: usize = 60_000;
/// Of these, one in so many is a copy of one of the campaigns' texts.
const COPIES: usize = 3;
/// How many campaigns there are.
const CAMPAIGNS: usize = 50;
/// About how many characters a response has.
const CHARACTERS: usize = 800;

/// Everything about campaigns.
pub fn finding(site: &Running, found: &mut Findings) -> Outcome<()> {
    let mut conn = site.connect()?;
    let Some((proposal, _)) = site.town.open.iter().rfind(|(id, _)| *id != site.town.main.0).cloned() else {
        return Err("too few proposals are open".into());
    };
    let copies = Tx::alone(&mut conn, |tx| {
        asks(tx, proposal, Clock::system().now())?;
        answered(tx, &mut Dice::new(23), proposal)
    })
    .map_err(|e| format!("filling in campaigns: {e}"))?;
    let (took, most) = grouped(site, &mut conn, proposal)?;
    let what = format!("{} responses of {CHARACTERS} characters", thousands(MANY as f64));
    found.figures.push(Figure::value(&format!("{what}: campaigns found after"), took, "s", Target::AtMost(30.0)));
    found.figures.push(Figure::value(
        "memory of the worker that finds them, at most",
        most,
        "MB",
        Target::AtMost(400.0),
    ));
    let (precision, recall) = measured(&mut conn, &copies)?;
    found.figures.push(Figure::value(
        "of responses in a campaign, belong there",
        precision,
        "%",
        Target::AtLeast(98.0),
    ));
    found.figures.push(Figure::value("of copies, are found in their campaign", recall, "%", Target::AtLeast(98.0)));
    Ok(())
}

/// Many responses, some of them near copies; gives the campaign of each copy.
fn answered(tx: &mut Tx<'_>, dice: &mut Dice, proposal: ProposalId) -> Result<BTreeMap<ResponseId, usize>> {
    let originals: Vec<String> = (0..CAMPAIGNS).map(|_| dice.sentences(CHARACTERS)).collect();
    let (now, mut copies) = (Clock::system().now(), BTreeMap::new());
    let mut references = references("alike", MANY);
    for _ in 0..MANY / BATCH {
        let row = |_| Row {
            proposal_id: proposal,
            reference: references.next().unwrap_or_default(),
            capacity: Capacity::Resident,
            state: "sent",
            version: 1,
            publish: "unnamed",
            begun_at: now,
            sent_at: Some(now),
        };
        let rows: Vec<Row> = (0..BATCH).map(row).collect();
        let ids: Vec<ResponseId> = each_backend!(&mut **tx, c => diesel::insert_into(responses::table)
            .values(&rows)
            .returning(responses::id)
            .get_results(c))?;
        let mut versions = Vec::with_capacity(BATCH);
        for response_id in ids {
            let campaign = (dice.below(COPIES) == 0).then(|| dice.below(CAMPAIGNS));
            copies.extend(campaign.map(|campaign| (response_id, campaign)));
            let text = match campaign {
                Some(one) => copied(dice, &originals[one]),
                None => dice.sentences(CHARACTERS),
            };
            let answers = serde_json::to_string(&Answers::from([(1, Answer::Text(text))]));
            let answers = answers.map_err(broken("writing a response"))?;
            versions.push(Version { response_id, number: 1, answers, sent_at: now });
        }
        each_backend!(&mut **tx, c => diesel::insert_into(response_versions::table).values(&versions).execute(c))?;
    }
    tx.touch(Scope::Responses(proposal));
    Ok(copies)
}

/// A copy as people make them: as it is, with slips, or with something of their own.
fn copied(dice: &mut Dice, text: &str) -> String {
    let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    for _ in 0..dice.below(5) {
        let at = dice.below(words.len());
        words[at].insert(0, 'x');
    }
    let text = words.join(" ");
    match dice.below(3) {
        0 => format!("Dear Mayor, {text}"),
        1 => format!("{text} {}", dice.sentences(100)),
        _ => text,
    }
}

/// Starts the worker and waits until all are compared; gives the seconds, and the most memory that it held.
fn grouped(site: &Running, conn: &mut Conn, proposal: ProposalId) -> Outcome<(f64, f64)> {
    let began = Instant::now();
    let mut worker = site.work(&[])?;
    while began.elapsed() < Duration::from_secs(300) {
        worker.is_alive()?;
        let compared = campaign_groupings::table
            .filter(campaign_groupings::proposal_id.eq(proposal))
            .select(campaign_groupings::compared)
            .first::<i64>(conn)
            .optional()
            .map_err(|e| format!("reading what was compared: {e}"))?;
        if compared.is_some_and(|n| n > 0) {
            return Ok((began.elapsed().as_secs_f64(), memory(worker.id(), "VmHWM")?));
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Err("campaigns are not found after five minutes".into())
}

/// Precision and recall, in percent.
fn measured(conn: &mut Conn, copies: &BTreeMap<ResponseId, usize>) -> Outcome<(f64, f64)> {
    let rows: Vec<(CampaignId, ResponseId)> = campaign_responses::table
        .select((campaign_responses::campaign_id, campaign_responses::response_id))
        .load(conn)
        .map_err(|e| format!("reading campaigns: {e}"))?;
    let mut groups: BTreeMap<CampaignId, BTreeMap<usize, usize>> = BTreeMap::new();
    for (group, response) in &rows {
        let group = groups.entry(*group).or_default();
        if let Some(campaign) = copies.get(response) {
            *group.entry(*campaign).or_default() += 1;
        }
    }
    let mut found = [0; CAMPAIGNS];
    let mut right = 0;
    for (campaign, n) in groups.values().filter_map(|group| group.iter().max_by_key(|(_, n)| **n)) {
        right += n;
        found[*campaign] = found[*campaign].max(*n);
    }
    let percent = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
    Ok((percent(right, rows.len()), percent(found.iter().sum(), copies.len())))
}
