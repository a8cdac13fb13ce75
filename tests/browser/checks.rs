//! What is looked at on every page: axe's rules, reflow, what the security policy refused, and a picture.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::chrome::Browser;
use crate::devtools::{command, console};

/// The sets of rules that a page must pass: WCAG 2.0 to 2.2, A and AA, and axe's own good practice.
const RULES: [&str; 6] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/// Asks axe and answers with one line for each fault: rule, how bad, what it says, where.
const ASK_AXE: &str = r#"
    const [rules, answer] = arguments;
    const where = (fault) => fault.nodes.slice(0, 5).map((node) => node.target.join(' ')).join(', ');
    axe.run(document, { runOnly: { type: 'tag', values: rules }, resultTypes: ['violations'] })
        .then((found) => answer(found.violations.map((f) => `${f.id} (${f.impact}): ${f.help}: ${where(f)}`)))
        .catch((problem) => answer([`axe could not run: ${problem}`]));
"#;

/// axe's source, or a panic that says how to get it.
fn axe_source() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/node_modules/axe-core/axe.min.js");
    fs::read_to_string(&path)
        .unwrap_or_else(|_| panic!("axe-core is missing. Run scripts/test, or: cd tests/browser && npm ci"))
}

/// The lines of a JavaScript array of texts.
fn lines(found: &Value) -> Vec<String> {
    let text = |line: &Value| line.as_str().map_or_else(|| line.to_string(), str::to_owned);
    found.as_array().map(|all| all.iter().map(text).collect()).unwrap_or_default()
}

impl Browser {
    /// The faults that axe finds on this page, with every `details` open; none when all is well. Needs JavaScript.
    pub async fn axe(&self) -> Vec<String> {
        self.run("window.shut = [...document.querySelectorAll('details:not([open])')];").await;
        self.run("window.shut.forEach((part) => { part.open = true; })").await;
        if self.run("return typeof axe").await == "undefined" {
            self.run(&axe_source()).await;
        }
        let found = self.client.execute_async(ASK_AXE, vec![json!(RULES)]).await.expect("axe answers");
        self.run("window.shut.forEach((part) => { part.open = false; })").await;
        lines(&found)
    }

    /// By how many pixels the page is wider than the window: 0 when nobody has to scroll sideways.
    pub async fn too_wide_by(&self) -> i64 {
        let page = command(&self.client, "Page.getLayoutMetrics", json!({})).await;
        let page_width = page["cssContentSize"]["width"].as_f64().expect("a width");
        page_width.ceil() as i64 - i64::from(self.look().width)
    }

    /// What the content security policy refused on this page, one line each. Without JavaScript the console knows.
    pub async fn refused(&self) -> Vec<String> {
        if self.look().javascript {
            return lines(&self.run("return window.folkmootRefused").await);
        }
        console(&self.client).await.into_iter().filter(|line| line.contains("Content Security Policy")).collect()
    }

    /// Keeps a picture of the whole page as `screenshots/NAME.png` in cargo's target folder, and says where.
    pub async fn picture(&self, name: &str) -> PathBuf {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
        fs::create_dir_all(&folder).expect("the folder for pictures can be made");
        let whole = json!({ "format": "png", "captureBeyondViewport": true });
        let answer = command(&self.client, "Page.captureScreenshot", whole).await;
        let picture = STANDARD.decode(answer["data"].as_str().expect("a picture")).expect("base64");
        let path = folder.join(format!("{name}.png"));
        fs::write(&path, picture).expect("the picture can be written");
        path
    }

    /// Runs a script in the page and returns what it returns.
    async fn run(&self, script: &str) -> Value {
        self.client.execute(script, vec![]).await.unwrap_or_else(|e| panic!("a script did not run: {e}"))
    }
}
