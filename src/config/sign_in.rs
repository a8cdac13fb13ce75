//! The settings about signing in at another site: its clocks, and the providers, each under a name of its own.

use super::domains;
use secrecy::SecretString;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::PathBuf;

section!(SignIn {
    deadline_seconds: u64,
    keys_minutes: i64,
    ca_file: PathBuf,
    providers: BTreeMap<String, Provider>,
});
section!(Provider {
    title: String,
    issuer: String,
    client_id: String,
    client_secret: SecretString,
    client_secret_file: PathBuf,
    scopes: Vec<String>,
    email_domains: Vec<String>,
    ask_acr: Vec<String>,
    second_factor_acr: Vec<String>,
    second_factor_amr: Vec<String>,
});

/// The provider that `config/default.toml` explains. It is none: others are laid over it.
const EXAMPLE: &str = "example";

/// Lays providers over those that are there. Each begins as the explained one; what that does not have is refused.
pub(super) fn overlay(known: &mut toml::Table, given: toml::Table, at: &str) -> Result<(), String> {
    for (name, value) in given {
        let toml::Value::Table(settings) = value else {
            return Err(format!("{at}.{name} must be a section, [sign_in.providers.{name}]"));
        };
        let provider = named(known, &name, at)?;
        for (key, value) in settings {
            let place = provider.get_mut(&key).ok_or_else(|| format!("{at}.{name}.{key}: there is no such setting"))?;
            *place = value;
        }
    }
    Ok(())
}

/// The settings of the provider with this name, for one more to be changed.
pub(super) fn named<'a>(known: &'a mut toml::Table, name: &str, at: &str) -> Result<&'a mut toml::Table, String> {
    let is_name = (1..=32).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        && name != EXAMPLE;
    if !is_name {
        return Err(format!(
            "{at}.{name}: a provider's name is up to 32 letters in lower case and digits, not \"example\""
        ));
    }
    if !known.contains_key(name) {
        let fresh = known.get(EXAMPLE).cloned().unwrap_or_else(|| toml::Value::Table(toml::Table::new()));
        known.insert(name.to_owned(), fresh);
    }
    known.get_mut(name).and_then(toml::Value::as_table_mut).ok_or_else(|| format!("{at}.{name} must be a section"))
}

/// Takes the explanation out, once all that is laid over it has been.
pub(super) fn without_example(all: &mut toml::Table) {
    let providers = all.get_mut("sign_in").and_then(|s| s.get_mut("providers")).and_then(toml::Value::as_table_mut);
    if let Some(providers) = providers {
        providers.remove(EXAMPLE);
    }
}

impl SignIn {
    /// Nothing when each provider can be used.
    pub(super) fn check(&self) -> Result<(), String> {
        if !(1..=30).contains(&self.deadline_seconds) {
            return Err("sign_in.deadline_seconds: must be 1 to 30".into());
        }
        if !(1..=1_440).contains(&self.keys_minutes) {
            return Err("sign_in.keys_minutes: must be 1 to 1440".into());
        }
        let mut issuers: Vec<&str> = self.providers.values().map(|one| one.issuer.as_str()).collect();
        issuers.sort_unstable();
        if issuers.windows(2).any(|two| two[0] == two[1]) {
            return Err("sign_in.providers: two of them have the same issuer".into());
        }
        self.providers
            .iter()
            .try_for_each(|(name, one)| one.check().map_err(|why| format!("sign_in.providers.{name}.{why}")))
    }
}

impl Provider {
    fn check(&self) -> Result<(), String> {
        if self.title.trim().is_empty() || self.title.chars().count() > 60 {
            return Err("title: must have 1 to 60 characters".into());
        }
        if self.client_id.is_empty() {
            return Err("client_id: is missing".into());
        }
        let issuer = url::Url::parse(&self.issuer).map_err(|e| format!("issuer: {e}"))?;
        if !is_trusted_line(&issuer) || issuer.query().is_some() || issuer.fragment().is_some() {
            return Err("issuer: must be https://, with a host and perhaps a path".into());
        }
        match self.email_domains.iter().find(|pattern| !domains::is_pattern(pattern)) {
            Some(wrong) => Err(format!("email_domains: \"{wrong}\" is no domain in lower case, nor \"*.\" and one")),
            None => Ok(()),
        }
    }
}

/// Whether what goes to this address can be read by nobody on the way: it is encrypted, or stays on this machine.
#[must_use]
pub fn is_trusted_line(url: &url::Url) -> bool {
    let near = || match url.host_str() {
        Some("localhost") => true,
        Some(host) => host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback()),
        None => false,
    };
    url.scheme() == "https" && url.has_host() || url.scheme() == "http" && near()
}

#[cfg(test)]
mod tests {
    use super::super::Config;

    fn with(file: &str, pairs: &[(&str, &str)]) -> Result<Config, String> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("site.toml");
        std::fs::write(&path, file).expect("written");
        Config::load(Some(&path), pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())))
    }

    const NHS: &str =
        "[sign_in.providers.nhs]\ntitle = \"NHS\"\nissuer = \"https://id.example/\"\nclient_id = \"us\"\n";

    #[test]
    fn nobody_is_a_provider_by_default() {
        assert!(with("", &[]).expect("good").sign_in.providers.is_empty());
    }

    #[test]
    fn a_provider_is_named_and_its_secret_comes_from_the_environment() {
        let secret = [("FOLKMOOT__SIGN_IN__PROVIDERS__NHS__CLIENT_SECRET", "not to be seen")];
        let config = with(NHS, &secret).expect("good");
        let nhs = &config.sign_in.providers["nhs"];
        assert_eq!((nhs.title.as_str(), nhs.scopes.join(" ").as_str()), ("NHS", "email profile"));
        assert!(!format!("{config:?}").contains("not to be seen"));
        let all = [
            ("FOLKMOOT__SIGN_IN__PROVIDERS__CAMDEN__TITLE", "Camden"),
            ("FOLKMOOT__SIGN_IN__PROVIDERS__CAMDEN__ISSUER", "http://127.0.0.1:9/x"),
            ("FOLKMOOT__SIGN_IN__PROVIDERS__CAMDEN__CLIENT_ID", "us"),
            ("FOLKMOOT__SIGN_IN__PROVIDERS__CAMDEN__EMAIL_DOMAINS", "camden.gov.uk,*.camden.gov.uk"),
        ];
        let config = with(NHS, &all).expect("good");
        assert_eq!(config.sign_in.providers["camden"].email_domains, ["camden.gov.uk", "*.camden.gov.uk"]);
        assert_eq!(config.sign_in.providers.len(), 2);
    }

    #[test]
    fn what_is_wrong_with_a_provider_is_told_by_name() {
        for (wrong, says) in [
            ("isuer = \"x\"", "sign_in.providers.nhs.isuer"),
            ("issuer = \"http://id.example/\"", "sign_in.providers.nhs.issuer: must be https://"),
            ("issuer = \"https://id.example/?x\"", "sign_in.providers.nhs.issuer"),
            ("title = \"\"", "sign_in.providers.nhs.title"),
            ("client_id = \"\"", "sign_in.providers.nhs.client_id"),
            ("email_domains = [\"net\"]", "sign_in.providers.nhs.email_domains: \"net\""),
        ] {
            let key = wrong.split(" = ").next().expect("a key");
            let rest: String =
                NHS.lines().filter(|line| !line.starts_with(&format!("{key} ="))).map(|l| format!("{l}\n")).collect();
            let error = with(&format!("{rest}{wrong}\n"), &[]).expect_err(wrong);
            assert!(error.contains(says), "{error}");
        }
        for (file, says) in [
            ("[sign_in.providers.example]\ntitle = \"x\"\n", "not \"example\""),
            ("[sign_in.providers.\"a b\"]\ntitle = \"x\"\n", "lower case"),
            ("[sign_in]\nproviders = 1\n", "sign_in.providers"),
            ("[sign_in.providers]\nnhs = 1\n", "must be a section"),
            ("[sign_in]\ndeadline_seconds = 0\n", "sign_in.deadline_seconds"),
        ] {
            let error = with(file, &[]).expect_err(file);
            assert!(error.contains(says), "{error}");
        }
        let twice = format!("{NHS}{}", NHS.replace("nhs]", "other]"));
        assert!(with(&twice, &[]).expect_err("the same").contains("same issuer"));
        let unknown = [("FOLKMOOT__SIGN_IN__PROVIDERS__NHS__SECRET", "x")];
        assert!(with(NHS, &unknown).expect_err("unknown").contains("sign_in.providers.nhs.secret"));
    }
}
