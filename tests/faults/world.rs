//! A database with people who are signed in, and a real server process on it that can be killed.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use folkmoot::clock::Clock;
use folkmoot::db::{self, Conn, DatabaseUrl, Tx, schema};
use folkmoot::ids::{AccountId, AreaId, CommentId, ProposalId};
use folkmoot::keys;
use folkmoot::policy::{Capacity, Role, Stage, Totals};
use folkmoot::proposals::{self, Content, Draft};
use folkmoot::web::session;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// How many people vote and comment at once.
pub const PEOPLE: usize = 8;
/// How many comments there are to vote on.
pub const STATEMENTS: usize = 4_000;

/// Where it all happens.
pub struct World {
    pub database: String,
    pub key: String,
    pub folder: tempfile::TempDir,
    pub slug: String,
    pub statements: Vec<CommentId>,
    /// Account and session token.
    pub people: Vec<(AccountId, String)>,
    schema: Option<(String, String)>,
}

impl World {
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let database = format!("sqlite:{}", folder.path().join("folkmoot.db").display());
        Self::fill(database, folder, None)
    }

    #[allow(clippy::disallowed_methods, reason = "tests have no settings to be passed in")]
    pub fn postgres() -> Self {
        let base = std::env::var("FOLKMOOT_TEST_POSTGRES")
            .expect("FOLKMOOT_TEST_POSTGRES must hold the address of a PostgreSQL for tests; scripts/test starts one");
        let schema = format!("kill_{}", &keys::token_hash(&keys::random_token())[..12]);
        let mut admin = PgConnection::establish(&base).expect("PostgreSQL answers");
        admin.batch_execute(&format!("CREATE SCHEMA {schema}")).expect("a schema of its own");
        let join = if base.contains('?') { '&' } else { '?' };
        let database = format!("{base}{join}options=-csearch_path%3D{schema}");
        Self::fill(database, tempfile::tempdir().expect("a folder"), Some((base, schema)))
    }

    fn fill(database: String, folder: tempfile::TempDir, schema: Option<(String, String)>) -> Self {
        let url: DatabaseUrl = database.parse().expect("an address");
        db::migrate(&url).expect("tables are made");
        let mut conn = db::connect(&url).expect("connected");
        let now = Clock::system().now();
        let (people, statements) = Tx::alone(&mut conn, |tx| {
            let area = area(tx, now)?;
            let content = Content { title: "Clean buses".into(), ..Content::default() };
            let draft = Draft {
                area,
                content,
                opens_at: Some(now - chrono::Duration::days(1)),
                closes_at: Some(now + chrono::Duration::days(30)),
                totals: Totals::Public,
                stage: Stage::Open,
                attribution_html: String::new(),
            };
            let proposal = proposals::insert(tx, &draft, None, now)?;
            let mut people = Vec::new();
            for n in 0..=PEOPLE {
                let email = format!("person{n}@people.example");
                let (role, capacity) = (Role::Member, Capacity::ALL[n % 3]);
                let id = folkmoot::accounts::create_confirmed(
                    tx,
                    &format!("Person {n}"),
                    &email,
                    role,
                    capacity,
                    "",
                    "",
                    now,
                )?;
                people.push((id, session::start(tx, id, chrono::Duration::days(14), now)?));
            }
            let (author, _) = people.pop().expect("one more than vote");
            Ok((people, statements(tx, proposal, author, now)?))
        })
        .expect("filled");
        let key = keys::token_hash("a key for the faults");
        Self { database, key, folder, slug: "clean-buses".into(), statements, people, schema }
    }

    pub fn look<T>(&self, f: impl FnOnce(&mut Conn) -> T) -> T {
        f(&mut db::connect(&self.database.parse().expect("an address")).expect("connected"))
    }

    /// Starts the program and waits until it answers.
    pub fn start(&self) -> Server {
        self.start_as(Command::new(env!("CARGO_BIN_EXE_folkmoot")))
    }

    /// As [`World::start`]; a file that has no room to grow is an error for the program (`EFBIG`), not its end.
    pub fn start_with_limits(&self) -> Server {
        let mut shell = Command::new("sh");
        shell.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_folkmoot")]);
        self.start_as(shell)
    }

    fn start_as(&self, mut program: Command) -> Server {
        let port = TcpListener::bind("127.0.0.1:0").expect("a free port").local_addr().expect("bound").port();
        let address = format!("127.0.0.1:{port}");
        let child = program
            .arg("serve")
            .current_dir(self.folder.path())
            .env("FOLKMOOT__DATABASE__URL", &self.database)
            .env("FOLKMOOT__HTTP__BIND", &address)
            .env("FOLKMOOT__SITE__PUBLIC_URL", format!("http://{address}"))
            .env("FOLKMOOT__SECRETS__KEY", &self.key)
            .env("FOLKMOOT__LOG__FILTER", "error")
            // A few people stand for very many, all in one place.
            .env("FOLKMOOT__LIMITS__COMMENTS_PER_HOUR", "1000000")
            .env("FOLKMOOT__LIMITS__PLACE_COMMENTS_PER_HOUR", "1000000")
            .env("FOLKMOOT__LIMITS__VOTES_PER_5_MINUTES", "1000000")
            .env("FOLKMOOT__LIMITS__PLACE_VOTES_PER_5_MINUTES", "1000000")
            .stdout(Stdio::null())
            .spawn()
            .expect("the program starts");
        let server = Server { child, address };
        for _ in 0..200 {
            if answers(&server.address) {
                return server;
            }
            std::thread::sleep(Duration::from_millis(25));
        }
        panic!("the server did not answer within five seconds");
    }

    pub fn end(self) {
        if let Some((base, schema)) = &self.schema {
            let mut admin = PgConnection::establish(base).expect("PostgreSQL answers");
            admin.batch_execute(&format!("DROP SCHEMA {schema} CASCADE")).expect("the schema goes");
        }
    }
}

/// Whether the site and its database answer.
fn answers(address: &str) -> bool {
    use std::io::{Read, Write};
    let Ok(mut stream) = std::net::TcpStream::connect(address) else { return false };
    let request = format!("GET /health HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    let mut answer = String::new();
    stream.write_all(request.as_bytes()).is_ok()
        && stream.read_to_string(&mut answer).is_ok()
        && answer.contains(" 200 ")
}

/// The program, running. It dies with this value at the latest.
pub struct Server {
    child: Child,
    pub address: String,
}

impl Server {
    /// From now on no file of the program grows beyond so many bytes; nothing: as far as it likes.
    pub fn leaves_room(&self, bytes: Option<u64>) {
        let soft = bytes.map_or("unlimited".to_owned(), |n| n.to_string());
        let limits = format!("--fsize={soft}:unlimited");
        let done = Command::new("prlimit").args(["--pid", &self.child.id().to_string(), &limits]).status();
        assert!(done.expect("prlimit is there (util-linux)").success(), "prlimit {limits}");
    }

    /// SIGKILL: no chance to finish anything.
    pub fn kill(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("gone");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn area(tx: &mut Tx<'_>, now: chrono::NaiveDateTime) -> folkmoot::error::Result<AreaId> {
    use schema::areas;
    Ok(diesel::insert_into(areas::table)
        .values((
            areas::slug.eq("clean-air"),
            areas::title.eq("Clean air"),
            areas::short_title.eq("Clean air"),
            areas::life_stage.eq("live"),
            areas::ambition.eq("Clean air"),
            areas::lede.eq(""),
            areas::why.eq(""),
            areas::why_html.eq(""),
            areas::position.eq(1),
            areas::updated_at.eq(now),
        ))
        .returning(areas::id)
        .get_result::<AreaId>(&mut **tx)?)
}

fn statements(
    tx: &mut Tx<'_>,
    proposal: ProposalId,
    author: AccountId,
    now: chrono::NaiveDateTime,
) -> folkmoot::error::Result<Vec<CommentId>> {
    use schema::comments as c;
    for n in 0..STATEMENTS {
        diesel::insert_into(c::table)
            .values((
                c::proposal_id.eq(proposal),
                c::depth.eq(0),
                c::author_id.eq(author),
                c::capacity.eq("resident"),
                c::badge.eq("resident"),
                c::body.eq(format!("statement {n}")),
                c::body_html.eq(format!("<p>statement {n}</p>")),
                c::state.eq("published"),
                c::listed.eq(true),
                c::created_at.eq(now),
            ))
            .execute(&mut **tx)?;
    }
    let count = i64::try_from(STATEMENTS).unwrap_or(0);
    diesel::update(schema::proposals::table.filter(schema::proposals::id.eq(proposal)))
        .set(schema::proposals::comments.eq(count))
        .execute(&mut **tx)?;
    Ok(c::table.order(c::id).select(c::id).load(&mut **tx)?)
}
