//! The words of the home page, the words on every page, and the case studies: changed in the browser, true everywhere at once.

use crate::nasty::{elsewhere, second_instance};
use crate::on_both;
use crate::support::{Page, TestApp};
use diesel::prelude::*;
use folkmoot::db::schema::audit;

const HOME: &str = "/staff/texts/home";
const FRAME: &str = "/staff/texts/frame";
const STUDIES: &str = "/staff/case-studies";

/// What the audit says of these acts, oldest first.
async fn acts(app: &TestApp) -> Vec<(String, String)> {
    app.query(|conn| audit::table.order(audit::id).select((audit::act, audit::subject)).load(conn).expect("read")).await
}

/// Every link of the error summary leads to a field.
#[track_caller]
fn leads_to_fields(page: &Page) {
    let links = page.all(".govuk-error-summary a");
    assert!(!links.is_empty());
    for link in links {
        page.one(&link.attr("href"));
    }
}

on_both! {
    async fn the_words_of_the_home_page_are_changed(app: &TestApp) {
        crate::vision::seed(app).await;
        let (ed, edie, anybody) = (app.editor("Ed").await, app.editor("Edie").await, app.visitor());
        anybody.visit("/").await.sees("The healthiest city is one we shape together").sees("We ask early");
        let desk = ed.visit("/staff").await;
        desk.one(&format!("a[href='{HOME}']"));
        let (first, second) = (ed.visit(HOME).await.form(HOME), edie.visit(HOME).await.form(HOME));
        assert_eq!(first.value("step_title"), Some("We ask early"));
        let saved = first
            .fill("headline", "One city <b>for all</b>")
            .fill("areas_intro", "From cradle to chair")
            .fill("step_title", "We listen")
            .fill("step_text", "We **listen** to [you](/areas).")
            .submit()
            .await;
        saved.is(200).sees("Saved.");
        let home = anybody.visit("/").await;
        home.sees("One city <b>for all</b>").sees("From cradle to chair").sees("We listen").lacks("We ask early");
        assert_eq!(home.one(".fm-steps li strong").text, "listen");
        assert_eq!(home.all(".fm-steps li").len(), 1);
        anybody.visit("/areas").await.sees("From cradle to chair. Choose an area");

        let conflict = second.fill("headline", "Another city").submit().await;
        conflict.is(409).sees("A change was saved while you were writing.").sees("One city <b>for all</b>").sees("Another city");
        anybody.visit("/").await.lacks("Another city");
        conflict.form(HOME).submit().await.is(200).sees("Saved.");
        anybody.visit("/").await.sees("Another city");

        let wrong = ed.visit(HOME).await.form(HOME).fill("headline", " ").fill("lede", &"ক".repeat(401));
        let wrong = wrong.fill("step_title", "").fill("step_text", "Kept step").submit().await;
        wrong.is(422).sees("Enter a heading of at most 120 characters").sees("in at most 400 characters");
        wrong.sees("Enter what happens, in at most 80 characters").sees("Kept step");
        leads_to_fields(&wrong);
        assert!(wrong.one("#lede").text.contains(&"ক".repeat(401)));
        let subject = "the site".to_owned();
        assert_eq!(acts(app).await, [("texts.home".into(), subject.clone()), ("texts.home".into(), subject)]);
    }

    async fn the_words_on_every_page_are_true_everywhere_at_once(app: &TestApp) {
        crate::vision::seed(app).await;
        let (_, path) = app.proposal("Clean buses").await;
        let (url, handle) = second_instance(app).await;
        let (ed, ana) = (app.editor("Ed").await, app.resident("Ana").await);
        // Kept in memory, made for one reader, with an error, for somebody signed in; on both instances.
        let places = ["/", "/areas", "/areas/air-quality", &path, "/proposals", "/case-studies/do-it-london", "/sign-in", "/nowhere"];
        let readers = [app.visitor(), elsewhere(&app.visitor(), &url), ana.clone(), elsewhere(&ana, &url)];
        for who in &readers {
            for place in places {
                let page = who.visit(place).await;
                page.sees("Londoners once met in the open air").sees("The London Vision for health and care");
                assert!(!page.html.contains(['\u{1}', '\u{2}']), "{place}: every mark is filled");
            }
        }
        let saved = ed
            .visit(FRAME)
            .await
            .form(FRAME)
            .fill("name", "Agora & <i>")
            .fill("strapline", "A line of our own")
            .fill("about", "People met <b>here</b>.")
            .fill("who_runs_this", "We do.")
            .fill("email", "us@agora.example")
            .fill("contact", "We answer on weekdays.")
            .submit()
            .await;
        saved.is(200).sees("Saved.").sees("Agora & <i>");
        for who in &readers {
            for place in places {
                let page = who.visit(place).await;
                page.sees("Agora & <i>").sees("A line of our own").sees("People met <b>here</b>.").sees("We do.");
                page.sees("us@agora.example We answer on weekdays.").lacks("Londoners once met").lacks("The London Vision");
                assert!(page.one("title").html.contains("– Agora &amp; &lt;i&gt;</title>") || place == "/", "{place}");
                assert_eq!(page.one(".fm-foot a[href^='mailto:']").attr("href"), "mailto:us@agora.example");
            }
        }
        handle.stop(true).await;
    }

    async fn stages_of_life_have_the_names_that_staff_give_them(app: &TestApp) {
        crate::vision::seed(app).await;
        let (_, path) = app.proposal("Clean buses").await;
        let (ed, edie, anybody) = (app.editor("Ed").await, app.editor("Edie").await, app.visitor());
        anybody.visit(&path).await.sees("Live well");
        let own = |names: [&'static str; 4]| {
            let pairs = names.into_iter().flat_map(|name| [("stage_label", name), ("stage_description", "About it")]);
            pairs.chain([("name", "Folkmoot"), ("strapline", "A line")]).collect::<Vec<_>>()
        };
        let second = edie.visit(FRAME).await;
        let was = second.form(FRAME).value("was").expect("the wording").to_owned();
        let mut fields = own(["Young <1>", "Busy", "Wise", "Ground"]);
        fields.push(("was", &was));
        ed.post_own(FRAME, &fields).await.is(303);
        anybody.visit(&path).await.sees("Busy").lacks("Live well");
        anybody.visit("/").await.sees("Young <1>").sees("About it").sees("Wise").sees("Ground").lacks("Age well");
        let editor = ed.visit("/staff/areas/air-quality").await;
        assert!(editor.one("#life_stage").text.contains("Young <1>"));

        let mut fields = own(["Young", "Mine", "Wise", ""]);
        fields.push(("was", &was));
        let wrong = ed.post_own(FRAME, &fields).await;
        wrong.is(422).sees("Enter a name of at most 40 characters");
        assert_eq!(wrong.one("#stage_label-2").attr("value"), "Mine");
        leads_to_fields(&wrong);
        fields[6] = ("stage_label", "Ground");
        let conflict = edie.post_own(FRAME, &fields).await;
        conflict.is(409).sees("Busy: About it").sees("Mine: About it");
        anybody.visit(&path).await.sees("Busy");
        let wrong = ed.visit(FRAME).await.form(FRAME).fill("email", "nonsense").submit().await;
        wrong.is(422).sees("Enter an email address");
        assert_eq!(wrong.one("#email").attr("value"), "nonsense");
    }

    /// The first words of a site that has none yet, written by two at once.
    async fn first_words_are_not_overwritten_either(app: &TestApp) {
        let (ed, edie) = (app.editor("Ed").await, app.editor("Edie").await);
        let fill = |page: Page, words: &'static str| page.form(HOME).fill("headline", words).fill("lede", "Below.");
        let (first, second) = (fill(ed.visit(HOME).await, "Ed’s"), fill(edie.visit(HOME).await, "Edie’s"));
        let (one, other) = futures_util::future::join(first.submit(), second.submit()).await;
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "one is saved, the other is told");
        assert_eq!(acts(app).await.len(), 1);
    }

    async fn a_case_study_is_written_shown_changed_hidden_and_deleted(app: &TestApp) {
        crate::vision::seed(app).await;
        let (ed, edie, anybody) = (app.editor("Ed").await, app.editor("Edie").await, app.visitor());
        ed.visit("/staff").await.one(&format!("a[href='{STUDIES}']"));
        let new = ed.visit(STUDIES).await.one("a.govuk-button").attr("href");
        let wrong = ed.visit(&new).await.form(&new).fill("body", "Kept story").fill("source_url", "javascript:alert(1)").submit().await;
        wrong.is(422).sees("Enter a title of at most 200 characters").sees("Choose an area of focus").sees("Enter the address of the source").sees("Kept story");
        leads_to_fields(&wrong);
        let saved = wrong
            .form(&new)
            .fill("title", "Café <script>")
            .fill("summary", "What happened there.")
            .fill("area", "dementia")
            .fill("source_name", "A source")
            .fill("source_url", "https://source.example/")
            .fill("body", "A **story**. <script>x</script>")
            .fill("shown", "no")
            .submit()
            .await;
        saved.is(200).sees("Saved.").sees("Hidden: only editors see it.");
        let (edit, public) = ("/staff/case-studies/cafe-script", "/case-studies/cafe-script");
        assert!(saved.path.starts_with(edit));
        for place in [public, "/case-studies", "/areas/dementia"] {
            anybody.visit(place).await.lacks("Café");
        }
        anybody.get(public).await.is(404);
        app.resident("Ana").await.get(&format!("{edit}/preview")).await.is(404);
        let preview = ed.visit(&saved.one("a[href$='/preview']").attr("href")).await;
        preview.is(200).sees("Café <script>").sees("A story . <script>x</script>");
        assert!(!preview.html.contains("<script>x"));

        let (first, second) = (ed.visit(edit).await.form(edit), edie.visit(edit).await.form(edit));
        first.fill("shown", "yes").fill("area", "smoking").submit().await.is(200).sees("Saved.");
        for place in [public, "/case-studies", "/areas/smoking"] {
            anybody.visit(place).await.is(200).sees("Café <script>");
        }
        anybody.visit("/areas/dementia").await.lacks("Café");
        let conflict = second.fill("summary", "Edie’s words.").submit().await;
        conflict.is(409).sees("Only editors").sees("Everybody").sees("Edie’s words.");
        anybody.visit(public).await.sees("What happened there.");

        let ask = ed.visit(&ed.visit(edit).await.one("a[href$='/deletion']").attr("href")).await;
        let gone = ask.form("/deletion");
        edie.visit(edit).await.form(edit).fill("title", "Another title").submit().await.is(200);
        let stale = gone.submit().await;
        stale.is(409).sees("Somebody changed it while this page was open.").sees("Another title");
        anybody.visit(public).await.is(200).sees("Another title");
        ed.visit(edit).await.form(edit).fill("shown", "no").submit().await.is(200);
        anybody.get(public).await.is(404);
        stale.form("/deletion").submit().await.is(409);
        ed.visit(&format!("{edit}/deletion")).await.form("/deletion").submit().await.is(200).sees("The case study is deleted.");
        ed.get(edit).await.is(404);
        let acts: Vec<String> = acts(app).await.into_iter().map(|(act, _)| act).collect();
        assert_eq!(acts, ["case_study.add", "case_study.show", "case_study.edit", "case_study.hide", "case_study.delete"]);
    }

    async fn two_case_studies_of_one_title_have_two_addresses(app: &TestApp) {
        app.area("clean-air").await;
        let ed = app.editor("Ed").await;
        for (title, address) in [("New", "new-2"), ("A walk", "a-walk"), ("A walk", "a-walk-2"), ("步行", "case-study")] {
            let form = ed.visit("/staff/case-studies/new").await.form("/new").fill("title", title).fill("summary", "S").fill("body", address).fill("area", "clean-air");
            let saved = form.fill("source_name", "A").fill("source_url", "https://a.example/").submit().await;
            saved.is(200).sees("Saved.");
            app.visitor().visit(&format!("/case-studies/{address}")).await.is(200).sees(title);
        }
    }

    /// A letter of Bengali or Arabic takes six to nine characters of a form, an emoji twelve. What a field promises must fit.
    async fn texts_are_taken_in_every_script_up_to_the_length_that_is_promised(app: &TestApp) {
        crate::vision::seed(app).await;
        let ed = app.editor("Ed").await;
        for letter in ["ক", "ع", "👍"] {
            let path = "/staff/pages/enablers";
            let form = ed.visit(path).await.form(path).fill("body", &letter.repeat(50_000));
            form.submit().await.is(200).sees("Saved.");
            assert_eq!(app.visitor().visit("/about/enablers").await.one(".fm-prose").text.chars().count(), 50_000, "{letter}");
            let wrong = ed.visit(path).await.form(path).fill("body", &letter.repeat(50_001)).submit().await;
            wrong.is(422).sees("Enter a text of at most 50,000 characters");
            assert_eq!(wrong.one("#body").text.chars().count(), 50_001, "{letter}: the text is kept");
        }
        let long = |n: usize| "👍".repeat(n);
        let mut form = ed.visit("/staff/proposals/new").await.form("/new").fill("title", "Plant more trees").fill("area", "dementia");
        form = form.fill("summary", &long(600)).fill("change", &long(20_000)).fill("why", &long(20_000)).fill("contact", &long(1_000));
        let lines: Vec<(&str, String)> = (0..6)
            .flat_map(|n| [("option_letter", n.to_string()), ("option_title", long(200)), ("option_body", long(4_000))])
            .chain((0..6).flat_map(|_| [("document_title", long(200)), ("document_url", format!("https://a.example/{}", "x".repeat(480))), ("document_note", long(200))]))
            .collect();
        form.fill_many(&lines).submit().await.is(200).sees("Saved.");
        // As much again is read, so that it can be given back.
        let wrong = ed.visit("/staff/proposals/new").await.form("/new").fill("change", &long(80_000)).submit().await;
        wrong.is(422).sees("in at most 20,000 characters");
        assert_eq!(wrong.one("#change").text.chars().count(), 80_000);
        let wrong = ed.visit("/staff/proposals/new").await.form("/new").fill("change", &long(200_000)).submit().await;
        wrong.is(413).sees("larger than 960 kB");
    }

    /// Nobody but editors and moderators may send so much: not to the public forms, and not to those of the staff. A moderator's is
    /// read, for the list of words; it does not open the door.
    async fn only_staff_who_write_may_send_so_much(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, ed, mo) = (app.resident("Ana").await, app.editor("Ed").await, app.moderator("Mo").await);
        let much = "w".repeat(300_000);
        for (who, at) in [(&ana, "/staff/pages/house-rules"), (&mo, &*format!("{path}/comments")), (&ed, &*format!("{path}/comments"))] {
            who.post_own(at, &[("body", &much)]).await.is(413).sees("larger than 96 kB");
        }
        app.visitor().post("/staff/pages/house-rules", &[("body", &much)]).await.is(413);
        mo.post_own("/staff/pages/house-rules", &[("body", &much)]).await.is(404);
        let read = ed.post_own("/staff/pages/house-rules", &[("body", &much)]).await;
        assert_eq!(read.status, 422, "an editor’s is read, and told what is too long");
    }
}
