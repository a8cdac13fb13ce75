//! Letters that came back, in the styles of many servers: who it was about, and what follows. Written by hand for this
//! test; `KEY` stands for the key that our letter left with.

use folkmoot::keys::Keys;
use folkmoot::mail::bounce::{self, Bounced, Class};
use std::collections::BTreeSet;
use std::path::PathBuf;

const ANA: &str = "ana@people.example";
const CY: &str = "cy@people.example";
const DI: &str = "di@bigmail.example";
const FI: &str = "fi@people.example";
const IDA: &str = "ida@people.example";

/// File, whether the key proves which letter it was, recipient, status, class.
type Row = (&'static str, bool, &'static str, &'static str, Option<Class>);

const TABLE: &[Row] = &[
    ("postfix-no-such-user", true, ANA, "5.1.1", Some(Class::Hard)),
    ("postfix-no-such-domain", true, ANA, "5.1.2", Some(Class::Hard)),
    ("postfix-mailbox-full", true, ANA, "5.2.2", Some(Class::Permanent)),
    ("postfix-gave-up", true, ANA, "4.4.1", Some(Class::Temporary)),
    ("postfix-delayed", true, ANA, "", None),
    ("postfix-policy", true, ANA, "5.7.1", Some(Class::Ours)),
    ("postfix-vague-status", true, ANA, "5.1.1", Some(Class::Hard)),
    ("postfix-delivered", true, ANA, "", None),
    ("postfix-relayed", true, ANA, "", None),
    ("exim-report", true, ANA, "5.0.0", Some(Class::Permanent)),
    ("exim-words", true, "bo@people.example", "5.1.1", Some(Class::Hard)),
    ("exim-warning", true, "", "", None),
    ("exchange-not-found", true, CY, "5.1.10", Some(Class::Hard)),
    ("exchange-restricted", true, CY, "5.7.133", Some(Class::Ours)),
    ("exchange-access-denied", true, CY, "5.4.1", Some(Class::Permanent)),
    ("exchange-authentication", true, CY, "5.7.515", Some(Class::Ours)),
    ("gmail-no-account", true, DI, "5.1.1", Some(Class::Hard)),
    ("gmail-rate-limited", true, DI, "4.7.28", Some(Class::Ours)),
    ("gmail-over-quota", true, DI, "4.2.2", Some(Class::Temporary)),
    ("gmail-dns", true, DI, "5.0.0", Some(Class::Permanent)),
    ("global-address", true, "ü@people.example", "5.1.1", Some(Class::Hard)),
    ("qmail", true, "ed@people.example", "5.1.1", Some(Class::Hard)),
    ("words-without-status", true, "ed@people.example", "5.0.0", Some(Class::Permanent)),
    ("words-of-no-use", true, "", "", None),
    ("complaint-abuse", true, FI, "", Some(Class::Complaint)),
    ("complaint-opt-out", true, FI, "", Some(Class::Complaint)),
    ("complaint-not-spam", true, FI, "", None),
    ("complaint-redacted", false, "redacted@people.example", "", Some(Class::Complaint)),
    ("out-of-office-exchange", true, "", "", None),
    ("out-of-office-vacation", true, "", "", None),
    ("out-of-office-postmaster", true, "", "", None),
    ("an-answer-by-hand", true, "", "", None),
    ("forged-without-key", false, "victim@people.example", "5.1.1", Some(Class::Hard)),
    ("forged-with-a-wrong-seal", false, "victim@people.example", "5.1.1", Some(Class::Hard)),
    ("broken-no-end", true, IDA, "5.1.1", Some(Class::Hard)),
    ("broken-no-boundary", true, IDA, "5.1.1", Some(Class::Hard)),
    ("broken-fields", true, IDA, "5.2.1", Some(Class::Permanent)),
    ("unsubscribe-by-letter", false, "", "", None),
    ("unsubscribe-by-a-machine", false, "", "", None),
];

fn keys() -> Keys {
    Keys::with("a key for the tests, long enough to use")
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/mail/bounces")
}

fn sample(name: &str) -> Vec<u8> {
    let text = std::fs::read_to_string(folder().join(format!("{name}.eml"))).unwrap_or_else(|e| panic!("{name}: {e}"));
    let key = bounce::key(&keys(), "d7");
    // Some servers make all letters large.
    text.replace("BOUNCE+KEY", &format!("BOUNCE+{}", key.to_uppercase()))
        .replace("+KEY@", &format!("+{key}@"))
        .into_bytes()
}

#[test]
fn each_letter_that_came_back_is_understood() {
    let mut wrong = Vec::new();
    for (name, proven, recipient, status, class) in TABLE {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let unsubscribe = (*name == "unsubscribe-by-letter").then(|| "s_J3kd-0aZ".to_owned());
        let (about, recipient, status) = (proven.then(|| "d7".to_owned()), some(recipient), some(status));
        let expected = Bounced { about, recipient, status, class: *class, unsubscribe };
        let found = bounce::read(&sample(name), &keys());
        if found != expected {
            wrong.push(format!("{name}: {found:?}\n  not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let listed: BTreeSet<String> = TABLE.iter().map(|(name, ..)| format!("{name}.eml")).collect();
    let there: BTreeSet<String> = std::fs::read_dir(folder())
        .expect("the samples")
        .map(|entry| entry.expect("a file").file_name().into_string().expect("a plain name"))
        .collect();
    assert_eq!(listed, there, "every sample has its row");
}

/// Whatever is cut off or changed on the way: no panic, and never somebody else's letter.
#[test]
fn what_is_cut_or_changed_proves_nothing_new() {
    for (name, ..) in TABLE {
        let raw = sample(name);
        for end in (0..raw.len()).step_by(7) {
            let found = bounce::read(&raw[..end], &keys());
            assert!(matches!(found.about.as_deref(), None | Some("d7")), "{name} cut at {end}: {found:?}");
        }
        for at in (0..raw.len()).step_by(11) {
            let mut changed = raw.clone();
            changed[at] ^= 0x15;
            let found = bounce::read(&changed, &keys());
            assert!(matches!(found.about.as_deref(), None | Some("d7")), "{name} changed at {at}: {found:?}");
        }
    }
    assert_eq!(bounce::read(b"", &keys()), Bounced::default());
    assert_eq!(bounce::read(&vec![b'a'; 3_000_000], &keys()).about, None);
}

#[test]
fn a_key_is_short_small_and_only_ours() {
    let key = bounce::key(&keys(), "d12345678901234567");
    assert!(key.len() <= 41 && !key.bytes().any(|b| b.is_ascii_uppercase()), "{key}");
    let to = |key: &str| format!("Delivered-To: bounce+{key}@folkmoot.example\r\n\r\nhello").into_bytes();
    assert_eq!(bounce::read(&to(&key), &keys()).about.as_deref(), Some("d12345678901234567"));
    let other = Keys::with("another key for the tests, as long as that");
    assert_eq!(bounce::read(&to(&key), &other).about, None);
    // While another key takes over, both are good.
    let secrets = folkmoot::config::Secrets {
        key: "another key for the tests, as long as that".to_owned().into(),
        second_key: "a key for the tests, long enough to use".to_owned().into(),
        key_file: PathBuf::new(),
        second_key_file: PathBuf::new(),
    };
    let both = Keys::load(&secrets).expect("two keys");
    for key in [key.clone(), bounce::key(&other, "d12345678901234567")] {
        assert_eq!(bounce::read(&to(&key), &both).about.as_deref(), Some("d12345678901234567"));
    }
    for at in 0..key.len() {
        let mut bytes = key.clone().into_bytes();
        bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
        let changed = String::from_utf8(bytes).expect("ASCII");
        assert_eq!(bounce::read(&to(&changed), &keys()).about, None, "{changed}");
    }
}

#[test]
fn answers_of_servers_have_classes_too() {
    for (reply, class) in [
        ("550 5.1.1 no such user", Some(Class::Hard)),
        ("550 no such user", Some(Class::Permanent)),
        ("552 5.2.2 full", Some(Class::Permanent)),
        ("554 5.7.1 192.0.2.25 is listed", Some(Class::Ours)),
        ("451 4.3.0 later", Some(Class::Temporary)),
        ("421 4.7.0 your reputation", Some(Class::Ours)),
        ("451 5.1.1 says two things", Some(Class::Temporary)),
        ("250 2.0.0 taken", None),
        ("the address is none that we write to", None),
        ("", None),
        ("55", None),
        ("ääää", None),
    ] {
        assert_eq!(Class::of_reply(reply), class, "{reply}");
    }
    let scores = [Class::Hard, Class::Complaint, Class::Permanent, Class::Temporary, Class::Ours].map(Class::score);
    assert_eq!(scores, [5, 5, 2, 1, 0]);
}
