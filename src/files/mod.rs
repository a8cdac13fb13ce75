//! Where files are kept that people send: a folder, or a bucket at a server that speaks as S3 does. This room knows random
//! names and bytes; what they are, and who may have them, others know.
//!
//! A file is put before the row that names it is written, and deleted after that row is gone: so no row names a file that is
//! not there. What has no row is swept by whoever knows the rows.

mod s3;

use crate::clock::Moment;
use crate::config;
use crate::error::{Error, Result};
use crate::keys::{random_token, token_hash};
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use hyper::body::Bytes;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// What the names of all our files begin with, so that nothing else in a bucket is ever touched.
const OURS: &str = "attachments";
/// The longest that the next part of a file may take, in seconds.
const IDLE_SECONDS: u64 = 30;

/// The place; cheap to clone.
#[derive(Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    place: String,
}

/// A name that nobody can guess, and that says nothing: 64 digits of base 16.
#[must_use]
pub fn fresh_name() -> String {
    token_hash(&random_token())
}

fn is_name(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

fn path(name: &str) -> Result<Path> {
    if is_name(name) { Ok(Path::from_iter([OURS, name])) } else { Err(Error::NotFound) }
}

/// The place is away, full, or shut: nothing was done, and a later try may succeed.
fn away(error: object_store::Error) -> Error {
    Error::Busy(format!("the store of files: {error}"))
}

impl Files {
    /// Opens the place that the settings name; makes the folder, readable by us alone, if it is not there.
    ///
    /// # Errors
    /// One sentence that names the setting at fault.
    pub fn open(settings: &config::Files) -> std::result::Result<Self, String> {
        if settings.in_bucket() {
            let place = format!("the bucket {}", settings.s3_bucket);
            return Ok(Self { store: Arc::new(s3::open(settings)?), place });
        }
        let wrong = |e: &dyn std::fmt::Display| format!("files.folder: {}: {e}", settings.folder.display());
        let mut folder = std::fs::DirBuilder::new();
        folder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        folder.create(&settings.folder).map_err(|e| wrong(&e))?;
        let store = LocalFileSystem::new_with_prefix(&settings.folder).map_err(|e| wrong(&e))?;
        Ok(Self { store: Arc::new(store.with_fsync(true)), place: settings.folder.display().to_string() })
    }

    /// Keeps a file under this name; it is safe on the disk when this is done.
    ///
    /// # Errors
    /// [`Error::Busy`] when the place is away or full: then there is no such file.
    pub async fn put(&self, name: &str, bytes: Bytes) -> Result<()> {
        self.store.put(&path(name)?, PutPayload::from_bytes(bytes)).await.map_err(away)?;
        Ok(())
    }

    /// The size of a file in bytes, and its content, a part at a time.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none; [`Error::Busy`] when the place is away. If it goes away later, the content
    /// breaks off with an error.
    pub async fn get(&self, name: &str) -> Result<(u64, impl Stream<Item = Result<Bytes>> + 'static)> {
        let found = match self.store.get(&path(name)?).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Err(Error::NotFound),
            Err(other) => return Err(away(other)),
        };
        let size = found.meta.size;
        let parts = stream::try_unfold(found.into_stream(), |mut parts| async move {
            let next = timeout(Duration::from_secs(IDLE_SECONDS), parts.next()).await;
            match next.map_err(|_| Error::Busy("the store of files went silent".into()))? {
                Some(part) => Ok(Some((part.map_err(away)?, parts))),
                None => Ok(None),
            }
        });
        Ok((size, parts))
    }

    /// Deletes a file; one that is not there is deleted already.
    ///
    /// # Errors
    /// [`Error::Busy`] when the place is away.
    pub async fn delete(&self, name: &str) -> Result<()> {
        match self.store.delete(&path(name)?).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(other) => Err(away(other)),
        }
    }

    /// The names of all files that were put before a moment, some at a time.
    pub fn put_before(&self, moment: Moment, some: usize) -> impl Stream<Item = Result<Vec<String>>> + '_ {
        let old = self.store.list(Some(&Path::from(OURS))).map_err(away).try_filter_map(move |found| {
            let name = found.location.filename().filter(|name| is_name(name)).map(str::to_owned);
            std::future::ready(Ok(name.filter(|_| found.last_modified.naive_utc() < moment)))
        });
        old.try_chunks(some).map_err(|stopped| stopped.1)
    }

    /// Writes, reads and deletes a file; says where.
    ///
    /// # Errors
    /// A sentence on what did not work.
    pub async fn try_out(&self) -> std::result::Result<String, String> {
        let (name, content) = (fresh_name(), Bytes::from_static(b"folkmoot doctor"));
        let tried = async {
            self.put(&name, content.clone()).await?;
            let (_, parts) = self.get(&name).await?;
            let back: Vec<Bytes> = parts.try_collect().await?;
            self.delete(&name).await?;
            Ok::<_, Error>(back.concat() == content)
        };
        match tried.await {
            Ok(true) => Ok(format!("{} takes files and gives them back", self.place)),
            Ok(false) => Err(format!("{} gives back what nobody put there", self.place)),
            Err(why) => Err(format!("{}: {why}", self.place)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_folder() -> (tempfile::TempDir, Files) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut settings = config::Config::load(None, []).expect("the defaults are good").files;
        settings.folder = folder.path().join("files");
        let files = Files::open(&settings).expect("it opens");
        (folder, files)
    }

    async fn content(files: &Files, name: &str) -> Result<Vec<u8>> {
        let (size, parts) = files.get(name).await?;
        let bytes = parts.try_collect::<Vec<_>>().await?.concat();
        assert_eq!(bytes.len() as u64, size);
        Ok(bytes)
    }

    #[tokio::test]
    async fn what_is_put_comes_back_until_it_is_deleted() {
        let (folder, files) = in_folder();
        let (name, long) = (fresh_name(), Bytes::from(vec![7; 300_000]));
        assert_eq!(content(&files, &name).await, Err(Error::NotFound));
        files.put(&name, long.clone()).await.expect("kept");
        assert_eq!(content(&files, &name).await, Ok(long.to_vec()));
        let here = std::fs::metadata(folder.path().join("files")).expect("a folder");
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&here.permissions()) & 0o077, 0, "nobody else looks in");
        files.delete(&name).await.expect("deleted");
        files.delete(&name).await.expect("twice is once");
        assert_eq!(content(&files, &name).await, Err(Error::NotFound));
        assert!(files.try_out().await.is_ok());
    }

    #[tokio::test]
    async fn no_other_name_is_taken_and_nothing_else_is_touched() {
        let (folder, files) = in_folder();
        let long = "a".repeat(65);
        for name in ["", "../../etc/passwd", "x", &fresh_name().to_uppercase(), &long] {
            assert_eq!(files.put(name, Bytes::new()).await, Err(Error::NotFound), "{name}");
            assert_eq!(files.delete(name).await, Err(Error::NotFound), "{name}");
        }
        let mut names: Vec<String> = (0..5).map(|_| fresh_name()).collect();
        for name in &names {
            files.put(name, Bytes::from_static(b"x")).await.expect("kept");
        }
        std::fs::write(folder.path().join("files/attachments/README"), "not ours").expect("written");
        std::fs::write(folder.path().join("files/other"), "not ours").expect("written");
        let now = crate::clock::Clock::system().now();
        let old = |moment| files.put_before(moment, 2).try_collect::<Vec<_>>();
        assert!(old(now - chrono::Duration::hours(1)).await.expect("listed").is_empty());
        let parts = old(now + chrono::Duration::hours(1)).await.expect("listed");
        assert!(parts.iter().all(|part| part.len() <= 2));
        let mut listed = parts.concat();
        listed.sort();
        names.sort();
        assert_eq!(listed, names);
    }

    #[tokio::test]
    async fn a_place_that_takes_nothing_is_busy() {
        let (folder, files) = in_folder();
        std::fs::remove_dir_all(folder.path().join("files")).expect("gone");
        std::fs::write(folder.path().join("files"), "no folder").expect("written");
        let refused = files.put(&fresh_name(), Bytes::from_static(b"x")).await;
        assert!(matches!(refused, Err(Error::Busy(_))), "{refused:?}");
        assert!(files.try_out().await.is_err());
    }
}
