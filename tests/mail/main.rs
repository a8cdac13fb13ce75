//! The mail room against real servers: one of our own with many faults, and others written in Python.

mod again;
mod bounces;
mod certificates;
mod fault;
mod faults;
mod letters;
mod others;
mod python;
mod sending;
mod server;
mod tls;

use folkmoot::clock::Clock;
use folkmoot::config::{Config, Transport};
use folkmoot::mail::{Bulk, Mailer, Post};

/// Seconds that one letter may take in these tests: enough for a good one on a busy machine.
pub const DEADLINE: u64 = 6;
/// How much later than that an answer may come on a busy machine, in seconds.
pub const MARGIN: u64 = 20;

/// Settings for a server on this machine.
pub fn settings(port: u16) -> Config {
    let mut config = Config::load(None, []).expect("the defaults are good");
    config.site.public_url = "https://folkmoot.example".into();
    config.mail.transport = Transport::Smtp;
    config.mail.smtp_url = format!("smtp://127.0.0.1:{port}").into();
    config.mail.deadline_seconds = DEADLINE;
    config
}

/// The mailer of these settings, by the machine's clock.
pub fn mailer(config: &Config) -> Mailer {
    Mailer::new(config, Clock::system()).expect("good settings")
}

/// A letter about somebody's own account.
pub fn letter(n: usize) -> Post {
    Post {
        to: format!("person{n}@people.example"),
        message_id: format!("{n}.test@folkmoot.example"),
        subject: format!("Letter {n}"),
        html: format!("<!DOCTYPE html><html lang=\"en-GB\"><title>Letter</title><p>This is letter {n}.</p></html>"),
        text: format!("This is letter {n}.\n"),
        bulk: None,
    }
}

/// A letter to many.
pub fn digest(n: usize) -> Post {
    let bulk = Bulk {
        one_click: format!("https://folkmoot.example/unsubscribe/token-{n}"),
        mail_token: Some(format!("token-{n}")),
        list: "digest".into(),
        bounce_key: Some(format!("d{n}.0123456789abcdef0123")),
        ..Bulk::default()
    };
    Post { bulk: Some(bulk), ..letter(n) }
}
