//! A page as a person sees it, and the forms on it.

use super::person::{Person, serialize};
use reqwest::Method;
use reqwest::header::HeaderMap;
use scraper::{ElementRef, Html, Selector};
use std::cell::OnceCell;

/// An answer of the site.
pub struct Page {
    pub person: Person,
    pub path: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub html: String,
    /// Read at the first question about it: many answers are asked for their status alone.
    document: OnceCell<Html>,
}

/// An element, copied out of its page.
pub struct Found {
    pub text: String,
    attributes: Vec<(String, String)>,
    pub html: String,
}

impl Found {
    pub fn attr(&self, name: &str) -> String {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()).unwrap_or_default()
    }

    pub fn has(&self, name: &str) -> bool {
        self.attributes.iter().any(|(n, _)| n == name)
    }
}

impl Page {
    pub fn new(person: Person, path: String, status: u16, headers: HeaderMap, html: String) -> Self {
        Self { person, path, status, headers, html, document: OnceCell::new() }
    }

    fn document(&self) -> &Html {
        self.document.get_or_init(|| Html::parse_document(&self.html))
    }

    /// What can be read on the page, spaces folded.
    pub fn text(&self) -> String {
        let body = self.document().select(&selector("body")).next();
        fold(&body.map(|b| b.text().collect::<Vec<_>>().join(" ")).unwrap_or_default())
    }

    #[track_caller]
    pub fn sees(&self, words: &str) -> &Self {
        assert!(
            self.text().contains(&fold(words)),
            "{} ({}) does not say {words:?}:\n{}",
            self.path,
            self.status,
            self.text()
        );
        self
    }

    #[track_caller]
    pub fn lacks(&self, words: &str) -> &Self {
        assert!(
            !self.text().contains(&fold(words)),
            "{} ({}) says {words:?}:\n{}",
            self.path,
            self.status,
            self.text()
        );
        self
    }

    #[track_caller]
    pub fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{}:\n{}", self.path, self.text());
        self
    }

    pub fn header(&self, name: &str) -> String {
        self.headers.get(name).map(|v| v.to_str().expect("text").to_owned()).unwrap_or_default()
    }

    /// All elements that a CSS selector finds.
    pub fn all(&self, css: &str) -> Vec<Found> {
        self.document().select(&selector(css)).map(found).collect()
    }

    /// The first element that a CSS selector finds.
    #[track_caller]
    pub fn one(&self, css: &str) -> Found {
        self.all(css).into_iter().next().unwrap_or_else(|| panic!("{} has no {css}:\n{}", self.path, self.html))
    }

    /// All forms of the page, with what their fields hold.
    pub fn forms(&self) -> Vec<Form> {
        self.document().select(&selector("form")).map(|form| Form::read(self.person.clone(), form)).collect()
    }

    /// The first form whose action ends with `action`, with what its fields hold.
    #[track_caller]
    pub fn form(&self, action: &str) -> Form {
        let form = self
            .document()
            .select(&selector("form"))
            .find(|f| {
                f.value()
                    .attr("action")
                    .is_some_and(|a| a.split(['?', '#']).next().unwrap_or_default().ends_with(action))
            })
            .unwrap_or_else(|| panic!("{} has no form for {action}:\n{}", self.path, self.text()));
        Form::read(self.person.clone(), form)
    }
}

/// A form being filled in.
#[derive(Clone)]
pub struct Form {
    person: Person,
    action: String,
    method: Method,
    fields: Vec<(String, String)>,
    unchosen: Vec<(String, String)>,
    buttons: Vec<(String, String)>,
    kinds: Vec<(String, String)>,
}

impl Form {
    fn read(person: Person, form: ElementRef<'_>) -> Self {
        let (mut fields, mut unchosen, mut buttons, mut kinds) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for input in form.select(&selector("input, textarea, select, button")) {
            let attr = |name: &str| input.value().attr(name).map(str::to_owned);
            let Some(name) = attr("name") else { continue };
            let kind = attr("type").unwrap_or_default();
            let element = input.value().name();
            kinds.push((name.clone(), if element == "input" { kind.clone() } else { element.to_owned() }));
            match (element, kind.as_str()) {
                ("button", _) => buttons.push((name, attr("value").unwrap_or_default())),
                ("textarea", _) => fields.push((name, input.text().collect::<String>())),
                ("select", _) => {
                    let value =
                        |o: ElementRef<'_>| o.value().attr("value").map_or_else(|| o.text().collect(), str::to_owned);
                    let options: Vec<String> = input.select(&selector("option")).map(value).collect();
                    let chosen = input.select(&selector("option[selected]")).next().map(value);
                    let chosen = chosen.or_else(|| options.first().cloned()).unwrap_or_default();
                    unchosen.extend(options.into_iter().filter(|o| *o != chosen).map(|o| (name.clone(), o)));
                    fields.push((name, chosen));
                }
                (_, "radio" | "checkbox") if attr("checked").is_none() => {
                    unchosen.push((name, attr("value").unwrap_or_default()));
                }
                _ => fields.push((name, attr("value").unwrap_or_default())),
            }
        }
        let method = form.value().attr("method").unwrap_or("get").to_lowercase();
        Self {
            person,
            action: form.value().attr("action").unwrap_or_default().to_owned(),
            method: if method == "post" { Method::POST } else { Method::GET },
            fields,
            unchosen,
            buttons,
            kinds,
        }
    }

    /// What is filled in.
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// What could be chosen or ticked and is not.
    pub fn unchosen(&self) -> &[(String, String)] {
        &self.unchosen
    }

    /// The buttons that have a name.
    pub fn buttons(&self) -> &[(String, String)] {
        &self.buttons
    }

    /// What a field is: the type of an input, or `textarea`, `select`, `button`.
    pub fn kind(&self, name: &str) -> &str {
        self.kinds.iter().find(|(n, _)| n == name).map_or("", |(_, kind)| kind.as_str())
    }

    /// Where it is sent, if sending it may change something.
    pub fn posts_to(&self) -> Option<&str> {
        (self.method == Method::POST).then_some(self.action.as_str())
    }

    /// The names of all fields.
    pub fn names(&self) -> Vec<&str> {
        let chosen = self.fields.iter().map(|(name, _)| name.as_str());
        chosen.chain(self.unchosen.iter().map(|(name, _)| name.as_str())).collect()
    }

    /// What a field holds now.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Fills a field in, chooses a radio, ticks a box or presses a named button.
    #[must_use]
    pub fn fill(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(n, _)| n != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Fills fields of which the form has several, in this order, in place of what they held.
    #[must_use]
    pub fn fill_many(mut self, fields: &[(&str, String)]) -> Self {
        self.fields.retain(|(n, _)| !fields.iter().any(|(name, _)| name == n));
        self.fields.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        self
    }

    /// Sends the form and goes where the answer leads.
    pub async fn submit(self) -> Page {
        let person = self.person.clone();
        let answer = self.send().await;
        person.follow(answer).await
    }

    /// Sends the form and gives the answer itself.
    pub async fn send(self) -> Page {
        let body = serialize(self.fields.into_iter());
        if self.method == Method::GET {
            let path = self.action.split(['?', '#']).next().unwrap_or_default().to_owned();
            return self.person.get(&format!("{path}?{body}")).await;
        }
        self.person.send(Method::POST, &self.action, &[("sec-fetch-site", "same-origin")], Some(body)).await
    }
}

fn selector(css: &str) -> Selector {
    Selector::parse(css).expect("a good selector")
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn found(element: ElementRef<'_>) -> Found {
    Found {
        text: fold(&element.text().collect::<Vec<_>>().join(" ")),
        attributes: element.value().attrs().map(|(n, v)| (n.to_owned(), v.to_owned())).collect(),
        html: element.html(),
    }
}
