//! What every encrypted line of ours to another server has in common: which authorities are believed.

use std::fmt::Display;
use std::path::Path;
use std::sync::Arc;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};

/// Believes the public authorities, and those in a PEM file that `setting` names; in none where its path is empty.
///
/// # Errors
/// A sentence that names the setting, where the file cannot be read.
pub fn client(ca_file: &Path, setting: &str) -> Result<Arc<ClientConfig>, String> {
    let wrong = |e: &dyn Display| format!("{setting}: {}: {e}", ca_file.display());
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if !ca_file.as_os_str().is_empty() {
        for certificate in CertificateDer::pem_file_iter(ca_file).map_err(|e| wrong(&e))? {
            roots.add(certificate.map_err(|e| wrong(&e))?).map_err(|e| wrong(&e))?;
        }
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|e| wrong(&e))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}
