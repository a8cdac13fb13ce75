//! The desk: how staff write proposals, open and close them, and keep the pages true.

use crate::on_both;
use crate::support::{Page, Person, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::db::schema;
use folkmoot::ids::ProposalId;
use folkmoot::policy::Totals;

/// Fills in what a proposal needs.
async fn write(ed: &Person, title: &str) -> Page {
    let form = ed.visit("/staff/proposals/new").await.form("/staff/proposals/new");
    form.fill("title", title)
        .fill("summary", "One sentence.")
        .fill("change", "This **would** change.")
        .fill("area", "clean-air")
        .fill("totals", "public")
        .submit()
        .await
}

/// What the audit says, oldest first.
async fn acts(app: &TestApp) -> Vec<String> {
    app.query(|conn| schema::audit::table.order(schema::audit::id).select(schema::audit::act).load(conn).expect("read"))
        .await
}

/// Easy Read, as an editor adds it to a proposal.
pub const FORMAT: [(&str, &str); 5] = [
    ("kind", "easy_read"),
    ("title", "Easy Read, 8 pages"),
    ("url", "https://files.example/easy.pdf"),
    ("dated", "3 March 2026"),
    ("version", "1"),
];

pub async fn adds_format(ed: &Person, id: ProposalId, more: &[(&str, &str)]) -> Page {
    let at = format!("/staff/proposals/{id}/formats");
    let form = ed.visit(&at).await.form(&at);
    FORMAT.iter().chain(more).fold(form, |form, (name, value)| form.fill(name, value)).submit().await
}

on_both! {
    async fn a_proposal_is_written_opened_extended_and_closed(app: &TestApp) {
        app.area("clean-air").await;
        let (ed, anybody) = (app.editor("Ed").await, app.visitor());
        write(&ed, "Plant more trees").await.is(200).sees("Saved.").sees("Draft");
        anybody.get("/proposals/plant-more-trees").await.is(404);
        anybody.visit("/").await.lacks("Plant more trees");

        let list = ed.visit("/staff/proposals").await;
        list.sees("Plant more trees").sees("Draft");
        let open = list.one("a[href$='/opening']").attr("href");
        let form = ed.visit(&open).await.form("/opening");
        form.fill("closes_date", "4 December 2026").fill("closes_time", "5 pm").submit().await.is(200).sees("Saved.");
        anybody.visit("/proposals/plant-more-trees").await.is(200).sees("Plant more trees").sees("5 pm, 4 December 2026");
        anybody.visit("/").await.sees("Plant more trees").sees("11 days");

        let longer = ed.visit("/staff/proposals").await.one("a[href$='/extension']").attr("href");
        let form = ed.visit(&longer).await.form("/extension");
        form.fill("closes_date", "2026-12-14").fill("closes_time", "17:00").fill("reason", "Many asked.").submit().await.is(200);
        anybody.visit("/").await.sees("21 days");

        let close = ed.visit("/staff/proposals").await.one("a[href$='/closing']").attr("href");
        let form = ed.visit(&close).await.form("/closing");
        form.fill("reason", "A mistake.").submit().await.is(200).sees("Closed");
        anybody.visit("/").await.lacks("Plant more trees");
        anybody.visit("/decisions").await.sees("Plant more trees");
        assert_eq!(acts(app).await, ["proposal.create", "proposal.open", "proposal.extend", "proposal.close"]);
    }

    async fn an_announced_proposal_opens_and_closes_by_itself(app: &TestApp) {
        app.area("clean-air").await;
        let ed = app.editor("Ed").await;
        let form = write(&ed, "Plant more trees").await.form("/staff/proposals/1");
        let filled = form.fill("opens_date", "2026-11-24").fill("opens_time", "9:00").fill("closes_date", "2026-12-24");
        let late = filled.fill("closes_time", "noon").fill("announce", "yes").submit().await;
        late.is(200).sees("Saved.").sees("Forthcoming");
        assert_eq!(late.one("#closes_time").attr("value"), "12:00");
        let anybody = app.visitor();
        anybody.visit("/").await.sees("Coming next").sees("Plant more trees");
        app.clock.forward(Duration::days(1));
        anybody.visit("/").await.sees("1 proposal").lacks("Coming next");
        app.clock.forward(Duration::days(31));
        anybody.visit("/decisions").await.sees("Plant more trees");
    }

    async fn a_draft_keeps_its_dates(app: &TestApp) {
        app.area("clean-air").await;
        let ed = app.editor("Ed").await;
        let form = write(&ed, "Plant more trees").await.form("/staff/proposals/1");
        let page = form.fill("closes_date", "24 December 2026").fill("closes_time", "5pm").submit().await;
        page.is(200).sees("Draft");
        assert_eq!(page.one("#closes_date").attr("value"), "2026-12-24");
        assert_eq!(page.one("#closes_time").attr("value"), "17:00");
        app.visitor().visit("/").await.lacks("Plant more trees");
    }

    async fn what_is_wrong_is_told_and_nothing_typed_is_lost(app: &TestApp) {
        app.area("clean-air").await;
        let ed = app.editor("Ed").await;
        let form = ed.visit("/staff/proposals/new").await.form("/staff/proposals/new");
        let page = form
            .fill("summary", "Kept <b>summary</b>")
            .fill("option_body", "An option without a title")
            .fill("document_url", "javascript:alert(1)")
            .fill("opens_date", "tomorrow")
            .fill("closes_date", "2026-11-01")
            .fill("closes_time", "17:00")
            .fill("announce", "yes")
            .submit()
            .await;
        page.is(422).sees("There is a problem").sees("Enter a title of at most 200 characters");
        page.sees("Enter what would change").sees("Enter a title for the option").sees("Enter the title of the document");
        page.sees("Enter a day, such as 2026-12-04").sees("The closing date must be in the future");
        assert_eq!(page.one("#opens_date").attr("value"), "tomorrow");
        assert!(page.one("#summary").text.contains("Kept <b>summary</b>"));
        assert!(page.one("#option_body-1").text.contains("An option without a title"));
        for link in page.all(".govuk-error-summary a") {
            page.one(&link.attr("href"));
        }
        let after = ed.visit("/staff/proposals").await;
        after.sees("There are none yet.");

        let form = write(&ed, "Plant more trees").await.form("/staff/proposals/1");
        let page = form.fill("opens_date", "2026-12-10").fill("opens_time", "9:00").fill("closes_date", "2026-12-01");
        page.fill("closes_time", "17:00").fill("announce", "yes").submit().await.is(422).sees("It must close after it opens");
    }

    async fn a_letter_or_a_tick_alone_is_not_dropped_in_silence(app: &TestApp) {
        app.area("clean-air").await;
        let ed = app.editor("Ed").await;
        for (field, value) in [("option_letter", "C"), ("option_preferred", "0")] {
            let form = write(&ed, &format!("With {field}")).await;
            let action = form.path.split('?').next().expect("a path").to_owned();
            let page = form.form(&action).fill(field, value).submit().await;
            page.is(422).sees("There is a problem").sees("Enter a title for the option. To leave the option out, clear its letter");
            assert_eq!(page.one(".govuk-error-summary a").attr("href"), "#option_title-1");
            assert!(page.one("#option_title-1").attr("aria-describedby").contains("option_title-1-error"));
            assert!(field != "option_letter" || page.one("#option_letter-1").attr("value") == "C");
            assert!(field != "option_preferred" || page.one("#option_preferred-1").has("checked"));
            page.form(&action).fill("option_title", "Do nothing").submit().await.is(200).sees("Saved.");
        }
    }

    async fn nobody_overwrites_what_they_have_not_seen(app: &TestApp) {
        let (id, path) = app.proposal("Plant more trees").await;
        let (ed, edie) = (app.editor("Ed").await, app.editor("Edie").await);
        let edit = format!("/staff/proposals/{id}");
        let (first, second) = (ed.visit(&edit).await.form(&edit), edie.visit(&edit).await.form(&edit));
        let saved = first.fill("change", "Ed’s text.").fill("reason", "Ed’s reason.").submit().await;
        saved.is(200).sees("Saved.");
        let conflict = second.fill("change", "Edie’s text.").fill("reason", "Edie’s reason.").submit().await;
        conflict.is(409).sees("Somebody else has changed this proposal").sees("Ed’s text.").sees("Edie’s text.");
        app.visitor().visit(&path).await.sees("Ed’s text.").lacks("Edie’s text.");
        let settled = conflict.form(&edit).fill("change", "Ed’s text. Edie’s text.").submit().await;
        settled.is(200).sees("Saved.");
        app.visitor().visit(&path).await.sees("Ed’s text. Edie’s text.");
        app.visitor().visit(&format!("{path}/versions")).await.sees("Ed’s reason.").sees("Edie’s reason.");
    }

    async fn the_same_form_sent_twice_is_one_change(app: &TestApp) {
        let (id, _) = app.proposal("Plant more trees").await;
        let ed = app.editor("Ed").await;
        let edit = format!("/staff/proposals/{id}");
        let (first, second) = (ed.visit(&edit).await.form(&edit), ed.visit(&edit).await.form(&edit));
        first.fill("change", "New text.").fill("reason", "Because.").submit().await.is(200).sees("Saved.");
        second.fill("change", "New text.").fill("reason", "Because.").submit().await.is(200).sees("Saved.");
        assert_eq!(acts(app).await, ["proposal.edit"]);
    }

    async fn a_format_that_is_older_than_the_text_says_so(app: &TestApp) {
        let (id, path) = app.proposal("Plant more trees").await;
        let ed = app.editor("Ed").await;
        for (more, said) in [
            ([("kind", "")].as_slice(), "Say which format it is"),
            (&[("title", "")], "Enter what it is called"),
            (&[("url", "javascript:alert(1)")], "begins with https://"),
            (&[("url", "//evil.example/")], "begins with https://"),
            (&[("dated", "soon")], "Enter the day on which it was made"),
            (&[("version", "2")], "Enter a version from 1 to 1"),
            (&[("version", "x")], "the number of the version"),
        ] {
            adds_format(&ed, id, more).await.is(422).sees(said).sees("There is a problem");
        }
        adds_format(&ed, id, &[]).await.is(200).sees("Easy Read, 3 March 2026. Version 1").lacks("Older than the text");
        adds_format(&ed, id, &[("kind", "language"), ("title", "Polski"), ("url", "/about/polski")]).await.is(200);
        let page = app.visitor().visit(&path).await;
        page.sees("Other formats").sees("Easy Read, 3 March 2026").sees("Polski").lacks("It is older than the text");
        page.one("a[href='/about/polski']");
        // More time changes no word, so nothing is older; other words do.
        let form = ed.visit(&format!("/staff/proposals/{id}/extension")).await.form("/extension");
        form.fill("closes_date", "2027-02-20").fill("closes_time", "17:00").fill("reason", "Many asked.").submit().await.is(200);
        app.visitor().visit(&path).await.lacks("It is older than the text");
        let edit = format!("/staff/proposals/{id}");
        ed.visit(&edit).await.form(&edit).fill("change", "Other words.").fill("reason", "Clearer.").submit().await.is(200);
        assert_eq!(app.visitor().visit(&path).await.html.matches("It is older than the text").count(), 2);
        ed.visit(&format!("{edit}/formats")).await.sees("Put newer ones in their place").sees("Older than the text");
        let page = ed.visit("/staff/formats/1").await.form("/staff/formats/1").fill("version", "3").fill("dated", "23 November 2026").submit().await;
        page.is(200).sees("Easy Read, 23 November 2026. Version 3");
        assert_eq!(app.visitor().visit(&path).await.html.matches("It is older than the text").count(), 1);
        ed.visit("/staff/formats/2").await.form("/staff/formats/2/deletion").submit().await.is(200).lacks("Polski");
        ed.get("/staff/formats/2").await.is(404);
        app.visitor().visit(&path).await.lacks("Polski");
        assert_eq!(acts(app).await, ["format.add", "format.add", "proposal.extend", "proposal.edit", "format.change", "format.remove"]);
    }

    async fn what_is_withdrawn_stays_to_be_read_and_those_who_follow_hear_of_it(app: &TestApp) {
        let (id, path) = app.proposal("Plant more trees").await;
        let ana = app.resident("Ana").await;
        ana.post_own(&format!("{path}/follows"), &[("follow", "start"), ("frequency", "at_once")]).await.is(303);
        let ed = app.editor("Ed").await;
        let at = ed.visit("/staff/proposals").await.one("a[href$='/withdrawal']").attr("href");
        assert_eq!(at, format!("/staff/proposals/{id}/withdrawal"));
        ed.visit(&at).await.form("/withdrawal").submit().await.is(422).sees("Give a reason: everybody can read it");
        ed.visit(&at).await.form("/withdrawal").fill("reason", "There is no money.").submit().await.is(200).sees("Withdrawn");
        let page = app.visitor().visit(&path).await;
        page.is(200).sees("This proposal has been withdrawn. Nothing will be decided on it.").sees("Withdrawn. There is no money.");
        ana.post_own(&format!("{path}/votes"), &[("vote", "support")]).await.is(409);
        ana.post_own(&format!("{path}/comments"), &[("body", "But why?")]).await.is(409);
        // Twice at once is once; and it is for good.
        ed.post_own(&at, &[("reason", "There is no money.")]).await.is(303);
        ed.post_own(&at, &[("reason", "Something else.")]).await.is(409);
        ed.post_own(&format!("/staff/proposals/{id}/opening"), &[("closes_date", "2027-01-20"), ("closes_time", "17:00")]).await.is(409);
        app.clock.forward(Duration::minutes(6));
        let told: Vec<String> = app.emails().await.into_iter().map(|one| one.text).collect();
        assert!(told.iter().any(|text| text.contains("Withdrawn at") && text.contains("There is no money.")), "{told:?}");
        assert_eq!(acts(app).await, ["proposal.withdraw"]);
    }

    async fn a_change_in_public_needs_its_reason(app: &TestApp) {
        let (id, path) = app.proposal("Plant more trees").await;
        let ed = app.editor("Ed").await;
        let edit = format!("/staff/proposals/{id}");
        let page = ed.visit(&edit).await.form(&edit).fill("change", "New words.").submit().await;
        page.is(422).sees("Say why you change it");
        assert!(page.one("#change").text.contains("New words."));
        let page = ed.visit(&edit).await.form(&edit).fill("closes_date", "2027-01-01").submit().await;
        page.is(422).sees("It has opened, so its dates cannot be changed here");
        let page = ed.visit(&format!("{edit}/closing")).await.form("/closing").submit().await;
        page.is(422).sees("Give a reason: everybody can read it");
        let page = ed.visit(&format!("{edit}/extension")).await.form("/extension");
        let page = page.fill("closes_date", "2026-11-30").fill("reason", "Why not").submit().await;
        page.is(422).sees("The new closing date must be later than the present one").sees("Why not");
        let page = ed.visit(&format!("{edit}/opening")).await.form("/opening").submit().await;
        page.is(409).sees("It has opened already.");
        app.visitor().visit(&path).await.lacks("New words.");
    }

    async fn what_is_closed_stays_closed(app: &TestApp) {
        let (id, _) = app.proposal_with("Plant more trees", Totals::Public, -40, -1).await;
        let ed = app.editor("Ed").await;
        let form = ed.visit(&format!("/staff/proposals/{id}/extension")).await.form("/extension");
        let page = form.fill("closes_date", "2027-01-01").fill("closes_time", "17:00").fill("reason", "More time").submit().await;
        page.is(409).sees("It has been closed since").sees("More time");
    }

    async fn the_desk_is_for_staff(app: &TestApp) {
        let (id, _) = app.proposal("Plant more trees").await;
        let number = format!("/staff/proposals/{id}");
        let (ana, mo, ed) = (app.resident("Ana").await, app.moderator("Mo").await, app.editor("Ed").await);
        let edits = [
            "/staff/pages", "/staff/areas", "/staff/areas/clean-air", "/staff/case-studies", "/staff/case-studies/new",
            "/staff/texts/home", "/staff/texts/frame", "/staff/proposals", "/staff/proposals/new", &number,
            &format!("{number}/opening"), &format!("{number}/closing"), &format!("{number}/extension"),
        ];
        for path in edits {
            let stranger = app.visitor().get(path).await;
            stranger.is(303);
            assert!(stranger.header("location").starts_with("/sign-in"), "{path}");
            ana.get(path).await.is(404);
            mo.get(path).await.is(404);
            ed.get(path).await.is(200);
        }
        app.visitor().get("/staff").await.is(303);
        ana.get("/staff").await.is(404);
        mo.get("/staff").await.is(200).lacks("Areas of focus Pages");
        ed.get("/staff").await.is(200).sees("Proposals");
        for path in ["/staff/areas/nowhere", "/staff/pages/nowhere", "/staff/case-studies/nowhere", "/staff/proposals/999", "/staff/proposals/x"] {
            ed.get(path).await.is(404);
        }
        let sent = ana.post_own(&format!("{number}/closing"), &[("reason", "I want it")]).await;
        sent.is(404);
        app.visitor().visit("/").await.sees("Plant more trees");
    }

    async fn a_page_is_changed_for_the_next_reader(app: &TestApp) {
        crate::vision::seed(app).await;
        let (ed, edie, anybody) = (app.editor("Ed").await, app.editor("Edie").await, app.visitor());
        anybody.visit("/about/how-we-count").await.sees("One person, one vote");
        let path = "/staff/pages/how-we-count";
        let (first, second) = (ed.visit(path).await.form(path), edie.visit(path).await.form(path));
        let saved = first.fill("title", "How <we> count").fill("body", "Be kind. <script>x</script>").submit().await;
        saved.is(200).sees("Saved.");
        let page = anybody.visit("/about/how-we-count").await;
        page.sees("How <we> count").sees("Be kind. <script>x</script>").lacks("One person, one vote");
        assert!(!page.html.contains("<script>x"));

        let conflict = second.fill("body", "Be brief.").submit().await;
        conflict.is(409).sees("A change was saved while you were writing.").sees("Be kind.").sees("Be brief.");
        anybody.visit("/about/how-we-count").await.lacks("Be brief.");
        conflict.form(path).fill("body", "Be kind and brief.").submit().await.is(200);
        anybody.visit("/about/how-we-count").await.sees("Be kind and brief.");

        let wrong = ed.visit(path).await.form(path).fill("title", " ").fill("body", "Kept words").submit().await;
        wrong.is(422).sees("Enter a title of at most 200 characters");
        assert!(wrong.one("#body").text.contains("Kept words"));
        assert_eq!(acts(app).await, ["page.edit", "page.edit"]);
    }

    async fn an_area_is_changed_with_its_figures(app: &TestApp) {
        crate::vision::seed(app).await;
        let (ed, anybody) = (app.editor("Ed").await, app.visitor());
        let path = "/staff/areas/air-quality";
        let page = ed.visit(path).await;
        assert_eq!(page.one("#figure_number-1").attr("value"), "4,100");
        let saved = page.form(path).fill("title", "Clean air").fill("who_decides", "The **boroughs** decide.").submit().await;
        saved.is(200).sees("Saved.");
        let area = anybody.visit("/areas/air-quality").await;
        area.sees("Clean air").sees("Who decides").sees("The boroughs decide.").sees("4,100").sees("98%");
        let form = ed.visit(path).await.form(path);
        let form = form.fill("figure_number", "7").fill("figure_text", "Seven.").fill("figure_source", "A source");
        let wrong = form.fill("figure_url", "javascript:alert(1)").submit().await;
        wrong.is(422).sees("Enter the address of the source");
        wrong.form(path).fill("figure_url", "https://seven.example/").submit().await.is(200).sees("Saved.");
        let area = anybody.visit("/areas/air-quality").await;
        area.sees("Seven.").lacks("4,100");
        assert_eq!(area.all(".fm-figure").len(), 1);
        anybody.visit("/").await.sees("Fourteen areas of focus");
    }
}
