//! The provider that was written by others (`provider.mjs`): one process for all tests of a program, which ends with them.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The process, and the port on which it listens. Its standard input stays open as long as this program lives.
static PROCESS: OnceLock<(Child, u16)> = OnceLock::new();

/// Starts it, the first time, with a clock that shows this moment (seconds since 1970; 0: the machine's own), under this
/// name of this machine.
fn port(began: i64, host: &str) -> u16 {
    let start = || {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/openid");
        let missing = "npm ci in tests/openid comes first; scripts/test does it";
        assert!(folder.join("node_modules/oidc-provider").is_dir(), "{missing}");
        let mut child = Command::new("node")
            .args(["provider.mjs", &began.to_string(), host])
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("node runs");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("it says its port");
        (child, line.trim().parse().expect("a port"))
    };
    PROCESS.get_or_init(start).1
}

/// One provider in that process, under a path of its own.
#[derive(Clone)]
pub struct Real {
    pub issuer: String,
    port: u16,
}

impl Real {
    /// A fresh one; who uses it says first where it leads back ([`Real::be`] with `back`).
    pub fn new(began: i64, host: &str) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let port = port(began, host);
        let name = format!("p{}", COUNT.fetch_add(1, Ordering::Relaxed));
        Self { issuer: format!("http://{host}:{port}/{name}"), port }
    }

    /// The one with this issuer.
    pub fn of(issuer: &str) -> Self {
        Self { issuer: issuer.to_owned(), port: PROCESS.get().expect("it runs").1 }
    }

    fn name(&self) -> &str {
        self.issuer.rsplit('/').next().unwrap_or_default()
    }

    /// From now on it is as these settings say; those that are left out stay. See `provider.mjs` for what there is.
    pub async fn be(&self, settings: Value) {
        let mut all = json!({ "name": self.name() });
        all.as_object_mut().expect("an object").extend(settings.as_object().expect("an object").clone());
        let client = reqwest::Client::new();
        let sent = client.post(format!("http://127.0.0.1:{}/control", self.port)).body(all.to_string());
        assert!(sent.send().await.expect("it answers").status().is_success());
    }

    /// Goes its way through the provider's pages as a browser does, until they lead back to us: gives that address. Cookies
    /// are kept for this way alone, whatever the provider's clock says of their end.
    pub async fn passes(&self, url: &str) -> String {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let base = url::Url::parse(url).expect("an address");
        let (mut at, mut cookies) = (base.clone(), Vec::<String>::new());
        for _ in 0..8 {
            let request = client.get(at.as_str()).header("cookie", cookies.join("; "));
            let answer = request.send().await.expect("it answers");
            for cookie in answer.headers().get_all("set-cookie") {
                let pair = cookie.to_str().expect("text").split(';').next().unwrap_or_default().to_owned();
                let name = format!("{}=", pair.split('=').next().unwrap_or_default());
                cookies.retain(|one| !one.starts_with(&name));
                cookies.push(pair);
            }
            let Some(to) = answer.headers().get("location").map(|to| to.to_str().expect("text").to_owned()) else {
                let status = answer.status();
                panic!("{at} answers {status}: {}", answer.text().await.unwrap_or_default());
            };
            at = at.join(&to).expect("an address");
            if at.port() != base.port() {
                return at.into();
            }
        }
        panic!("{url} leads nowhere");
    }
}
