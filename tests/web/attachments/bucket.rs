//! A server that speaks as S3 does, written by others: moto, from PyPI. And a store that is away.

use crate::support::TestApp;
use folkmoot::config::Config;
use reqwest::Client;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};

/// A bucket of its own, at a server of its own, which ends with it; and the line to it, which can be cut.
pub struct Bucket {
    port: u16,
    server: Child,
}

/// The lines that are cut, by their ports.
static CUT: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());

fn cut() -> MutexGuard<'static, BTreeSet<u16>> {
    CUT.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Bucket {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The Python that scripts/test makes, with what requirements.txt names.
fn interpreter() -> PathBuf {
    let python = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).with_file_name("python").join("bin/python3");
    assert!(python.exists(), "{} is not there; scripts/test makes it", python.display());
    python
}

/// Hands on whatever comes to a port of its own, which it gives, while that is not cut. Ends with the test.
async fn line_to(server: u16) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    actix_web::rt::spawn(async move {
        while let Ok((mut here, _)) = listener.accept().await {
            if cut().contains(&port) {
                continue;
            }
            actix_web::rt::spawn(async move {
                let mut there = TcpStream::connect(("127.0.0.1", server)).await?;
                tokio::io::copy_bidirectional(&mut here, &mut there).await
            });
        }
    });
    port
}

impl Bucket {
    pub async fn start() -> Self {
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = free.local_addr().expect("bound").port();
        drop(free);
        let server = Command::new(interpreter())
            .args(["-m", "moto.server", "-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("Python starts");
        let bucket = Self { port: line_to(port).await, server };
        let (client, place) = (Client::new(), format!("http://127.0.0.1:{port}/moot"));
        for _ in 0..1_200 {
            if client.put(&place).send().await.is_ok_and(|answer| answer.status().is_success()) {
                return bucket;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("moto does not answer");
    }

    /// Has files kept here.
    pub fn set(&self, config: &mut Config) {
        let files = &mut config.files;
        files.s3_bucket = "moot".into();
        files.s3_endpoint = format!("http://127.0.0.1:{}", self.port);
        files.s3_key_id = "a-key-of-the-tests".into();
        files.s3_secret = "a secret of the tests".to_owned().into();
    }
}

/// What was taken away.
pub enum Away {
    /// The folder, and where it is meanwhile.
    Folder(PathBuf, PathBuf),
    /// The line to the bucket.
    Bucket(u16),
}

/// Takes the store of files away.
pub fn takes_away(app: &TestApp) -> Away {
    let files = &app.app.site.config.files;
    if !files.in_bucket() {
        let (folder, aside) = (files.folder.clone(), files.folder.with_extension("aside"));
        std::fs::rename(&folder, &aside).expect("moved");
        std::fs::write(&folder, "no folder").expect("written");
        return Away::Folder(folder, aside);
    }
    let port = url::Url::parse(&files.s3_endpoint).expect("an address").port().expect("a port");
    cut().insert(port);
    Away::Bucket(port)
}

/// Brings it back as it was.
pub fn brings_back(away: Away) {
    match away {
        Away::Folder(folder, aside) => {
            std::fs::remove_file(&folder).expect("removed");
            std::fs::rename(aside, folder).expect("moved");
        }
        Away::Bucket(port) => _ = cut().remove(&port),
    }
}
