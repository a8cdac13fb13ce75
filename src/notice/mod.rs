//! What people are told of their data: the facts, from the settings and from what the program itself does.

mod cookies;
pub mod pages;

use crate::areas;
use crate::clock::Moment;
use crate::config::{Config, Transport};
use crate::consents::{self, Act, Notices, Who};
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use secrecy::ExposeSecret;
use views::notice::{Kept, Privacy};
use views::parts::count;

pub use cookies::{Known, cookies, known};

/// The page of the house rules.
pub use crate::areas::HOUSE_RULES;

/// A length of time in words: days where they are whole.
fn hours(n: i64) -> String {
    if n % 24 == 0 { count(n / 24, "day", "days") } else { count(n, "hour", "hours") }
}

fn days(n: i64) -> String {
    count(n, "day", "days")
}

/// The facts of the privacy notice, as the settings are.
#[must_use]
pub fn privacy(config: &Config) -> Privacy {
    let said = &config.privacy;
    Privacy {
        controller: said.controller.clone(),
        contact: contact(config),
        officer: said.officer.clone(),
        basis: said.basis.clone(),
        minimum_age: config.accounts.minimum_age,
        kept: kept(config),
        mail_server: mail_server(config),
        downloads_days: config.retention.downloads_days,
    }
}

/// The address at which people reach those who answer for the site.
#[must_use]
pub fn contact(config: &Config) -> String {
    let said = &config.privacy.contact;
    if said.is_empty() { bare(&config.mail.reply_to) } else { said.clone() }
}

/// The address alone of "Folkmoot <team@…>".
fn bare(mailbox: &str) -> String {
    let address = mailbox.parse::<lettre::message::Mailbox>().map(|mailbox| mailbox.email.to_string());
    address.unwrap_or_else(|_| mailbox.to_owned())
}

/// Through whom letters leave, without its password.
fn mail_server(config: &Config) -> Option<String> {
    let url = url::Url::parse(config.mail.smtp_url.expose_secret()).ok()?;
    (config.mail.transport == Transport::Smtp).then(|| url.host_str().map(str::to_owned)).flatten()
}

/// Each kind of data: what it is, why it is kept, and how long.
#[allow(clippy::too_many_lines, reason = "a table: a line or two for each kind of data")]
fn kept(config: &Config) -> Vec<Kept> {
    let (rules, clocks) = (&config.accounts, &config.retention);
    let until_erased = || "Until you erase your account.".to_owned();
    let line = |what, why, how_long| Kept { what, why, how_long };
    let mut kept = vec![
        line(
            "Your email address",
            "To sign you in, and to send you the emails that belong to your account.",
            until_erased(),
        ),
        line(
            "Your name, and whether you take part as a resident or as a professional",
            "Everybody sees them beside what you write. The name need not be your real one.",
            until_erased(),
        ),
        line(
            "Your password",
            "To sign you in. It is scrambled so that nobody can read it, not even us.",
            until_erased(),
        ),
        line(
            "Your comments, and the words from before you changed them",
            "Everybody can read them.",
            "Until you delete them.".into(),
        ),
        line("Your votes", "To count them.", "Until you take them back or erase your account; the counts stay.".into()),
        line(
            "What you follow, and when emails about it come",
            "To send you those emails and no others.",
            format!(
                "Until you erase your account. Which news stood in an email is forgotten {} after it was sent.",
                days(clocks.emails_days)
            ),
        ),
        line(
            "When you signed in, on what device, and when you were last here",
            "To keep you signed in, and to show you where you are.",
            format!(
                "You are signed out {} after your last visit, and {} after you signed in. For staff it is {} and {}. {}",
                days(rules.session_idle_days),
                days(rules.session_longest_days),
                count(rules.staff_idle_minutes, "minute", "minutes"),
                count(rules.staff_longest_hours, "hour", "hours"),
                after("It is deleted", clocks.sessions_days, "then")
            ),
        ),
        line(
            "The key of your app for sign-in codes, and your recovery codes, if you have set up a second step",
            "To check that it is you. The key is sealed, and of the codes we keep only a trace by which we know them again.",
            "Until you switch the second step off or erase your account.".into(),
        ),
        line(
            "Of each passkey: the half that anybody may know, what you call it, when it was made and last used, and whether it is kept in several places",
            "To check that it is you. Your finger, your face or your PIN never reach us.",
            "Until you remove the passkey or erase your account.".into(),
        ),
        line(
            "What you write or choose before you sign in",
            "So that you can finish.",
            format!("It is deleted after {}, or when it is posted.", hours(rules.waiting_hours)),
        ),
        line(
            "An account whose email address was never confirmed",
            "So that its owner can still confirm it.",
            format!(
                "The link in our email is good for {}. The account is deleted once it is {} old and no link is left.",
                hours(rules.confirm_hours),
                days(clocks.unconfirmed_days)
            ),
        ),
        line(
            "That we sent you a link, for instance for a new password",
            "So that each link works once.",
            format!("It is deleted {} after the link has run out.", days(clocks.links_days)),
        ),
        line(
            "An email address that asked for a link, without an account",
            "To send the link, and to make the account when you open it.",
            format!("The link runs out after {} minutes. The address is deleted within an hour after that.", rules.sign_in_minutes),
        ),
        line(
            "An email address that asked for emails, without an account",
            "To send you those emails.",
            format!(
                "If you do not say yes, it is deleted after {}. If you stop all emails, it is deleted {} later.",
                days(clocks.asked_days),
                days(clocks.stopped_days)
            ),
        ),
        line(
            "An email that could not be sent, with the reason",
            "So that somebody can put it right.",
            format!("It is deleted after {}.", days(clocks.letters_days)),
        ),
        line(
            "Your profession and where you work, if you had your profession verified, and how we checked it",
            "To count professionals apart. Everybody sees the profession; only the staff see the rest.",
            format!(
                "Until you erase your account. A work address is forgotten when you have answered our email, or after {}. What else you sent us is deleted {} later, unless it still verifies you.",
                hours(config.professions.letter_hours),
                days(clocks.claims_days)
            ),
        ),
        line(
            "To which organisation you belong, and an email address that was invited to one",
            "So that you can comment in its name. Others see it when you do.",
            "Until you leave it or erase your account. An invitation is deleted after 14 days, or when it is answered."
                .into(),
        ),
        line(
            "What you answer to a consultation, the files that you attach, for whom you speak, and whether it may be published",
            "To read it before anything is decided, and to count it. Staff who read it do not see who wrote it, unless a file says so; who of them opened a file is noted.",
            format!(
                "What you never send is deleted {} after the close. What you send is kept with the consultation; the files go when you take it back. When you erase your account, it stays without your name if it may be published, and its files are for staff alone; if not, it goes.",
                days(clocks.drafts_days)
            ),
        ),
        line(
            "What you say about yourself after a consultation (equality questions)",
            "To see whether we hear from all kinds of people. Each answer is added to a count and is not kept with your account, your response or your other answers. So it is in no copy of your data, and nobody can find it to change it or take it out.",
            "That you have answered, and the exact counts, are deleted when the counts are published: a day after the last response can be sent. Numbers that could tell of single people are left out."
                .into(),
        ),
        line(
            "That a report about a comment came from you, if you were signed in",
            "To see when reports are misused.",
            format!("It is forgotten after {}. The report itself stays.", days(clocks.reporters_days)),
        ),
        line(
            "What a comment of yours said before a moderator removed it, or took out a part",
            "So that a different moderator can look again, and bring it back.",
            format!("It is deleted after {}.", days(clocks.taken_words_days)),
        ),
        line(
            "What moderators decided about your comments, and what you wrote to ask for another look",
            "To be able to show why. Everybody can read what was decided, without names and without words.",
            "Until you erase your account: then nothing in it leads to you.".into(),
        ),
        line(
            "To which wording of this page and of the house rules you agreed, and when",
            "To be able to show it.",
            "Until you erase your account, or until your address is deleted.".into(),
        ),
        line(
            "Which of the staff saw your data, and when",
            "So that nobody looks without a reason.",
            format!("It is deleted after {}.", days(clocks.access_days)),
        ),
    ];
    if config.proposals.by_residents {
        kept.push(line(
            "The proposals that you suggest",
            "So that our team can read them. When one is published, everybody can read it, with your name.",
            "Until you erase your account. What was published stays then, without your name.".into(),
        ));
    }
    if !config.sign_in.providers.is_empty() {
        kept.push(line(
            "If you sign in with another site: which one, and the number by which it knows you",
            "To sign you in. That site tells us your name and your email address, too; we keep them only if you make an account. It learns that you sign in here, and nothing of what you do here.",
            "Until you disconnect it or erase your account. If you do not finish, it is deleted after an hour.".into(),
        ));
    }
    kept
}

fn after(what: &str, n: i64, then: &str) -> String {
    if n == 0 { format!("{what} {then}.") } else { format!("{what} {} later.", days(n)) }
}

/// What somebody who agrees at this moment is told.
///
/// # Errors
/// When the database refuses.
pub fn notices(conn: &mut Conn, config: &Config) -> Result<Notices> {
    let house_rules = match areas::page(conn, HOUSE_RULES) {
        Ok(page) => page.body,
        Err(Error::NotFound) => String::new(),
        Err(error) => return Err(error),
    };
    let privacy = plain(&views::notice::privacy_words(&privacy(config)).into_string());
    Ok(Notices { privacy, house_rules })
}

/// The words of a page of ours as plain text: what ends a paragraph ends a line.
fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    for piece in html.split('<') {
        let (tag, words) = piece.split_once('>').unwrap_or(("", piece));
        if matches!(tag, "/p" | "/h2" | "/dt") {
            text.push('\n');
        }
        text.push_str(words);
    }
    let marks = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
    marks.iter().fold(text, |text, (mark, letter)| text.replace(mark, letter))
}

/// Notes that somebody agreed to the notices as they stand, and to be old enough where that is asked.
///
/// # Errors
/// When the database refuses.
pub fn agreed(tx: &mut Tx<'_>, config: &Config, who: Who, act: Act, now: Moment) -> Result<()> {
    let notices = notices(tx, config)?;
    let age = Some(config.accounts.minimum_age).filter(|age| *age > 0 && act == Act::Account);
    consents::record(tx, who, act, &notices, age, now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(pairs: &[(&str, &str)]) -> Config {
        Config::load(None, pairs.iter().map(|(k, v)| ((*k).into(), (*v).into()))).expect("good settings")
    }

    #[test]
    fn the_mail_server_is_named_without_its_password() {
        let smtp = [
            ("FOLKMOOT__MAIL__TRANSPORT", "smtp"),
            ("FOLKMOOT__MAIL__SMTP_URL", "smtp://user:secret@mail.site.example:587"),
        ];
        assert_eq!(privacy(&config(&smtp)).mail_server.as_deref(), Some("mail.site.example"));
        assert_eq!(privacy(&config(&[])).mail_server, None);
        assert_eq!(privacy(&config(&[])).contact, "team@folkmoot.example");
    }

    #[test]
    fn what_was_agreed_to_is_kept_as_text() {
        assert_eq!(plain("<h2>A</h2><p>B &amp; <bdi>&lt;C&gt;</bdi></p>"), "A\nB & <C>\n");
        let words = plain(&views::notice::privacy_words(&privacy(&config(&[]))).into_string());
        assert!(words.starts_with("Who is responsible\n") && !words.contains("</"), "{words}");
    }

    #[test]
    fn every_clock_is_told() {
        let told = |config: &Config| views::notice::privacy_words(&privacy(config)).into_string();
        let table: toml::Table = crate::config::DEFAULTS.parse().expect("the defaults are TOML");
        let clocks = table["retention"].as_table().expect("a section");
        for key in clocks.keys() {
            let name = format!("FOLKMOOT__RETENTION__{}", key.to_uppercase());
            let changed = told(&config(&[(&name, "1234")]));
            assert!(changed.contains("1,234 days"), "retention.{key} is not on the page");
        }
    }
}
