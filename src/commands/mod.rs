//! What the program can be told to do.

mod audit;
mod demo;
mod digest;
mod doctor;
mod holding;
mod import;
mod progress;
mod retention;
mod serve;
mod staff;

use crate::app::App;
use crate::audit::Checkpoint;
use crate::clock::Clock;
use crate::config::{Config, LogFormat};
use crate::db;
use crate::policy::Role;
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use tracing_subscriber::EnvFilter;

/// Folkmoot: a city's public consultations. People read, comment, vote and follow; staff propose, moderate and answer.
///
/// New here? Run `folkmoot demo` and open the address that it prints.
#[derive(Debug, Parser)]
#[command(
    name = "folkmoot",
    version,
    after_help = "Settings: config/default.toml explains every one. A file of your own is given with --config,\nand the environment wins: FOLKMOOT__DATABASE__URL, FOLKMOOT__HTTP__BIND, in general FOLKMOOT__SECTION__KEY."
)]
pub struct Cli {
    /// A file with the settings that differ from config/default.toml
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the site (and, unless worker.in_server is false, send letters and open and close proposals)
    Serve,
    /// Only send letters and open and close proposals; any number may run beside any number of `serve`
    Work,
    /// Make the database's tables, or bring them up to this version
    Migrate,
    /// Try everything on this computer: example content, example accounts, letters that stay here
    Demo {
        /// The folder with the starter content
        #[arg(long, default_value = "config/london-vision", value_name = "DIR")]
        content: PathBuf,
        /// A conversation to import as well: a folder with comments.csv and votes.csv
        #[arg(long, value_name = "DIR")]
        conversation: Option<PathBuf>,
        /// The area of focus to which that conversation belongs
        #[arg(long, default_value = "violence", value_name = "SLUG")]
        area: String,
        /// The title of the proposal that it becomes
        #[arg(long, default_value = "How can young people have a say in how London is policed?", value_name = "TITLE")]
        title: String,
        /// Prepare everything, but do not serve
        #[arg(long)]
        no_serve: bool,
    },
    /// Put starter content into an empty database
    Seed {
        /// The folder with the content
        #[arg(default_value = "config/london-vision", value_name = "DIR")]
        content: PathBuf,
    },
    /// Invite the people who run the site
    Staff {
        #[command(subcommand)]
        what: Staff,
    },
    /// Bring in what was said elsewhere
    Import {
        #[command(subcommand)]
        what: Import,
    },
    /// The emails about what people follow: see what somebody would get, send what is due, ask how they stand
    #[command(after_help = digest::HELP)]
    Digest {
        #[command(subcommand)]
        what: Digest,
    },
    /// The record of what the staff did
    Audit {
        #[command(subcommand)]
        what: Audit,
    },
    /// The rules by which a comment waits for a moderator before others can read it
    Holding {
        #[command(subcommand)]
        what: Holding,
    },
    /// How long people's data is kept
    Retention {
        #[command(subcommand)]
        what: Retention,
    },
    /// Print who may enter at which address and who may do what, as in docs/permissions.md
    Permissions,
    /// Check settings, database, mail, clock and disk: one line each, with what to do about it
    Doctor,
}

#[derive(Debug, Subcommand)]
enum Digest {
    /// Print the email that somebody would get now, if all they follow were due; send nothing
    Preview {
        /// The address of somebody who follows something
        email: String,
    },
    /// Send the emails that are due, as `serve` and `work` do by themselves
    Run {
        /// Send nothing: only count who is due, and how many of them would get an email
        #[arg(long)]
        dry_run: bool,
        /// Send now what would be due at a later hour or on a later day, too
        #[arg(long, conflicts_with = "dry_run")]
        early: bool,
    },
    /// Say how many emails were sent, wait, were skipped or failed, and why
    Status,
}

#[derive(Debug, Subcommand)]
enum Audit {
    /// Check that no act was changed, left out or put in; the exit code is 0 only when all is well
    Verify {
        /// Check also that the record goes on from an earlier state: the check code from /transparency, or from here
        #[arg(long, value_name = "NUMBER:HASH")]
        checkpoint: Option<Checkpoint>,
    },
}

#[derive(Debug, Subcommand)]
enum Holding {
    /// Count how many comments of a file each rule would hold, with this site's settings; nothing is stored or changed
    #[command(after_help = holding::HELP)]
    Try {
        /// A CSV file with one comment in each row, and the names of its columns in the first
        file: PathBuf,
        /// The name of the column with the text of the comments
        #[arg(long, value_name = "NAME")]
        column: String,
    },
}

#[derive(Debug, Subcommand)]
enum Retention {
    /// Delete what is older than the settings allow, as `serve` and `work` do every hour; a line for each kind of data
    Run {
        /// Delete nothing: only count
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(Debug, Subcommand)]
enum Staff {
    /// Send somebody a letter with a link by which they choose a name and a password
    Invite {
        /// Their email address
        email: String,
        /// analyst, moderator, editor or administrator
        #[arg(long)]
        role: Role,
    },
}

#[derive(Debug, Subcommand)]
enum Import {
    /// A conversation exported by Polis: statements become comments, votes are replayed in their order
    Conversation {
        /// The folder with comments.csv, votes.csv and participants-votes.csv
        dir: PathBuf,
        /// The address of the area of focus that it belongs to, such as digital
        #[arg(long)]
        area: String,
        /// The title of the proposal that it becomes
        #[arg(long)]
        title: String,
        /// Afterwards compare every vote with participants-votes.csv
        #[arg(long)]
        verify: bool,
    },
}

/// Does what the command line says.
///
/// # Errors
/// One sentence for the person who typed it.
pub fn run(cli: Cli, environment: Vec<(String, String)>) -> Result<(), String> {
    let mut config = Config::load(cli.config.as_deref(), environment)?;
    if matches!(cli.command, Command::Demo { .. }) {
        demo::settings(&mut config);
    }
    start_log(&config)?;
    let clock = Clock::system();
    match cli.command {
        Command::Serve => serve::serve(config, clock),
        Command::Work => serve::work(config, clock),
        Command::Migrate => migrate(&config),
        Command::Demo { content, conversation, area, title, no_serve } => {
            let conversation = conversation.map(|dir| demo::Conversation { dir, area, title });
            demo::run(config, clock, &content, conversation.as_ref(), !no_serve)
        }
        Command::Seed { content } => demo::seed(&config, &clock, &content),
        Command::Staff { what: Staff::Invite { email, role } } => staff::invite(config, clock, &email, role),
        Command::Import { what: Import::Conversation { dir, area, title, verify } } => {
            import::conversation(&config, &clock, &dir, &area, &title, verify)
        }
        Command::Digest { what } => match what {
            Digest::Preview { email } => digest::preview(config, clock, &email),
            Digest::Run { dry_run, early } => digest::run(config, clock, dry_run, early),
            Digest::Status => digest::state(config, clock),
        },
        Command::Audit { what: Audit::Verify { checkpoint } } => audit::verify(&config, checkpoint.as_ref()),
        Command::Holding { what: Holding::Try { file, column } } => holding::try_on(&config, &file, &column),
        Command::Retention { what: Retention::Run { dry_run } } => retention::run(config, clock, dry_run),
        Command::Permissions => {
            print!("{}", crate::routes::permissions());
            Ok(())
        }
        Command::Doctor => doctor::run(config, clock),
    }
}

fn migrate(config: &Config) -> Result<(), String> {
    let url = config.database_url()?;
    let applied = db::migrate(&url).map_err(|e| format!("database.url: {e}"))?;
    if applied.is_empty() {
        println!("The tables of {url} are up to date.");
    }
    for name in applied {
        println!("applied {name}");
    }
    Ok(())
}

/// The program on a database whose tables are this program's: neither older nor newer.
fn open(config: Config, clock: Clock) -> Result<App, String> {
    let mut conn = db::connect(&config.database_url()?).map_err(|e| format!("database.url: {e}"))?;
    match conn.pending_migrations().map_err(|e| format!("database.url: {e}"))? {
        0 => App::new(config, clock),
        _ => Err("the database has no tables yet, or old ones: run folkmoot migrate".into()),
    }
}

fn start_log(config: &Config) -> Result<(), String> {
    let filter = EnvFilter::try_new(&config.log.filter).map_err(|e| format!("log.filter: {e}"))?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()));
    let done = match config.log.format {
        LogFormat::Text => builder.try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
    done.map_err(|e| format!("log: {e}"))
}

/// Runs a future to its end on a runtime of its own. What it left behind is not waited for, such as a name that is being
/// looked up.
fn block_on<T>(future: impl Future<Output = T>) -> Result<T, String> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|e| format!("cannot start: {e}"))?;
    let done = runtime.block_on(future);
    runtime.shutdown_background();
    Ok(done)
}
