//! A bucket at a server that speaks as S3 does: `object_store` knows the language, and we bring the line, so that it is
//! encrypted by what encrypts all our other lines. One request a connection: files are few.

use crate::config::{self, is_trusted_line};
use crate::tls;
use http_body_util::BodyExt;
use hyper::body::{Body, Bytes, Frame, Incoming};
use hyper::client::conn::http1;
use hyper::header::{HOST, HeaderValue};
use hyper_util::rt::TokioIo;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody, HttpResponse, HttpResponseBody,
    HttpService,
};
use object_store::{BackoffConfig, ClientOptions, RetryConfig};
use secrecy::ExposeSecret;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

/// The longest that a connection may take to stand, and that the head of an answer may take to come, in seconds.
const CONNECT_SECONDS: u64 = 5;
const ANSWER_SECONDS: u64 = 30;
/// How often what could not be done is tried again, and after how many seconds no more: somebody waits for the page.
const TRIES: usize = 2;
const TRIES_SECONDS: u64 = 10;

/// By the settings, which have all that it needs.
///
/// # Errors
/// One sentence that names the setting at fault.
pub(super) fn open(settings: &config::Files) -> Result<AmazonS3, String> {
    let connector = Connector { tls: TlsConnector::from(tls::client(&settings.s3_ca_file, "files.s3_ca_file")?) };
    let backoff = BackoffConfig { init_backoff: Duration::from_millis(200), ..BackoffConfig::default() };
    let retry = RetryConfig { backoff, max_retries: TRIES, retry_timeout: Duration::from_secs(TRIES_SECONDS) };
    let builder = AmazonS3Builder::new()
        .with_bucket_name(&settings.s3_bucket)
        .with_region(&settings.s3_region)
        .with_access_key_id(&settings.s3_key_id)
        .with_secret_access_key(secret(settings)?)
        // Where the line may stay open, the settings have checked that it does not leave this machine.
        .with_allow_http(settings.s3_endpoint.starts_with("http://"))
        // Not every server that speaks as S3 does can delete many at once, and we delete one at a time.
        .with_disable_bulk_delete(true)
        .with_retry(retry)
        .with_http_connector(connector);
    let builder = if settings.s3_endpoint.is_empty() { builder } else { builder.with_endpoint(&settings.s3_endpoint) };
    builder.build().map_err(|e| format!("files.s3_bucket: {e}"))
}

fn secret(settings: &config::Files) -> Result<String, String> {
    if !settings.s3_secret.expose_secret().is_empty() {
        return Ok(settings.s3_secret.expose_secret().to_owned());
    }
    let file = &settings.s3_secret_file;
    let read = std::fs::read_to_string(file).map_err(|e| format!("files.s3_secret_file: {}: {e}", file.display()))?;
    Ok(read.trim().to_owned())
}

/// Opens the lines. What it is debugged as holds no secret.
#[derive(Clone)]
struct Connector {
    tls: TlsConnector,
}

impl std::fmt::Debug for Connector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Connector")
    }
}

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

type Answered<'a> = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'a>>;

impl HttpService for Connector {
    fn call<'own, 'answer>(&'own self, request: HttpRequest) -> Answered<'answer>
    where
        'own: 'answer,
        Self: 'answer,
    {
        Box::pin(self.fetch(request))
    }
}

/// Names what a request could not be done for.
fn failed<E>(kind: HttpErrorKind) -> impl FnOnce(E) -> HttpError
where
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    move |error| HttpError::new_boxed(kind, error.into())
}

impl Connector {
    async fn fetch(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let url = url::Url::parse(&request.uri().to_string()).map_err(failed(HttpErrorKind::Unknown))?;
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
            return Err(failed(HttpErrorKind::Unknown)("an address without a host"));
        };
        if !is_trusted_line(&url) {
            return Err(failed(HttpErrorKind::Unknown)("an address that is not encrypted"));
        }
        let bare = host.trim_matches(['[', ']']).to_owned();
        let connect = Duration::from_secs(CONNECT_SECONDS);
        let socket = timeout(connect, TcpStream::connect((bare.as_str(), port)))
            .await
            .map_err(failed(HttpErrorKind::Connect))?
            .map_err(failed(HttpErrorKind::Connect))?;
        let request = addressed(request, &url)?;
        if url.scheme() == "http" {
            return exchange(socket, request).await;
        }
        let name = ServerName::try_from(bare).map_err(failed(HttpErrorKind::Unknown))?;
        let line = timeout(connect, self.tls.connect(name, socket))
            .await
            .map_err(failed(HttpErrorKind::Connect))?
            .map_err(failed(HttpErrorKind::Connect))?;
        exchange(line, request).await
    }
}

/// The same request as it is written on the line: the path alone, and the host beside it (RFC 9112, 3.2).
fn addressed(mut request: HttpRequest, url: &url::Url) -> Result<HttpRequest, HttpError> {
    let host = url.host_str().unwrap_or_default();
    let authority = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    *request.uri_mut() = path.parse().map_err(failed(HttpErrorKind::Unknown))?;
    let authority = HeaderValue::from_str(&authority).map_err(failed(HttpErrorKind::Unknown))?;
    request.headers_mut().insert(HOST, authority);
    Ok(request)
}

async fn exchange<S>(line: S, request: hyper::Request<HttpRequestBody>) -> Result<HttpResponse, HttpError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) =
        http1::handshake(TokioIo::new(line)).await.map_err(failed(HttpErrorKind::Interrupted))?;
    // Ends with the answer, also where that is given up half way.
    let mut running = JoinSet::new();
    running.spawn(connection);
    let answer = timeout(Duration::from_secs(ANSWER_SECONDS), sender.send_request(request))
        .await
        .map_err(failed(HttpErrorKind::Timeout))?
        .map_err(failed(HttpErrorKind::Interrupted))?;
    let (head, body) = answer.into_parts();
    let body = Answer { body, _running: running };
    Ok(HttpResponse::from_parts(
        head,
        HttpResponseBody::new(body.map_err(|error| HttpError::new(HttpErrorKind::Interrupted, error))),
    ))
}

/// What an answer holds, with the connection on which it comes.
struct Answer {
    body: Incoming,
    _running: JoinSet<Result<(), hyper::Error>>,
}

impl Body for Answer {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Poll::Ready(ready!(Pin::new(&mut self.body).poll_frame(cx)))
    }
}
