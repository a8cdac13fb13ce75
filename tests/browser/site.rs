//! Folkmoot itself, as `folkmoot demo` starts it: an empty SQLite file, the starter content, a conversation, a port of its own.

use std::fmt::Write;
use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::openid::Real;
use tokio::sync::OnceCell;
use tokio::time::{Instant, sleep};

/// How long the first start may take, with the starter content to load, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// The password of all accounts of the demonstration, which it prints at its start.
pub const PASSWORD: &str = "demonstration only";
/// The title of the proposal that the imported conversation becomes; it is closed, and has two pages of comments.
pub const IMPORTED: &str = "What would make the way to your doctor easier?";
/// Its name in addresses.
pub const IMPORTED_SLUG: &str = "what-would-make-the-way-to-your-doctor-easier";

/// Becomes the server (`exec` keeps its number), and leaves somebody beside it who waits for the end of the tests: then
/// their end of the pipe closes, even when they were killed, the server ends and the folder goes.
const START: &str = r#"exec 3<&0
(cat <&3 >/dev/null; kill -KILL "$$"; sleep 1; rm -rf "$FOLDER") &
exec "$@" 3<&- </dev/null"#;

/// A running server with everything it writes in one temporary folder. It ends when this is dropped, or with the tests.
pub struct Site {
    /// The address without a path: `http://localhost:PORT`.
    pub address: String,
    /// The issuer of the other site at which people can sign in for this one.
    pub issuer: String,
    child: Child,
    folder: PathBuf,
}

/// The site that all tests share, started by the first that asks. What one test does there, the others may see.
pub async fn shared() -> &'static Site {
    static SHARED: OnceCell<Site> = OnceCell::const_new();
    SHARED.get_or_init(Site::start_with_conversation).await
}

impl Site {
    /// Starts a site on which nothing has happened yet, and waits until it answers. Panics with its own words if it does not.
    pub async fn start() -> Self {
        Self::start_in(new_folder(), &[]).await
    }

    async fn start_with_conversation() -> Self {
        let folder = new_folder();
        let export = folder.join("export");
        write_conversation(&export);
        let export = export.display().to_string();
        let options = ["--conversation", &export, "--area", "buildings", "--title", IMPORTED];
        Self::start_in(folder, &options).await
    }

    async fn start_in(folder: PathBuf, options: &[&str]) -> Self {
        let port = free_port();
        let bind = format!("127.0.0.1:{port}");
        // By its name: browsers know no passkeys for a number.
        let address = format!("http://localhost:{port}");
        let inside = |name: &str| folder.join(name).display().to_string();
        let issuer = Real::new(0, "localhost").issuer;
        let log = File::create(inside("log")).expect("a file for the log");
        let child = Command::new("sh")
            .args(["-c", START, "sh", env!("CARGO_BIN_EXE_folkmoot"), "demo"])
            .args(options)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("FOLDER", &folder)
            .envs(settings(&folder, &address))
            .envs(elsewhere(&issuer))
            .env("FOLKMOOT__HTTP__BIND", &bind)
            .env("FOLKMOOT__WORKER__POLL_SECONDS", "1")
            // Few demonstration accounts play many parts in the same minutes.
            .env("FOLKMOOT__HOLDING__BURSTS", "false")
            // A switch that is off by default: its pages are looked at, too.
            .env("FOLKMOOT__PROPOSALS__BY_RESIDENTS", "true")
            .stdin(Stdio::piped())
            .stdout(log.try_clone().expect("the log can be shared"))
            .stderr(log)
            .spawn()
            .expect("cargo has built the program before its tests");
        let mut site = Self { address, issuer, child, folder };
        site.wait_until_healthy().await;
        site
    }

    async fn wait_until_healthy(&mut self) {
        let began = Instant::now();
        let health = format!("{}/health", self.address);
        while !reqwest::get(&health).await.is_ok_and(|answer| answer.status().is_success()) {
            let ended = self.child.try_wait().expect("the state of the child");
            if ended.is_some() || began.elapsed() > PATIENCE {
                panic!("folkmoot demo does not answer at {health}. It said:\n{}", self.log());
            }
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Runs a command of the program on this site, and waits until it has ended well.
    pub fn runs(&self, arguments: &[&str]) {
        let done = Command::new(env!("CARGO_BIN_EXE_folkmoot"))
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .envs(settings(&self.folder, &self.address))
            .output()
            .expect("cargo has built the program before its tests");
        assert!(done.status.success(), "{arguments:?} said:\n{}", String::from_utf8_lossy(&done.stderr));
    }

    /// The address of its database.
    pub fn database(&self) -> String {
        format!("sqlite:{}", self.folder.join("folkmoot.db").display())
    }

    /// What the server has written so far.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }
}

/// Where this site keeps what, and where it is: the same for the server and for commands.
fn settings(folder: &Path, address: &str) -> [(&'static str, String); 5] {
    let inside = |name: &str| folder.join(name).display().to_string();
    [
        ("FOLKMOOT__SITE__PUBLIC_URL", address.to_owned()),
        ("FOLKMOOT__DATABASE__URL", format!("sqlite:{}", inside("folkmoot.db"))),
        ("FOLKMOOT__SECRETS__KEY_FILE", inside("key")),
        ("FOLKMOOT__MAIL__FOLDER", inside("mail")),
        ("FOLKMOOT__FILES__FOLDER", inside("files")),
    ]
}

/// Another site at which people can sign in.
fn elsewhere(issuer: &str) -> [(String, String); 5] {
    let setting = |name: &str, value: &str| (format!("FOLKMOOT__SIGN_IN__PROVIDERS__NHS__{name}"), value.to_owned());
    [
        setting("TITLE", "the NHS"),
        setting("ISSUER", issuer),
        setting("CLIENT_ID", "folkmoot"),
        setting("CLIENT_SECRET", "a secret of the tests"),
        setting("EMAIL_DOMAINS", "nhs.example"),
    ]
}

/// A folder that stays until the shell beside the server removes it.
fn new_folder() -> PathBuf {
    tempfile::tempdir().expect("a temporary folder").keep()
}

/// A port on which nobody listens just now.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}

/// Writes a conversation of 60 statements and 12 people, in the form of a Polis export, into this folder.
fn write_conversation(folder: &Path) {
    let mut comments =
        String::from("timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n");
    let mut votes = String::from("timestamp,datetime,comment-id,voter-id,vote\n");
    for n in 0..60 {
        let at = 1_700_000_000_000_i64 + n * 60_000;
        let author = n % 12;
        writeln!(
            comments,
            "{at},,{n},{author},0,0,1,\"Suggestion number {n}: a bench on the way, and a bus that waits.\""
        )
        .expect("text grows");
        for voter in 0..12 {
            let vote = (n * 5 + voter * 7) % 3 - 1;
            writeln!(votes, "{},,{n},{voter},{vote}", at + voter + 1).expect("text grows");
        }
    }
    fs::create_dir_all(folder).expect("the folder for the export");
    fs::write(folder.join("comments.csv"), comments).expect("comments.csv can be written");
    fs::write(folder.join("votes.csv"), votes).expect("votes.csv can be written");
}
