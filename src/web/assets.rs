//! The stylesheet, the fonts and the mark: part of the program, packed once, kept by browsers for a year.

use super::page::{gzip, takes_gzip};
use crate::error::{Error, Result};
use actix_web::http::header;
use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};
use flate2::Compression;
use std::collections::HashMap;
use std::sync::LazyLock;
use views::assets;

struct Packed {
    content_type: &'static str,
    plain: &'static [u8],
    gzip: Option<Bytes>,
}

static ALL: LazyLock<HashMap<&'static str, Packed>> = LazyLock::new(|| {
    assets::all()
        .iter()
        .map(|asset| {
            let text = asset.content_type.starts_with("text/") || asset.content_type.contains("svg");
            let packed = text.then(|| gzip(asset.bytes, Compression::best()).ok()).flatten().map(Bytes::from);
            (asset.path, Packed { content_type: asset.content_type, plain: asset.bytes, gzip: packed })
        })
        .collect()
});

/// Serves a file under the present version; any other version does not exist (any more).
///
/// # Errors
/// [`Error::NotFound`].
pub async fn show(req: HttpRequest, path: web::Path<(String, String)>) -> Result<HttpResponse> {
    let (version, name) = path.into_inner();
    if version != assets::version() {
        return Err(Error::NotFound);
    }
    respond(&req, &name, "public, max-age=31536000, immutable")
}

/// The mark, where browsers look for it by themselves.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn favicon(req: HttpRequest) -> Result<HttpResponse> {
    respond(&req, "favicon.svg", "public, max-age=86400")
}

fn respond(req: &HttpRequest, name: &str, keep: &'static str) -> Result<HttpResponse> {
    let asset = ALL.get(name).ok_or(Error::NotFound)?;
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CONTENT_TYPE, asset.content_type))
        .insert_header((header::CACHE_CONTROL, keep))
        .insert_header((header::VARY, "Accept-Encoding"));
    match &asset.gzip {
        Some(packed) if takes_gzip(req) => {
            Ok(response.insert_header((header::CONTENT_ENCODING, "gzip")).body(packed.clone()))
        }
        _ => Ok(response.body(asset.plain)),
    }
}
