//! Signing in at another site: with a provider that was written by others, and with one of ours that misbehaves.

#[path = "../openid/fake.rs"]
pub mod fake;
#[path = "../openid/real.rs"]
mod real;

mod connecting;
mod misbehaving;
mod newcomers;
mod returning;
mod settings;

use crate::support::stage::beginning;
use crate::support::{Page, Person, TestApp};
use fake::Fake;
use folkmoot::config::{Config, Provider};
use folkmoot::identities;
use folkmoot::ids::AccountId;
use real::Real;
use serde_json::json;
use std::cell::RefCell;
use std::collections::HashMap;

/// Where people set off, and where they make an account.
pub const START: &str = "/sign-in/with/nhs";
pub const NEWCOMER: &str = "/sign-in/with/nhs/account";
pub const SESSION: &str = "__Host-folkmoot";

fn began() -> i64 {
    beginning().and_utc().timestamp()
}

/// A provider called NHS with this issuer, which gives out the addresses of `nhs.example`.
fn add(config: &mut Config, name: &str, issuer: String) {
    let provider = Provider {
        title: name.to_uppercase(),
        issuer,
        client_id: "folkmoot".into(),
        client_secret: "a secret of the tests".to_owned().into(),
        client_secret_file: Default::default(),
        scopes: vec!["email".into(), "profile".into()],
        email_domains: vec!["nhs.example".into()],
        ask_acr: Vec::new(),
        second_factor_acr: vec!["high".into()],
        second_factor_amr: vec!["otp".into()],
    };
    config.sign_in.providers.insert(name.to_owned(), provider);
    config.sign_in.deadline_seconds = 30;
}

/// With the provider that was written by others.
pub fn with_real(config: &mut Config) {
    add(config, "nhs", Real::new(began(), "127.0.0.1").issuer);
}

thread_local! {
    /// The small providers of the stories in this thread, by issuer.
    static FAKES: RefCell<HashMap<String, Fake>> = RefCell::default();
}

/// With a small provider of our own.
pub fn with_fake(config: &mut Config) {
    let socket = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    socket.set_nonblocking(true).expect("set");
    let fake = Fake::listen(tokio::net::TcpListener::from_std(socket).expect("taken over"), began());
    add(config, "nhs", fake.issuer.clone());
    FAKES.with_borrow_mut(|all| all.insert(fake.issuer.clone(), fake));
}

/// With both: the small one under the name "other".
fn with_two(config: &mut Config) {
    with_fake(config);
    let first = config.sign_in.providers.remove("nhs").expect("there");
    add(config, "other", first.issuer);
    with_fake(config);
}

fn issuer(app: &TestApp, name: &str) -> String {
    app.app.site.config.sign_in.providers[name].issuer.clone()
}

/// The real provider of this story, which knows where it leads back to, and somebody of this address.
async fn real(app: &TestApp, email: &str) -> Real {
    let real = Real::of(&issuer(app, "nhs"));
    real.be(json!({
        "back": format!("{}{START}/back", app.url),
        "subject": "s-7",
        "claims": { "email": email, "email_verified": true, "name": "Nora Nurse" },
    }))
    .await;
    real
}

pub fn fake(app: &TestApp) -> Fake {
    FAKES.with_borrow(|all| all[&issuer(app, "nhs")].clone())
}

/// Presses the button, and gives the address to which the page leads on.
pub async fn sets_off(who: &Person) -> String {
    way(who.visit("/sign-in").await.form(START).send().await)
}

/// The address to which a page leads on: by its head, and by its link.
fn way(page: Page) -> String {
    page.is(200);
    let refresh = page.header("refresh");
    let url = refresh.strip_prefix("0; url=").unwrap_or_else(|| panic!("it leads on: {}", page.text())).to_owned();
    assert_eq!(page.one("main a.govuk-button").attr("href"), url);
    assert!(
        ["no-referrer", "same-origin"].contains(&page.header("referrer-policy").as_str()),
        "it does not tell where from"
    );
    url
}

/// The whole way at the real provider: there, through its pages, and back to the first answer of ours.
async fn goes(who: &Person, real: &Real) -> Page {
    let url = sets_off(who).await;
    who.get(&real.passes(&url).await).await
}

/// The same at the small one.
pub async fn goes_to(who: &Person, fake: &Fake) -> Page {
    let url = sets_off(who).await;
    who.get(&fake.passes(&url)).await
}

/// This account is connected to whom the provider knows by this number.
pub async fn connected(app: &TestApp, id: AccountId, subject: &'static str) {
    let (issuer, now) = (issuer(app, "nhs"), app.now());
    app.change(move |tx| identities::connect(tx, id, (&issuer, subject), "nhs", now)).await;
    app.letters().await;
}

/// Makes an account on the page for newcomers.
async fn joins(page: &Page) -> Page {
    let form = page.form(NEWCOMER).fill("capacity", "resident").fill("adult", "yes");
    form.submit().await
}
