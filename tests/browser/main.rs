//! The site in a real browser: by mouse, without JavaScript, by keyboard alone, on a telephone and on a desk.
//!
//! `chrome` starts the browser, `checks` looks at a page, `hands` works with it, `site` starts Folkmoot,
//! `windows` keeps browsers for the next test,
//! `harness` proves that the checks see what they should. `journeys` are what people come to do, `consultation` is a whole one from its draft to what was decided, `pages` is every page.
//! Nothing is skipped: a missing program fails with a sentence. `FOLKMOOT_PICTURES=1` keeps pictures of all pages.

#[macro_use]
mod windows;

mod checks;
mod chrome;
mod consultation;
mod devtools;
mod hands;
mod harness;
mod journeys;
mod little_server;
#[path = "../openid/real.rs"]
#[allow(dead_code, reason = "the browser goes its way through the provider's pages by itself")]
mod openid;
mod pages;
mod passkeys;
mod site;
