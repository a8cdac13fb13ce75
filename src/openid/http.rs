//! One request to a provider at a time: over an encrypted line, within a deadline, of bounded size, led nowhere else.

use crate::config::{self, is_trusted_line};
use crate::tls;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{HOST, HeaderValue, USER_AGENT};
use hyper_util::rt::TokioIo;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use std::fmt::Display;
use std::pin::Pin;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

/// The longest answer that is read, in bytes. Addresses, keys and tokens are a few thousand.
const MOST: usize = 262_144;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It took longer than the settings allow.
    #[error("it does not answer in time")]
    Late,
    /// It named an address to which nothing is sent in the clear.
    #[error("it names an address that is not encrypted")]
    Open,
    /// Anything else.
    #[error("{0}")]
    Broken(String),
}

fn broken<E: Display>(doing: &'static str) -> impl FnOnce(E) -> Fault {
    move |error| Fault::Broken(format!("{doing}: {error}"))
}

/// Sends requests; cheap to clone.
#[derive(Clone)]
pub(super) struct Client {
    tls: TlsConnector,
    deadline: Duration,
}

impl Client {
    /// By the settings.
    ///
    /// # Errors
    /// A sentence that names the setting.
    pub(super) fn new(settings: &config::SignIn) -> Result<Self, String> {
        let tls = tls::client(&settings.ca_file, "sign_in.ca_file")?;
        let deadline = Duration::from_secs(settings.deadline_seconds);
        Ok(Self { tls: TlsConnector::from(tls), deadline })
    }

    async fn fetch(&self, request: HttpRequest) -> Result<HttpResponse, Fault> {
        let url = url::Url::parse(&request.uri().to_string()).map_err(broken("its address"))?;
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else { return Err(Fault::Open) };
        if !is_trusted_line(&url) {
            return Err(Fault::Open);
        }
        let bare = host.trim_matches(['[', ']']).to_owned();
        let socket = TcpStream::connect((bare.as_str(), port)).await.map_err(broken("no connection"))?;
        let request = addressed(request, &url)?;
        if url.scheme() == "http" {
            return exchange(socket, request).await;
        }
        let name = ServerName::try_from(bare).map_err(broken("its name"))?;
        exchange(self.tls.connect(name, socket).await.map_err(broken("TLS"))?, request).await
    }
}

/// The same request as it is written on the line: the path alone, and the host beside it (RFC 9112, 3.2).
fn addressed(request: HttpRequest, url: &url::Url) -> Result<hyper::Request<Full<Bytes>>, Fault> {
    let host = url.host_str().unwrap_or_default();
    let authority = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let (mut head, body) = request.into_parts();
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    head.uri = path.parse().map_err(broken("its address"))?;
    head.headers.insert(HOST, HeaderValue::from_str(&authority).map_err(broken("its name"))?);
    head.headers.insert(USER_AGENT, HeaderValue::from_static("folkmoot"));
    Ok(hyper::Request::from_parts(head, Full::new(Bytes::from(body))))
}

async fn exchange<S>(line: S, request: hyper::Request<Full<Bytes>>) -> Result<HttpResponse, Fault>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(line)).await.map_err(broken("HTTP"))?;
    // Ends with this request, also where that is given up half way.
    let mut running = JoinSet::new();
    running.spawn(connection);
    let (head, body) = sender.send_request(request).await.map_err(broken("HTTP"))?.into_parts();
    let body = Limited::new(body, MOST).collect().await.map_err(broken("its answer"))?;
    Ok(HttpResponse::from_parts(head, body.to_bytes().to_vec()))
}

impl<'c> AsyncHttpClient<'c> for Client {
    type Error = Fault;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Fault>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move { timeout(self.deadline, self.fetch(request)).await.unwrap_or(Err(Fault::Late)) })
    }
}
