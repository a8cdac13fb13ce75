//! A setting is wrong: the program does not start, and says which.

use crate::support::stage;
use folkmoot::app::App;
use folkmoot::clock::Clock;
use folkmoot::config::Config;

/// 44: a setting that cannot work is refused by its name, before anything is served.
#[test]
fn a_wrong_setting_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let good = || {
        let mut config = Config::load(None, []).expect("the defaults are good");
        config.database.url = format!("sqlite:{}", folder.path().join("a.db").display());
        config.secrets.key = "k".repeat(40).into();
        config.files.folder = folder.path().join("files");
        config.mail.transport = folkmoot::config::Transport::Memory;
        config
    };
    let refused = |config: Config| App::new(config, Clock::held(stage::beginning())).err().unwrap_or_default();
    for (change, named) in [
        ((|c| c.database.url = "postgres://nobody@127.0.0.1:1/none".into()) as fn(&mut Config), "database.url"),
        (|c| c.database.url = "mysql://x".into(), "database"),
        (|c| c.database.url = "sqlite:/proc/none/folkmoot.db".into(), "database.url"),
        (|c| c.mail.from = "not an address".into(), "mail.from"),
        (|c| c.site.public_url = "nowhere".into(), "site.public_url"),
        (|c| c.files.folder = "/proc/none/files".into(), "files.folder"),
        (
            |c| {
                c.files.s3_bucket = "moot".into();
                c.files.s3_secret_file = "/proc/none/secret".into();
            },
            "files.s3_secret_file",
        ),
        (
            |c| {
                c.mail.transport = folkmoot::config::Transport::Smtp;
                c.mail.smtp_url = "ftp://x".to_owned().into();
            },
            "mail.smtp_url",
        ),
        (
            |c| {
                c.secrets.key = String::new().into();
                c.secrets.key_file = "/proc/none/key".into();
            },
            "secrets.key_file",
        ),
    ] {
        let mut config = good();
        change(&mut config);
        let said = refused(config);
        assert!(said.contains(named), "{named}: {said:?}");
        assert!(!said.contains("panicked") && said.lines().count() <= 2, "{said}");
    }
    let said =
        Config::load(None, [("FOLKMOOT__SECRETS__KEY".to_owned(), "ten letters".to_owned())]).expect_err("short");
    assert!(said.starts_with("secrets.key: has 11 characters and needs at least 32"), "{said}");
    let short = folder.path().join("key");
    std::fs::write(&short, "ten letters").expect("written");
    let mut config = good();
    (config.secrets.key, config.secrets.key_file) = (String::new().into(), short);
    let said = refused(config);
    assert!(said.starts_with("secrets.key_file: ") && said.contains("fewer than 32 characters"), "{said}");
    let taken = folkmoot::server::bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
    let said = folkmoot::server::bind(taken.local_addr().expect("bound")).expect_err("taken");
    assert!(said.starts_with("http.bind: cannot listen on"), "{said}");
}
