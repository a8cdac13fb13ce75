//! Reading, measured: pages for everybody against the limit, pages for one reader, and long discussions.

use crate::Outcome;
use crate::drive::{self, Caller, Plan, Samples};
use crate::figures::{Figure, Findings, Target};
use crate::http::{Answer, request};
use crate::limit::{Limit, Page};
use crate::site::Running;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use views::paths;

/// How many connections ask at once.
pub const CONNECTIONS: [usize; 3] = [1, 16, 64];
/// Each row is measured in so many turns, the page and its limit one after the other, so that both meet the same neighbours.
const TURNS: u32 = 4;

/// Asks for the same things again and again, each answer being 200.
struct Reader {
    requests: Arc<Vec<Vec<u8>>>,
    at: usize,
}

impl Caller for Reader {
    fn next(&mut self) -> &[u8] {
        self.at = (self.at + 1) % self.requests.len();
        &self.requests[self.at]
    }

    fn answered(&mut self, answer: &Answer<'_>) -> Outcome<()> {
        if answer.status == 200 && answer.body > 0 { Ok(()) } else { Err(format!("a page answers {}", answer.status)) }
    }
}

fn readers(requests: &Arc<Vec<Vec<u8>>>, connections: usize) -> Vec<Box<dyn Caller>> {
    let step = requests.len() / connections.max(1);
    let reader = |n: usize| Box::new(Reader { requests: requests.clone(), at: n * step }) as Box<dyn Caller>;
    (0..connections).map(reader).collect()
}

/// Reads for one turn, after a short warm-up.
pub fn turn(
    requests: &Arc<Vec<Vec<u8>>>,
    connections: usize,
    address: SocketAddr,
    server: u32,
    each: Duration,
) -> Outcome<Samples> {
    let plan = Plan { warm: each / 5, each, every: None };
    Ok(drive::run(readers(requests, connections), address, server, plan)?.0)
}

/// Pages for somebody who is not signed in, each beside its own limit.
pub fn anonymous(site: &Running, found: &mut Findings) -> Outcome<()> {
    let pages = [
        ("proposal page, 50 comments", paths::proposal(&site.town.main.1)),
        ("home", paths::home().to_owned()),
        ("area page", paths::area(&site.town.area)),
    ];
    let mut fixed = Vec::new();
    let mut sizes = Vec::new();
    for (what, path) in &pages {
        let (status, head, body) = site.fetch(path, true, None)?;
        let (_, _, plain) = site.fetch(path, false, None)?;
        if status != 200 || !head.contains("content-encoding: gzip") {
            return Err(format!("{path} answers {status}, or not as gzip"));
        }
        sizes.push(format!("{what} {} ({} unpacked)", size(&body), size(&plain)));
        fixed.push(Page { head, body });
    }
    found.notes.push(format!("Sizes as sent: {}.", sizes.join(", ")));
    let limit = Limit::start(&site.folder, &fixed)?;
    for (n, (what, path)) in pages.iter().enumerate() {
        let ours = Arc::new(vec![request(site.address, path, true, None, None)]);
        let theirs = Arc::new(vec![request(limit.address, &format!("/{n}"), true, None, None)]);
        for connections in CONNECTIONS {
            let (mut page, mut best) = (Samples::default(), Samples::default());
            for _ in 0..TURNS {
                best.add(turn(&theirs, connections, limit.address, limit.process.id(), site.each / TURNS)?);
                page.add(turn(&ours, connections, site.address, site.server(), site.each / TURNS)?);
            }
            found.figures.push(Figure::rate(what, connections, &page, Some(&best), Target::Share(60.0)));
            if n == 0 && connections == 64 {
                found.note_load("a page", &page);
            }
        }
    }
    Ok(())
}

fn size(body: &[u8]) -> String {
    format!("{:.1} kB", body.len() as f64 / 1_000.0)
}

/// The proposal's page for many different people who are signed in, each with votes of their own.
pub fn signed_in(site: &Running, found: &mut Findings) -> Outcome<()> {
    let path = paths::proposal(&site.town.main.1);
    let first = site.signed_in.first().ok_or("nobody is signed in")?;
    for (what, gzip) in [("the same, signed in", true), ("the same, signed in, not packed", false)] {
        let (_, _, body) = site.fetch(&path, gzip, Some(&first.session))?;
        if !gzip && !String::from_utf8_lossy(&body).contains(&first.csrf) {
            return Err("the page does not know who is signed in".into());
        }
        found.notes.push(format!("{}: {}.", what, size(&body)));
        let requests =
            site.signed_in.iter().take(512).map(|p| request(site.address, &path, gzip, Some(&p.session), None));
        let requests = Arc::new(requests.collect::<Vec<_>>());
        for connections in CONNECTIONS {
            let samples = turn(&requests, connections, site.address, site.server(), site.each)?;
            found.figures.push(Figure::rate(what, connections, &samples, None, Target::Rate(3_000.0)));
            if connections == 64 {
                found.note_load(what, &samples);
            }
        }
    }
    Ok(())
}

/// A discussion of 20,000 comments beside one of 100: the page made anew for each request, the page for one reader, and from memory.
pub fn long_discussions(site: &Running, found: &mut Findings) -> Outcome<()> {
    let (short, long) = (paths::proposal(&site.town.short.1), paths::proposal(&site.town.long.1));
    let session = site.signed_in.first().map(|p| p.session.as_str());
    // A cursor before everything gives the first page under an address of its own, which is in nobody's memory yet.
    let anew = |path: &str, sort: &str, from: usize| -> Arc<Vec<Vec<u8>>> {
        let address = |n: usize| format!("{path}?sort={sort}&from=900000000_{}", 9_000_000_000 + n);
        Arc::new((from..from + 20_000).map(|n| request(site.address, &address(n), true, None, None)).collect())
    };
    let same = |path: &str, who: Option<&str>| Arc::new(vec![request(site.address, path, true, who, None)]);
    let rows = [
        ("page made anew, newest first", anew(&short, "newest", 0), anew(&long, "newest", 0)),
        ("page made anew, most agreed first", anew(&short, "most-agreed", 0), anew(&long, "most-agreed", 0)),
        ("signed in", same(&short, session), same(&long, session)),
        ("from memory", same(&short, None), same(&long, None)),
    ];
    for (what, on_short, on_long) in rows {
        let (mut short, mut long) = (Samples::default(), Samples::default());
        // Side by side on one connection: both must be equally quick, whatever else the machine does.
        for at in 0..2 {
            short.add(turn(&half(&on_short, at), 1, site.address, site.server(), site.each / 2)?);
            long.add(turn(&half(&on_long, at), 1, site.address, site.server(), site.each / 2)?);
        }
        let name = format!("20,000 comments ({what}), against 100 comments as the limit");
        found.figures.push(Figure::rate(&name, 1, &long, Some(&short), Target::Share(80.0)));
    }
    Ok(())
}

/// The first or the second half of some requests, or the one that there is.
fn half(requests: &Arc<Vec<Vec<u8>>>, at: usize) -> Arc<Vec<Vec<u8>>> {
    match requests.len() {
        1 => requests.clone(),
        n => Arc::new(requests[at * n / 2..(at + 1) * n / 2].to_vec()),
    }
}
