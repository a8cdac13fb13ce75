//! Connections: kept, shared, found closed, and left alone.

use crate::faults::{End, send};
use crate::server::{Fault, Server};
use crate::{digest, letter, mailer, settings};
use folkmoot::clock::Clock;
use folkmoot::mail::{Mailer, Post};
use std::collections::HashSet;

#[tokio::test]
async fn letters_one_after_the_other_share_a_connection() {
    let server = Server::start(Fault::None).await;
    let mailer = mailer(&settings(server.port));
    for n in 0..20 {
        assert_eq!(send(&mailer, &letter(n)).await.0, End::Sent);
    }
    assert_eq!((server.inbox().len(), server.connections()), (20, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_use_no_more_connections_than_the_settings_allow() {
    let server = Server::start(Fault::None).await;
    let mut config = settings(server.port);
    config.mail.connections = 4;
    config.mail.deadline_seconds = 60;
    let mailer = mailer(&config);
    assert_eq!(mailer.connections(), 4);
    let letters: Vec<Post> = (0..200).map(letter).collect();
    let sent = futures_util::future::join_all(letters.iter().map(|post| mailer.send(post))).await;
    assert!(sent.iter().all(Result::is_ok), "{sent:?}");
    assert!((1..=4).contains(&server.most_at_once()), "{}", server.most_at_once());
    let inbox = server.inbox();
    assert!(inbox.iter().all(|one| one.from == "no-reply@folkmoot.example" && one.to.len() == 1));
    let to: HashSet<String> = inbox.into_iter().flat_map(|one| one.to).collect();
    assert_eq!(to.len(), 200, "each went to its own address, once");
}

#[tokio::test]
async fn a_connection_that_the_server_closed_meanwhile_is_replaced_unseen() {
    for fault in [Fault::CloseAfterOne, Fault::Say421AfterOne] {
        let server = Server::start(fault).await;
        let mailer = mailer(&settings(server.port));
        for n in 0..5 {
            let (end, because) = send(&mailer, &letter(n)).await;
            assert_eq!(end, End::Sent, "{fault:?}: {because}");
        }
        assert_eq!((server.inbox().len(), server.connections()), (5, 5), "{fault:?}");
        assert!(mailer.paused().is_none());
    }
}

#[tokio::test]
async fn after_a_refused_letter_the_next_leaves_on_the_same_connection() {
    for fault in [Fault::Rcpt550, Fault::Rcpt450, Fault::Data451, Fault::Dot552, Fault::Mail451] {
        let server = Server::start(fault).await;
        let mailer = mailer(&settings(server.port));
        assert_ne!(send(&mailer, &letter(1)).await.0, End::Sent);
        server.heal();
        assert_eq!(send(&mailer, &letter(2)).await.0, End::Sent, "{fault:?}");
        assert_eq!((server.inbox().len(), server.connections()), (1, 1), "{fault:?}");
    }
}

#[tokio::test]
async fn a_server_in_trouble_is_left_alone_until_one_letter_has_tried() {
    let server = Server::start(Fault::Greet421).await;
    let clock = Clock::held(Clock::system().now());
    let mailer = Mailer::new(&settings(server.port), clock.clone()).expect("good settings");
    assert_eq!(send(&mailer, &letter(1)).await.0, End::ForNow);
    let until = mailer.paused().expect("paused");
    assert_eq!(mailer.room(), 0);
    let (end, because) = send(&mailer, &letter(2)).await;
    assert_eq!((end, server.connections()), (End::ForNow, 1), "nobody connected meanwhile");
    assert!(because.contains("left alone"), "{because}");
    clock.forward(until - clock.now());
    assert_eq!(mailer.room(), 1, "one tries before the others are taken up");
    assert_eq!(send(&mailer, &letter(3)).await.0, End::ForNow, "the probe finds it as it was");
    let later = mailer.paused().expect("paused again");
    assert!(later - clock.now() >= chrono::Duration::minutes(2), "{later}");
    assert_eq!(server.connections(), 2);
    server.heal();
    clock.forward(later - clock.now());
    assert_eq!(send(&mailer, &letter(4)).await.0, End::Sent);
    assert!(mailer.paused().is_none());
    assert_eq!((server.inbox().len(), mailer.room()), (1, 16));
}

#[tokio::test]
async fn the_envelope_says_whose_letter_came_back() {
    let server = Server::start(Fault::None).await;
    let mut config = settings(server.port);
    config.mail.bounce_address = "bounce@folkmoot.example".into();
    let mailer = mailer(&config);
    for post in [digest(7), letter(8)] {
        assert_eq!(send(&mailer, &post).await.0, End::Sent);
    }
    let from: Vec<String> = server.inbox().into_iter().map(|one| one.from).collect();
    assert_eq!(from, ["bounce+d7.0123456789abcdef0123@folkmoot.example", "bounce@folkmoot.example"]);
}

#[tokio::test]
async fn dots_and_commands_in_a_letter_stay_in_it() {
    let server = Server::start(Fault::None).await;
    let text = ".\n..\n.\r\nMAIL FROM:<eve@example.org>\r\n.\nRCPT TO:<eve@example.org>\nend";
    let post = Post { text: text.into(), ..letter(1) };
    assert_eq!(send(&mailer(&settings(server.port)), &post).await.0, End::Sent);
    let inbox = server.inbox();
    let [one] = inbox.as_slice() else { panic!("one letter, not {}", inbox.len()) };
    assert_eq!(one.to, ["person1@people.example"]);
    let parsed = mail_parser::MessageParser::default().parse(&one.data).expect("a letter");
    let got = parsed.body_text(0).expect("a text").replace("\r\n", "\n");
    assert_eq!(got.trim_end(), text.replace("\r\n", "\n"));
}

#[tokio::test]
async fn a_letter_that_cannot_be_written_is_nobodys_fault_but_its_own() {
    let server = Server::start(Fault::None).await;
    let mailer = mailer(&settings(server.port));
    let bulk = digest(1).bulk.expect("bulk");
    let broken = [
        Post { to: "ana@example.org\r\nBcc: eve@example.org".into(), ..letter(1) },
        Post { to: "ana".into(), ..letter(1) },
        Post { message_id: "1\r\nBcc: eve@example.org".into(), ..letter(1) },
        Post { message_id: String::new(), ..letter(1) },
        Post {
            bulk: Some(folkmoot::mail::Bulk {
                one_click: "https://x.example/>\r\nBcc: e@x.org".into(),
                ..bulk.clone()
            }),
            ..letter(1)
        },
        Post {
            bulk: Some(folkmoot::mail::Bulk { list: "digest>\r\nBcc: e@x.org".into(), ..bulk.clone() }),
            ..letter(1)
        },
        Post { bulk: Some(folkmoot::mail::Bulk { thread: Some("x".into()), ..bulk }), ..letter(1) },
    ];
    for post in broken {
        let (end, because) = send(&mailer, &post).await;
        assert_eq!(end, End::ForGood, "{because}");
        assert!(folkmoot::mail::bounce::Class::of_reply(&because).is_none());
    }
    assert_eq!(server.connections(), 0);
    assert!(mailer.paused().is_none());
}
