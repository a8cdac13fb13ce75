//! Letters that came back, and letters that ask for no more: read from a Maildir, and acted on.

use super::links;
use crate::app::App;
use crate::clock::Moment;
use crate::db::Tx;
use crate::digests;
use crate::error::{Error, Result, broken};
use crate::ids::{DigestId, SubscriberId};
use crate::keys::Keys;
use crate::mail::bounce::{self, Bounced, Class};
use crate::subscribers::{self, Bounce};
use std::path::{Path, PathBuf};

/// Letters read at a time.
const BATCH: usize = 100;
/// The most of a letter that is read, in bytes.
const MOST: u64 = 1 << 20;

/// Reads what has come into the Maildir of `mail.bounce_maildir`, acts on it, and moves each letter from `new` to `cur`.
/// Nothing happens where that setting is empty.
///
/// # Errors
/// When the folder or the database does not answer; what was not moved is read again.
pub async fn read_all(app: &App) -> Result<usize> {
    let folder = app.site.config.mail.bounce_maildir.clone();
    if folder.as_os_str().is_empty() {
        return Ok(0);
    }
    let letters = tokio::task::spawn_blocking(move || letters_in(&folder))
        .await
        .map_err(broken("reading the Maildir"))?
        .map_err(|e| Error::Busy(format!("mail.bounce_maildir: {e}")))?;
    let count = letters.len();
    for (path, raw) in letters {
        let (keys, now) = (app.site.keys.clone(), app.site.now());
        app.site.db.write(move |tx| act(tx, &keys, &bounce::read(&raw, &keys), now)).await?;
        // Read twice it would count twice, so it is moved as soon as it has been acted on.
        if let Err(error) = tokio::fs::rename(&path, kept(&path)).await {
            return Err(Error::Busy(format!("mail.bounce_maildir: {}: {error}", path.display())));
        }
    }
    Ok(count)
}

/// The first letters in `new`, by name.
fn letters_in(folder: &Path) -> std::io::Result<Vec<(PathBuf, Vec<u8>)>> {
    use std::io::Read;
    let new = folder.join("new");
    std::fs::create_dir_all(&new)?;
    std::fs::create_dir_all(folder.join("cur"))?;
    let mut paths: Vec<PathBuf> = std::fs::read_dir(new)?.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
        .into_iter()
        .filter(|path| path.is_file())
        .take(BATCH)
        .map(|path| {
            let mut raw = Vec::new();
            std::fs::File::open(&path)?.take(MOST).read_to_end(&mut raw)?;
            Ok((path, raw))
        })
        .collect()
}

/// `new/NAME` becomes `cur/NAME:2,S`: seen, as mail programs write it.
fn kept(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    path.parent().and_then(Path::parent).unwrap_or(Path::new(".")).join("cur").join(format!("{name}:2,S"))
}

/// Does what a letter asks for. One that proves nothing, or is no bounce, changes nothing.
///
/// # Errors
/// When the database refuses.
pub fn act(tx: &mut Tx<'_>, keys: &Keys, letter: &Bounced, now: Moment) -> Result<()> {
    if let Some(token) = &letter.unsubscribe {
        return match links::find(tx, keys, token, now)? {
            Some(holder) => subscribers::stop(tx, holder.who(), now),
            None => Ok(()),
        };
    }
    let (Some(about), Some(class)) = (&letter.about, letter.class) else { return Ok(()) };
    let Some(who) = reader(tx, about)? else { return Ok(()) };
    let why = letter.status.clone().unwrap_or_default();
    match class {
        Class::Hard => subscribers::bounced(tx, who, Bounce::Gone, &why, now),
        Class::Permanent => subscribers::bounced(tx, who, Bounce::Points(2), &why, now),
        Class::Temporary => subscribers::bounced(tx, who, Bounce::Points(1), &why, now),
        Class::Complaint => subscribers::bounced(tx, who, Bounce::Complaint, &why, now),
        Class::Ours => {
            tracing::error!(status = %why, digest = %about, "a mail server refuses our emails for a fault of ours");
            Ok(())
        }
    }
}

/// To whom the email went for which a key stands.
fn reader(tx: &mut Tx<'_>, about: &str) -> Result<Option<SubscriberId>> {
    let Some(id) = about.strip_prefix('d').and_then(|id| id.parse().ok()).map(DigestId) else { return Ok(None) };
    Ok(digests::hashes(tx, id)?.map(|(who, ..)| who))
}
