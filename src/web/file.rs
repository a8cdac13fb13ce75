//! Files that are made while they are sent: a part at a time, so that much takes no more memory than little.

use super::Answer;
use crate::error::{Result, broken};
use actix_web::HttpResponse;
use actix_web::body::SizedStream;
use actix_web::http::header;
use actix_web::web::Bytes;
use futures_util::{Stream, stream};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use views::paths;

/// The kind of a table whose first line names the columns (RFC 4180).
pub const CSV: &str = "text/csv; charset=utf-8; header=present";

/// A part of a file, and after which number the next begins; nothing at the end.
pub type Part = (Vec<u8>, Option<i64>);

/// Sends a file under this name. `part` makes what comes after a number; it is asked for the beginning with 0.
///
/// # Errors
/// When the first part cannot be made. If a later one cannot, the answer breaks off, and the browser says so.
pub async fn send<F, Fut>(name: &str, kind: &'static str, part: F) -> Answer
where
    F: Fn(i64) -> Fut + 'static,
    Fut: Future<Output = Result<Part>> + 'static,
{
    let (beginning, next) = part(0).await?;
    let rest = stream::try_unfold((Some(beginning), next, part), |(ready, next, part)| async move {
        if let Some(ready) = ready {
            return Ok::<_, crate::error::Error>(Some((Bytes::from(ready), (None, next, part))));
        }
        let Some(after) = next else { return Ok(None) };
        let (lines, next) = part(after).await?;
        Ok((!lines.is_empty()).then(|| (Bytes::from(lines), (None, next, part))))
    });
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, kind))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .streaming(rest))
}

/// Sends a file that somebody else has made: to be saved and not shown, and if it is shown all the same, without any powers.
pub fn stored<E>(
    name: &str,
    kind: &str,
    size: u64,
    parts: impl Stream<Item = std::result::Result<Bytes, E>> + 'static,
) -> HttpResponse
where
    E: Into<Box<dyn std::error::Error>> + 'static,
{
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, kind))
        .insert_header((header::CONTENT_DISPOSITION, to_be_saved(name)))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; sandbox"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(SizedStream::new(size, parts))
}

/// The header that has a file saved under this name (RFC 6266): in letters of English for old programs, and whole (RFC 8187).
fn to_be_saved(name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._- ()".contains(c);
    let plain: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", paths::encode(name))
}

/// The SHA-256 of a file whose parts are made like this, in the form that `sha256sum --check` reads: by it somebody can
/// prove later that theirs is the same.
///
/// # Errors
/// When a part cannot be made.
pub async fn sum<F, Fut>(name: &str, part: F) -> Answer
where
    F: Fn(i64) -> Fut,
    Fut: Future<Output = Result<Part>>,
{
    let (mut hash, mut next) = (Sha256::new(), Some(0));
    while let Some(after) = next {
        let (bytes, further) = part(after).await?;
        hash.update(&bytes);
        next = further;
    }
    Ok(told(name, hash))
}

/// How much of a whole file is read at once, in bytes.
const CHUNK: usize = 64 * 1024;

/// Sends a file that is there as a whole, from its beginning, a chunk at a time.
///
/// # Errors
/// When it cannot be read. If it cannot later, the answer breaks off, and the browser says so.
pub async fn send_whole(name: &str, kind: &'static str, file: std::fs::File) -> Answer {
    let file = from_beginning(file).await?;
    let rest = stream::try_unfold(file, |mut file| async move {
        let mut chunk = vec![0; CHUNK];
        let read = file.read(&mut chunk).await.map_err(broken("reading a file"))?;
        chunk.truncate(read);
        Ok::<_, crate::error::Error>((read > 0).then(|| (Bytes::from(chunk), file)))
    });
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, kind))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .streaming(rest))
}

/// The SHA-256 of such a file, as [`sum`] gives it.
///
/// # Errors
/// When it cannot be read.
pub async fn sum_whole(name: &str, file: std::fs::File) -> Answer {
    let (mut file, mut hash, mut chunk) = (from_beginning(file).await?, Sha256::new(), vec![0; CHUNK]);
    loop {
        let read = file.read(&mut chunk).await.map_err(broken("reading a file"))?;
        if read == 0 {
            return Ok(told(name, hash));
        }
        hash.update(&chunk[..read]);
    }
}

async fn from_beginning(file: std::fs::File) -> Result<tokio::fs::File> {
    let mut file = tokio::fs::File::from_std(file);
    file.rewind().await.map_err(broken("reading a file"))?;
    Ok(file)
}

fn told(name: &str, hash: Sha256) -> HttpResponse {
    let hex: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(format!("{hex}  {name}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_within_its_header() {
        for (name, wanted) in [
            ("plan.pdf", "attachment; filename=\"plan.pdf\"; filename*=UTF-8''plan.pdf"),
            ("a\"; x=\r\n.pdf", "attachment; filename=\"a__ x___.pdf\"; filename*=UTF-8''a%22%3B%20x%3D%0D%0A.pdf"),
            ("Плян’.pdf", "attachment; filename=\"_____.pdf\"; filename*=UTF-8''%D0%9F%D0%BB%D1%8F%D0%BD%E2%80%99.pdf"),
        ] {
            assert_eq!(to_be_saved(name), wanted);
            assert!(header::HeaderValue::from_str(&to_be_saved(name)).is_ok());
        }
    }
}
