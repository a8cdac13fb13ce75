//! A letter as bytes (RFC 5322): nothing that anybody typed can make a header, and no line is too long.

use super::dkim::Signer;
use super::encode::{body, encoded};
use super::{Bulk, Post, address};
use crate::clock::{Clock, Moment};
use crate::config::Config;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};
use lettre::{Address, message::header::Headers};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, SystemTime};

/// The longest subject, in characters; more than anybody reads in a list.
const SUBJECT: usize = 200;
/// The longest address of the web in a header, in bytes: a header's line has at most 998 (RFC 5322, 2.1.1).
const LONGEST_URL: usize = 900;

/// A letter ready to be handed to a mail server.
pub(super) struct Written {
    /// Where a bounce goes.
    pub from: Address,
    pub to: Address,
    /// Headers and body with CRLF. ASCII.
    pub raw: Vec<u8>,
}

/// What is the same on every letter.
pub(super) struct Letterhead {
    from: Mailbox,
    reply_to: Mailbox,
    /// The site's own host, for List-Id.
    host: String,
    bounce: Option<Address>,
    unsubscribe: Option<Address>,
    signer: Option<Signer>,
    clock: Clock,
}

impl Letterhead {
    /// # Errors
    /// A sentence that names the setting.
    pub(super) fn from_settings(config: &Config, clock: Clock) -> Result<Self, String> {
        let mail = &config.mail;
        let from = mailbox("mail.from", &mail.from)?;
        let reply_to = if mail.reply_to.is_empty() { from.clone() } else { mailbox("mail.reply_to", &mail.reply_to)? };
        let url = url::Url::parse(config.public_url()).map_err(|e| format!("site.public_url: {e}"))?;
        Ok(Self {
            from,
            reply_to,
            host: url.host_str().unwrap_or("localhost").trim_matches(['[', ']']).replace(':', "."),
            bounce: tagged("mail.bounce_address", &mail.bounce_address)?,
            unsubscribe: tagged("mail.unsubscribe_address", &mail.unsubscribe_address)?,
            signer: Signer::from_settings(mail)?,
            clock,
        })
    }

    /// The letter as it leaves, signed if there is a key.
    ///
    /// # Errors
    /// Why it cannot be written. A panic on the way is such a reason too.
    pub(super) fn write(&self, post: &Post) -> Result<Written, String> {
        // lettre panics on some input (a line break in a name); one bad row must not end a run.
        caught(|| self.compose(post))
    }

    fn compose(&self, post: &Post) -> Result<Written, String> {
        let (to, _) = address(&post.to).map_err(|_| "the address is none that we write to".to_owned())?;
        let to: Address = to.parse().map_err(|e| format!("not an address: {e}"))?;
        let now = self.clock.now();
        let parts = MultiPart::alternative_plain_html(body(&post.text), body(&post.html));
        let mut message = Message::builder()
            .from(self.from.clone())
            .reply_to(self.reply_to.clone())
            .to(Mailbox::new(None, to.clone()))
            .date(system_time(now))
            .message_id(Some(message_id(&post.message_id)?))
            .multipart(parts)
            .map_err(|e| e.to_string())?;
        let headers = message.headers_mut();
        set(headers, "Subject", encoded(&post.subject, SUBJECT));
        set(headers, "Content-Language", "en-GB".into());
        // RFC 3834 and Exchange's own: no answering machine should answer.
        set(headers, "Auto-Submitted", "auto-generated".into());
        set(headers, "X-Auto-Response-Suppress", "All".into());
        if let Some(bulk) = &post.bulk {
            self.add_list(headers, bulk)?;
        }
        let mut raw = message.formatted();
        if let Some(signer) = &self.signer {
            let signature = signer.sign(&raw, now)?;
            raw.splice(..0, signature.into_bytes());
        }
        Ok(Written { from: self.envelope(post.bulk.as_ref())?, to, raw })
    }

    fn add_list(&self, headers: &mut Headers, bulk: &Bulk) -> Result<(), String> {
        let mut ways = format!("<{}>", web_address(&bulk.one_click)?);
        if let (Some(address), Some(token)) = (&self.unsubscribe, &bulk.mail_token) {
            ways.push_str(&format!(",\r\n <mailto:{}?subject=unsubscribe>", with_tag(address, token)?));
        }
        set(headers, "List-Unsubscribe", ways);
        // RFC 8058, 3.1: exactly this.
        set(headers, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click".into());
        let list = &bulk.list;
        if list.is_empty() || list.len() > 60 || !list.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return Err("the list's name must be letters, digits and -".into());
        }
        set(headers, "List-Id", format!("<{list}.{}>", self.host));
        set(headers, "Precedence", "bulk".into());
        if let Some(archive) = &bulk.archive {
            set(headers, "List-Archive", format!("<{}>", web_address(archive)?));
        }
        if let Some(thread) = &bulk.thread {
            let thread = message_id(thread)?;
            set(headers, "In-Reply-To", thread.clone());
            set(headers, "References", thread);
        }
        Ok(())
    }

    /// Where a bounce goes: to an address that says which letter it was, if the settings have one.
    fn envelope(&self, bulk: Option<&Bulk>) -> Result<Address, String> {
        match (&self.bounce, bulk.and_then(|bulk| bulk.bounce_key.as_deref())) {
            (Some(address), Some(key)) => with_tag(address, key),
            (Some(address), None) => Ok(address.clone()),
            (None, _) => Ok(self.from.email.clone()),
        }
    }

    /// The DNS record for the signature: name and value.
    pub(super) fn dns_record(&self) -> Option<(String, String)> {
        self.signer.as_ref().map(Signer::dns_record)
    }
}

fn caught<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        Err(format!("writing the letter panicked: {}", said.unwrap_or("no reason given")))
    })
}

fn mailbox(setting: &str, text: &str) -> Result<Mailbox, String> {
    let mailbox: Mailbox = text.parse().map_err(|e| format!("{setting}: {text} is no address: {e}"))?;
    let name = mailbox.name.as_deref().unwrap_or_default();
    if name.chars().any(char::is_control) || name.chars().count() > 80 {
        return Err(format!("{setting}: the name must have at most 80 characters and no line break"));
    }
    if !mailbox.email.to_string().is_ascii() {
        return Err(format!("{setting}: {} must be ASCII; write the domain as xn--…", mailbox.email));
    }
    Ok(mailbox)
}

/// An address behind whose name `+` and a key may stand: the local part has at most 64 characters (RFC 5321, 4.5.3.1.1).
fn tagged(setting: &str, text: &str) -> Result<Option<Address>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let (text, _) = address(text).map_err(|_| format!("{setting}: {text} is no address"))?;
    let address: Address = text.parse().map_err(|e| format!("{setting}: {text} is no address: {e}"))?;
    if address.user().len() > 12 || address.user().contains('+') {
        return Err(format!("{setting}: the part before @ may have 12 characters and no +, as a key is added to it"));
    }
    Ok(Some(address))
}

fn with_tag(address: &Address, tag: &str) -> Result<Address, String> {
    if !tag.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)) {
        return Err("a key in an address must be letters, digits, - and _".into());
    }
    Address::new(format!("{}+{tag}", address.user()), address.domain())
        .map_err(|e| format!("a key makes no address: {e}"))
}

fn set(headers: &mut Headers, name: &'static str, value: String) {
    // All values are ASCII and folded by us.
    headers.insert_raw(HeaderValue::dangerous_new_pre_encoded(
        HeaderName::new_from_ascii_str(name),
        value.clone(),
        value,
    ));
}

fn message_id(id: &str) -> Result<String, String> {
    let good = |part: &str| {
        let known = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&b);
        !part.is_empty() && !part.starts_with('.') && !part.ends_with('.') && part.bytes().all(known)
    };
    match id.split_once('@') {
        Some((left, right)) if good(left) && good(right) && id.len() <= 200 => Ok(format!("<{id}>")),
        _ => Err(format!("{id:?} is no Message-ID")),
    }
}

fn web_address(text: &str) -> Result<&str, String> {
    let plain = text.bytes().all(|b| b.is_ascii_graphic() && !b"<>\"".contains(&b)) && text.len() <= LONGEST_URL;
    let known = text.starts_with("https://") || text.starts_with("http://");
    if plain && known { Ok(text) } else { Err("a web address in a header is not one".into()) }
}

fn system_time(at: Moment) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(at.and_utc().timestamp()).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letterhead(change: impl FnOnce(&mut Config)) -> Result<Letterhead, String> {
        let mut config = Config::load(None, []).expect("the defaults are good");
        change(&mut config);
        let at = chrono::DateTime::UNIX_EPOCH.naive_utc() + chrono::Duration::days(20_000);
        Letterhead::from_settings(&config, Clock::held(at))
    }

    fn post() -> Post {
        let (text, html) = ("Hi\n".into(), "<p>Hi</p>".into());
        let (to, message_id) = ("ana@example.org".into(), "1.abc@folkmoot.example".into());
        Post { to, message_id, subject: "Hello".into(), html, text, bulk: None }
    }

    #[test]
    fn a_panic_is_a_reason_like_any_other() {
        let name = "Ana\r\nBcc: eve@example.org".to_owned();
        let said = caught(|| {
            let mut headers = Headers::new();
            let mailbox = Mailbox::new(Some(name), "ana@example.org".parse().expect("an address"));
            headers.set(lettre::message::header::From::from(lettre::message::Mailboxes::from(mailbox)));
            Ok(())
        });
        assert!(said.is_err_and(|because| because.contains("panicked")), "lettre panics on a line break in a name");
    }

    #[test]
    fn a_letter_has_its_date_and_number_from_us_and_one_subject() {
        let subject = "Hello\r\nBcc: eve@example.org".into();
        let written = letterhead(|_| {}).and_then(|head| head.write(&Post { subject, ..post() })).expect("written");
        let raw = String::from_utf8(written.raw).expect("ASCII");
        assert!(raw.contains("Date: Fri, 04 Oct 2024 00:00:00 +0000\r\n"), "{raw}");
        assert!(
            raw.contains("Message-ID: <1.abc@folkmoot.example>\r\n")
                && raw.contains("Auto-Submitted: auto-generated\r\n")
        );
        assert!(raw.contains("Subject: Hello Bcc: eve@example.org\r\n") && !raw.contains("\nBcc"), "{raw}");
    }

    #[test]
    fn settings_that_make_bad_letters_are_refused_by_name() {
        type Change = fn(&mut Config);
        let changes: [(&str, Change); 6] = [
            ("mail.from", |c| c.mail.from = format!("{} <a@folkmoot.example>", "x".repeat(81))),
            ("mail.from", |c| c.mail.from = "Folkmoot <a@fölkmoot.example>".into()),
            ("mail.reply_to", |c| c.mail.reply_to = "nobody".into()),
            ("mail.bounce_address", |c| c.mail.bounce_address = "bounce".into()),
            ("mail.bounce_address", |c| c.mail.bounce_address = "a+b@folkmoot.example".into()),
            ("mail.unsubscribe_address", |c| c.mail.unsubscribe_address = "much-too-long@folkmoot.example".into()),
        ];
        for (setting, change) in changes {
            let error = letterhead(change).err().unwrap_or_else(|| panic!("{setting} was taken"));
            assert!(error.starts_with(setting), "{error}");
        }
    }
}
