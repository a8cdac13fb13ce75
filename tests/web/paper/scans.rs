//! Scans: added and looked at by those who key in, seen by those who read, and by nobody else.

use super::{keys, number, takes_in};
use crate::attachments::samples::{docx, pdf, png};
use crate::attachments::{SAID, agree, attaches, has, rows};
use crate::coding::analyst;
use crate::on_both;
use crate::responses::publishing::{closes, decides};
use crate::responses::{asked, consultation};
use diesel::prelude::*;
use folkmoot::db::schema::{access, audit};

on_both! {
    async fn a_scan_goes_with_what_came_on_paper_and_is_never_published(app: &TestApp) {
        let (id, path) = consultation(app, "Text people on bad days", &asked(0)).await;
        let (al, bea) = (analyst(app, "Al Abbot").await, analyst(app, "Bea Bond").await);
        let named = [("publish", "named"), ("given_name", "Dora Day")];
        let n = number(&takes_in(&al, id, &named).await);
        let (at, scans) = (format!("/staff/paper/{n}"), format!("/staff/paper/{n}/attachments"));
        al.visit(&at).await.sees("There are none yet.").sees("They are never published.");
        assert_eq!(attaches(&al, &at, "scan.pdf", &pdf()).await.is(303).header("location"), format!("{at}?done=attached"));
        attaches(&al, &at, "envelope.png", &png()).await.is(303);
        al.visit(&format!("{at}?done=attached")).await.sees("The file is attached.").sees("scan.pdf").sees(SAID);
        // Those who key it in the second time see it as well.
        bea.visit(&at).await.sees("scan.pdf").sees("envelope.png");
        has(&bea, &format!("{scans}/1"), &pdf(), "application/pdf", "scan.pdf").await;
        let noted: Vec<(Option<i64>, Option<i64>, String)> = app.query(|conn| access::table.select((access::viewer_id, access::account_id, access::what)).load(conn).expect("read")).await;
        assert_eq!(noted, [(Some(bea.id.0), None, "attachment".into())], "it is noted who saw it");
        // The same checks as for every file, and the same limits.
        attaches(&bea, &at, "scan.pdf", b"<html>").await.is(422).sees("“scan.pdf” is not a kind of file that we take").sees("How far each day?");
        bea.post_own(&scans, &[("description", "A scan")]).await.is(422).sees("Choose a file");
        for name in ["3.docx", "4.docx", "5.docx"] {
            attaches(&bea, &at, name, &docx()).await.is(303);
        }
        attaches(&bea, &at, "6.docx", &docx()).await.is(422).sees("There are 5 files");
        al.visit(&at).await.form(&format!("{scans}/2/removal")).submit().await.is(200).sees("The file is taken out.").lacks("envelope.png");
        for (number, _, sent_in, taken_out) in rows(app).await {
            assert_eq!((sent_in, taken_out), (None, false), "file {number}");
        }
        for who in [&al, &bea] {
            keys(who, n, "done", &[("q11", "22")]).await.is(200);
        }
        // Whoever compares sees it, too.
        let cy = analyst(app, "Cy Cole").await;
        let page = cy.visit(&at).await;
        page.sees("Both typed the same.").sees("scan.pdf").form(&format!("{at}/sending")).submit().await.is(200);
        app.letters().await;
        for gone in [&scans, &format!("{scans}/1/removal")] {
            al.post_own(gone, &[]).await.is(404);
        }
        al.get(&format!("{scans}/1")).await.is(404);
        attaches(&al, &at, "late.pdf", &pdf()).await.is(404);
        cy.visit(&format!("/staff/responses/{n}")).await.sees("Files that came with it").sees("scan.pdf");
        has(&cy, &format!("/staff/responses/{n}/attachments/1"), &pdf(), "application/pdf", "scan.pdf").await;
        let noted: i64 = app.query(|conn| access::table.count().get_result(conn).expect("counted")).await;
        assert_eq!(noted, 2);
        assert_eq!(agree(app).await, 4);
        let acts: Vec<String> = app.query(|conn| audit::table.filter(audit::act.eq_any(["paper.attach", "paper.take_out"])).order(audit::id).select(audit::act).load(conn).expect("read")).await;
        assert_eq!(acts, ["paper.attach", "paper.attach", "paper.attach", "paper.attach", "paper.attach", "paper.take_out"]);

        let ed = closes(app).await;
        let page = ed.visit(&format!("/staff/responses/{n}/publication")).await;
        page.lacks("scan.pdf").lacks("Publish this file");
        ed.post_own(&format!("/staff/responses/{n}/attachments/1/publication"), &[("publish", "yes")]).await.is(404);
        decides(&ed, n, "yes", "").await.is(200);
        let public = app.visitor();
        public.visit(&format!("{path}/responses/1")).await.sees("Dora Day").lacks("File").lacks("scan");
        public.get(&format!("{path}/responses/1/files/1")).await.is(404);
    }

    async fn nobody_else_adds_or_has_a_scan(app: &TestApp) {
        let (id, path) = consultation(app, "Text people on bad days", &asked(0)).await;
        let al = analyst(app, "Al Abbot").await;
        let n = number(&takes_in(&al, id, &[]).await);
        let other = number(&takes_in(&al, id, &[]).await);
        let at = format!("/staff/paper/{n}");
        attaches(&al, &at, "scan.pdf", &pdf()).await.is(303);
        let zed = app.resident("Zed").await;
        let own = crate::responses::begins(&zed, &path).await;
        attaches(&zed, &own, "map.png", &png()).await.is(303);
        for who in [&zed, &app.moderator("Mo").await] {
            attaches(who, &at, "map.png", &png()).await.is(404);
            who.get(&format!("{at}/attachments/1")).await.is(404);
            who.post_own(&format!("{at}/attachments/1/removal"), &[]).await.is(404);
        }
        // Neither with a response that came online, nor with another one.
        for place in ["/staff/paper/3", &format!("/staff/paper/{other}"), "/staff/paper/99"] {
            al.get(&format!("{place}/attachments/1")).await.is(404);
            al.post_own(&format!("{place}/attachments/1/removal"), &[]).await.is(404);
        }
        al.get(&format!("{at}/attachments/2")).await.is(404);
        attaches(&al, "/staff/paper/3", "map.png", &png()).await.is(404);
        al.get("/staff/responses/1/attachments/1").await.is(404);
        assert_eq!(rows(app).await.len(), 2);
        assert_eq!(agree(app).await, 2);
    }
}
