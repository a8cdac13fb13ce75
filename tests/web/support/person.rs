//! Somebody with a browser: cookies, pages, forms.

use super::page::Page;
use folkmoot::ids::AccountId;
use reqwest::header::{COOKIE, HeaderMap, LOCATION, SET_COOKIE};
use reqwest::{Client, Method, redirect};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A visitor, signed in or not. Clones share the same browser.
#[derive(Clone)]
pub struct Person {
    pub id: AccountId,
    pub url: String,
    client: Client,
    cookies: Rc<RefCell<BTreeMap<String, String>>>,
}

impl Person {
    pub fn new(url: String) -> Self {
        let client =
            Client::builder().redirect(redirect::Policy::none()).pool_max_idle_per_host(0).build().expect("a client");
        Self { id: AccountId(0), url, client, cookies: Rc::default() }
    }

    /// Signs in through the form.
    pub async fn sign_in(&self, email: &str, password: &str) -> Page {
        let page = self.visit("/sign-in").await;
        page.form("/sign-in").fill("email", email).fill("password", password).submit().await
    }

    /// Opens a page, and goes on where it leads.
    pub async fn visit(&self, path: &str) -> Page {
        self.follow(self.get(path).await).await
    }

    /// Opens a page and looks at the answer itself, wherever it leads.
    pub async fn get(&self, path: &str) -> Page {
        self.send(Method::GET, path, &[], None).await
    }

    /// Sends a form as a browser would, without its page: the token must be among the fields.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = serialize(fields.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())));
        self.send(Method::POST, path, &[("sec-fetch-site", "same-origin")], Some(body)).await
    }

    /// Sends a form with the token that this person's pages carry.
    pub async fn post_own(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let token = self.token().await;
        let mut all = vec![("csrf", token.as_str())];
        all.extend_from_slice(fields);
        self.post(path, &all).await
    }

    /// The form token on this person's pages.
    pub async fn token(&self) -> String {
        let token = self.visit("/proposals").await.all("input[name=csrf]").first().map(|i| i.attr("value"));
        token.unwrap_or_default()
    }

    /// Sends any request. `body` is a form already encoded.
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Option<String>) -> Page {
        let form = ("content-type", "application/x-www-form-urlencoded");
        let headers: Vec<_> = headers.iter().copied().chain(body.is_some().then_some(form)).collect();
        self.send_bytes(method, path, &headers, body.map(String::into_bytes)).await
    }

    /// Sends any request; its type must be among the headers if it has a body.
    pub async fn send_bytes(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> Page {
        let (page, bytes) = self.exchange(method, path, headers, body).await;
        Page::new(page.person, page.path, page.status, page.headers, String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Downloads a file: the answer without what it holds, and that.
    pub async fn file(&self, path: &str) -> (Page, Vec<u8>) {
        self.exchange(Method::GET, path, &[], None).await
    }

    async fn exchange(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> (Page, Vec<u8>) {
        let path = path.split('#').next().unwrap_or_default();
        let target = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.url) };
        let mut request = self.client.request(method, &target);
        let cookies = self.cookies.borrow().iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>().join("; ");
        if !cookies.is_empty() {
            request = request.header(COOKIE, cookies);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        let response = request.send().await.expect("the site answers");
        self.keep_cookies(response.headers());
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.expect("a body").to_vec();
        (Page::new(self.clone(), path.to_owned(), status, headers, String::new()), bytes)
    }

    /// Goes where a redirect leads.
    pub async fn follow(&self, mut page: Page) -> Page {
        for _ in 0..5 {
            if page.status != 303 {
                return page;
            }
            let to = page.headers.get(LOCATION).expect("a place to go").to_str().expect("text").to_owned();
            page = self.get(&to).await;
        }
        panic!("redirects go round in a circle at {}", page.path);
    }

    fn keep_cookies(&self, headers: &HeaderMap) {
        for cookie in headers.get_all(SET_COOKIE) {
            let text = cookie.to_str().expect("text");
            let (pair, rest) = text.split_once(';').unwrap_or((text, ""));
            let (name, value) = pair.split_once('=').expect("a name and a value");
            is_told(name, rest);
            if value.is_empty() || rest.to_lowercase().contains("max-age=0") {
                self.cookies.borrow_mut().remove(name);
            } else {
                self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
            }
        }
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.borrow().get(name).cloned()
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
    }

    pub fn forget_cookies(&self) {
        self.cookies.borrow_mut().clear();
    }
}

pub fn serialize(fields: impl Iterator<Item = (String, String)>) -> String {
    let mut out = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields {
        out.append_pair(&name, &value);
    }
    out.finish()
}

/// Whatever cookie an answer leaves, in any story, stands on the page about cookies, and lives no longer than it says there.
#[track_caller]
fn is_told(name: &str, rest: &str) {
    let known = folkmoot::notice::known(name).unwrap_or_else(|| panic!("/cookies does not name {name}"));
    let rest = rest.to_lowercase();
    let seconds = rest.split(';').find_map(|part| part.trim().strip_prefix("max-age=")?.parse::<i64>().ok());
    let config = folkmoot::config::Config::load(None, []).expect("the defaults are good");
    let (lives, most) = (seconds.expect("it ends some day"), known.most_seconds(&config));
    assert!(lives <= most, "{name} lives for {lives} seconds, and /cookies says {most}");
}
