//! Letters about one's own account: sent again when nobody can know whether the first arrived, with the same number.

use crate::server::{Fault, Server};
use crate::settings;
use folkmoot::app::App;
use folkmoot::clock::Clock;
use folkmoot::db::{self, DatabaseUrl};
use folkmoot::policy::{Capacity, Role};
use folkmoot::queue::{self, Job};
use folkmoot::{accounts, worker};

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_without_an_answer_leaves_again_under_its_own_number() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(Fault::CloseAfterDot).await;
    let mut config = settings(server.port);
    config.database.url = format!("sqlite:{}", folder.path().join("folkmoot.db").display());
    config.secrets.key = "a key for the tests, long enough to use".to_owned().into();
    db::migrate(&config.database.url.parse::<DatabaseUrl>().expect("an address")).expect("tables are made");
    let clock = Clock::held(Clock::system().now());
    let now = clock.now();
    let app = App::new(config, clock.clone()).expect("the app starts");
    let ask = app.site.db.write(move |tx| {
        let (role, capacity) = (Role::Member, Capacity::Resident);
        let id = accounts::create_confirmed(tx, "Ana", "ana@people.example", role, capacity, "", "", now)?;
        queue::enqueue(tx, &Job::AddressKnown { account: id.0 }, now)
    });
    ask.await.expect("asked for");
    assert_eq!(worker::once(&app).await.expect("the worker works"), 1);
    assert_eq!(worker::once(&app).await.expect("the worker works"), 0, "not at once");
    server.heal();
    clock.forward(chrono::Duration::minutes(2));
    assert_eq!(worker::once(&app).await.expect("the worker works"), 1);
    clock.forward(chrono::Duration::hours(2));
    assert_eq!(worker::once(&app).await.expect("the worker works"), 0, "it was answered");
    let numbers: Vec<String> = server
        .inbox()
        .iter()
        .filter_map(|one| Some(mail_parser::MessageParser::default().parse(&one.data)?.message_id()?.to_owned()))
        .collect();
    assert!(numbers.len() == 2 && numbers[0] == numbers[1] && numbers[0].contains('@'), "{numbers:?}");
}
