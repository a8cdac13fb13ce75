//! What the web server can do at most: actix-web alone, serving bytes that lie ready, with the headers of the real page.

use crate::Outcome;
use crate::process::Process;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::{self, Bytes};
use actix_web::{App, HttpResponse, HttpServer};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};

/// The first word of the command line in the process that serves.
pub const ROLE: &str = "limit";

/// Headers that the server writes by itself.
const OWN: [&str; 4] = ["content-length", "date", "connection", "transfer-encoding"];

/// A page to serve: the head of an answer, and its body.
pub struct Page {
    pub head: String,
    pub body: Vec<u8>,
}

/// A running server of fixed pages: the first at `/0`, the next at `/1`, and so on.
pub struct Limit {
    pub process: Process,
    pub address: SocketAddr,
}

impl Limit {
    /// Starts this very program again, in the other role.
    pub fn start(folder: &Path, pages: &[Page]) -> Outcome<Self> {
        let failed = |e: std::io::Error| format!("the limit cannot be set up: {e}");
        for (n, page) in pages.iter().enumerate() {
            std::fs::write(folder.join(format!("{n}.head")), &page.head).map_err(failed)?;
            std::fs::write(folder.join(format!("{n}.body")), &page.body).map_err(failed)?;
        }
        let program = std::env::current_exe().map_err(failed)?;
        let mut process =
            Process::start(Command::new(program).arg(ROLE).arg(folder).env_clear().stdout(Stdio::piped()))?;
        let mut line = String::new();
        let output = process.output().ok_or("the limit prints nothing")?;
        BufReader::new(output).read_line(&mut line).map_err(failed)?;
        let address = line.trim().parse().map_err(|_| "the limit did not start".to_owned())?;
        Ok(Self { process, address })
    }
}

struct Fixed {
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
}

/// Serves the pages that lie in `folder`, says where, and ends when it is stopped.
pub fn serve(folder: &str) -> Outcome<()> {
    let folder = Path::new(folder);
    let mut pages = Vec::new();
    while let (Ok(head), Ok(body)) = (
        std::fs::read_to_string(folder.join(format!("{}.head", pages.len()))),
        std::fs::read(folder.join(format!("{}.body", pages.len()))),
    ) {
        pages.push(Fixed { headers: headers(&head), body: body.into() });
    }
    let pages = web::Data::new(pages);
    let failed = |e: std::io::Error| format!("the limit cannot serve: {e}");
    let socket = std::net::TcpListener::bind("127.0.0.1:0").map_err(failed)?;
    println!("{}", socket.local_addr().map_err(failed)?);
    actix_web::rt::System::new().block_on(async move {
        HttpServer::new(move || App::new().app_data(pages.clone()).route("/{n}", web::get().to(page)))
            .listen(socket)
            .map_err(failed)?
            .tcp_nodelay(true)
            .run()
            .await
            .map_err(failed)
    })
}

fn headers(head: &str) -> Vec<(HeaderName, HeaderValue)> {
    let pairs = head.split("\r\n").skip(1).filter_map(|line| line.split_once(':'));
    pairs
        .filter(|(name, _)| !OWN.contains(&name.to_ascii_lowercase().as_str()))
        .filter_map(|(name, value)| Some((name.to_ascii_lowercase().parse().ok()?, value.trim().parse().ok()?)))
        .collect()
}

async fn page(pages: web::Data<Vec<Fixed>>, n: web::Path<usize>) -> HttpResponse {
    let Some(fixed) = pages.get(*n) else { return HttpResponse::NotFound().finish() };
    let mut response = HttpResponse::Ok();
    for header in &fixed.headers {
        response.insert_header(header.clone());
    }
    response.body(fixed.body.clone())
}
