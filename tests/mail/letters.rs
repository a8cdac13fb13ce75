//! Letters as others read them: well formed whatever is in them, and signed.

use crate::faults::{End, send};
use crate::python::{Python, header};
use crate::{digest, letter, mailer, settings};
use folkmoot::config::Config;
use folkmoot::mail::Post;
use std::path::{Path, PathBuf};

/// What people type, and what others have sent to break letters.
fn nasty() -> Vec<String> {
    let mut all: Vec<String> = [
        "",
        "   \u{200b}\u{200b} \u{a0}\u{3000}",
        "👨‍👩‍👧‍👦🏳️‍🌈🇬🇧",
        "a\0b\u{1}c\u{7f}d\u{85}e\u{9b}31m\u{1b}[31m",
        "\u{fffd}\u{feff}\u{ffff}",
        "\u{202e}txet desrever\u{202c} \u{2066}isolated",
        "Mоderаtor",
        "<b>Ana</b>, \"Bo\" & 'Cy' <eve@example.org>; d@e.f (comment) \\",
        "Hello\r\nBcc: eve@example.org\r\n\r\nbody",
        "Hello\nBcc: eve@example.org",
        "Hello\rBcc: eve@example.org",
        "Hello\u{2028}Bcc: eve@example.org\u{2029}\u{b}\u{c}",
        "'; DROP TABLE accounts; -- % _ \\",
        "<script>alert(1)</script><svg/onload=alert(1)>&#106;avascript:",
        "=cmd|' /C calc'!A0\t+1\t-1\t@SUM(1)",
        "=?utf-8?b?QmNjOiBldmVAZXhhbXBsZS5vcmc=?=",
        "=?utf-8?q?Bcc=3A_eve?= and =?iso-8859-1?q?=0D=0ABcc=3A?=",
        "=\r\n=3D=0D=0A= \n=",
        ".\r\n.\r\nMAIL FROM:<eve@example.org>",
        "From here on\nFrom there on\n>From",
        "--\r\n--boundary\r\nContent-Type: text/html\r\n\r\n<b>",
        "trailing spaces   \n\ttabs\t\n \n",
        "স্কুলের কাছে স্বাস্থ্যকর রাস্তা",
        "شوارع أكثر صحة بالقرب من المدارس",
        "学校附近更健康的街道",
        "ünïcödé Straße İstanbul ﬁ Ǆ",
    ]
    .map(str::to_owned)
    .into();
    all.push("x".repeat(10_000));
    all.push("long words and short ones ".repeat(120));
    all.push("é".repeat(3_000));
    all.push("\n".repeat(1_000));
    all.push(format!("Z{}", "\u{301}\u{323}".repeat(250)));
    all.push(">".repeat(10_000));
    all.push("[".repeat(50_000));
    all.push("😀".repeat(2_000));
    all
}

/// The subject that may arrive: one line, without controls and marks of direction, at most 200 characters.
fn cleaned(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let kept: String = line
        .chars()
        .filter(|c| {
            !c.is_control()
                && !"\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}"
                    .contains(*c)
        })
        .collect();
    if kept.chars().count() <= 200 { kept } else { kept.chars().take(199).chain(['…']).collect() }
}

/// A part's text that must arrive: line ends are one kind, and controls are gone.
fn plain(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_typed_makes_one_good_letter() {
    let mut python = Python::start(None);
    let mut config = settings(python.port);
    config.mail.deadline_seconds = 60;
    let mailer = mailer(&config);
    for (n, text) in nasty().into_iter().enumerate() {
        let shown: String = text.chars().take(40).collect();
        let post = Post { subject: text.clone(), text: text.clone(), html: format!("<p>{text}</p>"), ..digest(n) };
        mailer.send(&post).await.unwrap_or_else(|e| panic!("{shown:?}: {e:?}"));
        let got = python.next();
        assert_eq!(got["wrong"], serde_json::json!([]), "{shown:?}");
        assert_eq!(got["defects"], serde_json::json!([]), "{shown:?}");
        assert_eq!(got["envelope"][1], serde_json::json!([post.to]), "{shown:?}");
        assert_eq!(header(&got, "Subject").trim(), cleaned(&text).trim(), "{shown:?}");
        let arrived = |part: &str| got[part].as_str().expect("a text").trim_end_matches('\n').to_owned();
        assert_eq!(arrived("text"), plain(&text).trim_end_matches('\n'), "{shown:?}");
        assert_eq!(arrived("html"), plain(&format!("<p>{text}</p>")), "{shown:?}");
        let names: Vec<&str> =
            got["headers"].as_array().expect("headers").iter().filter_map(|pair| pair[0].as_str()).collect();
        assert!(!names.contains(&"Bcc"), "{shown:?}: {names:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_to_many_says_how_to_stop_it() {
    let mut python = Python::start(None);
    let mut config = settings(python.port);
    config.mail.from = "\"Folk, moot & Straße\" <no-reply@folkmoot.example>".into();
    config.mail.unsubscribe_address = "unsubscribe@folkmoot.example".into();
    let mailer = mailer(&config);
    let mut post = digest(1);
    let bulk = post.bulk.as_mut().expect("bulk");
    bulk.archive = Some("https://folkmoot.example/letters/1".into());
    bulk.thread = Some("s1.root@folkmoot.example".into());
    for post in [post, letter(2)] {
        assert_eq!(send(&mailer, &post).await.0, End::Sent);
    }
    let got = python.next();
    assert_eq!((&got["wrong"], &got["defects"]), (&serde_json::json!([]), &serde_json::json!([])));
    for (name, value) in [
        ("From", "\"Folk, moot & Straße\" <no-reply@folkmoot.example>"),
        ("Reply-To", "Folkmoot <team@folkmoot.example>"),
        ("To", "person1@people.example"),
        ("Message-ID", "<1.test@folkmoot.example>"),
        (
            "List-Unsubscribe",
            "<https://folkmoot.example/unsubscribe/token-1>, <mailto:unsubscribe+token-1@folkmoot.example?subject=unsubscribe>",
        ),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("List-Id", "<digest.folkmoot.example>"),
        ("List-Archive", "<https://folkmoot.example/letters/1>"),
        ("In-Reply-To", "<s1.root@folkmoot.example>"),
        ("References", "<s1.root@folkmoot.example>"),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        ("Precedence", "bulk"),
        ("Content-Language", "en-GB"),
    ] {
        assert_eq!(header(&got, name), value, "{name}");
    }
    let own = python.next();
    assert_eq!((&own["wrong"], &own["defects"]), (&serde_json::json!([]), &serde_json::json!([])));
    for name in ["List-Unsubscribe", "List-Unsubscribe-Post", "List-Id", "Precedence"] {
        assert_eq!(header(&own, name), "", "{name} is for letters to many");
    }
    assert_eq!(header(&own, "Auto-Submitted"), "auto-generated");
}

fn signing(port: u16, key: &Path) -> Config {
    let mut config = settings(port);
    config.mail.dkim_domain = "folkmoot.example".into();
    config.mail.dkim_selector = "s2026".into();
    config.mail.dkim_key_file = key.to_owned();
    config
}

/// A fresh key as `openssl genpkey -algorithm ed25519` writes it.
fn ed25519(folder: &Path) -> PathBuf {
    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).expect("a key");
    let file = folder.join("ed25519.pem");
    std::fs::write(&file, key.serialize_pem()).expect("written");
    file
}

#[tokio::test(flavor = "multi_thread")]
async fn signatures_hold_and_every_change_breaks_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let rsa = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/mail/rsa.pem");
    for key in [rsa, ed25519(folder.path())] {
        let record = mailer(&signing(25, &key)).dns_record().expect("a record");
        assert_eq!(record.0, "s2026._domainkey.folkmoot.example.");
        let mut python = Python::start(Some(record));
        let mailer = mailer(&signing(python.port, &key));
        let hard = "Wärme für alle: 1,000 steps towards a really long subject that has to be folded over several lines";
        for post in
            [digest(1), Post { subject: hard.into(), ..digest(2) }, Post { text: "letter  \n\n\n".into(), ..digest(3) }]
        {
            let (end, because) = send(&mailer, &post).await;
            assert_eq!(end, End::Sent, "{because}");
            let got = python.next();
            assert_eq!((&got["wrong"], &got["defects"]), (&serde_json::json!([]), &serde_json::json!([])));
            let held = serde_json::json!({
                "as it came": true, "content type": true, "a relay's header": true, "body": false, "subject": false,
                "unsubscribe": false, "post": false, "another from": false,
            });
            assert_eq!(got["dkim"], held, "{}", key.display());
        }
    }
}
