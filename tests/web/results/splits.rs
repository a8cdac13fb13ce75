//! The same results by who answered, by how it came and by borough: each page says what a plain count of the responses says.

use super::{Row, consultation, counts, crowd, everything, rows};
use crate::on_both;
use crate::support::Page;
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::db::schema::results as stored;
use folkmoot::questionnaires::{BOROUGHS, Kind};
use folkmoot::results;
use serde_json::Value;
use std::collections::BTreeMap;

/// Groups by their names, with what is in each.
type Groups<'a> = Vec<(String, Vec<&'a Row>)>;

fn named<'a>(rows: &'a [Row], names: &[(&str, &str)], of: fn(&Row) -> &str) -> Groups<'a> {
    let members = |word: &str| rows.iter().filter(|row| of(row) == word).collect::<Vec<_>>();
    names.iter().map(|(word, name)| ((*name).to_owned(), members(word))).filter(|(_, rows)| !rows.is_empty()).collect()
}

fn by_borough(rows: &[Row]) -> Groups<'_> {
    let mut all: BTreeMap<usize, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        all.entry(row.borough().map_or(35, |n| n as usize)).or_default().push(row);
    }
    let (small, large): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, rows)| rows.len() < 10);
    let together: Vec<&Row> = small.into_iter().flat_map(|(_, rows)| rows).collect();
    assert!(large.len() > 3 && together.len() > 9, "this story needs both: {} and {}", large.len(), together.len());
    let name = |n: usize| BOROUGHS.get(n - 1).copied().unwrap_or("No borough given").to_owned();
    let rest = std::iter::once(("Others, together".to_owned(), together));
    large.into_iter().map(|(n, rows)| (name(n), rows)).chain(rest).collect()
}

/// How many of these answered a question, and how many of those so.
fn share(rows: &[&Row], question: &str, says: &dyn Fn(&Value) -> bool) -> String {
    let answered: Vec<&Value> = rows.iter().filter_map(|row| row.answers.get(question)).collect();
    let (n, base) = (answered.iter().filter(|answer| says(answer)).count(), answered.len());
    if base < 30 { n.to_string() } else { format!("{n} ({}%)", (n as f64 / base as f64 * 100.0).round()) }
}

fn base(rows: &[&Row], question: &str) -> usize {
    rows.iter().filter(|row| row.answers.get(question).is_some()).count()
}

/// The text of the table with this caption.
fn table(page: &Page, caption: &str) -> String {
    let tables = page.all("table");
    let found = tables.iter().find(|table| table.html.contains(&format!("{caption}</caption>")));
    format!(" {} ", found.unwrap_or_else(|| panic!("no table says {caption}: {}", page.text())).text)
}

#[track_caller]
fn says(table: &str, row: &str) {
    assert!(table.contains(&format!(" {row} ")), "{row} is not in {table}");
}

/// The table of a question has a number for each answer of each group, and its base.
fn compare(
    page: &Page,
    groups: &Groups<'_>,
    in_rows: bool,
    caption: &str,
    question: &str,
    says_so: &dyn Fn(&Value, i64) -> bool,
) {
    let table = table(page, caption);
    let all: Vec<&Row> = groups.iter().flat_map(|(_, rows)| rows.iter().copied()).collect();
    let everybody = ("All".to_owned(), all);
    let shown: Vec<_> =
        std::iter::once(&everybody).chain(groups).filter(|(_, rows)| base(rows, question) > 0).collect();
    let answers = [(21, "Yes"), (22, "No"), (23, "Sometimes")];
    let cell = |rows: &[&Row], id: i64| share(rows, question, &|answer: &Value| says_so(answer, id));
    if in_rows {
        for (name, rows) in &shown {
            let cells = answers.map(|(id, _)| cell(rows, id)).join(" ");
            says(&table, &format!("{name} {} {cells}", base(rows, question)));
        }
    } else {
        for (name, rows) in &shown {
            says(&table, &format!("{name} ({})", base(rows, question)));
        }
        for (id, words) in answers {
            let cells: Vec<String> = shown.iter().map(|(_, rows)| cell(rows, id)).collect();
            says(&table, &format!("{words} {}", cells.join(" ")));
        }
    }
}

on_both! {
    async fn each_split_says_what_a_plain_count_says(app: &TestApp) {
        let (id, path) = consultation(app, "Quieter streets", &everything()).await;
        crowd(app, id, 700).await;
        counts(app).await;
        app.clock.forward(Duration::days(31));
        let rows: Vec<Row> = rows(app, id).await.into_iter().filter(|row| row.state == "sent").collect();
        let capacities = [("resident", "Residents"), ("professional", "Professionals"), ("organisation", "Organisations")];
        let channels = [("online", "Online"), ("paper", "On paper"), ("phone", "By phone"), ("event", "At an event")];
        let splits = [
            ("capacity", named(&rows, &capacities, |row| &row.capacity)),
            ("channel", named(&rows, &channels, |row| &row.channel)),
            ("borough", by_borough(&rows)),
        ];
        let visitor = app.visitor();
        for (split, groups) in &splits {
            assert_eq!(groups.iter().map(|(_, rows)| rows.len()).sum::<usize>(), rows.len(), "{split}");
            let (page, asked) = app.queries(visitor.get(&format!("{path}/results?by={split}"))).await;
            page.is(200).lacks("My words");
            assert_eq!(asked.iter().filter(|sql| sql.contains("tally")).count(), 1, "one document: {asked:?}");
            assert!(!asked.iter().any(|sql| sql.contains("response_versions")), "{asked:?}");
            assert_eq!(page.one("nav[aria-labelledby=h-split] a[aria-current]").attr("href"), format!("{path}/results?by={split}#split"));
            let in_rows = *split == "borough";
            compare(&page, groups, in_rows, "Answers to question 1", "11", &|answer, id| answer["choice"] == id);
            let ticked = |answer: &Value, id: i64| answer["choices"].as_array().expect("a list").iter().any(|one| *one == id);
            compare(&page, groups, in_rows, "Answers to question 2", "12", &ticked);
            compare(&page, groups, in_rows, "Answers to question 4: Buses", "14", &|answer, id| answer["rows"]["31"] == id);
            let words = table(&page, "Answers to question 9");
            for (name, rows) in groups {
                says(&words, &format!("{name} {}", base(rows, "19")));
                if *split != "capacity" {
                    says(&table(&page, "Responses in each group"), &format!("{name} {}", rows.len()));
                }
            }
        }
        // In the question about it few are not named either, whatever the split: one who came by phone would be picked out.
        let of_all: BTreeMap<i64, usize> = rows.iter().filter_map(Row::borough).fold(BTreeMap::new(), |mut all, n| {
            *all.entry(n).or_default() += 1;
            all
        });
        for (split, _) in &splits {
            let page = visitor.visit(&format!("{path}/results?by={split}")).await;
            let table = table(&page, "Answers to question 8");
            for (borough, n) in &of_all {
                let name = BOROUGHS[*borough as usize - 1];
                assert_eq!(table.contains(&format!(" {name} ")), *n >= 10, "{split}: {n} from {name} in {table}");
            }
            says(&table, "Others, together");
            assert_eq!(table.matches("All (").count(), 1, "{split}");
        }
        // Each borough is named once: by itself, or among those that are counted together.
        let page = visitor.visit(&format!("{path}/results?by=borough")).await;
        let caveat = page.all("#split .fm-caveat").into_iter().next().expect("some are together").text;
        for borough in BOROUGHS {
            let by_itself = splits[2].1.iter().any(|(name, _)| name == borough);
            let some = rows.iter().any(|row| row.borough().is_some_and(|n| BOROUGHS[n as usize - 1] == borough));
            assert_eq!(caveat.contains(borough), some && !by_itself, "{borough}: {caveat}");
        }
    }

    async fn what_cannot_be_shown_is_not_offered_or_says_why(app: &TestApp) {
        let (id, path) = consultation(app, "Few", &everything()).await;
        crowd(app, id, 40).await;
        let mut asked = everything();
        asked.sections[0].questions.retain(|question| question.kind != Kind::Borough);
        let (_, other) = consultation(app, "Not asked where", &asked).await;
        counts(app).await;
        app.clock.forward(Duration::days(31));
        let visitor = app.visitor();
        let few = visitor.visit(&format!("{path}/results?by=borough")).await;
        few.is(200).sees("All answers are counted together here.").sees("By borough").lacks("Residents (");
        assert!(!table(&few, "Answers to question 1").contains("Others, together"));
        // Channels that few came by are counted together, like boroughs.
        let rows: Vec<Row> = rows(app, id).await.into_iter().filter(|row| row.state == "sent").collect();
        let page = visitor.visit(&format!("{path}/results?by=channel")).await;
        let groups = table(&page, "Responses in each group");
        let mut few = 0;
        for (channel, name) in [("online", "Online"), ("paper", "On paper"), ("phone", "By phone"), ("event", "At an event")] {
            let n = rows.iter().filter(|row| row.channel == channel).count();
            assert_eq!(groups.contains(&format!(" {name} {n} ")), n >= 10, "{name}: {n} in {groups}");
            few += usize::from((1..10).contains(&n));
        }
        assert!(few > 1 && groups.contains(" Others, together "), "this story needs some with few: {groups}");
        let page = visitor.visit(&format!("{other}/results?by=borough")).await;
        page.is(200).lacks("By borough").lacks("Boroughs with fewer");
        assert_eq!(page.one("nav[aria-labelledby=h-split] a[aria-current]").text, "By who answered");
        for word in ["", "moon", "Borough", "capacity"] {
            let page = visitor.visit(&format!("{path}/results?by={word}")).await;
            assert_eq!(page.is(200).one("nav[aria-labelledby=h-split] a[aria-current]").text, "By who answered", "{word}");
        }
    }

    async fn what_an_older_program_counted_is_counted_again(app: &TestApp) {
        let (id, path) = consultation(app, "Quieter streets", &everything()).await;
        crowd(app, id, 60).await;
        assert_eq!((counts(app).await, counts(app).await), (1, 0));
        let found = app.query(move |conn| results::of(conn, id)).await.expect("read").expect("counted");
        // It served beside ours for a moment, and counted up to the same change.
        let old = r#"{"on_time":[9,0,0],"late":[0,0,0],"taken_back":[0,0,0],"campaign":[0,0,0],"duplicate":[0,0,0],"channels":{},"questions":{"11":{"answered":[9,0,0],"chosen":{"21":[9,0,0]}}}}"#;
        app.change(move |tx| {
            diesel::update(stored::table).set(stored::tally.eq(old)).execute(&mut **tx)?;
            Ok(())
        })
        .await;
        app.clock.forward(Duration::days(31));
        app.visitor().visit(&format!("{path}/results")).await.is(200).sees("The responses are being counted.").lacks("Residents (9)").lacks("9 people");
        assert_eq!((counts(app).await, counts(app).await), (1, 0));
        let again = app.query(move |conn| results::of(conn, id)).await.expect("read").expect("counted");
        assert_eq!(again.tally, found.tally);
    }
}
