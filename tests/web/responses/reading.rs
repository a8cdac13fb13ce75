//! Reading responses for the public body: each is read by somebody who is named on it, and all can be had as files.

use super::{answers, asked, begins, consultation, sends};
use crate::on_both;
use crate::support::{Person, TestApp};
use diesel::prelude::*;
use folkmoot::db::schema::{audit, response_readings as readings};
use folkmoot::keys::token_hash;
use folkmoot::policy::{Capacity, Role};
use folkmoot::web::session;
use sha2::{Digest, Sha256};

async fn analyst(app: &TestApp, name: &str) -> Person {
    app.person(name, Role::Analyst, Capacity::Resident, "").await
}

/// A file, and its sum as the site says it, which is right.
async fn with_sum(who: &Person, at: &str, name: &str) -> (Vec<u8>, String) {
    let cookie = format!("{0}={1}", session::COOKIE, who.cookie(session::COOKIE).unwrap_or_default());
    let asked = reqwest::Client::new().get(format!("{}{at}/{name}", who.url)).header("cookie", cookie);
    let answer = asked.send().await.expect("the site answers").error_for_status().expect("a file");
    let bytes = answer.bytes().await.expect("a body").to_vec();
    let sum = who.get(&format!("{at}/{name}.sha256")).await.html;
    let hex: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(sum, format!("{hex}  {name}\n"));
    (bytes, sum)
}

/// The text of a file in a ZIP.
fn inside(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a ZIP");
    std::io::read_to_string(zip.by_name(name).expect("it is in there")).expect("text")
}

on_both! {
    async fn each_response_is_read_by_somebody_who_is_named_on_it(app: &TestApp) {
        let (id, path) = consultation(app, "Text people on bad days", &asked(0)).await;
        let mut written = Vec::new();
        for (name, words) in [("Ana Bell", "The bus was full."), ("Bo Cole", "=SUM(A1)"), ("Cy Dunn", "Not sent")] {
            let who = app.resident(name).await;
            let at = begins(&who, &path).await;
            answers(&who, &at, 1, &[("q11", "22")]).await.is(200);
            answers(&who, &at, 3, &[("q13", words)]).await.is(200);
            if words != "Not sent" {
                sends(&who, &at, "unnamed").await.is(200);
            }
            written.push((who, at));
        }
        app.letters().await;
        let al = analyst(app, "Al Abbot").await;
        al.visit("/staff").await.one("a[href='/staff/consultations']");
        al.visit("/staff/consultations").await.sees("Text people on bad days").sees("2 responses, 0 read");
        let list = format!("/staff/proposals/{id}/responses");
        let page = al.visit(&list).await;
        page.is(200).sees("Not read yet").lacks("Ana Bell").lacks("Bo Cole");
        assert_eq!(page.all("a[href^='/staff/responses/']").len(), 2, "what was not sent is nobody’s business");

        let first = al.visit("/staff/responses/1").await;
        first.is(200).sees("The bus was full.").sees("without the name").sees("Nobody yet.").lacks("Ana Bell");
        let next = first.form("/staff/responses/1").submit().await;
        next.is(200).sees("It is noted that you have read it.").sees("=SUM(A1)");
        al.visit("/staff/responses/1").await.sees("Al Abbot").sees("Version 1");
        // Twice is once.
        al.post_own("/staff/responses/1", &[("version", "1")]).await.is(303);
        al.visit("/staff/consultations").await.sees("2 responses, 1 read");
        let noted: Vec<(i64, i64)> = app.query(|conn| readings::table.select((readings::response_id, readings::version)).load(conn).expect("read")).await;
        assert_eq!(noted, [(1, 1)]);
        let acts: i64 = app.query(|conn| audit::table.filter(audit::act.eq("response.read")).count().get_result(conn).expect("read")).await;
        assert_eq!(acts, 1);

        // Sent anew, it must be read anew, and nobody notes a version that they have not seen.
        let seen = al.visit("/staff/responses/1").await;
        let (ana, at) = &written[0];
        answers(ana, at, 3, &[("q13", "The bus was late.")]).await.is(200);
        sends(ana, at, "unnamed").await.is(200);
        app.letters().await;
        al.visit("/staff/consultations").await.sees("2 responses, 0 read");
        seen.form("/staff/responses/1").send().await.is(409);
        let (bo, at) = &written[1];
        bo.visit(at).await.form(&format!("{at}/withdrawal")).submit().await.is(200);
        al.get("/staff/responses/2").await.is(404);
        al.get("/staff/responses/3").await.is(404);
        al.visit("/staff/consultations").await.sees("1 response, 0 read");

        for who in [app.resident("Zed").await, app.moderator("Mo").await] {
            for place in ["/staff/consultations", "/staff/responses/1", &list, &format!("{list}/responses.csv")] {
                who.get(place).await.is(404);
            }
            who.post_own("/staff/responses/1", &[("version", "2")]).await.is(404);
        }
        app.editor("Ed").await.visit("/staff/responses/1").await.is(200);
    }

    async fn all_responses_are_files_with_their_sums(app: &TestApp) {
        let (id, path) = consultation(app, "Text people on bad days", &asked(0)).await;
        for (name, words) in [("Ana", "Full, \"late\"\nand مرحبا"), ("Bo", "=SUM(A1)")] {
            let who = app.resident(name).await;
            let at = begins(&who, &path).await;
            answers(&who, &at, 1, &[("q11", "21")]).await.is(200);
            answers(&who, &at, 2, &[("q12", "12")]).await.is(200);
            answers(&who, &at, 3, &[("q13", words)]).await.is(200);
            sends(&who, &at, "never").await.is(200);
        }
        app.letters().await;
        let al = analyst(app, "Al").await;
        let file = |name: &str| format!("/staff/proposals/{id}/responses/{name}");
        let table = al.get(&file("responses.csv")).await;
        table.is(200);
        assert!(table.header("content-disposition").contains("responses.csv") && table.header("x-content-type-options") == "nosniff");
        let mut lines = table.html.split("\r\n");
        assert_eq!(lines.next(), Some("reference,capacity,organisation,late,channel,received_on,sent_at,publish,attachments,q1,q2,q3"));
        let first = lines.next().expect("a response");
        assert!(first.contains(",resident,,no,online,,2026-11-23T09:00:00Z,never,0,Yes,12,\"Full, \"\"late\"\"\nand مرحبا\""), "{first}");
        assert!(lines.next().expect("another").ends_with(",'=SUM(A1)"));
        assert_eq!(lines.next(), Some(""));
        assert_eq!(al.get(&file("responses.csv.sha256")).await.html, format!("{}  responses.csv\n", token_hash(&table.html)));
        let objects = al.get(&file("responses.jsonl")).await;
        let all: Vec<serde_json::Value> = objects.html.lines().map(|line| serde_json::from_str(line).expect("an object")).collect();
        assert_eq!((all.len(), &all[0]["q2"], &all[1]["q3"]), (2, &serde_json::json!(12), &serde_json::json!("=SUM(A1)")));
        assert_eq!(al.get(&file("responses.jsonl.sha256")).await.html, format!("{}  responses.jsonl\n", token_hash(&objects.html)));
        al.get(&file("dictionary.csv")).await.is(200).sees("What should we know?");
        for wrong in ["responses.exe", "..%2Fresponses.csv", "responses.csv.sha512"] {
            al.get(&file(wrong)).await.is(404);
        }
        al.get("/staff/proposals/999/responses/responses.csv").await.is(404);
    }

    async fn all_responses_are_a_workbook_and_the_layout_of_consult(app: &TestApp) {
        let (id, path) = consultation(app, "Text people on bad days", &asked(0)).await;
        for (name, words) in [("Ana", "Full & <late>"), ("Bo", "=SUM(A1)")] {
            let who = app.resident(name).await;
            let at = begins(&who, &path).await;
            answers(&who, &at, 1, &[("q11", "21")]).await.is(200);
            answers(&who, &at, 2, &[("q12", "1200")]).await.is(200);
            answers(&who, &at, 3, &[("q13", words)]).await.is(200);
            sends(&who, &at, "never").await.is(200);
        }
        app.letters().await;
        let al = analyst(app, "Al").await;
        let at = format!("/staff/proposals/{id}/responses");
        let (book, sum) = with_sum(&al, &at, "responses.xlsx").await;
        let page = inside(&book, "xl/worksheets/sheet1.xml");
        for words in ["<t>reference</t>", "<t>q3</t>", "<t>Yes</t>", "<v>1200</v>", "Full &amp; &lt;late&gt;", "'=SUM(A1)"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert!(!page.contains("<f>"), "no formula");
        assert_eq!(page.matches("<row ").count(), 3);
        assert_eq!(with_sum(&al, &at, "responses.xlsx").await.1, sum, "the same responses make the same file");

        let (zip, _) = with_sum(&al, &at, "consult.zip").await;
        let lines = |name: &str| -> Vec<serde_json::Value> {
            inside(&zip, name).lines().map(|line| serde_json::from_str(line).expect("an object")).collect()
        };
        let known = |n: i64| serde_json::json!({ "themefinder_id": n, "demographic_data": { "capacity": ["resident"], "channel": ["online"], "late": ["no"] } });
        assert_eq!(lines("inputs/respondents.jsonl"), [known(1), known(2)]);
        let question = serde_json::json!({ "question_number": 1, "question_text": "Do you drive?", "has_free_text": false, "multi_choice_options": ["Yes", "No"] });
        assert_eq!(lines("inputs/question_part_1/question.json"), [question]);
        assert_eq!(lines("inputs/question_part_1/multi_choice.jsonl")[1], serde_json::json!({ "themefinder_id": 2, "options": ["Yes"] }));
        assert_eq!(lines("inputs/question_part_2/responses.jsonl")[0], serde_json::json!({ "themefinder_id": 1, "text": "1,200" }));
        assert_eq!(lines("inputs/question_part_3/responses.jsonl")[1], serde_json::json!({ "themefinder_id": 2, "text": "=SUM(A1)" }));
    }
}
