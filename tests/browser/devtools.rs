//! Chromium's own commands, for what WebDriver has no word for: the width of a telephone, the dark, no JavaScript.

use fantoccini::Client;
use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{Value, json};
use url::{ParseError, Url};

/// A command for which the WebDriver client has no word: where it is sent, and its body; without one, something is deleted.
#[derive(Debug)]
struct Beyond(String, Option<Value>);

impl WebDriverCompatibleCommand for Beyond {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.0))
    }

    fn method_and_body(&self, _: &Url) -> (reqwest::Method, Option<String>) {
        match &self.1 {
            Some(body) => (reqwest::Method::POST, Some(body.to_string())),
            None => (reqwest::Method::DELETE, None),
        }
    }
}

/// Sends one command of the Chrome DevTools Protocol and returns its answer. Lasts as long as the session.
pub async fn command(client: &Client, name: &str, params: Value) -> Value {
    let body = json!({ "cmd": name, "params": params });
    client
        .issue_cmd(Beyond("goog/cdp/execute".into(), Some(body)))
        .await
        .unwrap_or_else(|e| panic!("Chromium refused {name}: {e}"))
}

/// What the browser's console said since this was last asked: refused styles and scripts, missing files, errors.
pub async fn console(client: &Client) -> Vec<String> {
    let lines = client
        .issue_cmd(Beyond("se/log".into(), Some(json!({ "type": "browser" }))))
        .await
        .expect("the console can be read");
    let text =
        |line: &Value| format!("{}: {}", line["level"].as_str().unwrap_or(""), line["message"].as_str().unwrap_or(""));
    lines.as_array().map(|lines| lines.iter().map(text).collect()).unwrap_or_default()
}

/// Gives the browser a device that keeps passkeys (Web Authentication, section 11.3), and gives its number.
pub async fn add_authenticator(client: &Client, kind: Value) -> String {
    let command = Beyond("webauthn/authenticator".into(), Some(kind));
    let number = client.issue_cmd(command).await.expect("Chromium pretends to have a device");
    number.as_str().expect("a number").to_owned()
}

/// Takes that device away, with all passkeys on it.
pub async fn remove_authenticator(client: &Client, number: &str) {
    let command = Beyond(format!("webauthn/authenticator/{number}"), None);
    client.issue_cmd(command).await.expect("the device goes");
}
