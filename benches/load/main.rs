//! How fast Folkmoot is: the real program measured in a process of its own, beside what actix-web can do at most.
//!
//! `scripts/bench` runs it on SQLite and on PostgreSQL. The figures depend on the machine, so they belong in no timed test.

mod campaigns;
mod closing;
mod dice;
mod digests;
mod drive;
mod entering;
mod figures;
mod http;
mod limit;
mod machine;
mod moderation;
mod options;
mod process;
mod reading;
mod responding;
mod results;
mod seed;
mod seed_rows;
mod seed_waiting;
mod sink;
mod site;
mod writing;

use figures::Findings;
use options::Options;
use site::Running;
use std::process::ExitCode;

/// What can go wrong here is told to the person who ran it, in one sentence.
type Outcome<T> = Result<T, String>;

fn main() -> ExitCode {
    let mut arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let done = if arguments.first().is_some_and(|a| a == limit::ROLE) {
        limit::serve(arguments.get(1).map_or("", String::as_str))
    } else {
        Options::read(&mut arguments).and_then(|options| measure_all(&options))
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("bench: {sentence}");
            ExitCode::FAILURE
        }
    }
}

/// Measures on each database in turn, prints the tables, and puts them into the document.
fn measure_all(options: &Options) -> Outcome<()> {
    let mut report = machine::describe(options);
    for database in options.databases()? {
        eprintln!("== {}", database.name);
        report.push_str(&measure(options, database)?.table());
    }
    println!("{report}");
    if let Some(path) = &options.write {
        figures::write_between_marks(path, &report)?;
        eprintln!("written to {}", path.display());
    }
    Ok(())
}

/// Fills one database, starts the program on it, and takes every figure.
fn measure(options: &Options, database: options::Database) -> Outcome<Findings> {
    let running = Running::start(options, database)?;
    let mut found = Findings::new(running.describe());
    found.figures.push(running.first_answer());
    if options.includes("pages") {
        reading::anonymous(&running, &mut found)?;
    }
    if options.includes("signed-in") {
        reading::signed_in(&running, &mut found)?;
    }
    if options.includes("long") {
        reading::long_discussions(&running, &mut found)?;
    }
    if options.includes("beside") {
        writing::beside_reading(&running, &mut found)?;
    }
    let written = options.includes("writing").then(|| writing::at_full_speed(&running, &mut found)).transpose()?;
    found.figures.push(running.memory()?);
    if options.includes("sign-in") {
        entering::signing_in(&running, &mut found)?;
    }
    if options.includes("digests") {
        digests::planned_and_sent(&running, options.subscribers, &mut found)?;
    }
    if options.includes("responses") {
        responding::responding(&running, &mut found)?;
        closing::closing(&running, &mut found)?;
    }
    if options.includes("results") {
        results::counting(&running, &mut found)?;
    }
    if options.includes("campaigns") {
        campaigns::finding(&running, &mut found)?;
    }
    if options.includes("moderation") {
        moderation::moderating(&running, &mut found)?;
    }
    found.figures.extend(running.stop_and_check(&written.unwrap_or_default())?);
    Ok(found)
}
