//! Each form for staff, sent once, is one act on the record.

use super::{acts, connect, verify};
use crate::on_both_with;
use crate::support::{Person, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::audit;
use folkmoot::db::schema::{digests, subscribers};
use folkmoot::policy::{Capacity, Role};
use folkmoot::routes::{self, Who};

/// How a form is reached and filled in.
struct Use {
    /// The page on which it stands.
    page: String,
    /// Where it is sent.
    action: String,
    fields: &'static [(&'static str, &'static str)],
}

/// What there is to be changed.
struct Things {
    over: i64,
    weighed: i64,
    public: i64,
    unpublished: i64,
    withdrawn: i64,
    keyed_once: i64,
    keyed_twice: i64,
    compared: i64,
    scan: i64,
    file: i64,
    open: i64,
    other: i64,
    draft: i64,
    suggestion: i64,
    case: i64,
    other_case: i64,
    appeal: i64,
    template: i64,
    email: i64,
    colleague: i64,
    claim: i64,
    organisation: i64,
    asks: i64,
    asks_now: i64,
}

/// How the form of a route is used. A new route for staff needs a line here.
#[allow(clippy::too_many_lines, reason = "a table: each route, and how its form is filled in")]
fn used(route: &str, things: &Things) -> Use {
    let numbered = |before: &str, id: i64, after: &str| format!("{before}{id}{after}");
    let same = |action: String, fields| Use { page: action.clone(), action, fields };
    match route {
        "/staff/cases/{id}/decisions" => Use {
            page: numbered("/staff/cases/", things.case, ""),
            action: numbered("/staff/cases/", things.case, "/decisions"),
            fields: &[("act", "hide"), ("rule", "2"), ("reasons", "It names a child.")],
        },
        "/staff/holding" => same(
            route.into(),
            &[
                ("act", "save"),
                ("words", "bother"),
                ("repeat_days", "7"),
                ("burst_comments", "6"),
                ("burst_minutes", "5"),
            ],
        ),
        "/staff/proposals/{id}/holding" => {
            same(numbered("/staff/proposals/", things.open, "/holding"), &[("comments", "wait")])
        }
        "/staff/cases/{id}/giving-back" => Use {
            page: numbered("/staff/cases/", things.other_case, ""),
            action: numbered("/staff/cases/", things.other_case, "/giving-back"),
            fields: &[],
        },
        "/staff/cases/{id}/together" => Use {
            page: numbered("/staff/cases/", things.other_case, "/together?by=words"),
            action: numbered("/staff/cases/", things.other_case, "/together"),
            fields: &[("act", "remove"), ("rule", "2"), ("reasons", "It names a child.")],
        },
        "/staff/appeals/{id}" => same(
            numbered("/staff/appeals/", things.appeal, ""),
            &[("outcome", "overturned"), ("reasons", "It names nobody.")],
        ),
        "/staff/templates" => same(route.into(), &[("title", "Names"), ("words", "It names somebody.")]),
        "/staff/templates/{id}" => same(numbered("/staff/templates/", things.template, ""), &[("title", "Adverts")]),
        "/staff/templates/{id}/deletion" => same(numbered("/staff/templates/", things.template, "/deletion"), &[]),
        "/staff/pages/{slug}" => same(
            "/staff/pages/house-rules".into(),
            &[("title", "The house rules"), ("reason", "So that they are found.")],
        ),
        "/staff/areas/{slug}" => same("/staff/areas/air-quality".into(), &[("title", "Clean air")]),
        "/staff/case-studies/new" => same(
            route.into(),
            &[
                ("title", "Trees"),
                ("summary", "They were planted."),
                ("area", "air-quality"),
                ("source_name", "A"),
                ("source_url", "https://a.example/"),
                ("body", "And they grew."),
            ],
        ),
        "/staff/case-studies/{slug}" => same("/staff/case-studies/do-it-london".into(), &[("title", "Do it")]),
        "/staff/case-studies/{slug}/deletion" => same("/staff/case-studies/estates-strategy/deletion".into(), &[]),
        "/staff/texts/home" => same(route.into(), &[("headline", "One city")]),
        "/staff/texts/frame" => same(route.into(), &[("name", "Agora")]),
        "/staff/proposals/new" => same(
            route.into(),
            &[
                ("title", "More trees"),
                ("summary", "Trees."),
                ("change", "More."),
                ("area", "air-quality"),
                ("totals", "public"),
            ],
        ),
        // Words, area, totals and dates in one form are one act.
        "/staff/proposals/{id}" => same(
            numbered("/staff/proposals/", things.draft, ""),
            &[
                ("title", "Other buses"),
                ("totals", "after_close"),
                ("area", "dementia"),
                ("closes_date", "2027-01-15"),
                ("closes_time", "17:00"),
            ],
        ),
        "/staff/proposals/{id}/opening" => same(
            numbered("/staff/proposals/", things.draft, "/opening"),
            &[("closes_date", "2027-01-20"), ("closes_time", "17:00"), ("reason", "It is ready.")],
        ),
        "/staff/proposals/{id}/closing" => {
            same(numbered("/staff/proposals/", things.open, "/closing"), &[("reason", "A mistake.")])
        }
        "/staff/proposals/{id}/formats" => {
            same(numbered("/staff/proposals/", things.open, "/formats"), &crate::staff::FORMAT)
        }
        "/staff/formats/{id}" => same("/staff/formats/1".into(), &[("title", "Easier to read")]),
        "/staff/formats/{id}/deletion" => {
            Use { page: "/staff/formats/2".into(), action: "/staff/formats/2/deletion".into(), fields: &[] }
        }
        "/staff/proposals/{id}/withdrawal" => {
            same(numbered("/staff/proposals/", things.withdrawn, "/withdrawal"), &[("reason", "There is no money.")])
        }
        "/staff/proposals/{id}/extension" => same(
            numbered("/staff/proposals/", things.other, "/extension"),
            &[("closes_date", "2027-02-20"), ("closes_time", "17:00"), ("reason", "Many asked.")],
        ),
        "/staff/proposals/{id}/questionnaire" => {
            same(numbered("/staff/proposals/", things.asks, "/questionnaire"), &[("act", "up:3")])
        }
        "/staff/proposals/{id}/questionnaire/late" => Use {
            page: numbered("/staff/proposals/", things.asks, "/questionnaire"),
            action: numbered("/staff/proposals/", things.asks, "/questionnaire/late"),
            fields: &[("late_days", "14")],
        },
        "/staff/proposals/{id}/questionnaire/copy" => Use {
            page: numbered("/staff/proposals/", things.draft, "/questionnaire"),
            action: numbered("/staff/proposals/", things.draft, "/questionnaire/copy"),
            fields: &[],
        },
        "/staff/proposals/{id}/questionnaire/preview" => {
            same(numbered("/staff/proposals/", things.asks, "/questionnaire/preview"), &[])
        }
        "/staff/proposals/{id}/questionnaire/sections" => {
            same(numbered("/staff/proposals/", things.asks, "/questionnaire/sections"), &[("title", "More")])
        }
        "/staff/proposals/{id}/questionnaire/sections/{section}" => {
            same(numbered("/staff/proposals/", things.asks, "/questionnaire/sections/1"), &[("title", "You")])
        }
        "/staff/proposals/{id}/questionnaire/sections/{section}/questions" => same(
            numbered("/staff/proposals/", things.asks, "/questionnaire/sections/1/questions"),
            &[("words", "Why?"), ("kind", "long")],
        ),
        "/staff/proposals/{id}/questionnaire/questions/{question}" => {
            same(numbered("/staff/proposals/", things.asks, "/questionnaire/questions/13"), &[("words", "What else?")])
        }
        "/staff/responses/{id}" => same("/staff/responses/1".into(), &[("version", "1")]),
        "/staff/campaigns/{id}" => same("/staff/campaigns/1".into(), &[("act", "campaign"), ("name", "Keep the bus")]),
        "/staff/campaigns/{id}/responses" => Use {
            page: "/staff/campaigns/1".into(),
            action: "/staff/campaigns/1/responses".into(),
            fields: &[("belongs", "false")],
        },
        "/staff/proposals/{id}/themes" => {
            same(numbered("/staff/proposals/", things.asks_now, "/themes"), &[("name", "Parks")])
        }
        "/staff/themes/{id}" => same("/staff/themes/1".into(), &[("name", "Travel")]),
        "/staff/themes/{id}/place" => Use {
            page: numbered("/staff/proposals/", things.asks_now, "/themes"),
            action: "/staff/themes/1/place".into(),
            fields: &[("act", "down")],
        },
        "/staff/themes/{id}/merging" => {
            Use { page: "/staff/themes/2".into(), action: "/staff/themes/2/merging".into(), fields: &[("into", "1")] }
        }
        "/staff/themes/{id}/deletion" => {
            Use { page: "/staff/themes/3".into(), action: "/staff/themes/3/deletion".into(), fields: &[] }
        }
        "/staff/proposals/{id}/coding" => {
            same(numbered("/staff/proposals/", things.asks_now, "/coding"), &[("act", "assign")])
        }
        "/staff/proposals/{id}/coding/{question}/{response}" => {
            same(numbered("/staff/proposals/", things.asks_now, "/coding/13/1"), &[("act", "done"), ("theme", "1")])
        }
        "/staff/proposals/{id}/equality-questions" => same(
            numbered("/staff/proposals/", things.asks, "/equality-questions"),
            &[("sex", "yes"), ("reason", "To hear from all.")],
        ),
        "/staff/proposals/{id}/outcome" => {
            same(numbered("/staff/proposals/", things.over, "/outcome"), &[("asked", "How should warnings come?")])
        }
        "/staff/proposals/{id}/outcome/publication" => Use {
            page: numbered("/staff/proposals/", things.weighed, "/outcome"),
            action: numbered("/staff/proposals/", things.weighed, "/outcome/publication"),
            fields: &[],
        },
        "/staff/proposals/{id}/outcome/points" => same(
            numbered("/staff/proposals/", things.over, "/outcome/points"),
            &[("said", "Late."), ("verdict", "did"), ("because", "So.")],
        ),
        // The first two belong to what is over, the third to what is weighed, the fourth to what is public.
        "/staff/outcome-points/{id}" => same("/staff/outcome-points/1".into(), &[("said", "Later.")]),
        "/staff/outcome-points/{id}/deletion" => Use {
            page: "/staff/outcome-points/2".into(),
            action: "/staff/outcome-points/2/deletion".into(),
            fields: &[],
        },
        "/staff/outcome-points/{id}/updates" => Use {
            page: numbered("/staff/proposals/", things.public, "/outcome"),
            action: "/staff/outcome-points/4/updates".into(),
            fields: &[("words", "It is done.")],
        },
        "/staff/proposals/{id}/paper" => same(
            numbered("/staff/proposals/", things.asks_now, "/paper"),
            &[("channel", "paper"), ("received", "23 November 2026"), ("capacity", "resident"), ("publish", "never")],
        ),
        "/staff/paper/{id}" => same(numbered("/staff/paper/", things.keyed_once, ""), &[("act", "done")]),
        "/staff/paper/{id}/opening" => Use {
            page: numbered("/staff/paper/", things.keyed_twice, ""),
            action: numbered("/staff/paper/", things.keyed_twice, "/opening"),
            fields: &[],
        },
        "/staff/paper/{id}/sending" => Use {
            page: numbered("/staff/paper/", things.compared, ""),
            action: numbered("/staff/paper/", things.compared, "/sending"),
            fields: &[],
        },
        "/staff/paper/{id}/attachments" => Use {
            page: numbered("/staff/paper/", things.keyed_twice, ""),
            action: numbered("/staff/paper/", things.keyed_twice, "/attachments"),
            fields: &[("description", "All pages")],
        },
        "/staff/paper/{id}/attachments/{attachment}/removal" => Use {
            page: numbered("/staff/paper/", things.keyed_twice, ""),
            action: format!("/staff/paper/{}/attachments/{}/removal", things.keyed_twice, things.scan),
            fields: &[],
        },
        "/staff/responses/{id}/attachments/{attachment}/publication" => Use {
            page: numbered("/staff/responses/", things.unpublished, "/publication"),
            action: format!("/staff/responses/{}/attachments/{}/publication", things.unpublished, things.file),
            fields: &[("publish", "yes")],
        },
        "/staff/responses/{id}/publication" => {
            same(numbered("/staff/responses/", things.unpublished, "/publication"), &[("publish", "yes")])
        }
        "/staff/responses/{id}/redactions/{question}" => same(
            numbered("/staff/responses/", things.unpublished, "/redactions/13"),
            &[("marked", "The bus was full. [[I walked.]]"), ("ground", "personal")],
        ),
        "/staff/redactions/{id}/deletion" => Use {
            page: numbered("/staff/responses/", things.unpublished + 1, "/redactions/13"),
            action: "/staff/redactions/1/deletion".into(),
            fields: &[],
        },
        "/staff/proposals/{id}/declining" => {
            same(numbered("/staff/proposals/", things.suggestion, "/declining"), &[("reason", "It is done already.")])
        }
        "/staff/people" => same(route.into(), &[("name", "Nia"), ("email", "nia@people.example"), ("role", "editor")]),
        "/staff/people/{id}/ending" => same(numbered("/staff/people/", things.colleague, "/ending"), &[]),
        "/staff/professions/{id}" => same(numbered("/staff/professions/", things.claim, ""), &[("act", "confirm")]),
        "/staff/organisations/{id}" => {
            same(numbered("/staff/organisations/", things.organisation, ""), &[("act", "verify")])
        }
        "/staff/emails/{id}/retry" => Use {
            page: "/staff/emails".into(),
            action: numbered("/staff/emails/", things.email, "/retry"),
            fields: &[],
        },
        other => panic!("say in `used` how the form of {other} is filled in: it must be one act on the record"),
    }
}

/// A consultation that is over, one that is weighed, and one whose outcome is public.
async fn outcomes(app: &TestApp, admin: &Person) -> [i64; 3] {
    let over = crate::outcomes::over(app, admin, "What is over", 2).await;
    let weighed = crate::outcomes::over(app, admin, "What is weighed", 1).await;
    let public = crate::outcomes::over(app, admin, "What is public", 1).await;
    crate::outcomes::publishes(admin, public, &[]).await.is(200);
    [over.0, weighed.0, public.0]
}

/// A draft of everything that a consultation says before it opens: it comes to ask questions.
async fn drafted(admin: &Person) -> i64 {
    let written = admin.visit("/staff/proposals/new").await.form("/staff/proposals/new");
    let fields = [("title", "Draft"), ("summary", "S"), ("change", "C"), ("area", "air-quality"), ("totals", "public")];
    let fair = ["why", "decided", "undecided", "influence", "costs", "document_title"].map(|name| (name, "Words."));
    let fair = fair.into_iter().chain([("document_url", "https://a.example/")]);
    let written = fields.into_iter().chain(fair).fold(written, |form, (name, value)| form.fill(name, value));
    let options = ["This way", "Change nothing"].map(|title| ("option_title", title.to_owned()));
    let written = written.fill_many(&options).send().await;
    written.is(303).header("location").split(['/', '?']).find_map(|part| part.parse().ok()).expect("a number")
}

/// Somebody says three things that are reported; about one a moderator has decided, and there is an appeal.
async fn moderated(app: &TestApp, ana: &Person, path: &str) {
    ana.visit(path).await.form("/comments").fill("body", "Ask Tom, aged 9.").submit().await.is(200);
    let long = "Ask Tim, who lives beside the school and is 9 years old since Sunday.";
    ana.visit(path).await.form("/comments").fill("body", long).submit().await.is(200);
    ana.visit(path).await.form("/comments").fill("body", "Buy my trees.").submit().await.is(200);
    for comment in 1..=3 {
        app.visitor().post(&format!("/comments/{comment}/reports"), &[("reason", "spam")]).await.is(303);
    }
    let mo = app.moderator("Mo").await;
    crate::moderation::decide(&mo, "/staff/cases/3", "hide", "6", "An advert.").await.is(200);
    ana.visit("/account/decisions/1").await.form("/appeal").fill("words", "It is none.").submit().await.is(200);
    let fields = [("title", "Advert"), ("rule", "6"), ("words", "It is an advert.")];
    mo.post_own("/staff/templates", &fields).await.is(303);
}

async fn things(app: &TestApp, admin: &Person) -> Things {
    crate::vision::seed(app).await;
    let (open, path) = app.proposal("Clean buses").await;
    let (other, _) = app.proposal("Clean trams").await;
    let (withdrawn, _) = app.proposal("Clean boats").await;
    for _ in 0..2 {
        crate::staff::adds_format(admin, other, &[]).await.is(200);
    }
    let ana = app.resident("Ana").await;
    moderated(app, &ana, &path).await;
    let draft = drafted(admin).await;
    let colleague = app.person("Leo", Role::Moderator, Capacity::Resident, "").await.id.0;
    crate::professions::claims(&app.resident("Pia").await).await;
    crate::organisations::registers(&app.resident("Olga").await, "The Ring").await.is(303);
    let (asks, _) = app.proposal_with("Asks", folkmoot::policy::Totals::Public, 5, 30).await;
    let questions = crate::responses::asked(0);
    crate::responses::asks(app, asks, &questions).await;
    let (asks_now, path) = crate::responses::consultation(app, "Asks now", &questions).await;
    let at = crate::responses::begins(&ana, &path).await;
    crate::responses::answers(&ana, &at, 1, &[("q11", "22")]).await.is(200);
    crate::responses::answers(&ana, &at, 3, &[("q13", "The bus was full.")]).await.is(200);
    crate::responses::sends(&ana, &at, "named").await.is(200);
    crate::campaigns::suggested(app, asks_now).await;
    crate::coding::prepared(app, asks_now).await;
    let [over, weighed, public] = outcomes(app, admin).await;
    let [keyed_once, keyed_twice, compared] = crate::paper::keyed(app, asks_now, admin).await;
    let unpublished = crate::responses::publishing::waiting(app).await;
    crate::responses::publishing::published(admin, unpublished + 1, "[[The tram]] was full.").await;
    let scan = crate::responses::files::came_with(app, keyed_twice, None).await;
    let file = crate::responses::files::came_with(app, unpublished, Some(1)).await;
    Things {
        scan,
        file,
        unpublished,
        withdrawn: withdrawn.0,
        keyed_once,
        keyed_twice,
        compared,
        over,
        weighed,
        public,
        asks: asks.0,
        asks_now: asks_now.0,
        open: open.0,
        other: other.0,
        draft,
        suggestion: crate::suggestions::suggests(app, &ana, "More shade").await,
        case: 1,
        other_case: 2,
        appeal: 1,
        template: 1,
        email: parked(app).await,
        colleague,
        claim: 1,
        organisation: 1,
    }
}

/// An email that could not be made.
pub async fn parked(app: &TestApp) -> i64 {
    let now = app.now();
    app.change(move |tx| {
        let subscriber: i64 = diesel::insert_into(subscribers::table)
            .values((
                subscribers::email.eq("sam@people.example"),
                subscribers::email_key.eq("sam@people.example"),
                subscribers::wording.eq("1"),
                subscribers::asked_at.eq(now),
                subscribers::covered_until.eq(0),
                subscribers::pending.eq(Vec::<u8>::new()),
                subscribers::doubtful.eq(Vec::<u8>::new()),
            ))
            .returning(subscribers::id)
            .get_result(&mut **tx)?;
        Ok(diesel::insert_into(digests::table)
            .values((
                digests::subscriber_id.eq(subscriber),
                digests::period_end.eq(now),
                digests::upto.eq(0),
                digests::items.eq(Vec::<u8>::new()),
                digests::doubtful.eq(Vec::<u8>::new()),
                digests::left_out.eq(Vec::<u8>::new()),
                digests::because.eq("daily"),
                digests::state.eq("parked"),
                digests::why.eq("a fault"),
                digests::message_id.eq("m"),
                digests::planned_at.eq(now),
                digests::ended_at.eq(Some(now - Duration::hours(1))),
            ))
            .returning(digests::id)
            .get_result(&mut **tx)?)
    })
    .await
}

on_both_with! { crate::suggestions::switched_on;
    async fn each_form_for_staff_is_one_act(app: &TestApp) {
        let admin = app.person("Ada", Role::Administrator, Capacity::Resident, "").await;
        let things = things(app, &admin).await;
        let mut all = acts(app).await;
        let for_staff = |who: Who| matches!(who, Who::Staff | Who::Moderator | Who::Verifier | Who::Analyst | Who::Editor | Who::Administrator);
        for (route, methods) in routes::ALL {
            if !methods.iter().any(|(method, who)| *method == "post" && for_staff(*who)) {
                continue;
            }
            let Use { page, action, fields } = used(route, &things);
            if !fields.is_empty() {
                let refused = admin.post_own(&action, &[]).await;
                assert!((400..500).contains(&refused.status), "{action} takes an empty form");
                assert_eq!(acts(app).await, all, "{action}: what is refused is no act");
            }
            let form = admin.visit(&page).await.form(&action);
            let form = fields.iter().fold(form, |form, (name, value)| form.fill(name, value));
            let answer = match action.strip_suffix("/attachments") {
                Some(at) => crate::attachments::attaches(&admin, at, "scan.png", &crate::attachments::samples::png()).await,
                None => form.send().await,
            };
            if route.ends_with("/preview") {
                assert_eq!(acts(app).await, all, "{action}: a trial is no act");
                continue;
            }
            assert_eq!(answer.status, 303, "{action}: {}", answer.text());
            let now = acts(app).await;
            if *route == "/staff/proposals/{id}/coding/{question}/{response}" {
                assert_eq!(now, all, "who coded an answer is kept with it");
                continue;
            }
            if *route == "/staff/cases/{id}/giving-back" {
                assert_eq!(now, all, "whoever gives a case back has decided nothing");
                continue;
            }
            assert_eq!(now.len(), all.len() + 1, "{action}: {:?}", &now[all.len()..]);
            assert_eq!(now[..all.len()], all[..]);
            let (_, actor, act) = now.last().expect("there is one");
            assert_eq!(*actor, Some(admin.id.0), "{action}");
            assert!(audit::is_known(act), "say in audit/kinds.rs whether everybody may hear of {act}");
            all = now;
        }
        assert!(all.len() > 15, "{all:?}");
        let letters = app.letters().await.len();
        assert_eq!(letters, 8, "an invitation, and about two comments, an appeal, the profession, the organisation, the response and the suggestion");
        verify(&mut connect(app), None).expect("the chain holds");
    }
}
