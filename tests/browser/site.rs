//! Folkmoot itself, as `folkmoot demo` starts it: an empty SQLite file, the starter content, a port of its own.

use std::fs::{self, File};
use std::net::TcpListener;
use std::process::{Child, Command};
use std::time::Duration;

use tempfile::TempDir;
use tokio::time::{Instant, sleep};

/// How long the first start may take, with the starter content to load, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server with everything it writes in one temporary folder; killed and removed when dropped.
pub struct Site {
    /// The address without a path: `http://127.0.0.1:PORT`.
    pub address: String,
    child: Child,
    folder: TempDir,
}

impl Site {
    /// Starts the server and waits until `/health` answers. Panics with the server's own words when it does not.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let bind = format!("127.0.0.1:{}", free_port());
        let address = format!("http://{bind}");
        let inside = |name: &str| folder.path().join(name).display().to_string();
        let log = File::create(inside("log")).expect("a file for the log");
        let child = Command::new(env!("CARGO_BIN_EXE_folkmoot"))
            .arg("demo")
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("FOLKMOOT__HTTP__BIND", &bind)
            .env("FOLKMOOT__SITE__PUBLIC_URL", &address)
            .env("FOLKMOOT__DATABASE__URL", format!("sqlite:{}", inside("folkmoot.db")))
            .env("FOLKMOOT__SECRETS__KEY_FILE", inside("key"))
            .env("FOLKMOOT__MAIL__FOLDER", inside("mail"))
            .stdout(log.try_clone().expect("the log can be shared"))
            .stderr(log)
            .spawn()
            .expect("cargo has built the program before its tests");
        let mut site = Self { address, child, folder };
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

    /// What the server has written so far.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        // Nothing can be done about a child that has gone already.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// A port on which nobody listens just now.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}
