//! The site under test: a filled database, people who are signed in, and the real program serving it.

use crate::Outcome;
use crate::dice::Dice;
use crate::figures::{Figure, Target};
use crate::http::{Connection, request};
use crate::options::{Database, Options};
use crate::process::{Process, memory};
use crate::seed::{self, Person, Town};
use crate::seed_rows;
use crate::writing::Acknowledged;
use diesel::Connection as _;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use folkmoot::accounts;
use folkmoot::clock::{Clock, Moment};
use folkmoot::config::Config;
use folkmoot::db::{self, Conn, DatabaseUrl, Tx};
use folkmoot::keys::{Keys, random_token};
use folkmoot::policy::{Capacity, Role};
use folkmoot::web::session;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// People who are signed in.
const SIGNED_IN: usize = 2_000;
/// Starts of the program, of which the median counts.
const STARTS: usize = 5;

/// Somebody who is signed in: their cookie, and the token that their forms carry.
pub struct SignedIn {
    pub person: Person,
    pub session: String,
    pub csrf: String,
}

/// A running site with everything that is known about it.
pub struct Running {
    pub town: Town,
    pub signed_in: Vec<SignedIn>,
    pub address: SocketAddr,
    pub each: Duration,
    pub folder: PathBuf,
    url: DatabaseUrl,
    environment: Vec<(String, String)>,
    server: Process,
    first: Vec<Duration>,
    version: String,
    // Goes last: the schema, or the folder with everything in it.
    _rubbish: Rubbish,
}

/// What is thrown away at the end.
struct Rubbish {
    folder: PathBuf,
    schema: Option<(String, String)>,
}

impl Drop for Rubbish {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
        if let Some((base, schema)) = &self.schema
            && let Ok(mut admin) = PgConnection::establish(base)
        {
            let _ = admin.batch_execute(&format!("DROP SCHEMA {schema} CASCADE"));
        }
    }
}

impl Running {
    /// Makes and fills the database, and starts the program on it: five times, to see how soon it answers.
    pub fn start(options: &Options, database: Database) -> Outcome<Self> {
        let now = Clock::system().now();
        let folder = options.folder.join(format!("folkmoot-bench.{}", &random_token()[..8]));
        std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        if let Some((base, schema)) = &database.schema {
            let mut admin = PgConnection::establish(base).map_err(|e| format!("FOLKMOOT_TEST_POSTGRES: {e}"))?;
            admin
                .batch_execute(&format!("CREATE SCHEMA {schema}"))
                .map_err(|e| format!("a schema for the bench: {e}"))?;
        }
        let rubbish = Rubbish { folder: folder.clone(), schema: database.schema };
        let text = if database.url.is_empty() {
            format!("sqlite:{}", folder.join("bench.db").display())
        } else {
            database.url
        };
        let url: DatabaseUrl = text.parse()?;
        db::migrate(&url).map_err(|e| e.to_string())?;
        let mut conn = db::connect(&url).map_err(|e| e.to_string())?;
        let town = seed::fill(&mut conn, now)?;
        let (address, environment) = settings(&text, &folder)?;
        let config = Config::load(None, environment.clone())?;
        let signed_in = sign_in(&mut conn, &town.people[..SIGNED_IN], &Keys::load(&config.secrets)?, now)?;
        let version = version(&mut conn)?;
        drop(conn);
        let mut first = Vec::new();
        let mut server = None;
        for _ in 0..STARTS {
            drop(server.take());
            let (process, took) = serve(&folder, &environment, address)?;
            first.push(took);
            server = Some(process);
        }
        let server = server.ok_or("the server was never started")?;
        Ok(Self {
            town,
            signed_in,
            address,
            each: options.each,
            folder,
            url,
            environment,
            server,
            first,
            version,
            _rubbish: rubbish,
        })
    }

    /// The process number of the server.
    pub fn server(&self) -> u32 {
        self.server.id()
    }

    /// From the start of the process to the first page, tables being there: the median of five starts.
    pub fn first_answer(&self) -> Figure {
        let mut all = self.first.clone();
        all.sort_unstable();
        Figure::value("start to first answer", all[all.len() / 2].as_secs_f64(), "s", Target::AtMost(0.5))
    }

    /// The most memory that the server held since it started.
    pub fn memory(&self) -> Outcome<Figure> {
        Ok(Figure::value("memory of the server, at most", memory(self.server(), "VmHWM")?, "MB", Target::AtMost(150.0)))
    }

    /// A connection of the bench's own to the site's database.
    pub fn connect(&self) -> Outcome<Conn> {
        db::connect(&self.url).map_err(|e| e.to_string())
    }

    /// The settings of the server.
    pub fn config(&self) -> Outcome<Config> {
        Config::load(None, self.environment.clone())
    }

    /// Somebody of the staff, signed in with a second step.
    pub fn colleague(&self, conn: &mut Conn, role: Role) -> Outcome<SignedIn> {
        let (now, capacity) = (Clock::system().now(), Capacity::Resident);
        let beginning = session::Beginning { strong: true, device: "the bench".into() };
        let email = format!("{}@people.example", role.as_str());
        let (id, session) = Tx::alone(conn, |tx| {
            let id = accounts::create_confirmed(tx, role.as_str(), &email, role, capacity, "", "", now)?;
            Ok((id, session::start_as(tx, id, &beginning, chrono::Duration::days(1), now)?))
        })
        .map_err(|e| format!("a colleague: {e}"))?;
        let csrf = Keys::load(&self.config()?.secrets)?.sign("form", &[&session]);
        Ok(SignedIn { person: (id, capacity), session, csrf })
    }

    /// So many people more, signed in.
    pub fn crowd(&self, conn: &mut Conn, count: usize) -> Outcome<Vec<SignedIn>> {
        let (now, first) = (Clock::system().now(), seed::PEOPLE);
        let all = Tx::alone(conn, |tx| seed_rows::people(tx, &mut Dice::new(17), first..first + count, now))
            .map_err(|e| format!("people more: {e}"))?;
        sign_in(conn, &all[all.len() - count..], &Keys::load(&self.config()?.secrets)?, now)
    }

    /// Starts `folkmoot work` on the site's database, with these settings besides.
    pub fn work(&self, more: &[(&str, String)]) -> Outcome<Process> {
        let log =
            std::fs::File::create(self.folder.join("worker.log")).map_err(|e| format!("the worker's log: {e}"))?;
        Process::start(
            Command::new(env!("CARGO_BIN_EXE_folkmoot"))
                .arg("work")
                .env_clear()
                .envs(self.environment.iter().map(|(name, value)| (name, value)))
                .envs(more.iter().map(|(name, value)| (format!("FOLKMOOT__{name}"), value)))
                .stdin(std::process::Stdio::null())
                .stdout(std::process::Stdio::null())
                .stderr(log),
        )
    }

    /// Whether the database is SQLite.
    pub fn is_sqlite(&self) -> bool {
        matches!(self.url, DatabaseUrl::Sqlite(_))
    }

    /// Which database it is.
    pub fn describe(&self) -> String {
        self.version.clone()
    }

    /// Stops the server and looks whether the database holds everything that was acknowledged.
    pub fn stop_and_check(self, acknowledged: &Acknowledged) -> Outcome<Vec<Figure>> {
        let Self { server, url, _rubbish, .. } = self;
        drop(server);
        let mut conn = db::connect(&url).map_err(|e| e.to_string())?;
        acknowledged.check(&mut conn)
    }

    /// One page as it comes: the head and the body.
    pub fn fetch(&self, path: &str, gzip: bool, session: Option<&str>) -> Outcome<(u16, String, Vec<u8>)> {
        fetch(self.address, path, gzip, session)
    }
}

/// One page from a server.
fn fetch(address: SocketAddr, path: &str, gzip: bool, session: Option<&str>) -> Outcome<(u16, String, Vec<u8>)> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|e| format!("cannot start: {e}"))?;
    runtime.block_on(async {
        let mut connection = Connection::open(address).await?;
        let request = request(address, path, gzip, session, None);
        let (answer, body) = connection.fetch(&request).await?;
        Ok((answer.status, answer.head.to_owned(), body))
    })
}

/// What the site limits by account and by place. All of the load comes from one place, and more than any person sends.
const LIMITS: [&str; 9] = [
    "COMMENTS_PER_HOUR",
    "PLACE_COMMENTS_PER_HOUR",
    "VOTES_PER_5_MINUTES",
    "PLACE_VOTES_PER_5_MINUTES",
    "FOLLOWS_PER_HOUR",
    "PLACE_FOLLOWS_PER_HOUR",
    "REPORTS_PER_HOUR",
    "PLACE_REPORTS_PER_HOUR",
    "PLACE_WAITING_PER_HOUR",
];

/// The settings in which this site differs from the defaults: where it listens, where its things lie, and no limits.
fn settings(url: &str, folder: &Path) -> Outcome<(SocketAddr, Vec<(String, String)>)> {
    let socket = std::net::TcpListener::bind("127.0.0.1:0").map_err(|e| format!("no free port: {e}"))?;
    let address = socket.local_addr().map_err(|e| format!("no free port: {e}"))?;
    let pair = |name: &str, value: String| (format!("FOLKMOOT__{name}"), value);
    let mut environment = vec![
        pair("DATABASE__URL", url.to_owned()),
        pair("HTTP__BIND", address.to_string()),
        pair("SITE__PUBLIC_URL", format!("http://{address}")),
        pair("SECRETS__KEY", random_token()),
        pair("MAIL__FOLDER", folder.join("mail").display().to_string()),
        pair("FILES__FOLDER", folder.join("files").display().to_string()),
        pair("LOG__FILTER", "warn".to_owned()),
        // What is sent is measured by itself, by a worker of its own.
        pair("WORKER__IN_SERVER", "false".to_owned()),
    ];
    // Everybody who posts here does so many times in a minute, and one comment in ten has a link. The other rules are asked.
    environment.extend(["BURSTS", "LINKS"].map(|rule| pair(&format!("HOLDING__{rule}"), "false".to_owned())));
    environment.extend(LIMITS.map(|limit| pair(&format!("LIMITS__{limit}"), u32::MAX.to_string())));
    Ok((address, environment))
}

/// Starts the real program; gives it with the time until its first page had come.
fn serve(folder: &Path, environment: &[(String, String)], address: SocketAddr) -> Outcome<(Process, Duration)> {
    let log = std::fs::File::create(folder.join("server.log")).map_err(|e| format!("the server's log: {e}"))?;
    let began = Instant::now();
    let mut process = Process::start(
        Command::new(env!("CARGO_BIN_EXE_folkmoot"))
            .arg("serve")
            .env_clear()
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(std::process::Stdio::null())
            .stdout(std::process::Stdio::null())
            .stderr(log),
    )?;
    loop {
        if fetch(address, "/", true, None).is_ok_and(|(status, ..)| status == 200) {
            return Ok((process, began.elapsed()));
        }
        let said = || std::fs::read_to_string(folder.join("server.log")).unwrap_or_default();
        process.is_alive().map_err(|e| format!("{e}: {}", said()))?;
        if began.elapsed() > Duration::from_secs(30) {
            return Err(format!("the server does not answer: {}", said()));
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Begins a session for each of the first people.
fn sign_in(conn: &mut Conn, people: &[Person], keys: &Keys, now: Moment) -> Outcome<Vec<SignedIn>> {
    Tx::alone(conn, |tx| {
        people
            .iter()
            .map(|&person| {
                let session = session::start(tx, person.0, chrono::Duration::days(1), now)?;
                let csrf = keys.sign("form", &[&session]);
                Ok(SignedIn { person, session, csrf })
            })
            .collect()
    })
    .map_err(|e| format!("signing in: {e}"))
}

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = diesel::sql_types::Text)]
    version: String,
}

/// The database's own name and version.
fn version(conn: &mut Conn) -> Outcome<String> {
    let ask = match conn {
        Conn::Sqlite(_) => "SELECT 'SQLite ' || sqlite_version() || ' in the program, synchronous=FULL' AS version",
        Conn::Postgres(_) => {
            "SELECT 'PostgreSQL ' || current_setting('server_version') || ' on the same machine, fsync=' || \
             current_setting('fsync') || ', synchronous_commit=' || current_setting('synchronous_commit') AS version"
        }
    };
    let found: Version = diesel::sql_query(ask).get_result(conn).map_err(|e| format!("the database's version: {e}"))?;
    Ok(found.version)
}
