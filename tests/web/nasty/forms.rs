//! Every form there is, as it stands on some page, with somebody before it who may send it: found by going to every page
//! as everybody. A new form is found by itself; where none stands for a route, [`all`] fails.

use super::everywhere::everywhere;
use super::rows::dump;
use super::{fields, origins, say};
use crate::accounts::register;
use crate::casework::latest;
use crate::moderation::{case_of, decide};
use crate::support::Authenticator;
use crate::support::page::Form;
use crate::support::person::serialize;
use crate::support::stage::PASSWORD;
use crate::support::{Page, Person, TestApp};
use crate::{on_both_with, openid, passkeys};
use folkmoot::config::Config;
use folkmoot::policy::{Capacity, Role, Totals};
use folkmoot::routes;
use folkmoot::web::{session, visitor};
use reqwest::Method;
use serde_json::json;
use std::collections::BTreeSet;

/// A form, its route, and who stands before it.
pub(super) struct Found {
    pub route: &'static str,
    pub action: String,
    pub who: Person,
    /// The fields as the page has them, but for the token; of what can be chosen, one is.
    pub fields: Vec<(String, String)>,
    form: Form,
}

impl Found {
    /// What a field is: the type of an input, or `textarea`, `select`, `button`.
    pub fn kind(&self, name: &str) -> &str {
        self.form.kind(name)
    }

    /// The fields in which one types, and that the page shows again.
    pub fn typed(&self) -> Vec<String> {
        let mut names: Vec<String> = self.fields.iter().map(|(name, _)| name.clone()).collect();
        names.dedup();
        let shown = |name: &String| matches!(self.kind(name), "" | "text" | "email" | "tel" | "url" | "textarea");
        names.into_iter().filter(shown).collect()
    }

    /// The fields filled in well; `n` makes what must be unlike all others so.
    pub fn good(&self, n: usize) -> Vec<(String, String)> {
        let fill = |(name, value): &(String, String)| {
            let first = || self.form.unchosen().iter().find(|(other, choice)| other == name && !choice.is_empty());
            let new = match self.kind(name) {
                "select" if value.is_empty() => first().map(|(_, choice)| choice.clone()),
                kind => good(name, kind, value, n),
            };
            (name.clone(), new.unwrap_or_else(|| value.clone()))
        };
        self.fields.iter().map(fill).collect()
    }

    /// Sends these fields with the token of this browser, which is signed in as whoever stands before the form.
    pub async fn send(&self, app: &TestApp, who: &Person, fields: &[(String, String)]) -> Page {
        self.send_raw(who, &token(app, who), &serialize(fields.iter().cloned())).await
    }

    /// The same with a body that is encoded already.
    pub async fn send_raw(&self, who: &Person, token: &str, body: &str) -> Page {
        self.send_from(who, &[("sec-fetch-site", "same-origin")], token, body).await
    }

    /// The same with what the browser says about where it comes from.
    pub async fn send_from(&self, who: &Person, headers: &[(&str, &str)], token: &str, body: &str) -> Page {
        let body = if token.is_empty() { body.to_owned() } else { format!("csrf={token}&{body}") };
        who.send(Method::POST, &self.action, headers, Some(body)).await
    }

    /// The browser of whoever stands before the form; of somebody with an account in a session of its own, so that it
    /// does not matter what became of others.
    pub async fn browser(&self, app: &TestApp) -> Person {
        if self.who.id.0 == 0 {
            return self.who.clone();
        }
        let mut who = app.visitor();
        who.id = self.who.id;
        who.set_cookie(session::COOKIE, &app.session(self.who.id, true).await);
        who
    }
}

/// The token of the forms of a browser; empty for a stranger.
pub(super) fn token(app: &TestApp, who: &Person) -> String {
    who.cookie(session::COOKIE).map(|cookie| visitor::csrf_for(&app.app.site, &cookie)).unwrap_or_default()
}

/// What one would type into a field of this name; nothing where what the page has is good.
fn good(name: &str, kind: &str, value: &str, n: usize) -> Option<String> {
    let new = match name {
        "email" => format!("person{n}@people.example"),
        "password" | "current" => PASSWORD.to_owned(),
        "code" => "123456".to_owned(),
        // So that what one may say besides counts.
        "capacity" => "professional".to_owned(),
        "profession" if kind == "select" => "other".to_owned(),
        "opens_date" => "2026-12-10".to_owned(),
        "closes_date" => "2027-01-20".to_owned(),
        "opens_time" | "closes_time" => "17:00".to_owned(),
        "figure_url" | "source_url" | "document_url" => "https://a.example/".to_owned(),
        "size" => "1,200".to_owned(),
        "figure_number" => "7".to_owned(),
        "number" => "1234567".to_owned(),
        "repeat_days" | "burst_comments" | "burst_minutes" => "7".to_owned(),
        "option_letter" => "A".to_owned(),
        _ if kind == "textarea" => format!("Words for {name}, {n}."),
        _ if matches!(kind, "" | "text") && value.is_empty() => format!("Line for {name} {n}"),
        _ => return None,
    };
    Some(new)
}

/// The route that takes what is sent to this path; as in the router, the first that fits.
pub(super) fn route_of(path: &str) -> Option<&'static str> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let fits = |route: &str| {
        let (route, path): (Vec<_>, Vec<_>) = (route.split('/').collect(), path.split('/').collect());
        route.len() == path.len() && route.iter().zip(&path).all(|(part, given)| part == given || part.starts_with('{'))
    };
    routes::ALL.iter().map(|(route, _)| *route).find(|route| fits(route))
}

/// A form as it was found, if it changes something.
fn found(who: &Person, form: Form) -> Option<Found> {
    let action = form.posts_to()?.to_owned();
    let route = route_of(&action).unwrap_or_else(|| panic!("a form leads to {action}, which is nowhere"));
    let mut fields: Vec<(String, String)> = form.fields().iter().filter(|(name, _)| name != "csrf").cloned().collect();
    for (name, value) in form.unchosen().iter().chain(form.buttons().iter().take(1)) {
        if !fields.iter().any(|(known, _)| known == name) {
            fields.push((name.clone(), value.clone()));
        }
    }
    Some(Found { route, action, who: who.clone(), fields, form })
}

/// People and pages besides those of [`everywhere`]: each has a form that stands for them alone.
async fn besides(app: &TestApp, ana: &Person, mona: &Person, root: &Person) -> Vec<(Person, String)> {
    let path = "/proposals/clean-buses";
    let (new, olga) = (say(app, ana, path, "New words").await, app.visitor());
    crate::audit::parked(app).await;
    olga.sign_in("olga@people.example", PASSWORD).await;
    let newcomer = app.visitor();
    register(&newcomer, "Another", "another@people.example").await;
    newcomer.visit(path).await.form("/comments").fill("body", "From a newcomer").submit().await;
    let owing = app.visitor();
    let id = app.account("Theo", "theo@people.example", Role::Member, Capacity::Resident, "").await;
    app.factor(id).await;
    owing.sign_in("theo@people.example", PASSWORD).await;
    app.factor(root.id).await;
    app.letters().await;
    let mut all: Vec<(Person, String)> =
        ["edit", "deletion"].map(|end| (ana.clone(), format!("/comments/{new}/{end}"))).into();
    all.extend(["", "/leaving"].map(|end| (olga.clone(), format!("/account/organisation{end}"))));
    all.push((newcomer, "/pending".into()));
    all.push((owing, "/sign-in/code".into()));
    let ending = format!("/staff/people/{}/ending", mona.id);
    all.extend(["/staff/organisations/2", "/staff/emails", &ending].map(|at| (root.clone(), at.into())));
    all.extend(decided(app, ana, mona, root).await);
    all.extend(asked(app, root).await);
    all.extend(at_another_site(app).await);
    all.extend(with_passkeys(app).await);
    let suggested = crate::suggestions::suggests(app, ana, "More shade").await;
    all.push((root.clone(), format!("/staff/proposals/{suggested}/declining")));
    all
}

/// Questions that are being built, somebody who answers some, and somebody who has.
async fn asked(app: &TestApp, root: &Person) -> Vec<(Person, String)> {
    use crate::responses::{answers, asked, asks, begins, consultation, sends};
    let (later, _) = app.proposal_with("Questions to come", Totals::Public, 40, 70).await;
    let (empty, _) = app.proposal_with("No questions yet", Totals::Public, 40, 70).await;
    asks(app, later, &asked(0)).await;
    let (now, path) = consultation(app, "Questions now", &asked(0)).await;
    let (rita, rolf) = (app.resident("Rita").await, app.resident("Rolf").await);
    let (writes, sent) = (begins(&rita, &path).await, begins(&rolf, &path).await);
    answers(&rita, &writes, 1, &[("q11", "22")]).await.is(200);
    answers(&rolf, &sent, 1, &[("q11", "22")]).await.is(200);
    answers(&rolf, &sent, 3, &[("q13", "The bus was full. I walked.")]).await.is(200);
    sends(&rolf, &sent, "named").await.is(200);
    crate::attachments::attaches(&rita, &writes, "map.png", &crate::attachments::samples::png()).await.is(303);
    app.letters().await;
    let (owner, member, together) = written_together(app, &path).await;
    let desk = format!("/staff/proposals/{later}/questionnaire");
    let built = ["", "/preview", "/sections", "/sections/1", "/sections/1/questions", "/questions/11"];
    let built = built.map(|end| (root.clone(), format!("{desk}{end}")));
    crate::staff::adds_format(root, now, &[]).await.is(200);
    let format = (root.clone(), "/staff/formats/1".to_owned());
    let empty = (root.clone(), format!("/staff/proposals/{empty}/questionnaire"));
    crate::monitoring::asks_about(app, now, folkmoot::characteristics::Characteristic::ALL).await;
    let about_them = [
        (rolf.clone(), format!("{sent}/equality")),
        (root.clone(), format!("/staff/proposals/{later}/equality-questions")),
    ];
    crate::campaigns::suggested(app, now).await;
    let coded = crate::coding::prepared(app, now).await;
    let weighed = weighed(app, root).await;
    let paper = crate::paper::at_each_step(app, now, root).await;
    let read = ["/staff/responses/1", "/staff/campaigns/1", "/staff/themes/1", "/staff/themes/3"];
    let coding = ["themes", "coding", &format!("coding/{}/{coded}", crate::coding::QUESTION)]
        .map(|end| (root.clone(), format!("/staff/proposals/{now}/{end}")));
    let read = read.map(|at| (root.clone(), at.to_owned()));
    let written = ["/sections/3", "/attachments", "/check"].map(|end| (rita.clone(), format!("{writes}{end}")));
    let shared = ["/remarks", "/sections/1/history"].map(|end| (owner.clone(), format!("{together}{end}")));
    let rest = [empty, format, (rolf, sent), (member, together)];
    // What stands in the list of themes is there until one of them is merged.
    built
        .into_iter()
        .chain(coding)
        .chain(weighed)
        .chain(paper)
        .chain(read)
        .chain(written)
        .chain(shared)
        .chain(about_them)
        .chain(rest)
        .collect()
}

/// What is decided about what people said, and which responses are published.
async fn weighed(app: &TestApp, root: &Person) -> Vec<(Person, String)> {
    let over = crate::outcomes::over(app, root, "What is over", 1).await;
    let public = crate::outcomes::over(app, root, "What is public", 1).await;
    crate::outcomes::publishes(root, public, &[]).await.is(200);
    let outcome = format!("/staff/proposals/{over}/outcome");
    let outcomes = [
        format!("{outcome}/points"),
        "/staff/outcome-points/1".into(),
        outcome,
        format!("/staff/proposals/{public}/outcome"),
    ];
    let outcomes = outcomes.map(|at| (root.clone(), at));
    let waits = crate::responses::publishing::waiting(app).await;
    crate::responses::files::came_with(app, waits, Some(1)).await;
    crate::responses::publishing::published(root, waits + 1, "[[The tram]] was full.").await;
    let waiting = [(waits, "publication"), (waits, "redactions/13"), (waits + 1, "redactions/13")];
    let waiting = waiting.map(|(id, end)| (root.clone(), format!("/staff/responses/{id}/{end}")));
    outcomes.into_iter().chain(waiting).collect()
}

/// A response that an organisation writes: its owner, who has said something and saved twice, and a member.
async fn written_together(app: &TestApp, path: &str) -> (Person, Person, String) {
    let owner = app.resident("Olwen").await;
    crate::organisations::founds(app, &owner, "Carers who write").await;
    let member = crate::organisations::joins(app, &owner, "Mel", "member").await;
    let at = owner.post_own(&format!("{path}/respond"), &[("as", "organisation")]).await.header("location");
    for (edition, choice) in [("0", "21"), ("1", "22")] {
        owner
            .post_own(&format!("{at}/sections/1"), &[("q11", choice), ("edition", edition), ("go", "later")])
            .await
            .is(303);
    }
    owner.post_own(&format!("{at}/remarks"), &[("words", "Is it right?"), ("section", "1")]).await.is(303);
    (owner, member, at)
}

/// Somebody about whose comments was decided, and a moderator with an appeal before them.
async fn decided(app: &TestApp, ana: &Person, mona: &Person, root: &Person) -> Vec<(Person, String)> {
    let (mut cases, mut decisions) = (Vec::new(), Vec::new());
    for words in ["Buy my trees", "Buy my buses"] {
        let comment = say(app, ana, "/proposals/clean-buses", words).await;
        app.visitor().post(&format!("/comments/{comment}/reports"), &[("reason", "spam")]).await.is(303);
        cases.push(case_of(app, comment).await);
        decide(mona, &cases[cases.len() - 1], "hide", "1", "An advert.").await.is(200);
        decisions.push(format!("/account/decisions/{}", latest(app).await));
    }
    ana.post_own(&format!("{}/appeal", decisions[0]), &[("words", "It is none")]).await.is(303);
    mona.post_own("/staff/templates", &[("title", "Adverts"), ("words", "It is an advert.")]).await.is(303);
    app.letters().await;
    let open = say(app, ana, "/proposals/clean-buses", "Buy my trams").await;
    app.visitor().post(&format!("/comments/{open}/reports"), &[("reason", "spam")]).await.is(303);
    let open = (mona.clone(), case_of(app, open).await);
    let for_root = ["/staff/appeals/1", "/staff/templates/1", "/staff/templates/1/deletion"].map(str::to_owned);
    let together = format!("{}/together?by=author", cases[0]);
    let for_root = for_root.into_iter().chain([together]).map(|at| (root.clone(), at));
    for_root.chain([(ana.clone(), decisions[1].clone()), open]).collect()
}

/// Somebody who has just come from another site, and somebody who can.
async fn at_another_site(app: &TestApp) -> Vec<(Person, String)> {
    let (fake, now) = (openid::fake(app), app.now().and_utc().timestamp());
    let claims = json!({ "iat": now, "exp": now + 3_600, "email": "nora@nhs.example", "email_verified": true });
    fake.be(|ways| ways.claims = claims);
    let stranger = app.visitor();
    assert_eq!(openid::goes_to(&stranger, &fake).await.is(303).header("location"), openid::NEWCOMER);
    let connie = app.resident("Connie").await;
    openid::connected(app, connie.id, "known-as-8").await;
    vec![(stranger, openid::NEWCOMER.into()), (connie, "/account/identities/nhs".into())]
}

/// Somebody who has a passkey and is adding another, and somebody who is asked for one.
async fn with_passkeys(app: &TestApp) -> Vec<(Person, String)> {
    let (pia, asked) = (app.resident("Pia").await, app.visitor());
    passkeys::adds(&pia, &Authenticator::new(), "My phone").await;
    let own = passkeys::about_to_add(&pia, "My computer").await;
    passkeys::asked(&asked).await;
    app.letters().await;
    let list = pia.visit("/account/passkeys").await;
    let one = list.one("main a[href^='/account/passkeys/']").attr("href");
    vec![(pia.clone(), own.path), (pia, one), (asked, "/sign-in/passkey".into())]
}

/// Ends somebody's session, or what they are: sent after all others.
fn ends(route: &str) -> bool {
    let lasting = ["/account/emails", "/staff/cases/{id}/decisions", "/comments/{id}/replies"];
    !lasting.contains(&route)
        && (route.ends_with("/deletion")
            || route.ends_with("/ending")
            || route.ends_with("/leaving")
            || route.ends_with("/removal")
            || ["/reset/{token}", "/sign-out", "/account/password", "/account/sessions", "/account/erasure"]
                .contains(&route))
}

/// Every form there is, one of each kind, those that end something last.
pub(super) async fn all(app: &TestApp) -> Vec<Found> {
    let (people, addresses) = everywhere(app).await;
    let (visitor, ana, root) = (&people[0], &people[1], &people[4]);
    let mut pages: Vec<(Person, String)> = besides(app, ana, &people[2], root).await;
    for (_, _, at) in addresses.iter().filter(|(_, methods, _)| methods.contains(&"get")) {
        pages.extend(people.iter().map(|who| (who.clone(), at.clone())));
    }
    pages.push((visitor.clone(), "/emails/none".into()));
    let (mut forms, mut seen) = (Vec::new(), BTreeSet::new());
    for (who, at) in pages {
        for form in who.get(&at).await.forms() {
            let Some(found) = found(&who, form) else { continue };
            let names: BTreeSet<String> = found.fields.iter().map(|(name, _)| name.clone()).collect();
            if seen.insert((found.route, names)) {
                forms.push(found);
            }
        }
    }
    let there: BTreeSet<&str> = forms.iter().map(|form| form.route).collect();
    for (route, methods) in routes::ALL {
        let takes_forms = methods.iter().any(|(method, _)| *method == "post");
        assert!(
            !takes_forms || there.contains(route),
            "say in `besides` on which page the form of {route} stands, and for whom"
        );
    }
    forms.sort_by_key(|form| ends(form.route));
    forms
}

/// The limits have stories of their own. There is another site at which one can sign in, and residents suggest proposals.
fn generous(config: &mut Config) {
    openid::with_fake(config);
    crate::suggestions::switched_on(config);
    let limits = &mut config.limits;
    (limits.comments_per_hour, limits.follows_per_hour, limits.reports_per_hour) = (10_000, 10_000, 10_000);
}

on_both_with! { generous;
    /// All that may be wrong with what a form is sent. One site for all of it: what must change nothing comes first.
    async fn every_form_withstands(app: &TestApp) {
        let forms = all(app).await;
        let before = app.query(dump).await;
        origins::foreign_forms_are_refused(app, &forms).await;
        fields::what_comes_twice_is_refused(app, &forms).await;
        let after = app.query(dump).await;
        let changed: Vec<_> = after.iter().filter(|line| !before.contains(line)).collect();
        assert!(changed.is_empty() && before.len() == after.len(), "{changed:#?}");
        fields::what_is_far_too_long_is_refused_and_kept(app, &forms).await;
        fields::what_is_no_text_or_of_another_kind_does_no_harm(app, &forms).await;
        app.letters().await;
    }

    async fn every_form_takes_its_own_fields_alone(app: &TestApp) {
        fields::fields_that_no_form_has_change_nothing(app, &all(app).await).await;
        app.letters().await;
    }
}
