//! What a report says: of delivery (RFC 3464), of a complaint (RFC 5965), or in some server's own words.

use mail_parser::{Message, MessagePart, MimeHeaders, PartType};

/// How much of a report in a server's own words is searched, in characters.
const WORDS: usize = 8_000;

/// What was found in a letter.
#[derive(Debug, Default)]
pub(super) struct Report {
    /// It has the form of a report, or comes from a mail server.
    pub is_report: bool,
    /// A machine wrote it.
    pub is_automatic: bool,
    pub is_complaint: bool,
    pub recipient: Option<String>,
    /// Of a failure: a delay or a success leaves it empty.
    pub status: Option<String>,
    /// The envelope's sender of our letter, where the report names it.
    pub returned_to: Vec<String>,
}

impl Report {
    pub(super) fn of(letter: &Message<'_>) -> Self {
        let mut report = Self { is_automatic: is_automatic(letter), ..Self::default() };
        for part in &letter.parts {
            match kind(part).as_str() {
                "message/delivery-status" | "message/global-delivery-status" => report.read_delivery(&text(part)),
                "message/feedback-report" => report.read_feedback(&text(part)),
                "message/rfc822" | "message/global" | "text/rfc822-headers" | "message/rfc822-headers" => {
                    report
                        .returned_to
                        .extend(fields(&text(part)).filter(|(name, _)| name == "return-path").map(|(_, v)| v));
                }
                _ => {}
            }
        }
        if !report.is_report && from_server(letter) {
            report.is_report = true;
            report.read_words(letter);
        }
        report
    }

    /// RFC 3464, 2: fields about the letter, an empty line, then a group of fields for each address.
    fn read_delivery(&mut self, text: &str) {
        self.is_report = true;
        let text = text.replace("\r\n", "\n");
        for group in text.split("\n\n") {
            let get = |wanted: &str| fields(group).find(|(name, _)| name == wanted).map(|(_, value)| value);
            let Some(to) = get("final-recipient").or_else(|| get("original-recipient")) else { continue };
            self.recipient.get_or_insert_with(|| address(&to));
            // A delay is no failure: if it becomes one, another report says so.
            let failed = get("action").is_none_or(|action| action.to_ascii_lowercase().starts_with("fail"));
            if !failed || self.status.is_some() {
                continue;
            }
            let said = get("diagnostic-code").unwrap_or_default();
            let status =
                get("status").and_then(|status| find_status(&status)).filter(|status| !status.starts_with('2'));
            // "5.0.0" says nothing; what the other server said may say more.
            self.status = match status {
                Some(status) if !status.ends_with(".0.0") => Some(status),
                other => {
                    find_status(&said).filter(|status| !status.starts_with('2')).or(other).or_else(|| by_code(&said))
                }
            };
        }
    }

    /// RFC 5965, 3.
    fn read_feedback(&mut self, text: &str) {
        self.is_report = true;
        for (name, value) in fields(text) {
            match name.as_str() {
                "feedback-type" => {
                    let kinds = ["abuse", "fraud", "opt-out", "opt-out-list", "other", "virus"];
                    self.is_complaint = kinds.iter().any(|kind| value.eq_ignore_ascii_case(kind));
                }
                "original-rcpt-to" | "removal-recipient" => {
                    self.recipient.get_or_insert_with(|| address(&value));
                }
                "original-mail-from" => self.returned_to.push(address(&value)),
                _ => {}
            }
        }
    }

    /// Servers that know no form: an address, and an answer such as `550 5.1.1 no such user`.
    fn read_words(&mut self, letter: &Message<'_>) {
        let to = letter.header_values("X-Failed-Recipients").find_map(|value| value.as_text().map(address));
        let body = letter.raw_message().get(letter.root_part().raw_body_offset() as usize..).unwrap_or_default();
        let text = letter.body_text(0).unwrap_or_else(|| String::from_utf8_lossy(body));
        let text: String = text.chars().take(WORDS).collect();
        self.recipient = to.or_else(|| {
            let words =
                text.split_whitespace().map(|word| word.trim_matches(['<', '>', ':', ',', '(', ')', '"', '\'']));
            words.filter(|word| word.contains('@') && !word.contains('+')).map(address).next()
        });
        // A warning says that it goes on trying.
        let warns = letter.subject().is_some_and(|subject| {
            let subject = subject.to_lowercase();
            ["warning", "delayed", "delay)", "not yet"].iter().any(|word| subject.contains(word))
        });
        if !warns {
            self.status = text.lines().find_map(find_status).or_else(|| text.lines().find_map(by_code));
        }
    }
}

/// The first status (RFC 3463) in somebody's words, as a word of its own: `550-5.1.1 The …` has one, an address of IP has none.
pub(super) fn find_status(text: &str) -> Option<String> {
    let words = text.split(|c: char| !(c.is_ascii_digit() || c == '.'));
    words.map(|word| word.trim_matches('.')).find(|word| is_status(word)).map(str::to_owned)
}

fn is_status(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    let digits = |part: &&str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    matches!(parts[..], ["2" | "4" | "5", ..]) && parts.len() == 3 && parts.iter().all(digits)
}

/// A status from a bare code, `550 no such user`: for good or for now is all that it says.
fn by_code(text: &str) -> Option<String> {
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let code = words.find(|word| {
        word.len() == 3 && word.bytes().all(|b| b.is_ascii_digit()) && matches!(&word[..2], "42" | "45" | "50" | "55")
    })?;
    Some(format!("{}.0.0", &code[..1]))
}

fn kind(part: &MessagePart<'_>) -> String {
    let Some(kind) = part.content_type() else { return String::new() };
    format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()).to_ascii_lowercase()
}

fn text(part: &MessagePart<'_>) -> String {
    match &part.body {
        PartType::Message(inner) => String::from_utf8_lossy(inner.raw_message()).into_owned(),
        _ => String::from_utf8_lossy(part.contents()).into_owned(),
    }
}

/// Fields of the form `Name: value`, folded lines joined, up to the first line that is none.
fn fields(text: &str) -> impl Iterator<Item = (String, String)> {
    let text = text.trim_start().replace("\r\n", "\n").replace("\n ", " ").replace("\n\t", " ");
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.into_iter().map_while(|line| {
        let (name, value) = line.split_once(':')?;
        Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
    })
}

/// `rfc822; <ana@example.org>` becomes `ana@example.org`.
fn address(text: &str) -> String {
    let text = text.split_once(';').map_or(text, |(_, address)| address);
    text.trim().trim_matches(['<', '>', '"']).chars().filter(|c| !c.is_control()).take(254).collect()
}

/// RFC 3834: whoever answers by machine says so, in one of several ways.
fn is_automatic(letter: &Message<'_>) -> bool {
    let says = |name: &'static str, no: &[&str]| {
        let value = letter.header_raw(name).unwrap_or_default().trim().to_ascii_lowercase();
        !value.is_empty() && !no.iter().any(|word| value.starts_with(word))
    };
    says("Auto-Submitted", &["no"])
        || says("X-Autoreply", &["no"])
        || says("X-Autorespond", &[])
        || says("Precedence", &["list", "first"])
}

/// Whether a mail server wrote it, and not somebody's answering machine.
fn from_server(letter: &Message<'_>) -> bool {
    let from = letter.from().and_then(|from| from.first()).and_then(|from| from.address()).unwrap_or_default();
    let local = from.split('@').next().unwrap_or_default().to_ascii_lowercase();
    let answers =
        letter.header_raw("Auto-Submitted").is_some_and(|value| value.to_ascii_lowercase().contains("auto-replied"));
    let failed = letter.header_raw("X-Failed-Recipients").is_some();
    failed || (matches!(local.as_str(), "mailer-daemon" | "postmaster") && !answers)
}
