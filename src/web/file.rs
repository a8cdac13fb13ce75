//! Files that are made while they are sent: a part at a time, so that much takes no more memory than little.

use super::Answer;
use crate::error::Result;
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Bytes;
use futures_util::stream;

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
