//! Making the copy of what is kept about somebody: one ZIP with the same content twice, as JSON for programs and as pages for
//! people, which open from the disk. It is written in parts, so that much needs no more memory than little.

use super::sections::{SECTIONS, Section, Subject};
use super::store::{self, Archive};
use crate::clock::Moment;
use crate::error::{Error, Result, broken};
use crate::queue::{self, Job};
use crate::subscribers;
use crate::web::Site;
use chrono::{Datelike, Timelike};
use serde_json::Value;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};
use views::archive::{self as view, Entry};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

/// About so many bytes go into one part.
const PART: usize = 256 * 1_024;

/// Where the ZIP is written: bytes that wait to be taken into a part.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Sink {
    /// What waits, if it is at least so much.
    fn take(&self, least: usize) -> Option<Vec<u8>> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (!waiting.is_empty() && waiting.len() >= least).then(|| std::mem::take(&mut *waiting))
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A copy in the making.
struct Copy<'a> {
    site: &'a Site,
    archive: i64,
    subject: Subject,
    zip: ZipWriter<StreamWriter<Sink>>,
    sink: Sink,
    parts: i64,
    bytes: i64,
    at: Moment,
}

/// Makes the copy that was asked for under this number, and asks for the letter that says so. What an earlier try has left is
/// thrown away.
///
/// # Errors
/// When the database does not answer. Whoever has gone meanwhile gets none, and that is no error.
pub async fn build(site: &Site, archive: i64) -> Result<()> {
    let found = site.db.read(move |conn| store::find(conn, archive)).await?;
    let Some(Archive { account, .. }) = found.filter(|found| found.ready_at.is_none()) else { return Ok(()) };
    let subscriber = site.db.read(move |conn| subscribers::find_of_account(conn, account)).await?.map(|row| row.id);
    site.db.write(move |tx| store::delete_parts(tx, archive)).await?;
    let sink = Sink::default();
    let mut copy = Copy {
        site,
        archive,
        subject: Subject { account, subscriber },
        zip: ZipWriter::new_stream(sink.clone()),
        sink,
        parts: 0,
        bytes: 0,
        at: site.now(),
    };
    copy.file("index.html")?;
    let parts: Vec<(&str, &str)> = SECTIONS.iter().map(|section| (section.name, section.title)).collect();
    copy.write(&view::overview(&parts, copy.at).into_string())?;
    for section in SECTIONS {
        copy.json(section).await?;
        copy.page(section).await?;
    }
    copy.end().await
}

/// A moment as a ZIP keeps it; nothing before 1980.
fn stamp(at: Moment) -> DateTime {
    let part = |n: u32| u8::try_from(n).unwrap_or_default();
    let (year, month, day) = (u16::try_from(at.year()).unwrap_or_default(), part(at.month()), part(at.day()));
    let (hour, minute, second) = (part(at.hour()), part(at.minute()), part(at.second()));
    DateTime::from_date_and_time(year, month, day, hour, minute, second).unwrap_or_default()
}

impl Copy<'_> {
    fn file(&mut self, name: &str) -> Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(stamp(self.at));
        self.zip.start_file(name, options).map_err(broken("writing a copy"))
    }

    fn write(&mut self, text: &str) -> Result<()> {
        self.zip.write_all(text.as_bytes()).map_err(broken("writing a copy"))
    }

    /// The rows of a part, as an array.
    async fn json(&mut self, section: &Section) -> Result<()> {
        self.file(&format!("data/{}.json", section.name))?;
        self.write("[")?;
        let mut first = true;
        self.rows(section, |copy, row| {
            copy.write(if std::mem::take(&mut first) { "\n" } else { ",\n" })?;
            let text = serde_json::to_string_pretty(&row).map_err(broken("writing a copy"))?;
            copy.write(&text)
        })
        .await?;
        self.write("\n]\n")
    }

    /// The same rows as a page.
    async fn page(&mut self, section: &Section) -> Result<()> {
        self.file(&format!("{}.html", section.name))?;
        let (head, foot) = view::around(section.name, section.title);
        self.write(&head)?;
        let mut any = false;
        self.rows(section, |copy, row| {
            any = true;
            copy.write(&view::row(&entries(&row)).into_string())
        })
        .await?;
        if !any {
            self.write(&view::nothing().into_string())?;
        }
        self.write(&foot)
    }

    /// Hands over each row of a part; after each page of them what is written goes to the database.
    async fn rows(&mut self, section: &Section, mut each: impl FnMut(&mut Self, Value) -> Result<()>) -> Result<()> {
        let (load, mut after) = (section.load, Some(0));
        while let Some(from) = after {
            let subject = self.subject.clone();
            let page = self.site.db.read(move |conn| load(conn, &subject, from)).await?;
            for row in page.rows {
                each(self, row)?;
            }
            self.keep(PART).await?;
            after = page.next;
        }
        Ok(())
    }

    /// Keeps what is written as the next part, if it is at least so much.
    async fn keep(&mut self, least: usize) -> Result<()> {
        let Some(bytes) = self.sink.take(least) else { return Ok(()) };
        let (archive, number) = (self.archive, self.parts);
        self.parts += 1;
        self.bytes += i64::try_from(bytes.len()).unwrap_or(0);
        self.site.db.write(move |tx| store::insert_part(tx, archive, number, &bytes)).await
    }

    async fn end(mut self) -> Result<()> {
        // Puts the list of files behind the last of them.
        let zip = std::mem::replace(&mut self.zip, ZipWriter::new_stream(Sink::default()));
        zip.finish().map_err(broken("writing a copy"))?;
        self.keep(1).await?;
        let (archive, bytes, now) = (self.archive, self.bytes, self.site.now());
        let done = move |tx: &mut crate::db::Tx<'_>| match store::update_ready(tx, archive, bytes, now)? {
            true => queue::enqueue(tx, &Job::ArchiveReady { archive }, now),
            false => Err(Error::NotFound),
        };
        match self.site.db.write(done).await {
            Err(Error::NotFound) => Ok(()),
            done => done,
        }
    }
}

/// A row as its page shows it: names and values, those within values too.
fn entries(row: &Value) -> Vec<Entry> {
    let Value::Object(fields) = row else { return Vec::new() };
    let entry = |(name, value): (&String, &Value)| Entry { name: name.replace('_', " "), value: shown(value) };
    fields.iter().map(entry).collect()
}

fn shown(value: &Value) -> view::Value {
    match value {
        Value::Null => view::Value::Nothing,
        Value::Bool(yes) => view::Value::Text(if *yes { "yes" } else { "no" }.into()),
        Value::Number(n) => view::Value::Text(n.to_string()),
        Value::String(text) => match text.parse::<Moment>() {
            Ok(at) => view::Value::Time(at),
            Err(_) => view::Value::Text(text.clone()),
        },
        Value::Array(rows) => view::Value::Rows(rows.iter().map(entries).collect()),
        Value::Object(_) => view::Value::Rows(vec![entries(value)]),
    }
}

/// One part of a copy; nothing after the last.
///
/// # Errors
/// When the database does not answer.
pub async fn part(site: &Site, archive: i64, number: i64) -> Result<Option<Vec<u8>>> {
    site.db.read(move |conn| store::find_part(conn, archive, number)).await
}
