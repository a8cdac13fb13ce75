//! The site under test: a real server on a free port, a clock that stands still, letters in memory.

use super::databases::{Copy, template};
use super::page::Page;
use super::person::Person;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use folkmoot::app::App;
use folkmoot::clock::Clock;
use folkmoot::config::Config;
use folkmoot::db::{self, Conn, Tx, schema};
use folkmoot::factors::Fresh;
use folkmoot::ids::{AccountId, AreaId, ProposalId};
use folkmoot::mail::Post;
use folkmoot::policy::{Capacity, Role, Stage, Totals};
use folkmoot::proposals::{self, Choice, Content, Document, Draft};
use folkmoot::web::session;
use folkmoot::worker::schedule;

/// The password of everybody in the tests.
pub const PASSWORD: &str = "three unlikely words";

/// The moment at which every story begins: 9 am on Monday 23 November 2026 in London.
pub fn beginning() -> NaiveDateTime {
    NaiveDateTime::parse_from_str("2026-11-23 09:00:00", "%Y-%m-%d %H:%M:%S").expect("a date")
}

/// Of which kinds of cases another number is kept than there are: nothing, whatever was done.
pub fn miscounted(conn: &mut Conn) -> Vec<String> {
    use schema::{cases, waiting_counts};
    let kept: Vec<(String, i64)> = waiting_counts::table.order(waiting_counts::why).load(conn).expect("read");
    assert_eq!(kept.iter().map(|(why, _)| why.as_str()).collect::<Vec<_>>(), ["reported", "review", "risk"]);
    let mut wrong = Vec::new();
    for (why, kept) in kept {
        let waiting = cases::table.filter(cases::closed_at.is_null()).filter(cases::why.eq(&why));
        let counted: i64 = waiting.count().get_result(conn).expect("counted");
        if kept != counted {
            wrong.push(format!("{kept} cases of {why} are kept, and {counted} wait"));
        }
    }
    wrong
}

/// One running site.
pub struct TestApp {
    pub app: App,
    pub url: String,
    pub clock: Clock,
    server: actix_web::dev::ServerHandle,
    _folder: tempfile::TempDir,
    _copy: Option<Copy>,
}

impl TestApp {
    pub async fn sqlite() -> Self {
        Self::with("sqlite", |_| {}).await
    }

    pub async fn postgres() -> Self {
        Self::with("postgres", |_| {}).await
    }

    /// With settings of its own: `which` is "sqlite" or "postgres".
    pub async fn with(which: &str, change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        if which == "sqlite" {
            let file = folder.path().join("folkmoot.db");
            std::fs::copy(template(), &file).expect("the template is copied");
            return Self::start(format!("sqlite:{}", file.display()), folder, None, change).await;
        }
        let copy = Copy::new();
        Self::start(copy.url(), folder, Some(copy), change).await
    }

    async fn start(
        database: String,
        folder: tempfile::TempDir,
        copy: Option<Copy>,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let mut config = Config::load(None, []).expect("the defaults are good");
        config.database.url = database;
        config.database.readers = 2;
        config.secrets.key = random().into();
        config.mail.transport = folkmoot::config::Transport::Memory;
        config.files.folder = folder.path().join("files");
        config.accounts.argon2_kib = 16;
        config.accounts.argon2_passes = 1;
        // Each worker makes the table of routes anew, which takes longer than most stories.
        config.http.workers = 1;
        config.http.bind = "127.0.0.1:0".parse().expect("an address");
        // In stories everybody posts in the same minute, and many the same words; `holding.rs` tells of what is held.
        config.holding = folkmoot::holding::Settings::default();
        change(&mut config);
        Self::serve(config, folder, copy).await
    }

    async fn serve(mut config: Config, folder: tempfile::TempDir, copy: Option<Copy>) -> Self {
        let socket = folkmoot::server::bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
        let port = socket.local_addr().expect("bound").port();
        // Browsers know passkeys only for names; a story about a site without one asks for its number.
        let host = if config.site.public_url.contains("127.0.0.1") { "127.0.0.1" } else { "localhost" };
        let url = format!("http://{host}:{port}");
        config.site.public_url.clone_from(&url);
        let clock = Clock::held(beginning());
        super::queries::listen();
        let app = App::new(config, clock.clone()).expect("the app starts");
        let running = app.server(socket).expect("the server starts");
        let server = running.handle();
        actix_web::rt::spawn(running);
        Self { app, url, clock, server, _folder: folder, _copy: copy }
    }

    /// Ends the story: nothing may be left to do, and of the cases that wait as many must be kept as there are.
    pub async fn end(self) {
        let (left, miscounted) = self
            .query(|conn| {
                let jobs = schema::jobs::table.order(schema::jobs::id).select(schema::jobs::payload);
                (jobs.load::<String>(conn).expect("jobs are read"), miscounted(conn))
            })
            .await;
        self.server.stop(false).await;
        assert!(left.is_empty(), "jobs were left undone or failed: {left:?}");
        assert!(miscounted.is_empty(), "{miscounted:?}");
    }

    pub fn now(&self) -> NaiveDateTime {
        self.clock.now()
    }

    /// Does everything that is due, and gives the letters that left.
    pub async fn letters(&self) -> Vec<Post> {
        schedule::drain(&self.app).await.expect("the worker works");
        let mut letters = self.app.mailer.take_kept();
        // Letters of one batch leave side by side; here they stand in the order in which they were asked for.
        letters.sort_by_key(|post| post.message_id.split('.').next().and_then(|id| id.parse::<i64>().ok()));
        letters
    }

    /// Plans and sends every email that is due, and gives those that left.
    pub async fn emails(&self) -> Vec<Post> {
        schedule::turn(&self.app).await.expect("it opens and closes");
        folkmoot::digests::run::drain(&self.app).await.expect("emails are sent");
        let mut emails: Vec<Post> = self.app.mailer.take_kept();
        emails.retain(|post| post.bulk.is_some());
        emails.sort_by(|a, b| a.to.cmp(&b.to));
        emails
    }

    /// Looks into the database.
    pub async fn query<T: Send + 'static>(&self, f: impl FnOnce(&mut Conn) -> T + Send + 'static) -> T {
        self.app.site.db.read(|conn| Ok(f(conn))).await.expect("the database answers")
    }

    /// Changes the database as a noun's verb does.
    pub async fn change<T, F>(&self, f: F) -> T
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> folkmoot::error::Result<T> + Send + 'static,
    {
        self.app.site.db.write(f).await.expect("the change is made")
    }

    /// Somebody without an account.
    pub fn visitor(&self) -> Person {
        Person::new(self.url.clone())
    }

    /// Somebody who lives here, signed in.
    pub async fn resident(&self, name: &str) -> Person {
        self.person(name, Role::Member, Capacity::Resident, "").await
    }

    /// Somebody whose work this is, verified and signed in. The ways to be verified have stories of their own.
    pub async fn professional(&self, name: &str, profession: &str) -> Person {
        use schema::professions as p;
        let person = self.person(name, Role::Member, Capacity::Professional, profession).await;
        let (id, now, profession) = (person.id, self.now(), profession.to_owned());
        self.change(move |tx| {
            diesel::insert_into(p::table)
                .values((
                    p::account_id.eq(id),
                    p::name.eq(&profession),
                    p::employer.eq(""),
                    p::evidence.eq("vouching"),
                    p::verified_at.eq(now),
                    p::expires_at.eq(now + chrono::Duration::days(365)),
                ))
                .execute(&mut **tx)?;
            Ok(())
        })
        .await;
        person
    }

    /// Somebody who decides on comments, signed in.
    pub async fn moderator(&self, name: &str) -> Person {
        self.person(name, Role::Moderator, Capacity::Resident, "").await
    }

    /// Somebody who writes proposals, signed in.
    pub async fn editor(&self, name: &str) -> Person {
        self.person(name, Role::Editor, Capacity::Resident, "").await
    }

    /// Anybody, signed in. The form for it has stories of its own.
    pub async fn person(&self, name: &str, role: Role, capacity: Capacity, standing: &str) -> Person {
        let plain: String = name.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        let email = format!("{plain}@people.example");
        let id = self.account(name, &email, role, capacity, standing).await;
        self.signed_in(id, true).await
    }

    /// Somebody on the staff who has given no second factor, signed in.
    pub async fn weak(&self, name: &str, role: Role) -> Person {
        let plain: String = name.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        let id = self.account(name, &format!("{plain}@people.example"), role, Capacity::Resident, "").await;
        self.signed_in(id, false).await
    }

    async fn signed_in(&self, id: AccountId, strong: bool) -> Person {
        let mut person = self.visitor();
        person.id = id;
        person.set_cookie(session::COOKIE, &self.session(id, strong).await);
        person
    }

    /// A session of its own, with or without a second factor.
    pub async fn session(&self, id: AccountId, strong: bool) -> String {
        let (now, lasts) = (self.now(), chrono::Duration::days(14));
        let beginning = session::Beginning { strong, device: "Firefox on Linux".into() };
        self.change(move |tx| session::start_as(tx, id, &beginning, lasts, now)).await
    }

    /// The account has a second factor from now on.
    pub async fn factor(&self, id: AccountId) {
        let (keys, now) = (self.app.site.keys.clone(), self.now());
        self.change(move |tx| Fresh::new(&keys, id)?.set_up(tx, &keys, id, 0, now)).await;
    }

    /// The next code that this account's app will show and that is taken.
    pub async fn code(&self, id: AccountId) -> String {
        let row = schema::factors::table.find(id.0).select((schema::factors::secret, schema::factors::last_step));
        let (sealed, last): (String, i64) = self.query(move |conn| row.first(conn).expect("a second factor")).await;
        let secret = self.app.site.keys.open("factor", &id.to_string(), &sealed).expect("asked").expect("opened");
        let step = (self.now().and_utc().timestamp() / 30).max(last + 1);
        let totp = totp_rs::Builder::new().with_secret(secret).build().expect("a secret");
        totp.generate(u64::try_from(step * 30).expect("a time")).to_string()
    }

    /// Signs somebody in by the forms who has a second factor.
    pub async fn signs_in(&self, who: &Person, email: &str) -> Page {
        let page = who.sign_in(email, PASSWORD).await;
        let key = email.to_owned();
        let id = self.query(move |conn| folkmoot::accounts::find_for_sign_in(conn, &key)).await;
        let code = self.code(id.expect("asked").expect("an account").id).await;
        page.form("/sign-in/code").fill("code", &code).submit().await
    }

    /// An account with a confirmed address.
    pub async fn account(&self, name: &str, email: &str, role: Role, capacity: Capacity, standing: &str) -> AccountId {
        let hash = self.app.site.passwords.hash(PASSWORD.to_owned().into()).await.expect("hashed");
        let (name, email, standing, now) = (name.to_owned(), email.to_owned(), standing.to_owned(), self.now());
        self.change(move |tx| {
            folkmoot::accounts::create_confirmed(tx, &name, &email, role, capacity, &standing, &hash, now)
        })
        .await
    }

    /// An area of focus; made once a name.
    pub async fn area(&self, slug: &str) -> AreaId {
        use schema::areas;
        let (slug, now) = (slug.to_owned(), self.now());
        self.change(move |tx| {
            let known =
                areas::table.filter(areas::slug.eq(&slug)).select(areas::id).first::<AreaId>(&mut **tx).optional()?;
            if let Some(id) = known {
                return Ok(id);
            }
            let title = slug.replace('-', " ");
            tx.touch(db::Scope::Site);
            Ok(diesel::insert_into(areas::table)
                .values((
                    areas::slug.eq(&slug),
                    areas::title.eq(&title),
                    areas::short_title.eq(&title),
                    areas::life_stage.eq("live"),
                    areas::ambition.eq("Every Londoner breathes safe air"),
                    areas::lede.eq("Clean air for all."),
                    areas::why.eq("Dirty air harms."),
                    areas::why_html.eq("<p>Dirty air harms.</p>"),
                    areas::position.eq(1),
                    areas::updated_at.eq(now),
                ))
                .returning(areas::id)
                .get_result::<AreaId>(&mut **tx)?)
        })
        .await
    }

    /// An open proposal that closes in 30 days; gives its number and its address.
    pub async fn proposal(&self, title: &str) -> (ProposalId, String) {
        self.proposal_with(title, Totals::Public, -1, 30).await
    }

    /// A proposal that opens and closes so many days from now.
    pub async fn proposal_with(&self, title: &str, totals: Totals, opens: i64, closes: i64) -> (ProposalId, String) {
        let area = self.area("clean-air").await;
        let now = self.now();
        let content = Content {
            title: title.to_owned(),
            summary: "One sentence about it.".into(),
            change: "This would change.".into(),
            why: "For this reason.".into(),
            ..fair()
        };
        let draft = Draft {
            area,
            content,
            opens_at: Some(now + chrono::Duration::days(opens)),
            closes_at: Some(now + chrono::Duration::days(closes)),
            totals,
            stage: Stage::Forthcoming,
            attribution_html: String::new(),
        };
        let id = self.change(move |tx| proposals::insert(tx, &draft, None, now)).await;
        schedule::turn(&self.app).await.expect("it opens");
        (id, format!("/proposals/{}", proposals::slug(title)))
    }
}

/// What a consultation must say before it may be announced.
pub fn fair() -> Content {
    let option = |letter: &str, title: &str| Choice { letter: letter.into(), title: title.into(), ..Choice::default() };
    let document = Document { title: "The plan".into(), url: "https://a.example/plan".into(), note: String::new() };
    Content {
        decided: "That something is done.".into(),
        undecided: "What is done.".into(),
        influence: "Which way is taken.".into(),
        costs: "Little.".into(),
        options: vec![option("A", "This way"), option("B", "Change nothing")],
        documents: vec![document],
        ..Content::default()
    }
}

pub(super) fn random() -> String {
    folkmoot::keys::token_hash(&folkmoot::keys::random_token())
}
