//! The doctor: looks at everything that the site needs, and says what to do about what is wrong.

use crate::app::App;
use crate::clock::Clock;
use crate::config::{Config, Transport};
use crate::server::bind;
use crate::{db, queue};

/// One line: what was looked at, whether it is well, and if not what to do.
struct Finding {
    what: &'static str,
    result: Result<String, String>,
}

pub(super) fn run(config: Config, clock: Clock) -> Result<(), String> {
    let mut findings =
        vec![Finding { what: "settings", result: Ok(format!("read; the site is at {}", config.public_url())) }];
    findings.push(Finding { what: "database", result: database(&config) });
    findings.push(Finding { what: "tables", result: tables(&config) });
    findings.push(Finding { what: "address", result: address(&config) });
    findings.push(Finding { what: "clock", result: time(&config, &clock) });
    findings.push(Finding { what: "disk", result: disk(&config) });
    findings.push(Finding { what: "files", result: super::block_on(files(&config))? });
    findings.push(Finding { what: "mail", result: super::block_on(mail(config.clone(), clock.clone()))? });
    findings.extend(signature(&config, clock.clone()).map(|result| Finding { what: "signature", result }));
    findings.push(Finding { what: "letters", result: super::block_on(letters(config, clock))? });
    let ill = findings.iter().filter(|f| f.result.is_err()).count();
    for finding in &findings {
        match &finding.result {
            Ok(fine) => println!("ok    {:<10}{fine}", finding.what),
            Err(mend) => println!("MEND  {:<10}{mend}", finding.what),
        }
    }
    if ill == 0 { Ok(()) } else { Err(format!("{ill} of {} need mending", findings.len())) }
}

fn database(config: &Config) -> Result<String, String> {
    let url = config.database_url()?;
    let conn = db::connect(&url).map_err(|e| format!("{e}; set database.url, and see that the server runs"))?;
    Ok(format!("{} answers at {url}", conn.backend()))
}

fn tables(config: &Config) -> Result<String, String> {
    let mut conn = db::connect(&config.database_url()?).map_err(|e| format!("cannot look: {e}"))?;
    match conn.pending_migrations().map_err(|e| e.to_string())? {
        0 => Ok("up to date".into()),
        n => Err(format!("{n} migrations wait; run folkmoot migrate")),
    }
}

fn address(config: &Config) -> Result<String, String> {
    match bind(config.http.bind) {
        Ok(_) => Ok(format!("{} is free", config.http.bind)),
        Err(why) => Err(format!("{why}; stop what listens there (it may be this site), or set http.bind")),
    }
}

/// Compares the machine's clock with the time at which the database's own machine or file system writes.
fn time(config: &Config, clock: &Clock) -> Result<String, String> {
    let marker = config.secrets.key_file.with_extension("clock");
    let now = clock.now();
    let written = (|| {
        if let Some(folder) = marker.parent().filter(|p| !p.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&marker, b"")?;
        let at = std::fs::metadata(&marker)?.modified()?;
        std::fs::remove_file(&marker)?;
        Ok::<_, std::io::Error>(chrono::DateTime::<chrono::Utc>::from(at).naive_utc())
    })()
    .map_err(|e| format!("cannot write beside secrets.key_file ({}): {e}", marker.display()))?;
    let apart = (written - now).num_seconds().abs();
    if apart > 5 {
        return Err(format!("the clock and the disk are {apart} seconds apart; set the machine's time (NTP)"));
    }
    Ok(format!("{} UTC, {} in London", now.format("%Y-%m-%d %H:%M"), crate::clock::to_london(now).format("%H:%M")))
}

/// Writes and reads back a megabyte where the database, the key or the letters are kept.
fn disk(config: &Config) -> Result<String, String> {
    let folder = match config.database_url()? {
        db::DatabaseUrl::Sqlite(path) => path.parent().map(std::path::Path::to_owned).unwrap_or_default(),
        db::DatabaseUrl::Postgres(_) => {
            config.secrets.key_file.parent().map(std::path::Path::to_owned).unwrap_or_default()
        }
    };
    let folder = if folder.as_os_str().is_empty() { ".".into() } else { folder };
    let probe = folder.join(".folkmoot-disk");
    let tried = (|| {
        std::fs::create_dir_all(&folder)?;
        std::fs::write(&probe, vec![7_u8; 1_048_576])?;
        let back = std::fs::read(&probe)?;
        std::fs::remove_file(&probe)?;
        Ok::<_, std::io::Error>(back.len())
    })();
    match tried {
        Ok(_) => Ok(format!("{} takes data", folder.display())),
        Err(e) => Err(format!("{}: {e}; free some space or set the folder's owner", folder.display())),
    }
}

/// Writes, reads and deletes a file where those are kept that people attach.
async fn files(config: &Config) -> Result<String, String> {
    let files = crate::files::Files::open(&config.files)?;
    files.try_out().await.map_err(|why| format!("{why}; see that files.folder, or files.s3_…, is right"))
}

async fn mail(config: Config, clock: Clock) -> Result<String, String> {
    let mailer = crate::mail::Mailer::new(&config, clock)?;
    match (config.mail.transport, mailer.reachable().await) {
        (_, Some(Ok(()))) => Ok("the mail server answers".into()),
        (_, Some(Err(why))) => Err(format!("the mail server: {why}; set mail.smtp_url")),
        (Transport::Folder, None) => {
            Ok(format!("letters are written to {} and not sent", config.mail.folder.display()))
        }
        (_, None) => Ok("letters stay in memory and are not sent".into()),
    }
}

/// What to publish so that others can check our signatures; nothing when letters leave unsigned.
fn signature(config: &Config, clock: Clock) -> Option<Result<String, String>> {
    let mailer = crate::mail::Mailer::new(config, clock).ok()?;
    let (name, value) = mailer.dns_record()?;
    // One string of a TXT record holds at most 255 bytes.
    let strings: Vec<String> =
        value.as_bytes().chunks(255).map(|part| format!("\"{}\"", String::from_utf8_lossy(part))).collect();
    Some(Ok(format!("letters are signed; DNS must have: {name} TXT {}", strings.join(" "))))
}

async fn letters(config: Config, clock: Clock) -> Result<String, String> {
    let app = App::new(config, clock).map_err(|e| format!("cannot look: {e}"))?;
    let (waiting, parked, oldest) = app.site.db.read(queue::state).await.map_err(|e| format!("cannot look: {e}"))?;
    let hours = oldest.map_or(0, |at| (app.site.now() - at).num_hours());
    if parked > 0 {
        return Err(format!(
            "{parked} could not be sent and are parked: look at the table jobs, column parked_because"
        ));
    }
    if hours >= 1 {
        return Err(format!(
            "{waiting} wait, the oldest for {hours} hours; run folkmoot work, or set worker.in_server"
        ));
    }
    Ok(format!("{waiting} wait"))
}
