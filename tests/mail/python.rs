//! A mail server by others, and what it read in each letter.

use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// aiosmtpd, with Python's own reader of letters and dkimpy behind it.
pub struct Python {
    pub port: u16,
    child: Child,
    _input: ChildStdin,
    /// Its lines, read as they come, so that it never waits for us.
    said: Receiver<String>,
}

impl Drop for Python {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The Python that scripts/test makes, with what requirements.txt names.
pub fn interpreter() -> PathBuf {
    let python = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).with_file_name("python").join("bin/python3");
    assert!(python.exists(), "{} is not there; scripts/test makes it", python.display());
    python
}

impl Python {
    /// Starts it; `record` is the DNS record in which it finds our key.
    pub fn start(record: Option<(String, String)>) -> Self {
        let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/mail/receive.py");
        let mut child = Command::new(interpreter())
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Python starts");
        let mut input = child.stdin.take().expect("its input");
        let records: serde_json::Map<String, Value> = record.into_iter().map(|(k, v)| (k, v.into())).collect();
        writeln!(input, "{}", Value::from(records)).expect("Python listens");
        let output = BufReader::new(child.stdout.take().expect("its output"));
        let (sender, said) = channel();
        std::thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let mut python = Self { port: 0, child, _input: input, said };
        python.port = u16::try_from(python.next()["port"].as_u64().expect("a port")).expect("a port");
        python
    }

    /// What it says next: for each letter, in the order in which they came, what it read.
    pub fn next(&mut self) -> Value {
        let line = self.said.recv_timeout(Duration::from_secs(60)).expect("Python says something");
        serde_json::from_str(&line).unwrap_or_else(|e| panic!("{e}: {line:?}"))
    }
}

/// The value of a header, decoded; empty when it is not there.
pub fn header(letter: &Value, name: &str) -> String {
    let headers = letter["headers"].as_array().expect("headers");
    let found = headers.iter().find(|pair| pair[0] == name);
    found.and_then(|pair| pair[1].as_str()).unwrap_or_default().to_owned()
}
