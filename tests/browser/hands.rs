//! A person at the browser, who works by mouse, without JavaScript, or by keyboard alone: each journey is written once.

use std::time::Duration;

use fantoccini::Locator;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use tokio::time::{Instant, sleep};

use crate::chrome::Look;
use crate::windows::Window;

/// How long to wait for words to appear.
const PATIENCE: Duration = Duration::from_secs(30);
/// More presses of Tab than any page needs: beyond it, the thing cannot be reached by keyboard.
const TABS: usize = 400;

/// Counts what can have the focus between where it is and a thing, in the order of the page and round its end; of radio
/// buttons one a group. A page that was opened at a mark begins there.
const COUNT_STOPS: &str = r#"
    const [thing] = arguments;
    const marked = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const here = document.activeElement === document.body && marked ? marked : document.activeElement;
    const after = (a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
    const round = after(thing, here), groups = new Set();
    return [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter((stop) => {
        if (stop === thing || stop.disabled || stop.tabIndex < 0) return false;
        if (!stop.checkVisibility({ visibilityProperty: true })) return false;
        if (round ? !after(here, stop) && !after(stop, thing) : !after(here, stop) || !after(stop, thing)) return false;
        if (stop.type !== 'radio') return true;
        const known = groups.has(stop.name) || stop.name === here.name || stop.name === thing.name;
        groups.add(stop.name);
        return !known;
    }).length;
"#;

/// How somebody works with the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// With a mouse, and with JavaScript.
    Mouse,
    /// With a mouse, and with JavaScript off.
    NoJavaScript,
    /// With the keyboard alone, and with JavaScript.
    Keyboard,
}

impl Way {
    /// Every journey must be possible in each of these.
    pub const ALL: [Self; 3] = [Self::Mouse, Self::NoJavaScript, Self::Keyboard];

    /// Its place among them, from 0.
    pub fn number(self) -> usize {
        self as usize
    }

    fn by_keyboard(self) -> bool {
        self == Self::Keyboard
    }

    fn look(self) -> Look {
        match self {
            Self::Mouse | Self::Keyboard => Look::WIDE,
            Self::NoJavaScript => Look::WIDE.without_javascript(),
        }
    }
}

/// Somebody with a browser window of their own on one site.
pub struct Person {
    /// Their window.
    pub browser: Window,
    way: Way,
    site: String,
}

impl Person {
    /// Sits down at an empty window. `site` is the address without a path: `http://localhost:8080`.
    pub async fn arrives(site: &str, way: Way) -> Self {
        Self { browser: Window::take(way.look()).await, way, site: site.to_owned() }
    }

    /// Whether their browser runs scripts.
    pub fn runs_scripts(&self) -> bool {
        self.way != Way::NoJavaScript
    }

    /// Types an address of the site, which begins with `/`.
    pub async fn visits(&self, path: &str) {
        self.browser.go(&format!("{}{path}", self.site)).await;
    }

    /// Puts `text` in the place of what stands in the field with this label.
    pub async fn fills(&self, label: &str, text: &str) {
        let field = self.labelled(label).await;
        self.writes(&field, label, text).await;
    }

    /// The same for the field with this id, where several have the same label, each in a group of its own.
    pub async fn fills_field(&self, id: &str, text: &str) {
        let field = self.browser.client.wait().at_most(PATIENCE).for_element(Locator::Id(id)).await;
        self.writes(&field.unwrap_or_else(|_| panic!("there is no field {id}")), id, text).await;
    }

    async fn writes(&self, field: &Element, name: &str, text: &str) {
        if self.way.by_keyboard() {
            self.tabs_to(field, name).await;
            self.presses_with(Key::Control, 'a').await;
            self.types(text).await;
        } else {
            field.clear().await.unwrap_or_else(|e| panic!("“{name}” cannot be emptied: {e}"));
            field.send_keys(text).await.unwrap_or_else(|e| panic!("“{name}” takes no text: {e}"));
        }
    }

    /// Chooses the radio button or ticks the box with this label.
    pub async fn chooses(&self, label: &str) {
        let input = self.labelled(label).await;
        self.ticks(input, label).await;
    }

    /// Chooses this answer to the question that begins with these words, where several questions have the same answers.
    pub async fn chooses_for(&self, question: &str, answer: &str) {
        let path = format!(
            "//fieldset[legend[starts-with(normalize-space(.), {})]]//label[normalize-space(.)={}]",
            quoted(question),
            quoted(answer)
        );
        let label = self.browser.client.wait().at_most(PATIENCE).for_element(Locator::XPath(&path)).await;
        let label = label.unwrap_or_else(|_| panic!("“{question}” has no answer “{answer}”"));
        let input = self.field_of(&label, answer).await;
        self.ticks(input, answer).await;
    }

    async fn ticks(&self, input: Element, label: &str) {
        if !self.way.by_keyboard() {
            return self.clicks(&input, label).await;
        }
        if input.attr("type").await.expect("an attribute").as_deref() == Some("radio") {
            self.moves_to_radio(&input, label).await;
        } else {
            self.tabs_to(&input, label).await;
        }
        if !input.is_selected().await.expect("a state") {
            self.types(" ").await;
        }
        assert!(input.is_selected().await.expect("a state"), "“{label}” was not chosen by keyboard");
    }

    /// Chooses a file of this machine for the field with this label. No browser can be told that by keyboard.
    pub async fn chooses_file(&self, label: &str, file: &std::path::Path) {
        let field = self.labelled(label).await;
        let path = file.to_str().expect("a path in UTF-8");
        field.send_keys(path).await.unwrap_or_else(|e| panic!("“{label}” takes no file: {e}"));
    }

    /// Picks the answer that begins with these words from the list with this label.
    pub async fn picks(&self, label: &str, words: &str) {
        let list = self.labelled(label).await;
        let path = format!("./option[starts-with(normalize-space(.), {})]", quoted(words));
        let option = list.find(Locator::XPath(&path)).await;
        let option = option.unwrap_or_else(|_| panic!("“{label}” has no answer “{words}”"));
        if self.way.by_keyboard() {
            self.tabs_to(&list, label).await;
            // A list that is not open goes to the answer whose first letters are typed.
            self.types(words).await;
        } else {
            self.clicks(&option, words).await;
        }
        assert!(option.is_selected().await.expect("a state"), "“{words}” was not picked from “{label}”");
    }

    /// Presses the button with these words. The first one on the page, when there are several.
    pub async fn presses(&self, words: &str) {
        self.acts_on("button", words).await;
    }

    /// Follows the link with these words. The first one on the page, when there are several.
    pub async fn follows(&self, words: &str) {
        self.acts_on("a", words).await;
    }

    /// Opens (or closes) the `details` with these words.
    pub async fn opens(&self, words: &str) {
        self.acts_on("summary", words).await;
    }

    /// Waits until the page shows these words, however it breaks its lines; after [`PATIENCE`] it panics with what the page shows instead.
    pub async fn sees(&self, words: &str) {
        self.sees_one_of(&[words]).await;
    }

    /// As [`Person::sees`], for one of several; gives which of them it is.
    async fn sees_one_of(&self, words: &[&str]) -> usize {
        let began = Instant::now();
        loop {
            let shown = self.text().await;
            let line = on_one_line(&shown);
            if let Some(which) = words.iter().position(|some| line.contains(some)) {
                return which;
            }
            assert!(began.elapsed() < PATIENCE, "“{}” is not on the page, which says:\n{shown}", words.join("” or “"));
            sleep(Duration::from_millis(100)).await;
        }
    }

    /// Panics when the page shows these words.
    pub async fn does_not_see(&self, words: &str) {
        let shown = self.text().await;
        assert!(!on_one_line(&shown).contains(words), "“{words}” should not be on the page, which says:\n{shown}");
    }

    /// The words that the page shows now.
    pub async fn text(&self) -> String {
        // A page that is just being left has no body for a moment.
        match self.browser.client.find(Locator::Css("body")).await {
            Ok(body) => body.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// Types on the keyboard into whatever has the focus.
    pub async fn types(&self, text: &str) {
        let mut keys = KeyActions::new("keyboard".to_owned());
        for value in text.chars() {
            keys = keys.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        }
        self.browser.client.perform_actions(keys).await.expect("keys can be pressed");
    }

    async fn presses_with(&self, held: Key, value: char) {
        let held = char::from(held);
        let keys = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: held })
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value })
            .then(KeyAction::Up { value: held });
        self.browser.client.perform_actions(keys).await.expect("keys can be pressed");
    }

    /// Opens the newest letter to this address whose subject holds these words, as soon as it has come, among the demonstration's letters.
    pub async fn opens_letter(&self, to: &str, subject: &str) {
        let began = Instant::now();
        let path = format!(
            "//li[small[contains(., {})]]/a[contains(normalize-space(.), {})]",
            quoted(&format!("To {to},")),
            quoted(subject)
        );
        loop {
            self.visits(views::paths::dev_mail()).await;
            if let Ok(letter) = self.browser.client.find(Locator::XPath(&path)).await {
                return self.uses(&letter, subject).await;
            }
            assert!(began.elapsed() < PATIENCE, "no letter “{subject}” has come to {to}:\n{}", self.text().await);
            sleep(Duration::from_millis(250)).await;
        }
    }

    /// Gives the window to somebody else: nobody is signed in, and nothing waits.
    pub async fn leaves(&self) {
        self.browser.forget().await;
    }

    /// Signs in by the form with this address and password, as people do, and with the code that the demonstration tells.
    pub async fn signs_in(&self, email: &str, password: &str) {
        self.visits(views::paths::sign_in()).await;
        self.fills("Email address", email).await;
        self.fills("Password", password).await;
        self.presses("Sign in").await;
        if self.sees_one_of(&["Enter your code", "You are signed in."]).await == 0 {
            let code = self.told().await;
            self.fills("Code", &code).await;
            self.presses("Go on").await;
        }
        self.sees("You are signed in.").await;
    }

    /// The code that the page tells, in the demonstration.
    pub async fn told(&self) -> String {
        let told = Locator::Css(".govuk-inset-text strong");
        let code = self.browser.client.wait().at_most(PATIENCE).for_element(told).await.expect("a code is told");
        code.text().await.expect("it can be read")
    }

    /// The address of the page on which they are, without the site and without what follows `#` or `?`.
    pub async fn path(&self) -> String {
        self.browser.client.current_url().await.expect("an address").path().to_owned()
    }

    /// The same with what follows `?`, which some addresses need.
    pub async fn place(&self) -> String {
        let url = self.browser.client.current_url().await.expect("an address");
        url[url::Position::BeforePath..url::Position::AfterQuery].to_owned()
    }

    async fn acts_on(&self, tag: &str, words: &str) {
        let thing = self.find_with_words(tag, words).await;
        self.uses(&thing, words).await;
    }

    /// Clicks on a thing, or goes to it with the Tab key and presses Enter.
    async fn uses(&self, thing: &Element, words: &str) {
        if self.way.by_keyboard() {
            self.tabs_to(thing, words).await;
            self.types(&char::from(Key::Enter).to_string()).await;
        } else {
            self.clicks(thing, words).await;
        }
    }

    async fn clicks(&self, thing: &Element, words: &str) {
        thing.click().await.unwrap_or_else(|e| panic!("“{words}” cannot be clicked: {e}"));
    }

    /// Presses Tab until the focus is there, and checks that the focus can be seen.
    async fn tabs_to(&self, thing: &Element, words: &str) {
        let guess = self.stops_before(thing).await;
        if guess > 0 && !self.has_focus(thing).await {
            self.types(&char::from(Key::Tab).to_string().repeat(guess)).await;
        }
        for _ in guess..TABS {
            if self.has_focus(thing).await {
                return assert!(focus_shows(thing).await, "“{words}” has the focus, and nothing shows it");
            }
            self.types(&char::from(Key::Tab).to_string()).await;
        }
        panic!("“{words}” cannot be reached with the Tab key");
    }

    /// About how many stops of the Tab key lie before this one, and never too many: so many presses need no look at each.
    /// Only presses move the focus; a guess that is too low costs time, and one that is too high goes round the page.
    async fn stops_before(&self, thing: &Element) -> usize {
        let thing = serde_json::to_value(thing).expect("an element is sent by its number");
        let stops = self.browser.client.execute(COUNT_STOPS, vec![thing]).await.expect("the page is counted");
        stops
            .as_u64()
            .and_then(|stops| usize::try_from(stops).ok())
            .map_or(0, |stops| stops.saturating_sub(1).min(TABS))
    }

    /// Tab enters a group of radio buttons once; the arrow keys move inside it.
    async fn moves_to_radio(&self, radio: &Element, label: &str) {
        let group = radio.attr("name").await.expect("an attribute");
        let guess = self.stops_before(radio).await;
        self.types(&char::from(Key::Tab).to_string().repeat(guess)).await;
        for _ in guess..TABS {
            if self.has_focus(radio).await {
                return;
            }
            let here = self.browser.client.active_element().await.expect("something has the focus");
            let inside = here.attr("name").await.expect("an attribute") == group
                && here.tag_name().await.expect("a tag") == "input";
            let key = if inside { Key::Down } else { Key::Tab };
            self.types(&char::from(key).to_string()).await;
        }
        panic!("“{label}” cannot be reached with the Tab and arrow keys");
    }

    async fn has_focus(&self, thing: &Element) -> bool {
        let here = self.browser.client.active_element().await;
        here.is_ok_and(|here| here.element_id() == thing.element_id())
    }

    /// The field that belongs to the first visible label with these words.
    async fn labelled(&self, words: &str) -> Element {
        let label = self.find_with_words("label", words).await;
        self.field_of(&label, words).await
    }

    async fn field_of(&self, label: &Element, words: &str) -> Element {
        let id =
            label.attr("for").await.expect("an attribute").unwrap_or_else(|| panic!("the label “{words}” has no for"));
        self.browser.client.find(Locator::Id(&id)).await.unwrap_or_else(|_| panic!("“{words}” is the label of nothing"))
    }

    /// The first visible thing of this kind that has exactly these words or is named so, or else that contains them.
    /// It may be on a page that is only coming: a press returns before the answer to it is there.
    async fn find_with_words(&self, tag: &str, words: &str) -> Element {
        let began = Instant::now();
        loop {
            if let Some(thing) = self.visible_with_words(tag, words).await {
                return thing;
            }
            let waited = began.elapsed();
            assert!(
                waited < PATIENCE,
                "there is no {tag} with “{words}” on the page, which says:\n{}",
                self.text().await
            );
            sleep(Duration::from_millis(100)).await;
        }
    }

    async fn visible_with_words(&self, tag: &str, words: &str) -> Option<Element> {
        let words = quoted(words);
        let exactly = format!("normalize-space(.)={words} or @aria-label={words}");
        for test in [exactly, format!("contains(normalize-space(.),{words})")] {
            let path = format!("//{tag}[{test}]");
            for thing in self.browser.client.find_all(Locator::XPath(&path)).await.expect("an XPath") {
                if thing.is_displayed().await.unwrap_or(false) {
                    return Some(thing);
                }
            }
        }
        None
    }
}

/// Whether somebody who works by keyboard can see that this has the focus. A radio button shows it on its label.
async fn focus_shows(thing: &Element) -> bool {
    let drawn_by_label =
        matches!(thing.attr("type").await.expect("an attribute").as_deref(), Some("radio" | "checkbox"));
    drawn_by_label
        || thing.css_value("outline-style").await.expect("a style") != "none"
        || thing.css_value("box-shadow").await.expect("a style") != "none"
}

/// The text with one space between words, wherever the page breaks its lines.
fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text as XPath writes it: it knows no escapes, so a text with both kinds of quotes is put together.
fn quoted(text: &str) -> String {
    if !text.contains('"') {
        return format!("\"{text}\"");
    }
    let parts: Vec<String> = text.split('"').map(|part| format!("\"{part}\"")).collect();
    format!("concat({})", parts.join(", '\"', "))
}
