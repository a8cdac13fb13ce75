//! A small city: two areas, three proposals, two organisations, two authors who subscribe, one who does not, and two
//! subscribers by address.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use folkmoot::accounts;
use folkmoot::activity::{self, Event, Place};
use folkmoot::clock::Clock;
use folkmoot::comments::State;
use folkmoot::db::{self, Conn, DatabaseUrl, Tx, schema};
use folkmoot::digests::Letterhead;
use folkmoot::error::Result;
use folkmoot::ids::{AccountId, AreaId, CommentId, OrganisationId, ProposalId, SubscriberId};
use folkmoot::keys::{Keys, random_token, token_hash};
use folkmoot::policy::{Capacity, Role, Stage, Totals};
use folkmoot::proposals::{self, Content, Draft};
use folkmoot::subscribers::{self, Frequency, Wish};
use folkmoot::subscriptions;

/// The database, and what stands in it when a history begins.
pub struct World {
    pub conn: Conn,
    pub head: Letterhead,
    pub clock: Clock,
    pub proposals: Vec<(ProposalId, AreaId)>,
    pub authors: Vec<AccountId>,
    pub organisations: Vec<OrganisationId>,
    pub subscribers: Vec<(SubscriberId, Option<AccountId>)>,
    /// For SQLite the folder with the file as it was before the first history; for PostgreSQL its schema.
    place: Where,
}

enum Where {
    Folder { _folder: tempfile::TempDir },
    Schema(String, String),
}

fn moment(text: &str) -> folkmoot::clock::Moment {
    chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a date")
}

impl World {
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("folkmoot.db");
        Self::fill(DatabaseUrl::Sqlite(file), Where::Folder { _folder: folder })
    }

    #[allow(clippy::disallowed_methods, reason = "tests have no settings to be passed in")]
    pub fn postgres() -> Self {
        let base = std::env::var("FOLKMOOT_TEST_POSTGRES")
            .expect("FOLKMOOT_TEST_POSTGRES must hold the address of a PostgreSQL for tests; scripts/test starts one");
        let schema = format!("digests_{}", &token_hash(&random_token())[..12]);
        let mut admin = PgConnection::establish(&base).expect("PostgreSQL answers");
        admin.batch_execute(&format!("CREATE SCHEMA {schema}")).expect("a schema of its own");
        let join = if base.contains('?') { '&' } else { '?' };
        let url = format!("{base}{join}options=-csearch_path%3D{schema}");
        Self::fill(url.parse().expect("an address"), Where::Schema(base, schema))
    }

    fn fill(url: DatabaseUrl, place: Where) -> Self {
        db::migrate(&url).expect("tables are made");
        let mut conn = db::connect(&url).expect("connected");
        if matches!(place, Where::Folder { .. }) {
            // Programs die in these histories; machines do not.
            conn.batch_execute("PRAGMA synchronous=OFF").expect("set");
        }
        let head = Letterhead {
            keys: Keys::with("a key for the tests, long enough to use"),
            host: "folkmoot.example".into(),
            url: "https://folkmoot.example".into(),
        };
        let mut world = Self {
            conn,
            head,
            clock: Clock::held(moment("2026-01-05 12:00")),
            proposals: Vec::new(),
            authors: Vec::new(),
            organisations: Vec::new(),
            subscribers: Vec::new(),
            place,
        };
        world.found();
        world
    }

    /// What does not change from one history to the next.
    fn found(&mut self) {
        let now = moment("2026-01-05 12:00");
        (self.proposals, self.authors, self.organisations) = Tx::alone(&mut self.conn, |tx| {
            let areas = [area(tx, "air", 1, now)?, area(tx, "sleep", 2, now)?];
            let mut proposals = Vec::new();
            for (n, area) in [areas[0], areas[1], areas[0]].into_iter().enumerate() {
                let draft = Draft {
                    area,
                    content: Content { title: format!("Proposal {n}"), ..Content::default() },
                    opens_at: Some(now - chrono::Duration::days(1)),
                    closes_at: Some(now + chrono::Duration::days(3_000)),
                    totals: Totals::Public,
                    stage: Stage::Open,
                    attribution_html: String::new(),
                };
                proposals.push((proposals::insert(tx, &draft, None, now)?, area));
            }
            let mut authors = Vec::new();
            for n in 0..3 {
                let (name, email) = (format!("Author {n}"), format!("author{n}@people.example"));
                let (role, capacity) = (Role::Member, Capacity::Resident);
                authors.push(accounts::create_confirmed(tx, &name, &email, role, capacity, "", "-", now)?);
            }
            let organisations = vec![organisation(tx, "circle", now)?, organisation(tx, "trust", now)?];
            Ok((proposals, authors, organisations))
        })
        .expect("the city is founded");
    }

    /// Everything that histories write is gone, and the subscribers are there, who follow nothing yet.
    pub fn begin(&mut self) {
        let keys = self.head.keys.clone();
        let (authors, now) = (self.authors.clone(), self.clock.now());
        for table in ["digests", "digest_runs", "follows", "subscribers", "comments", "activity", "jobs"] {
            self.conn.batch_execute(&format!("DELETE FROM {table}")).expect("emptied");
        }
        self.conn.batch_execute("UPDATE digest_marks SET woken_until = 0").expect("set");
        if let Conn::Sqlite(conn) = &mut self.conn {
            conn.batch_execute("DELETE FROM sqlite_sequence WHERE name = 'activity'").expect("set");
        } else {
            self.conn.batch_execute("ALTER TABLE activity ALTER COLUMN id RESTART WITH 1").expect("set");
        }
        self.subscribers = Tx::alone(&mut self.conn, |tx| {
            let mut all = Vec::new();
            for author in &authors[..2] {
                all.push((subscribers::of_account(tx, *author, now)?, Some(*author)));
            }
            for n in 0..2 {
                all.push((by_address(tx, &keys, n, now)?, None));
            }
            Ok(all)
        })
        .expect("subscribers are made");
    }

    /// Writes in one transaction.
    pub fn write<T>(&mut self, f: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> T {
        Tx::alone(&mut self.conn, f).expect("written")
    }

    /// A comment with the row that tells of it; gives its number and that row's.
    pub fn comment(
        &mut self,
        proposal: usize,
        root: Option<CommentId>,
        (author, organisation): (AccountId, Option<OrganisationId>),
        body: &str,
    ) -> (CommentId, i64) {
        use schema::comments as c;
        let ((proposal, area), now) = (self.proposals[proposal], self.clock.now());
        let id = self.write(|tx| {
            let id: CommentId = diesel::insert_into(c::table)
                .values((
                    c::proposal_id.eq(proposal),
                    c::root_id.eq(root),
                    c::parent_id.eq(root),
                    c::depth.eq(i32::from(root.is_some())),
                    c::author_id.eq(author),
                    c::capacity.eq(Capacity::Resident),
                    c::badge.eq("resident"),
                    c::organisation_id.eq(organisation),
                    c::body.eq(body),
                    c::body_html.eq(body),
                    c::state.eq(State::Published),
                    c::listed.eq(true),
                    c::created_at.eq(now),
                ))
                .returning(c::id)
                .get_result(&mut **tx)?;
            let place = Place { area: Some(area), proposal: Some(proposal), comment: Some(id), actor: Some(author) };
            activity::record(tx, Event::CommentPosted, place, "", now);
            Ok(id)
        });
        (id, self.latest())
    }

    /// Something that happened to a proposal; gives its row.
    pub fn event(&mut self, proposal: usize, event: Event) -> i64 {
        let ((proposal, area), now) = (self.proposals[proposal], self.clock.now());
        self.write(|tx| {
            let place = Place { area: Some(area), proposal: Some(proposal), comment: None, actor: None };
            activity::record(tx, event, place, "A reason.", now);
            Ok(())
        });
        self.latest()
    }

    /// A moderator hides a comment or brings it back.
    pub fn moderate(&mut self, proposal: usize, id: CommentId, to: State) {
        let ((proposal, area), now) = (self.proposals[proposal], self.clock.now());
        self.write(|tx| {
            folkmoot::comments::moderate(tx, id, to, "1", now)?;
            let event = if to == State::Published { Event::CommentRestored } else { Event::CommentHidden };
            let place = Place { area: Some(area), proposal: Some(proposal), comment: Some(id), actor: None };
            activity::record(tx, event, place, "", now);
            Ok(())
        });
    }

    pub fn latest(&mut self) -> i64 {
        schema::activity::table
            .select(diesel::dsl::max(schema::activity::id))
            .first::<Option<i64>>(&mut self.conn)
            .expect("read")
            .unwrap_or(0)
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Where::Schema(base, schema) = &self.place
            && let Ok(mut admin) = PgConnection::establish(base)
        {
            let _ = admin.batch_execute(&format!("DROP SCHEMA {schema} CASCADE"));
        }
    }
}

fn area(tx: &mut Tx<'_>, slug: &str, position: i32, now: folkmoot::clock::Moment) -> Result<AreaId> {
    use schema::areas as a;
    Ok(diesel::insert_into(a::table)
        .values((
            a::slug.eq(slug),
            a::title.eq(slug),
            a::short_title.eq(slug),
            a::life_stage.eq("live"),
            a::ambition.eq(""),
            a::lede.eq(""),
            a::why.eq(""),
            a::why_html.eq(""),
            a::position.eq(position),
            a::updated_at.eq(now),
        ))
        .returning(a::id)
        .get_result(&mut **tx)?)
}

fn organisation(tx: &mut Tx<'_>, slug: &str, now: folkmoot::clock::Moment) -> Result<OrganisationId> {
    use schema::organisations as o;
    Ok(diesel::insert_into(o::table)
        .values((
            o::slug.eq(slug),
            o::name.eq(slug),
            o::name_key.eq(slug),
            o::kind.eq("charity"),
            o::area.eq(""),
            o::represents.eq(""),
            o::size.eq(1),
            o::evidence.eq(""),
            o::state.eq("verified"),
            o::created_at.eq(now),
        ))
        .returning(o::id)
        .get_result(&mut **tx)?)
}

/// Somebody without an account who said yes from their own letters, and then stopped following what they had asked for.
fn by_address(tx: &mut Tx<'_>, keys: &Keys, n: i32, now: folkmoot::clock::Moment) -> Result<SubscriberId> {
    let email = format!("reader{n}@people.example");
    let wish = Wish { kind: "site".into(), target: 0, frequency: Frequency::Weekly };
    subscribers::ask(tx, &email, &email, &wish, now)?;
    let row = subscribers::find_by_key(tx, &email)?.expect("just asked");
    let token = subscribers::token(keys, row.id, &email, &wish, now.and_utc().timestamp());
    let asked = subscribers::find(tx, keys, &token, now)?.expect("the link is good");
    let who = subscriptions::confirm(tx, &asked, now)?;
    folkmoot::follows::set(tx, who, folkmoot::follows::Target::Site, None, now)?;
    Ok(who)
}
