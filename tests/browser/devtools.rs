//! Chromium's own commands, for what WebDriver has no word for: the width of a telephone, the dark, no JavaScript.

use fantoccini::Client;
use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{Value, json};
use url::{ParseError, Url};

/// A command that ChromeDriver takes beyond the WebDriver standard: where it is sent, and its body.
#[derive(Debug)]
struct Beyond(&'static str, Value);

impl WebDriverCompatibleCommand for Beyond {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.0))
    }

    fn method_and_body(&self, _: &Url) -> (reqwest::Method, Option<String>) {
        (reqwest::Method::POST, Some(self.1.to_string()))
    }
}

/// Sends one command of the Chrome DevTools Protocol and returns its answer. Lasts as long as the session.
pub async fn command(client: &Client, name: &str, params: Value) -> Value {
    let body = json!({ "cmd": name, "params": params });
    client.issue_cmd(Beyond("goog/cdp/execute", body)).await.unwrap_or_else(|e| panic!("Chromium refused {name}: {e}"))
}

/// What the browser's console said since this was last asked: refused styles and scripts, missing files, errors.
pub async fn console(client: &Client) -> Vec<String> {
    let lines =
        client.issue_cmd(Beyond("se/log", json!({ "type": "browser" }))).await.expect("the console can be read");
    let text =
        |line: &Value| format!("{}: {}", line["level"].as_str().unwrap_or(""), line["message"].as_str().unwrap_or(""));
    lines.as_array().map(|lines| lines.iter().map(text).collect()).unwrap_or_default()
}
