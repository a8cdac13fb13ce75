//! On which machine, when, and with which versions: without that a figure means little.

use crate::options::Options;
use folkmoot::clock::Clock;
use std::process::Command;

/// A few lines about this machine.
pub fn describe(options: &Options) -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let cpu = read("/proc/cpuinfo");
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|l| l.starts_with(name)).unwrap_or_default();
        line.split_once(':').map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let kilobytes: f64 = field(&read("/proc/meminfo"), "MemTotal").trim_end_matches("kB").trim().parse().unwrap_or(0.0);
    let folder = options.folder.display().to_string();
    format!(
        "- Date: {} UTC\n- Machine: {cores} cores ({}), {:.0} GB of memory, {} for the databases\n- System: Linux {}, {}\n\
         - Program: Folkmoot {}, {}\n- Measured for {} s a row; load generator, server and database share the cores\n",
        Clock::system().now().format("%-d %B %Y, %H:%M"),
        field(&cpu, "model name"),
        kilobytes / 1e6,
        said(&["stat", "-f", "-c", "a disk with %T", &folder]),
        read("/proc/sys/kernel/osrelease").trim(),
        distribution(&read("/etc/os-release")),
        env!("CARGO_PKG_VERSION"),
        said(&["rustc", "--version"]),
        options.each.as_secs(),
    )
}

fn distribution(text: &str) -> String {
    let name = text.lines().find_map(|l| l.strip_prefix("PRETTY_NAME="));
    name.unwrap_or("an unknown distribution").trim_matches('"').to_owned()
}

/// What a program says, in one line; nothing when it is not there.
fn said(words: &[&str]) -> String {
    let output = Command::new(words[0]).args(&words[1..]).output();
    output.map(|o| String::from_utf8_lossy(&o.stdout).trim().to_owned()).unwrap_or_default()
}
