//! The command line: `folkmoot --help` explains it to a newcomer.

use clap::Parser;
use folkmoot::commands::{self, Cli};
use std::process::ExitCode;

/// The C library's gives a thread its own memory and keeps what it frees: a site that writes much held three times as much.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // The only look at the environment: from here on settings are passed in.
    let environment: Vec<(String, String)> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    match commands::run(Cli::parse(), environment) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("folkmoot: {sentence}");
            ExitCode::FAILURE
        }
    }
}
