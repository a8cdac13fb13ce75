//! For each thing that a mail server can do wrong: which end the letter comes to, within the deadline.

use crate::server::{Fault, Server};
use crate::{DEADLINE, MARGIN, letter, mailer, settings};
use folkmoot::mail::{Failure, Mailer, Post};
use std::time::{Duration, Instant};

/// How a letter ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Sent,
    ForGood,
    ForNow,
    Unknown,
}

/// Sends one letter and says how it ended, and that this took no longer than it may.
pub async fn send(mailer: &Mailer, post: &Post) -> (End, String) {
    let began = Instant::now();
    let result = mailer.send(post).await;
    let took = began.elapsed();
    assert!(took < Duration::from_secs(DEADLINE + MARGIN), "{result:?} took {took:?}");
    match result {
        Ok(()) => (End::Sent, String::new()),
        Err(Failure::ForGood(because)) => (End::ForGood, because),
        Err(Failure::ForNow(because)) => (End::ForNow, because),
        Err(Failure::Unknown(because)) => (End::Unknown, because),
    }
}

/// The fault, the end, whether the server is left alone afterwards, and how many letters it took.
const TABLE: &[(Fault, End, bool, usize)] = &[
    (Fault::None, End::Sent, false, 1),
    (Fault::Slow, End::Sent, false, 1),
    (Fault::CloseAfterOne, End::Sent, false, 1),
    (Fault::Say421AfterOne, End::Sent, false, 1),
    (Fault::Greet421, End::ForNow, true, 0),
    (Fault::Greet554, End::ForNow, true, 0),
    (Fault::NoGreeting, End::ForNow, true, 0),
    (Fault::DripGreeting, End::ForNow, true, 0),
    (Fault::Gibberish, End::ForNow, true, 0),
    (Fault::CloseAtOnce, End::ForNow, true, 0),
    (Fault::Helo421, End::ForNow, true, 0),
    (Fault::SaysItTwice, End::ForNow, true, 0),
    (Fault::Mail421, End::ForNow, true, 0),
    // Whoever refuses the sender refuses all letters: none of them is at fault.
    (Fault::Mail550, End::ForNow, true, 0),
    (Fault::Mail451, End::ForNow, false, 0),
    (Fault::Rcpt421, End::ForNow, true, 0),
    (Fault::Rcpt450, End::ForNow, false, 0),
    (Fault::Rcpt550, End::ForGood, false, 0),
    (Fault::Rcpt550TwoLines, End::ForGood, false, 0),
    // That may lie in this letter alone; only several in a row are the server's.
    (Fault::HangAtRcpt, End::ForNow, false, 0),
    (Fault::CloseAtRcpt, End::ForNow, false, 0),
    (Fault::Data451, End::ForNow, false, 0),
    (Fault::Data554, End::ForGood, false, 0),
    (Fault::Dot421, End::ForNow, true, 0),
    (Fault::Dot451, End::ForNow, false, 0),
    (Fault::Dot552, End::ForGood, false, 0),
    (Fault::Dot354, End::Unknown, false, 0),
    (Fault::HangAfterDot, End::Unknown, false, 1),
    (Fault::DripAfterDot, End::Unknown, false, 1),
    (Fault::CloseAfterDot, End::Unknown, false, 1),
    (Fault::GibberishAfterDot, End::Unknown, false, 0),
];

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_has_its_end() {
    let rows = TABLE.iter().map(|&(fault, end, paused, taken)| async move {
        let server = Server::start(fault).await;
        let mailer = mailer(&settings(server.port));
        let (got, because) = send(&mailer, &letter(1)).await;
        let found = (fault, got, mailer.paused().is_some(), server.inbox().len());
        (found == (fault, end, paused, taken)).then_some(()).ok_or(format!("{found:?}, not {end:?}: {because}"))
    });
    let wrong: Vec<String> = futures_util::future::join_all(rows).await.into_iter().filter_map(Result::err).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn an_answer_is_given_on_in_its_own_words() {
    let server = Server::start(Fault::Rcpt550TwoLines).await;
    let (_, because) = send(&mailer(&settings(server.port)), &letter(1)).await;
    assert_eq!(because, "550 5.1.1 The account that you tried to reach does not exist.");
    let class = folkmoot::mail::bounce::Class::of_reply(&because);
    assert_eq!(class, Some(folkmoot::mail::bounce::Class::Hard));
}

/// What no pipe of the system can hold, so that writing it needs a server that reads.
fn long_letter() -> Post {
    Post { text: "All work and no play makes a long letter.\n".repeat(600_000), ..letter(1) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_within_the_letter_has_certainly_not_got_it() {
    for (fault, paused) in [(Fault::HangInLetter, false), (Fault::CloseInLetter, false)] {
        let server = Server::start(fault).await;
        let mailer = mailer(&settings(server.port));
        let (end, because) = send(&mailer, &long_letter()).await;
        assert_eq!((end, mailer.paused().is_some()), (End::ForNow, paused), "{fault:?}: {because}");
        assert!(server.inbox().is_empty());
    }
}

/// A short letter may be in the pipe, whole, before its reader goes: nobody can know. It never counts as sent or refused.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_goes_while_a_short_letter_comes_leaves_it_open_at_worst() {
    for fault in [Fault::CloseInLetter, Fault::QuitInLetter, Fault::HangInLetter] {
        let server = Server::start(fault).await;
        let (end, because) = send(&mailer(&settings(server.port)), &letter(1)).await;
        assert!(matches!(end, End::ForNow | End::Unknown), "{fault:?}: {end:?} {because}");
        assert!(server.inbox().is_empty());
    }
}

#[tokio::test]
async fn a_port_where_nobody_listens_pauses_the_host() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    let mailer = mailer(&settings(port));
    assert_eq!(send(&mailer, &letter(1)).await.0, End::ForNow);
    assert!(mailer.paused().is_some());
}

#[tokio::test]
async fn a_wrong_password_is_no_letters_fault() {
    let server = Server::start(Fault::Auth535).await;
    let mut config = settings(server.port);
    config.mail.smtp_url = format!("smtp://folkmoot:wrong@127.0.0.1:{}", server.port).into();
    let mailer = mailer(&config);
    let (end, because) = send(&mailer, &letter(1)).await;
    assert_eq!(end, End::ForNow);
    assert!(because.starts_with("535 ") && mailer.paused().is_some(), "{because}");
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_hang_again_and_again_are_left_alone_too() {
    for fault in [Fault::CloseAtRcpt, Fault::CloseAfterDot] {
        let server = Server::start(fault).await;
        let mailer = mailer(&settings(server.port));
        for n in 0..2 {
            send(&mailer, &letter(n)).await;
            assert!(mailer.paused().is_none(), "{fault:?}");
        }
        send(&mailer, &letter(3)).await;
        assert!(mailer.paused().is_some(), "{fault:?}");
    }
}
