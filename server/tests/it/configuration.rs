//! The configuration: which source wins, and that all problems are told at once.

use std::collections::BTreeMap;
use std::time::Duration;

use server::config::{Config, LogFormat, Sources};

fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn environment(pairs: &[(&str, &str)]) -> Sources {
    Sources { environment: map(pairs), ..Sources::default() }
}

#[test]
fn the_defaults_are_those_of_the_documentation() {
    let config = Config::load(Sources::default()).unwrap();
    assert_eq!(config.http.addr.to_string(), "127.0.0.1:3000");
    assert_eq!(config.storage.data_dir.to_str(), Some("./data"));
    assert_eq!(config.storage.database_url(), "./data/uptake.db");
    assert_eq!(config.openai.chatgpt_base_url.as_str(), "https://api.chatgpt.com/v1");
    assert_eq!(config.openai.openai_base_url.as_str(), "https://api.openai.com/v1");
    assert_eq!((config.sync.every, config.sync.backfill_days), (Duration::from_hours(2), 90));
    assert_eq!((config.log.filter.as_str(), config.log.format), ("info", LogFormat::Text));
    assert!(config.http.public_url.is_none() && !config.http.is_https());
    let memory = config.memory;
    assert_eq!((memory.index, memory.answers, memory.api_requests.get()), (None, 64_000_000, 6_000));
    assert!(!config.privacy.strict_groups && !config.privacy.attribution);
}

#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = "addr = \"127.0.0.1:1\"\nbackfill_days = 30\nsync_every = \"3h\"\ndata_dir = \"/file\"\n";
    std::fs::write(folder.path().join("uptake.toml"), file).unwrap();
    let sources = Sources {
        folder: Some(folder.path().to_owned()),
        environment: map(&[("addr", "127.0.0.1:2"), ("data_dir", "/0123"), ("sync_every", "")]),
        flags: map(&[("addr", "127.0.0.1:3")]),
        ..Sources::default()
    };
    let config = Config::load(sources).unwrap();
    assert_eq!(config.http.addr.port(), 3);
    assert_eq!(config.storage.data_dir.to_str(), Some("/0123"), "a folder is not a number");
    assert_eq!((config.sync.backfill_days, config.sync.every), (30, Duration::from_hours(2)), "empty means default");
    assert!(config.file.is_some());
}

#[test]
fn all_problems_are_told_at_once_and_by_source() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("uptake.toml");
    std::fs::write(&path, "backfill_days = 100000\ncolour = \"red\"\nlog = [\"info\"]\n").unwrap();
    let sources = Sources {
        file: Some(path.clone()),
        environment: map(&[
            ("addr", "three thousand"),
            ("public_url", "https://uptake.example.com/path"),
            ("chatgpt_base_url", "http://proxy.example.com/v1"),
            ("openai_base_url", "https://user:word@example.com/v1"),
            ("sync_every", "5s"),
            ("log_format", "xml"),
            ("index_memory", "1KB"),
            ("api_requests", "0"),
            ("strict_groups", "perhaps"),
            ("database_url", "postgres://user:secret-word@db/uptake"),
        ]),
        flags: map(&[("log", "===")]),
        ..Sources::default()
    };
    let problems = Config::load(sources).unwrap_err();
    let told = problems.to_string();
    assert!(told.starts_with("the configuration has 14 problems:"), "{told}");
    for part in [
        "UPTAKE_ADDR (environment): “three thousand”",
        "UPTAKE_PUBLIC_URL (environment)",
        "UPTAKE_CHATGPT_BASE_URL (environment): “http://proxy.example.com/v1” would send the key over the network in the clear",
        "UPTAKE_OPENAI_BASE_URL (environment): it carries a user name or a password",
        "UPTAKE_SYNC_EVERY (environment): “5s” is outside 1m to 7d",
        "UPTAKE_BACKFILL_DAYS (",
        "UPTAKE_INDEX_MEMORY (environment): “1KB” is too little",
        "UPTAKE_API_REQUESTS (environment): “0” is not a number of requests",
        "UPTAKE_STRICT_GROUPS (environment): “perhaps” is neither on nor off",
        "UPTAKE_LOG_FORMAT (environment): “xml” is not a log format",
        "UPTAKE_LOG (flag)",
        "PostgreSQL is not supported yet",
        "there is no setting “colour”",
        "“log” must be one value",
    ] {
        assert!(told.contains(part), "{part}\n{told}");
    }
    assert!(told.contains(path.to_str().unwrap()));
    assert!(!told.contains("secret-word") && !told.contains("user:word"), "{told}");
}

#[test]
fn a_file_that_is_named_must_be_there_and_be_toml() {
    let folder = tempfile::tempdir().unwrap();
    let missing = Sources { file: Some(folder.path().join("none.toml")), ..Sources::default() };
    assert!(Config::load(missing).unwrap_err().to_string().contains("cannot be read"));
    let broken = folder.path().join("broken.toml");
    std::fs::write(&broken, "addr = ").unwrap();
    let told = Config::load(Sources { file: Some(broken), ..Sources::default() }).unwrap_err().to_string();
    assert!(told.contains("is not valid TOML"), "{told}");
    let elsewhere = Sources { folder: Some(folder.path().to_owned()), ..Sources::default() };
    assert!(Config::load(elsewhere).unwrap().file.is_none());
}

#[test]
fn people_are_told_an_address_that_they_can_open() {
    for (settings, url) in [
        (&[][..], "http://127.0.0.1:3000"),
        (&[("addr", "0.0.0.0:8080")], "http://127.0.0.1:8080"),
        (&[("addr", "0.0.0.0:80"), ("public_url", "https://uptake.example.com")], "https://uptake.example.com"),
    ] {
        let http = Config::load(environment(settings)).unwrap().http;
        assert_eq!(http.url_for_people(http.addr), url);
    }
    let debug = format!("{:?}", Config::load(environment(&[("database_url", "sqlite:///x?key=hidden-word")])).unwrap());
    assert!(!debug.contains("hidden-word"));
}
