//! A few fixed pages on a port of 127.0.0.1, with which the harness is tried out.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

/// What is served for a path: the type of the content, more header lines, and the body. `None` is a 404.
pub type Answer = Option<(&'static str, String, Vec<u8>)>;

/// Serves `answer(path, body of the form)` until the tests end, and returns the address without a path.
pub fn serve(answer: impl Fn(&str, &str) -> Answer + Send + Clone + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = answer.clone();
            thread::spawn(move || reply(stream, answer));
        }
    });
    address
}

fn reply(mut stream: TcpStream, answer: impl Fn(&str, &str) -> Answer) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok()?;
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut form = vec![0; length];
    reader.read_exact(&mut form).ok()?;
    let path = first.split(' ').nth(1)?;
    let (status, (kind, headers, body)) = match answer(path, &String::from_utf8_lossy(&form)) {
        Some(found) => ("200 OK", found),
        None => ("404 Not Found", ("text/plain", String::new(), Vec::new())),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(&body).ok()
}
