//! The settings: what `config/default.toml` explains, overridden by a file of one's own and by the environment.

use crate::characteristics::Characteristics;
use crate::db::DatabaseUrl;
use crate::holding;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

/// The explained defaults, part of the program so that it runs without any file.
pub const DEFAULTS: &str = include_str!("../config/default.toml");

/// All settings, as sections.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each key is explained in config/default.toml")]
pub struct Config {
    pub site: Site,
    pub http: Http,
    pub database: Database,
    pub secrets: Secrets,
    pub mail: Mail,
    pub accounts: Accounts,
    pub sign_in: SignIn,
    pub professions: Professions,
    pub rules: Rules,
    pub proposals: Proposals,
    pub campaigns: Campaigns,
    pub monitoring: Monitoring,
    pub files: Files,
    pub holding: holding::Settings,
    pub moderation: Moderation,
    pub limits: Limits,
    pub privacy: Privacy,
    pub retention: Retention,
    pub worker: Worker,
    pub demo: Demo,
    pub log: Log,
}

macro_rules! section {
    ($name:ident { $($field:ident: $kind:ty),+ $(,)? }) => {
        #[doc = concat!("The settings of the section of the same name in `config/default.toml`.")]
        #[derive(Debug, Clone, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[allow(missing_docs, reason = "each key is explained in config/default.toml")]
        pub struct $name { $(pub $field: $kind),+ }
    };
}

mod domains;
mod files;
mod layers;
mod moderation;
mod privacy;
mod sign_in;

pub use domains::falls_under;
pub use files::Files;
pub use moderation::Moderation;
pub use privacy::{Privacy, Retention};
pub use sign_in::{Provider, SignIn, is_trusted_line};

section!(Site { public_url: String });
section!(Http {
    bind: SocketAddr,
    workers: usize,
    form_limit: usize,
    staff_form_limit: usize,
    head_seconds: u64,
    body_seconds: u64,
    upload_seconds: u64,
    idle_seconds: u64,
    unread_seconds: u64,
    trusted_proxies: Vec<IpAddr>,
    hsts_seconds: u64,
    page_cache_megabytes: u64,
});
section!(Database { url: String, readers: usize, queue: usize, wait_seconds: u64, statement_seconds: u64 });
section!(Secrets { key: SecretString, key_file: PathBuf, second_key: SecretString, second_key_file: PathBuf });
section!(Mail {
    transport: Transport,
    folder: PathBuf,
    smtp_url: SecretString,
    from: String,
    reply_to: String,
    deadline_seconds: u64,
    retry_hours: i64,
    connections: usize,
    ca_file: PathBuf,
    bounce_address: String,
    bounce_maildir: PathBuf,
    unsubscribe_address: String,
    dkim_domain: String,
    dkim_selector: String,
    dkim_key_file: PathBuf,
});
section!(Accounts {
    session_idle_days: i64,
    session_longest_days: i64,
    staff_idle_minutes: i64,
    staff_longest_hours: i64,
    confirm_hours: i64,
    reset_hours: i64,
    sign_in_minutes: i64,
    invite_hours: i64,
    waiting_hours: i64,
    minimum_age: i64,
    password_characters: usize,
    argon2_kib: u32,
    argon2_passes: u32,
    argon2_threads: usize,
});
section!(Professions {
    names: Vec<String>,
    work_domains: Vec<String>,
    valid_months: u32,
    remind_days: i64,
    letter_hours: i64,
});
section!(Rules { comment_characters: usize, reply_characters: usize, edit_minutes: i64 });
section!(Proposals { by_residents: bool });
section!(Campaigns { alike_percent: i64 });
section!(Monitoring { characteristics: Characteristics });
section!(Limits {
    comments_per_hour: u32,
    place_comments_per_hour: u32,
    votes_per_5_minutes: u32,
    place_votes_per_5_minutes: u32,
    follows_per_hour: u32,
    place_follows_per_hour: u32,
    attachments_per_hour: u32,
    place_attachments_per_hour: u32,
    reports_per_hour: u32,
    place_reports_per_hour: u32,
    place_waiting_per_hour: u32,
});
section!(Worker { in_server: bool, poll_seconds: u64, stop_seconds: u64, nice: i32 });
section!(Demo { mail_pages: bool });
section!(Log { filter: String, format: LogFormat });

/// How letters leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Transport {
    Smtp,
    Folder,
    Memory,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum LogFormat {
    Text,
    Json,
}

impl Config {
    /// Reads the defaults, then `file` if given, then `environment` (pairs of name and value).
    ///
    /// # Errors
    /// One line that names the setting, where it came from, and what is wrong with it.
    pub fn load(file: Option<&Path>, environment: impl IntoIterator<Item = (String, String)>) -> Result<Self, String> {
        let mut all: toml::Table = DEFAULTS.parse().map_err(|e| format!("config/default.toml: {e}"))?;
        if let Some(path) = file {
            let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
            let table: toml::Table = text.parse().map_err(|e| format!("{}: {e}", path.display()))?;
            layers::overlay(&mut all, table, &path.display().to_string())?;
        }
        for (name, value) in environment {
            if let Some(rest) = name.strip_prefix("FOLKMOOT__") {
                layers::set_from_environment(&mut all, &name, rest, &value)?;
            }
        }
        sign_in::without_example(&mut all);
        let config: Self = all.try_into().map_err(|e: toml::de::Error| format!("settings: {}", e.message()))?;
        config.check()?;
        Ok(config)
    }

    /// The parsed address of the database.
    ///
    /// # Errors
    /// When its scheme is neither `sqlite:` nor `postgres://`.
    pub fn database_url(&self) -> Result<DatabaseUrl, String> {
        self.database.url.parse().map_err(|why| format!("database.url: {why}"))
    }

    fn check(&self) -> Result<(), String> {
        self.database_url()?;
        let url = url::Url::parse(&self.site.public_url).map_err(|e| format!("site.public_url: {e}"))?;
        if !matches!(url.scheme(), "http" | "https") || url.path() != "/" || url.query().is_some() {
            return Err("site.public_url: must be http:// or https:// with a host and nothing after it".into());
        }
        for (setting, key) in [("key", &self.secrets.key), ("second_key", &self.secrets.second_key)] {
            let long = key.expose_secret().len();
            if (1..32).contains(&long) {
                return Err(format!("secrets.{setting}: has {long} characters and needs at least 32"));
            }
        }
        self.mail
            .from
            .parse::<lettre::message::Mailbox>()
            .map_err(|e| format!("mail.from: {} is no address: {e}", self.mail.from))?;
        if !self.mail.reply_to.is_empty() {
            self.mail
                .reply_to
                .parse::<lettre::message::Mailbox>()
                .map_err(|e| format!("mail.reply_to: {} is no address: {e}", self.mail.reply_to))?;
        }
        if !(1..=64).contains(&self.mail.connections) {
            return Err("mail.connections: must be 1 to 64".into());
        }
        if !(1..=120).contains(&self.mail.deadline_seconds) {
            return Err("mail.deadline_seconds: must be 1 to 120".into());
        }
        if self.accounts.password_characters < 8 {
            return Err("accounts.password_characters: fewer than 8 is not safe".into());
        }
        if !(0..=120).contains(&self.accounts.minimum_age) {
            return Err("accounts.minimum_age: must be 0 to 120".into());
        }
        if !(50..=95).contains(&self.campaigns.alike_percent) {
            return Err("campaigns.alike_percent: must be 50 to 95".into());
        }
        self.files.check()?;
        self.retention.check()?;
        self.sign_in.check()?;
        self.holding.check()?;
        self.moderation.check()?;
        if self.accounts.argon2_kib < 8 || self.accounts.argon2_passes == 0 {
            return Err("accounts.argon2_kib, accounts.argon2_passes: too small for argon2".into());
        }
        if let Some(wrong) = self.professions.work_domains.iter().find(|pattern| !domains::is_pattern(pattern)) {
            return Err(format!(
                "professions.work_domains: \"{wrong}\" is no domain in lower case, nor \"*.\" and one"
            ));
        }
        Ok(())
    }

    /// `site.public_url` without a slash at its end.
    #[must_use]
    pub fn public_url(&self) -> &str {
        self.site.public_url.trim_end_matches('/')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &[(&str, &str)]) -> Result<Config, String> {
        Config::load(None, pairs.iter().map(|(k, v)| ((*k).to_string(), (*v).to_string())))
    }

    #[test]
    fn the_defaults_run_and_the_environment_wins() {
        assert_eq!(with(&[]).expect("the defaults are good").database.url, "sqlite:var/folkmoot.db");
        let config =
            with(&[("FOLKMOOT__DATABASE__URL", "postgres://u@h/n"), ("FOLKMOOT__HTTP__WORKERS", "3"), ("PATH", "x")])
                .expect("good settings");
        assert_eq!((config.database.url.as_str(), config.http.workers), ("postgres://u@h/n", 3));
    }

    #[test]
    fn what_is_unknown_or_wrong_is_refused_by_name() {
        for (pairs, says) in [
            (("FOLKMOOT__HTTP__BNID", "x"), "http.bnid"),
            (("FOLKMOOT__HTTP", "x"), "FOLKMOOT__SECTION__KEY"),
            (("FOLKMOOT__DATABASE__URL", "mysql://x"), "database.url"),
            (("FOLKMOOT__HTTP__WORKERS", "many"), "http.workers must be a whole number"),
            (("FOLKMOOT__HTTP__BIND", "nowhere"), "socket address"),
            (("FOLKMOOT__SITE__PUBLIC_URL", "ftp://x"), "site.public_url"),
            (("FOLKMOOT__SECRETS__KEY", "short"), "secrets.key"),
            (("FOLKMOOT__SECRETS__SECOND_KEY", "short"), "secrets.second_key: has 5"),
            (("FOLKMOOT__MAIL__FROM", "nobody"), "mail.from"),
            (("FOLKMOOT__MAIL__TRANSPORT", "pigeon"), "pigeon"),
            (("FOLKMOOT__MAIL__CONNECTIONS", "65"), "mail.connections"),
            (("FOLKMOOT__PROFESSIONS__WORK_DOMAINS", "nhs.net,uk"), "\"uk\""),
            (("FOLKMOOT__PROFESSIONS__WORK_DOMAINS", "*nhs.uk"), "professions.work_domains"),
            (("FOLKMOOT__MAIL__DEADLINE_SECONDS", "600"), "mail.deadline_seconds"),
            (("FOLKMOOT__ACCOUNTS__MINIMUM_AGE", "-1"), "accounts.minimum_age"),
            (("FOLKMOOT__RETENTION__ASKED_DAYS", "1"), "retention.asked_days"),
            (("FOLKMOOT__HOLDING__BURST_COMMENTS", "0"), "holding.burst_comments: must be 1 to 1000"),
            (("FOLKMOOT__HOLDING__WORDS", "ban,!!"), "holding.words: \"!!\" has no letters"),
            (("FOLKMOOT__MODERATION__CLAIM_MINUTES", "0"), "moderation.claim_minutes: must be 1 to 240"),
            (("FOLKMOOT__MODERATION__SAFEGUARDING", "nobody"), "moderation.safeguarding: nobody is no address"),
        ] {
            let error = with(&[pairs]).expect_err(pairs.1);
            assert!(error.contains(says), "{error}");
        }
    }

    #[test]
    fn every_file_in_config_loads() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/production.toml");
        assert!(Config::load(Some(&file), []).is_ok());
        let folder = tempfile::tempdir().expect("a folder");
        let bad = folder.path().join("bad.toml");
        std::fs::write(&bad, "[http]\nbnid = 1\n").expect("written");
        assert!(Config::load(Some(&bad), []).expect_err("unknown").contains("http.bnid"));
    }

    #[test]
    fn secrets_do_not_show() {
        let config = with(&[("FOLKMOOT__SECRETS__KEY", "0123456789012345678901234567890123")]).expect("good");
        assert!(!format!("{config:?}").contains("0123456789"));
    }
}
