//! Which mail server, and how it is spoken to: what `mail.smtp_url` says.

use crate::config::Mail;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use secrecy::ExposeSecret;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};

/// When a connection is encrypted.
#[derive(Clone)]
pub(super) enum Security {
    /// Never: the server is on this machine, or the settings say so.
    Plain,
    /// By STARTTLS if the server offers it.
    IfOffered(TlsParameters),
    /// By STARTTLS, or nothing is sent.
    Required(TlsParameters),
    /// From the first byte.
    Wrapped(TlsConnector, ServerName<'static>),
}

/// The mail server of the settings.
pub(super) struct Server {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub hello: ClientId,
    pub credentials: Option<Credentials>,
    /// Whether the password may cross the line as it is.
    pub trusts_line: bool,
}

impl Server {
    /// Reads `mail.smtp_url`: `smtp://USER:PASSWORD@HOST:PORT/NAME?tls=…` or `smtps://…`, where NAME is what we call ourselves.
    /// Without `tls`, a server on another machine must encrypt.
    ///
    /// # Errors
    /// A sentence that names the setting.
    pub(super) fn from_settings(mail: &Mail) -> Result<Self, String> {
        let wrong = |what: &str| format!("mail.smtp_url: {what}");
        // The address holds a password, so no message repeats it.
        let url = url::Url::parse(mail.smtp_url.expose_secret()).map_err(|e| wrong(&e.to_string()))?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(|| wrong("has no host"))?;
        let host = host.trim_matches(['[', ']']).to_owned();
        let near = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        let mut tls = None;
        for (key, value) in url.query_pairs() {
            if key != "tls" {
                return Err(wrong(&format!("there is no option {key}, only tls")));
            }
            tls = Some(value.into_owned());
        }
        let parameters = || parameters(&host, &mail.ca_file);
        let (security, port) = match (url.scheme(), tls.as_deref()) {
            ("smtps", None | Some("required")) => {
                let name = ServerName::try_from(host.clone()).map_err(|_| wrong("the host is no name"))?;
                (Security::Wrapped(connector(&mail.ca_file)?, name), 465)
            }
            ("smtp", None) if near => (Security::Plain, 25),
            ("smtp", Some("none")) => (Security::Plain, 25),
            ("smtp", None) => (Security::Required(parameters()?), 25),
            ("smtp", Some("required")) => (Security::Required(parameters()?), 587),
            ("smtp", Some("opportunistic")) => (Security::IfOffered(parameters()?), 587),
            _ => return Err(wrong("must begin with smtp:// or smtps://; tls is required, opportunistic or none")),
        };
        let hello = match url.path().trim_matches('/') {
            "" => ClientId::default(),
            name => ClientId::Domain(name.to_owned()),
        };
        let decoded = |part: &str| {
            percent_decoded(part).ok_or_else(|| wrong("the user or the password is not well written in percent"))
        };
        let credentials = match url.password() {
            Some(password) => Some(Credentials::new(decoded(url.username())?, decoded(password)?)),
            None if url.username().is_empty() => None,
            None => return Err(wrong("names a user and no password")),
        };
        let trusts_line = near || tls.as_deref() == Some("none");
        Ok(Self { port: url.port().unwrap_or(port), host, security, hello, credentials, trusts_line })
    }
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digit = |b: Option<u8>| char::from(b?).to_digit(16);
                let (high, low) = (digit(rest.next())?, digit(rest.next())?);
                u8::try_from(high * 16 + low).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

/// For STARTTLS.
fn parameters(host: &str, ca_file: &Path) -> Result<TlsParameters, String> {
    let wrong = |e: &dyn std::fmt::Display| format!("mail.ca_file: {}: {e}", ca_file.display());
    let mut builder = TlsParameters::builder(host.to_owned());
    if !ca_file.as_os_str().is_empty() {
        let pem = std::fs::read(ca_file).map_err(|e| wrong(&e))?;
        builder = builder.add_root_certificate(Certificate::from_pem(&pem).map_err(|e| wrong(&e))?);
    }
    builder.build().map_err(|e| format!("mail.smtp_url: {e}"))
}

/// For TLS from the first byte, with the same trust: lettre can only begin it on a socket of its own.
fn connector(ca_file: &Path) -> Result<TlsConnector, String> {
    let wrong = |e: &dyn std::fmt::Display| format!("mail.ca_file: {}: {e}", ca_file.display());
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if !ca_file.as_os_str().is_empty() {
        for certificate in CertificateDer::pem_file_iter(ca_file).map_err(|e| wrong(&e))? {
            roots.add(certificate.map_err(|e| wrong(&e))?).map_err(|e| wrong(&e))?;
        }
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|e| format!("mail.smtp_url: {e}"))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn server(url: &str) -> Result<Server, String> {
        let mut config = Config::load(None, []).expect("the defaults are good");
        config.mail.smtp_url = url.to_owned().into();
        Server::from_settings(&config.mail)
    }

    #[test]
    fn a_server_elsewhere_must_encrypt_unless_the_settings_say_otherwise() {
        for (url, security, port, trusts_line) in [
            ("smtp://127.0.0.1", "plain", 25, true),
            ("smtp://[::1]:2525", "plain", 2525, true),
            ("smtp://localhost:1025", "plain", 1025, true),
            ("smtp://mail.example", "required", 25, false),
            ("smtp://10.0.0.1:2525", "required", 2525, false),
            ("smtp://mail.example?tls=required", "required", 587, false),
            ("smtp://mail.example?tls=opportunistic", "if offered", 587, false),
            ("smtp://mail.example?tls=none", "plain", 25, true),
            ("smtps://mail.example", "wrapped", 465, false),
            ("smtps://u:p@mail.example:4650/folkmoot.example", "wrapped", 4650, false),
        ] {
            let server = server(url).unwrap_or_else(|e| panic!("{url}: {e}"));
            let kind = match server.security {
                Security::Plain => "plain",
                Security::IfOffered(_) => "if offered",
                Security::Required(_) => "required",
                Security::Wrapped(..) => "wrapped",
            };
            assert_eq!((kind, server.port, server.trusts_line), (security, port, trusts_line), "{url}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_without_the_password() {
        for url in [
            "mail.example",
            "smtp:///secret",
            "smtps://u:secret@mail.example?tls=none",
            "smtp://u:secret@mail.example?tls=yes",
            "smtp://u:secret@mail.example?timeout=3",
            "http://u:secret@mail.example",
            "smtp://u@mail.example",
            "smtp://u:secret%4@mail.example",
        ] {
            let error = server(url).err().unwrap_or_else(|| panic!("{url} was taken"));
            assert!(error.starts_with("mail.smtp_url: ") && !error.contains("secret"), "{url}: {error}");
        }
        assert!(server("smtp://a%40b:p%C3%A4ss@mail.example").is_ok());
        assert_eq!(percent_decoded("p%C3%A4ss%25"), Some("päss%".into()));
    }
}
