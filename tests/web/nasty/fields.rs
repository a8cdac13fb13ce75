//! A9, A10, D1, V2 and the cases 1 to 5 and 17, for every field of every form: too long, twice, missing, of another kind, no text
//! at all, and fields that no form has. Never a fault of ours; a sentence says what is wrong; what was typed is kept; and
//! nothing is stored that nobody could have typed.

use super::forms::{Found, token};
use super::rows::{dump, harmless};
use crate::support::person::serialize;
use crate::support::stage::PASSWORD;
use crate::support::{Page, TestApp};
use diesel::prelude::*;
use diesel::sql_types::Text;
use folkmoot::db::Conn;
use folkmoot::db::schema::accounts;
use folkmoot::policy::Role;

type Fields = Vec<(String, String)>;

/// What is found wrong on the way, told at the end of it: one run shows all of it.
#[derive(Default)]
pub(super) struct Wrong(Vec<String>);

impl Wrong {
    pub fn unless(&mut self, good: bool, what: impl FnOnce() -> String) {
        if !good {
            self.0.push(what());
        }
    }

    /// Every long text that was sent is on the page, for whoever wants to copy it.
    pub fn unless_it_keeps_the_words(&mut self, form: &Found, page: &Page, sent: &[(String, String)]) {
        let shown: String = page.all("textarea").into_iter().map(|area| area.text + "\n").collect();
        let long = |name: &str, words: &str| form.kind(name) == "textarea" && !words.trim().is_empty();
        for (name, words) in sent.iter().filter(|(name, words)| long(name, words)) {
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            self.unless(shown.contains(&words), || format!("{} ({}): {name} is not kept", form.action, page.status));
        }
    }

    /// The answer to a form is no fault of ours. If it is refused, a sentence says why, what was typed is still there but
    /// for the field `spoilt`, and no password is shown.
    pub fn unless_well_answered(&mut self, form: &Found, page: &Page, sent: &[(String, String)], spoilt: &str) {
        let what = format!("{} with {spoilt:?} spoilt ({})", form.action, page.status);
        harmless(page);
        self.unless(!page.html.contains(PASSWORD), || format!("{what}: a password is shown"));
        let known = [200, 303, 400, 403, 404, 409, 413, 422, 429].contains(&page.status);
        self.unless(known, || what.clone());
        if page.status < 400 || page.status == 413 {
            return;
        }
        self.unless(page.one("main").text.split(' ').count() > 6, || format!("{what}: nothing is said"));
        for link in page.all(".govuk-error-summary a") {
            let to = format!("[id='{}']", link.attr("href").trim_start_matches('#'));
            self.unless(!page.all(&to).is_empty(), || format!("{what}: the summary leads to no {to}"));
        }
        let again = page.forms().into_iter().find(|again| again.posts_to() == Some(form.action.as_str()));
        let Some(again) = again.filter(|_| matches!(page.status, 409 | 422)) else {
            let rest: Fields = sent.iter().filter(|(name, _)| name != spoilt).cloned().collect();
            return self.unless_it_keeps_the_words(form, page, &rest);
        };
        let held =
            |name: &str, value: &str| again.fields().iter().any(|(other, held)| other == name && same(held, value));
        for (name, value) in sent.iter().filter(|(name, value)| name != spoilt && !value.is_empty() && name != "code") {
            let shown = !matches!(form.kind(name), "hidden" | "password" | "button");
            // Where two people wrote, dates that can be changed no more are shown as they stand.
            let stands = page.status == 409 && (name.starts_with("opens_") || name.starts_with("closes_"));
            let short: String = value.chars().take(30).collect();
            self.unless(!shown || stands || held(name, value), || {
                format!("{what}: {name} does not hold {short:?} any more")
            });
        }
    }

    /// The end of the way.
    pub fn end(self) {
        let Self(mut all) = self;
        all.dedup();
        assert!(all.is_empty(), "{} faults:\n{}", all.len(), all.join("\n"));
    }
}

/// Equal but for white space, which a page may fold.
fn same(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}

/// The fields with another value for one of them; of several of one name, the first.
fn with(fields: &[(String, String)], name: &str, value: &str) -> Fields {
    let mut all = fields.to_vec();
    if let Some((_, held)) = all.iter_mut().find(|(other, _)| other == name) {
        value.clone_into(held);
    }
    all
}

/// The names of all fields, each once.
fn names(fields: &[(String, String)]) -> Vec<String> {
    let mut names: Vec<String> = fields.iter().map(|(name, _)| name.clone()).collect();
    names.sort();
    names.dedup();
    names
}

/// Whether the form has several fields of this name: options, documents, figures.
fn is_list(fields: &[(String, String)], name: &str) -> bool {
    fields.iter().filter(|(other, _)| other == name).count() > 1 || name == "option_preferred"
}

/// V2: two values where there is room for one are none. The caller looks whether anything changed.
pub(super) async fn what_comes_twice_is_refused(app: &TestApp, forms: &[Found]) {
    let mut wrong = Wrong::default();
    for (n, form) in forms.iter().enumerate() {
        let fields = form.good(n);
        for name in names(&fields).into_iter().filter(|name| !is_list(&fields, name)) {
            let mut sent = fields.clone();
            sent.push((name.clone(), "another".into()));
            let page = form.send(app, &form.who, &sent).await;
            wrong.unless(page.status == 400, || format!("{} with {name} twice: {}", form.action, page.status));
            wrong.unless_well_answered(form, &page, &fields, &name);
        }
    }
    wrong.end();
}

/// D1: ten times as much as there is room for.
pub(super) async fn what_is_far_too_long_is_refused_and_kept(app: &TestApp, forms: &[Found]) {
    let mut wrong = Wrong::default();
    for (n, form) in forms.iter().enumerate() {
        let (who, fields, typed) = (form.browser(app).await, form.good(n), form.typed());
        let long = "w".repeat(if form.route.starts_with("/staff/") { 200_001 } else { 40_001 });
        for name in names(&fields).into_iter().filter(|name| typed.contains(name) || form.kind(name) == "password") {
            let sent = with(&fields, &name, &long);
            let page = form.send(app, &who, &sent).await;
            // A link of a letter that has been used meanwhile takes nothing at all.
            let refused = page.status >= 400 || page.header("location").contains("link-used");
            wrong.unless(refused, || format!("{} takes a {name} of {}", form.action, long.len()));
            wrong.unless_well_answered(form, &page, &sent, "");
        }
        // Of what nobody types, it is enough that it does no harm.
        let rest =
            fields.iter().map(|(name, value)| (name.clone(), if typed.contains(name) { value } else { &long }.clone()));
        harmless(&form.send(app, &who, &rest.collect::<Fields>()).await);
    }
    wrong.end();
    let stored = app.query(dump).await;
    let long = "w".repeat(20_001);
    assert!(!stored.iter().any(|line| line.contains(&long)), "it is stored");
}

/// Bytes that are no text: NUL and other controls, half a pair, and no UTF-8; encoded as a browser would not.
const NO_TEXT: &str = "a%00b%01%7f%c2%85%ff%fe%ed%a0%80%0d%0ac%1b";

/// Values of another kind than anybody asked for.
const ODD: [&str; 15] = [
    "",
    "-1",
    "9223372036854775808",
    "1e9",
    "0x1",
    "[]",
    "{\"a\":1}",
    "null",
    "TRUE",
    "' OR 1=1 --",
    "%_\\",
    "../../etc/passwd",
    "\u{202e}x\u{2066}",
    "=cmd()",
    "\u{200b}",
];

/// A10, 3, 4, 5: each field by itself as no text, of another kind, empty, and left out.
pub(super) async fn what_is_no_text_or_of_another_kind_does_no_harm(app: &TestApp, forms: &[Found]) {
    let (mut odd, mut wrong) = (ODD.iter().cycle(), Wrong::default());
    for (n, form) in forms.iter().enumerate() {
        let (who, fields) = (form.browser(app).await, form.good(n));
        for name in names(&fields) {
            let rest: Fields = fields.iter().filter(|(other, _)| *other != name).cloned().collect();
            let raw = format!("{}&{name}={NO_TEXT}", serialize(rest.iter().cloned()));
            let page = form.send_raw(&who, &token(app, &who), &raw).await;
            wrong.unless_well_answered(form, &page, &rest, &name);
            let value = odd.next().copied().unwrap_or_default();
            for sent in [with(&fields, &name, value), rest] {
                let page = form.send(app, &who, &sent).await;
                wrong.unless_well_answered(form, &page, &sent, &name);
            }
        }
        let page = form.send(app, &who, &[]).await;
        wrong.unless_well_answered(form, &page, &[], "");
    }
    wrong.end();
    let good = |c: char| !c.is_control() || c == '\n' || c == '\t';
    for line in app.query(dump).await {
        assert!(line.chars().all(good), "a control character is stored: {line:?}");
    }
}

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
}

/// Every column of every table, and its type.
fn columns(conn: &mut Conn) -> Vec<Column> {
    let ask = match conn {
        Conn::Sqlite(_) => {
            "SELECT DISTINCT c.name AS name, lower(c.type) AS kind FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table'"
        }
        Conn::Postgres(_) => {
            "SELECT DISTINCT column_name::text AS name, data_type::text AS kind FROM information_schema.columns WHERE table_schema = current_schema()"
        }
    };
    let mut all: Vec<Column> = diesel::sql_query(ask).load(conn).expect("read");
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all.dedup_by(|a, b| a.name == b.name);
    all
}

/// A number and a moment that nobody types.
const NUMBER: &str = "1313131313";
const MOMENT: &str = "1970-01-02T03:04:05";

/// A9: with each form, a value for every column that there is in the database and not in the form. The form does what it
/// does, and none of these values is stored.
pub(super) async fn fields_that_no_form_has_change_nothing(app: &TestApp, forms: &[Found]) {
    let columns = app.query(columns).await;
    assert!(columns.len() > 100, "{}", columns.len());
    let above = || {
        app.query(|conn| {
            accounts::table
                .filter(accounts::role.eq(Role::Administrator))
                .count()
                .get_result::<i64>(conn)
                .expect("counted")
        })
    };
    let (before, mut done, mut wrong) = (above().await, 0, Wrong::default());
    for (n, form) in forms.iter().enumerate() {
        let (who, mut sent) = (form.browser(app).await, form.good(n + forms.len()));
        let own = names(&sent);
        for column in columns.iter().filter(|column| !own.contains(&column.name)) {
            let value = match column.kind.as_str() {
                _ if column.name == "role" => "administrator",
                kind if kind.contains("time") => MOMENT,
                kind if kind.contains("bool") => "true",
                _ => NUMBER,
            };
            sent.push((column.name.clone(), value.to_owned()));
        }
        let page = form.send(app, &who, &sent).await;
        done += usize::from(page.status < 400);
        println!(
            "A9 {} {} {}",
            form.action,
            page.status,
            if page.status >= 400 { page.one("main").text } else { String::new() }
        );
        wrong.unless_well_answered(form, &page, &form.good(n + forms.len()), "");
    }
    wrong.end();
    assert!(done > 30, "{done} of {} did what they do", forms.len());
    for line in app.query(dump).await {
        assert!(!line.contains(NUMBER) && !line.contains("1970-01-02"), "{line}");
    }
    assert_eq!(above().await, before, "nobody made themselves an administrator");
}
