//! The server with ten faults that stands beside this repository, where it is there.

use crate::faults::{End, send};
use crate::{letter, mailer, settings};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Ports one after the other, in the order of the script: mode, the ends that the rules allow, and whether the server is left alone.
const MODES: &[(&str, &[End], bool)] = &[
    ("ok", &[End::Sent], false),
    ("greet421", &[End::ForNow], true),
    ("nogreet", &[End::ForNow], true),
    ("drip", &[End::ForNow], true),
    ("rcpt450", &[End::ForNow], false),
    ("rcpt550", &[End::ForGood], false),
    ("data451", &[End::ForNow], false),
    // The whole of a short letter may be in the pipe before its reader goes.
    ("close_mid_data", &[End::ForNow, End::Unknown], false),
    ("hang_after_dot", &[End::Unknown], false),
    ("accept_then_drop", &[End::Unknown], false),
    ("second_conn_closed", &[End::Sent], false),
];

struct Script(Child);

impl Drop for Script {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the script with its first port moved to one where a row of ports is free.
fn start(script: &Path) -> Option<(Script, u16)> {
    let run = "import sys; text = open(sys.argv[2]).read().replace('2600', sys.argv[3]); exec(compile(text, 'smtpfault', 'exec'))";
    for first in (21_000..60_000).step_by(997) {
        let ports = first..first + u16::try_from(MODES.len()).expect("few modes");
        let held: Vec<_> = ports.map(|port| std::net::TcpListener::bind(("127.0.0.1", port))).collect();
        if held.iter().any(Result::is_err) {
            continue;
        }
        drop(held);
        let child = Command::new(crate::python::interpreter())
            .args(["-c", run, "60"])
            .arg(script)
            .arg(first.to_string())
            .stdout(Stdio::null())
            .spawn()
            .expect("Python starts");
        return Some((Script(child), first));
    }
    None
}

#[tokio::test(flavor = "multi_thread")]
async fn each_of_the_ten_faults_ends_as_the_rules_say() {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/tools/smtpfault.py");
    if !script.exists() {
        println!("{} is not there; our own server has the same faults", script.display());
        return;
    }
    let (_script, first) = start(&script).expect("a row of free ports");
    for _ in 0..100 {
        if tokio::net::TcpStream::connect(("127.0.0.1", first + 10)).await.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let rows = (first..).zip(MODES).map(|(port, (mode, ends, paused))| async move {
        let mailer = mailer(&settings(port));
        // The last closes its connection after each letter: the second must leave all the same.
        let count = if *mode == "second_conn_closed" { 3 } else { 1 };
        let mut wrong = Vec::new();
        for n in 0..count {
            let (end, because) = send(&mailer, &letter(n)).await;
            if !ends.contains(&end) || mailer.paused().is_some() != *paused {
                wrong.push(format!("{mode}: {end:?}, paused {:?}: {because}", mailer.paused()));
            }
        }
        wrong
    });
    let wrong: Vec<String> = futures_util::future::join_all(rows).await.concat();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
