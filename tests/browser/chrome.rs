//! One Chromium with its driver: started for a test, gone with it.

use std::cell::Cell;
use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tempfile::TempDir;

use crate::devtools::{self, command};

/// What to do when Chromium or its driver is missing.
const INSTALL: &str =
    "Run scripts/test, which installs it, or: apt-get install --no-install-recommends chromium chromium-driver";

/// How somebody looks at the site.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// The width of the window in CSS pixels: 320, 768 or 1280.
    pub width: u32,
    /// Whether the system asks for dark pages.
    pub dark: bool,
    /// Whether the browser runs scripts.
    pub javascript: bool,
}

impl Look {
    /// A tablet held upright.
    pub const MIDDLE: Self = Self { width: 768, ..Self::WIDE };
    /// A desk by day.
    pub const WIDE: Self = Self { width: 1280, dark: false, javascript: true };
    /// The narrowest window that WCAG 2.2 (1.4.10 Reflow) speaks of.
    pub const NARROW: Self = Self { width: 320, ..Self::WIDE };

    /// The same in the dark.
    pub const fn dark(self) -> Self {
        Self { dark: true, ..self }
    }

    /// The same without JavaScript.
    pub const fn without_javascript(self) -> Self {
        Self { javascript: false, ..self }
    }
}

/// A running `chromedriver`. When dropped it is asked to close Chromium and to end; after three seconds it is killed.
struct Driver {
    child: Child,
    port: u16,
    /// Profile and temporary files of the browser: removed after the driver.
    folder: TempDir,
}

impl Driver {
    /// Starts the driver on a port that it picks itself. It picks one for IPv4 and wants the same for IPv6, which
    /// somebody else may hold: then it ends at once, and another try finds another port.
    fn start() -> Self {
        (0..5)
            .find_map(|_| Self::try_to_start())
            .unwrap_or_else(|| panic!("chromedriver ends before it is ready. {INSTALL}"))
    }

    fn try_to_start() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut child = Command::new("chromedriver")
            .args(["--port=0", "--log-level=SEVERE"])
            .env("TMPDIR", folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|e| match e.kind() {
                ErrorKind::NotFound => panic!("There is no chromedriver here. {INSTALL}"),
                _ => panic!("chromedriver does not start: {e}. {INSTALL}"),
            });
        let said = BufReader::new(child.stdout.take().expect("its output is piped"));
        match said.lines().map_while(Result::ok).find_map(|line| port_in(&line)) {
            Some(port) => Some(Self { child, port, folder }),
            None => {
                // It has ended; this only takes note of it.
                _ = child.wait();
                None
            }
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Killed at once, the driver would leave Chromium behind.
        if let Ok(mut line) = TcpStream::connect(("127.0.0.1", self.port)) {
            _ = line.write_all(b"GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
        }
        for _ in 0..60 {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        // Nothing can be done about a child that has gone already.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// The port in the driver's first words, "… started successfully on port 9515."
fn port_in(line: &str) -> Option<u16> {
    line.split_once("successfully on port ")?.1.trim_end_matches('.').parse().ok()
}

/// A window of Chromium. `client` speaks WebDriver to it.
pub struct Browser {
    /// The WebDriver session.
    pub client: Client,
    look: Cell<Look>,
    /// The device that keeps passkeys, if it has one.
    authenticator: Cell<Option<String>>,
    _driver: Driver,
}

impl Browser {
    /// Opens an empty window with this look. Panics with a sentence when Chromium or its driver is missing.
    pub async fn open(look: Look) -> Self {
        let driver = Driver::start();
        let profile = format!("--user-data-dir={}", driver.folder.path().join("profile").display());
        // Root, as in many build machines, may not use Chromium's sandbox; the window opens our own pages only.
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-sync",
            "--disable-background-networking",
            "--disable-component-update",
            "--hide-scrollbars",
            "--lang=en-GB",
            &profile,
        ];
        let mut chrome = json!({ "args": arguments });
        if let Some(binary) =
            ["/usr/bin/chromium", "/usr/bin/chromium-browser"].into_iter().find(|path| Path::new(path).exists())
        {
            chrome["binary"] = json!(binary);
        }
        let wanted = json!({ "goog:chromeOptions": chrome, "goog:loggingPrefs": { "browser": "ALL" } });
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(wanted.as_object().expect("written as an object above").clone())
            .connect(&format!("http://127.0.0.1:{}", driver.port))
            .await
            .unwrap_or_else(|e| panic!("Chromium does not start: {e}. {INSTALL}"));
        let browser = Self { client, look: Cell::new(look), authenticator: Cell::default(), _driver: driver };
        let listener = json!({ "source": include_str!("refused.js") });
        command(&browser.client, "Page.addScriptToEvaluateOnNewDocument", listener).await;
        if !look.javascript {
            command(&browser.client, "Emulation.setScriptExecutionDisabled", json!({ "value": true })).await;
        }
        browser.put_on(look).await;
        browser
    }

    /// How it looks at pages.
    pub fn look(&self) -> Look {
        self.look.get()
    }

    /// Gives the window this width and light from now on, on this page and on every page after it. Whether it runs
    /// scripts stays as it was at the start.
    pub async fn put_on(&self, look: Look) {
        self.look.set(Look { javascript: self.look().javascript, ..look });
        let height = if look.width < 600 { 640 } else { 900 };
        let size = json!({ "width": look.width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        command(&self.client, "Emulation.setDeviceMetricsOverride", size).await;
        let scheme = if look.dark { "dark" } else { "light" };
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        command(&self.client, "Emulation.setEmulatedMedia", media).await;
    }

    /// Forgets who was signed in and what waited, as a window at which nobody has sat yet.
    pub async fn forget(&self) {
        command(&self.client, "Network.clearBrowserCookies", json!({})).await;
    }

    /// Gives the window a device of this kind, on which passkeys are kept.
    pub async fn add_authenticator(&self, kind: serde_json::Value) {
        self.authenticator.set(Some(devtools::add_authenticator(&self.client, kind).await));
    }

    /// Takes the device away that was given to it, if it was.
    pub async fn remove_authenticator(&self) {
        if let Some(number) = self.authenticator.take() {
            devtools::remove_authenticator(&self.client, &number).await;
        }
    }

    /// Goes to this address and waits until the page has loaded.
    pub async fn go(&self, address: &str) {
        self.client.goto(address).await.unwrap_or_else(|e| panic!("{address} does not open: {e}"));
    }
}
