//! Encryption: required where it should be, checked, and nothing said in the clear before it.

use crate::faults::{End, send};
use crate::server::{Fault, Server, Tls};
use crate::{letter, mailer, settings};
use folkmoot::config::Config;

/// Settings that trust the server's authority and sign in.
fn trusting(server: &Server, folder: &tempfile::TempDir, scheme: &str, tls: &str) -> Config {
    let file = folder.path().join("authority.pem");
    std::fs::write(&file, &server.authority).expect("written");
    let mut config = settings(server.port);
    config.mail.smtp_url = format!("{scheme}://folkmoot:s%40cret@127.0.0.1:{}{tls}", server.port).into();
    config.mail.ca_file = file;
    config
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_leave_encrypted_and_signed_in() {
    let folder = tempfile::tempdir().expect("a folder");
    for (tls, scheme, option) in [
        (Tls::Offered, "smtp", "?tls=required"),
        (Tls::Offered, "smtp", "?tls=opportunistic"),
        (Tls::AtOnce, "smtps", ""),
    ] {
        let server = Server::with_tls(Fault::None, tls).await;
        let mailer = mailer(&trusting(&server, &folder, scheme, option));
        for n in 0..3 {
            let (end, because) = send(&mailer, &letter(n)).await;
            assert_eq!(end, End::Sent, "{scheme} {option}: {because}");
        }
        let inbox = server.inbox();
        assert!(inbox.len() == 3 && inbox.iter().all(|one| one.encrypted && one.signed_in), "{scheme} {option}");
        assert_eq!(server.connections(), 1);
        assert!(!server.said().contains("AUTH") && !server.said().contains("MAIL"), "{}", server.said());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_three_ends_are_the_same_behind_encryption() {
    let folder = tempfile::tempdir().expect("a folder");
    let lines = [(Tls::Offered, "smtp", "?tls=required"), (Tls::AtOnce, "smtps", "")];
    let faults = [
        (Fault::Rcpt550, End::ForGood),
        (Fault::Dot451, End::ForNow),
        (Fault::CloseAtRcpt, End::ForNow),
        (Fault::HangAtRcpt, End::ForNow),
        (Fault::CloseAfterDot, End::Unknown),
        (Fault::HangAfterDot, End::Unknown),
    ];
    let folder = &folder;
    let cases = lines.iter().flat_map(|line| faults.iter().map(move |fault| (*line, *fault)));
    let sent = cases.map(|((tls, scheme, option), (fault, expected))| async move {
        let server = Server::with_tls(fault, tls).await;
        let authority = tempfile::tempdir_in(folder.path()).expect("a folder");
        let (end, because) = send(&mailer(&trusting(&server, &authority, scheme, option)), &letter(1)).await;
        assert_eq!(end, expected, "{scheme} {fault:?}: {because}");
    });
    assert_eq!(futures_util::future::join_all(sent).await.len(), 12);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_encryption_or_trust_neither_letter_nor_password_leaves() {
    let folder = tempfile::tempdir().expect("a folder");
    let cases = [
        (Tls::Never, "smtp", "?tls=required", true),
        (Tls::Never, "smtps", "", true),
        (Tls::Offered, "smtp", "?tls=required", false),
        (Tls::Offered, "smtp", "?tls=opportunistic", false),
        (Tls::AtOnce, "smtps", "", false),
    ];
    for (tls, scheme, option, trusts) in cases {
        let server = Server::with_tls(Fault::None, tls).await;
        let mut config = trusting(&server, &folder, scheme, option);
        if !trusts {
            config.mail.ca_file = "".into();
        }
        let mailer = mailer(&config);
        let (end, because) = send(&mailer, &letter(1)).await;
        assert_eq!(end, End::ForNow, "{scheme} {option} {trusts}: {because}");
        assert!(server.inbox().is_empty() && mailer.paused().is_some(), "{scheme} {option} {trusts}");
        assert!(!server.said().contains("AUTH") && !server.said().contains("MAIL"), "{}", server.said());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_slipped_in_before_the_encryption_is_not_believed() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::with_tls(Fault::SlipsIn, Tls::Offered).await;
    let (end, because) = send(&mailer(&trusting(&server, &folder, "smtp", "?tls=required")), &letter(1)).await;
    assert_eq!(end, End::ForNow, "{because}");
    assert!(server.inbox().is_empty());
}
