//! The settings for files that people send: where they are kept.

use super::is_trusted_line;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::path::PathBuf;

section!(Files {
    folder: PathBuf,
    s3_bucket: String,
    s3_endpoint: String,
    s3_region: String,
    s3_key_id: String,
    s3_secret: SecretString,
    s3_secret_file: PathBuf,
    s3_ca_file: PathBuf,
});

impl Files {
    /// Whether files are kept in a bucket, and not in a folder.
    #[must_use]
    pub fn in_bucket(&self) -> bool {
        !self.s3_bucket.is_empty()
    }

    /// Nothing when there is a place for files, and a bucket has all that it needs.
    pub(super) fn check(&self) -> Result<(), String> {
        if !self.in_bucket() {
            return if self.folder.as_os_str().is_empty() { Err("files.folder: is missing".into()) } else { Ok(()) };
        }
        if self.s3_region.is_empty() {
            return Err("files.s3_region: is missing; a server without regions takes us-east-1".into());
        }
        if self.s3_key_id.is_empty() {
            return Err("files.s3_key_id: is missing".into());
        }
        if self.s3_secret.expose_secret().is_empty() && self.s3_secret_file.as_os_str().is_empty() {
            return Err("files.s3_secret: is missing, and so is files.s3_secret_file".into());
        }
        if self.s3_endpoint.is_empty() {
            return Ok(());
        }
        let endpoint = url::Url::parse(&self.s3_endpoint).map_err(|e| format!("files.s3_endpoint: {e}"))?;
        if !is_trusted_line(&endpoint) || endpoint.path() != "/" || endpoint.query().is_some() {
            return Err("files.s3_endpoint: must be https:// with a host and nothing after it".into());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Config;

    fn with(pairs: &[(&str, &str)]) -> Result<Config, String> {
        let name = |key: &str| format!("FOLKMOOT__FILES__{}", key.to_uppercase());
        Config::load(None, pairs.iter().map(|(key, value)| (name(key), (*value).to_owned())))
    }

    #[test]
    fn a_bucket_has_all_that_it_needs() {
        assert!(!with(&[]).expect("the defaults are good").files.in_bucket());
        let all = [("s3_bucket", "moot"), ("s3_key_id", "k"), ("s3_secret", "not to be seen")];
        let config = with(&all).expect("good");
        assert!(config.files.in_bucket() && !format!("{config:?}").contains("not to be seen"));
        for (key, value, says) in [
            ("folder", "", "files.folder"),
            ("s3_bucket", "moot", "files.s3_key_id"),
            ("s3_bukket", "moot", "files.s3_bukket"),
        ] {
            let error = with(&[(key, value)]).expect_err(says);
            assert!(error.contains(says), "{error}");
        }
        for (endpoint, fine) in [
            ("https://s3.example", true),
            ("http://127.0.0.1:9000", true),
            ("http://s3.example", false),
            ("https://s3.example/moot", false),
            ("s3.example", false),
        ] {
            let tried = with(&[all[0], all[1], all[2], ("s3_endpoint", endpoint)]);
            assert_eq!(tried.is_ok(), fine, "{endpoint}");
        }
        let no_secret = with(&[all[0], all[1]]).expect_err("no secret");
        assert!(no_secret.contains("files.s3_secret"), "{no_secret}");
    }
}
