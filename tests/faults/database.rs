//! A database of its own for each story, and the program as a process that works on it and can be killed.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use folkmoot::db::{self, Conn};
use folkmoot::keys;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

/// An empty database with all its tables. It is gone with this value.
pub struct Database {
    pub url: String,
    pub folder: tempfile::TempDir,
    /// The site's key.
    pub key: String,
    schema: Option<(String, String)>,
}

impl Database {
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("folkmoot.db").display());
        Self::migrated(url, folder, None)
    }

    #[allow(clippy::disallowed_methods, reason = "tests have no settings to be passed in")]
    pub fn postgres() -> Self {
        let base = std::env::var("FOLKMOOT_TEST_POSTGRES")
            .expect("FOLKMOOT_TEST_POSTGRES must hold the address of a PostgreSQL for tests; scripts/test starts one");
        let schema = format!("faults_{}", &keys::token_hash(&keys::random_token())[..12]);
        let mut admin = PgConnection::establish(&base).expect("PostgreSQL answers");
        admin.batch_execute(&format!("CREATE SCHEMA {schema}")).expect("a schema of its own");
        let join = if base.contains('?') { '&' } else { '?' };
        let url = format!("{base}{join}options=-csearch_path%3D{schema}");
        Self::migrated(url, tempfile::tempdir().expect("a folder"), Some((base, schema)))
    }

    fn migrated(url: String, folder: tempfile::TempDir, schema: Option<(String, String)>) -> Self {
        db::migrate(&url.parse().expect("an address")).expect("tables are made");
        Self { url, folder, key: keys::token_hash("a key for the faults"), schema }
    }

    pub fn connect(&self) -> Conn {
        db::connect(&self.url.parse().expect("an address")).expect("connected")
    }

    /// `folkmoot WHAT` on this database, not started yet.
    pub fn command(&self, what: &str) -> Command {
        self.command_as(Command::new(env!("CARGO_BIN_EXE_folkmoot")), what)
    }

    /// The same by a program of another name, such as a shell that becomes ours.
    pub fn command_as(&self, mut command: Command, what: &str) -> Command {
        command
            .arg(what)
            .current_dir(self.folder.path())
            .env("FOLKMOOT__DATABASE__URL", &self.url)
            .env("FOLKMOOT__SECRETS__KEY", &self.key)
            .env("FOLKMOOT__LOG__FILTER", "error")
            .env("FOLKMOOT__FILES__FOLDER", std::env::temp_dir().join("folkmoot-faults-files"))
            .stdout(Stdio::null());
        command
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some((base, schema)) = &self.schema
            && let Ok(mut admin) = PgConnection::establish(base)
        {
            let _ = admin.batch_execute(&format!("DROP SCHEMA {schema} CASCADE"));
        }
    }
}

/// The program, running. It dies with this value at the latest.
pub struct Program(pub Child);

impl Program {
    /// SIGKILL: no chance to finish anything.
    pub fn kill(&mut self) {
        self.0.kill().expect("killed");
        self.0.wait().expect("gone");
    }

    /// SIGSTOP: it stands still, as on a machine that sleeps, and keeps all that it has in hand.
    pub fn halt(&self) {
        self.signal("STOP");
    }

    /// SIGTERM: it is to end, as before an update.
    pub fn tell_to_end(&self) {
        self.signal("TERM");
    }

    /// Waits until it has ended by itself; how it ended.
    pub async fn end(&mut self) -> ExitStatus {
        for _ in 0..6_000 {
            if let Some(status) = self.0.try_wait().expect("it is ours") {
                return status;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("it has not ended within a minute");
    }

    /// SIGCONT: it goes on as if nothing had been.
    pub fn go_on(&self) {
        self.signal("CONT");
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("sh").args(["-c", &format!("kill -{name} {}", self.0.id())]).status();
        assert!(sent.expect("a shell").success(), "{name}");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A site that answers.
pub struct Server {
    pub program: Program,
    pub address: String,
}

impl Server {
    /// `folkmoot serve` with these settings besides the usual ones; it has answered once.
    pub fn start(database: &Database, settings: impl IntoIterator<Item = (String, String)>) -> Self {
        Self::start_as(Command::new(env!("CARGO_BIN_EXE_folkmoot")), database, settings)
    }

    /// The same by a program of another name, such as a shell that becomes ours.
    pub fn start_as(
        program: Command,
        database: &Database,
        settings: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").expect("a free port").local_addr().expect("bound").port();
        let address = format!("127.0.0.1:{port}");
        let child = database
            .command_as(program, "serve")
            .env("FOLKMOOT__HTTP__BIND", &address)
            .env("FOLKMOOT__SITE__PUBLIC_URL", format!("http://{address}"))
            .envs(settings)
            .spawn()
            .expect("the program starts");
        let server = Self { program: Program(child), address };
        // Many programs may be starting at once on a small machine.
        for _ in 0..2_400 {
            if server.is_well() {
                return server;
            }
            std::thread::sleep(Duration::from_millis(25));
        }
        panic!("the server did not answer within a minute");
    }

    /// From now on no file of the program grows beyond so many bytes; nothing: as far as it likes.
    pub fn leaves_room(&self, bytes: Option<u64>) {
        let soft = bytes.map_or("unlimited".to_owned(), |n| n.to_string());
        let limits = format!("--fsize={soft}:unlimited");
        let done = Command::new("prlimit").args(["--pid", &self.program.0.id().to_string(), &limits]).status();
        assert!(done.expect("prlimit is there (util-linux)").success(), "prlimit {limits}");
    }

    /// Whether the site and its database answer.
    fn is_well(&self) -> bool {
        let Ok(mut stream) = TcpStream::connect(&self.address) else { return false };
        let request = format!("GET /health HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address);
        let mut answer = String::new();
        stream.write_all(request.as_bytes()).is_ok()
            && stream.read_to_string(&mut answer).is_ok()
            && answer.contains(" 200 ")
    }
}
