//! The database is away: cut off from the site by somebody who stands between the two.

use super::{posted, refuses};
use crate::support::{TestApp, databases};
use chrono::Duration;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::io::copy_bidirectional;
use tokio::net::TcpStream;

/// A way to the database that can be cut and mended. It has a thread of its own: the site waits for it in many places.
struct Way {
    address: SocketAddr,
    open: Arc<AtomicBool>,
}

impl Way {
    fn to(database: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("set");
        let address = listener.local_addr().expect("bound");
        let open = Arc::new(AtomicBool::new(true));
        let state = open.clone();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async move {
                let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
                while let Ok((near, _)) = listener.accept().await {
                    tokio::spawn(carry(near, database, state.clone()));
                }
            });
        });
        Self { address, open }
    }

    fn cut(&self) {
        self.open.store(false, Ordering::SeqCst);
    }

    fn mend(&self) {
        self.open.store(true, Ordering::SeqCst);
    }
}

/// Carries everything to and fro while the way is open; drops it when it is not.
async fn carry(mut near: TcpStream, database: SocketAddr, open: Arc<AtomicBool>) {
    let is_cut = async {
        while open.load(Ordering::SeqCst) {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    let all = async {
        if let Ok(mut far) = TcpStream::connect(database).await {
            let _ = copy_bidirectional(&mut near, &mut far).await;
        }
    };
    tokio::select! { () = is_cut => {}, () = all => {} }
}

/// 35: without its database the site says so and when to come again; what everybody may read can be read for a while, and
/// afterwards nothing needs to be started anew. SQLite is never away: it is part of the program.
#[actix_web::test]
async fn a_database_that_is_away() {
    let database = url::Url::parse(&databases::postgres_url()).expect("an address");
    let far = database.socket_addrs(|| Some(5_432)).expect("resolved")[0];
    let way = Way::to(far);
    let near = way.address;
    let app = TestApp::with("postgres", move |config| {
        let mut url = url::Url::parse(&config.database.url).expect("an address");
        url.set_host(Some("127.0.0.1")).expect("a host");
        url.set_port(Some(near.port())).expect("a port");
        config.database.url = url.to_string();
        config.database.wait_seconds = 1;
    })
    .await;
    let (_, path) = app.proposal("Clean buses").await;
    let ana = app.resident("Ana").await;
    let token = ana.token().await;
    let send = |body: &'static str| {
        let (ana, token, to) = (&ana, &token, format!("{path}/comments"));
        async move { ana.post(&to, &[("csrf", token), ("body", body)]).await }
    };
    send("Before.").await.is(303);
    let visitor = app.visitor();
    let before = visitor.get(&path).await;
    before.is(200).sees("Before.");

    way.cut();
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    for _ in 0..3 {
        let page = send("Meanwhile.").await;
        refuses(&page, 503, "We could not save your comment. It is still here below.");
        page.sees("Meanwhile.");
        assert!(page.header("retry-after").parse::<u64>().is_ok_and(|s| s > 0));
        assert_eq!(visitor.get(&path).await.is(200).html, before.html, "what is in memory can be read");
        for at in ["/decisions", "/health", "/none/at/all"] {
            let page = visitor.get(at).await;
            assert_eq!(page.status, if at == "/none/at/all" { 404 } else { 503 }, "{at}");
        }
        let page = visitor.get("/decisions").await;
        page.sees("This is not possible just now").sees("You can try again in 5 seconds.");
        assert_eq!(page.header("retry-after"), "5");
        // Whoever might see more than others must be known first.
        ana.get(&path).await.is(503);
    }
    app.clock.forward(Duration::minutes(6));
    visitor.get(&path).await.is(503);

    way.mend();
    let mut tries = 0;
    while send("Afterwards.").await.status != 303 {
        tries += 1;
        assert!(tries < 20, "it comes back by itself");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    for at in [path.as_str(), "/decisions", "/health"] {
        let mut tries = 0;
        while visitor.get(at).await.status != 200 {
            tries += 1;
            assert!(tries < 10, "{at}: each connection is opened again");
        }
    }
    visitor.visit(&path).await.sees("Afterwards.").sees("Before.").lacks("Meanwhile.");
    assert_eq!(posted(&app).await, 2);
    app.end().await;
}
