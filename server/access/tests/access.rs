//! Accounts, links, tokens and sessions on a real archive in a temporary folder.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::sync::{Arc, Mutex};

use access::sessions::ACCOUNT;
use access::{AccessError, Accounts, ArchiveSessions, OneTimeLinks, Passwords, Purpose, Tokens};
use archive::Archive;
use chrono::{DateTime, TimeDelta, Utc};
use domain::clock::SharedClock;
use domain::{Clock, Email, Role, Scope};
use secrecy::{ExposeSecret as _, SecretString};
use tempfile::TempDir;
use tower_sessions::SessionStore as _;
use tower_sessions::cookie::time::OffsetDateTime;
use tower_sessions::session::{Id, Record};

/// A clock that a test moves.
#[derive(Debug)]
struct Hands(Mutex<DateTime<Utc>>);

impl Clock for Hands {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

struct House {
    _folder: TempDir,
    hands: Arc<Hands>,
    archive: Archive,
    accounts: Accounts,
    links: OneTimeLinks,
    tokens: Tokens,
    sessions: ArchiveSessions,
}

impl House {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let start = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
        let hands = Arc::new(Hands(Mutex::new(start)));
        let clock: SharedClock = hands.clone();
        let path = folder.path().join("uptake.db");
        let archive = Archive::open(path.to_str().unwrap(), start).await.unwrap();
        let accounts = Accounts::new(archive.clone(), Passwords::new(2).unwrap(), clock.clone());
        let links = OneTimeLinks::new(archive.clone(), accounts.clone(), clock.clone());
        let tokens = Tokens::new(archive.clone(), clock.clone());
        let sessions = ArchiveSessions::new(archive.clone(), clock);
        Self { _folder: folder, hands, archive, accounts, links, tokens, sessions }
    }

    fn pass(&self, time: TimeDelta) {
        *self.hands.0.lock().unwrap() += time;
    }
}

fn secret(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}

fn email(text: &str) -> Email {
    text.parse().unwrap()
}

#[tokio::test]
async fn signing_in_gives_one_answer_for_every_failure() {
    let house = House::new().await;
    let password = secret("four unrelated words");
    let account = house.accounts.create(&email("alex@example.com"), Role::Leader, Some(&password)).await.unwrap();
    house.accounts.create(&email("kim@example.com"), Role::Member, None).await.unwrap();

    let signed_in = house.accounts.sign_in(" Alex@Example.com", &password).await.unwrap();
    assert_eq!((signed_in.id, signed_in.role), (account.id, Role::Leader));

    let mut answers = Vec::new();
    for (who, what) in [
        ("alex@example.com", "four unrelated wordz"),
        ("kim@example.com", "four unrelated words"),
        ("nobody@example.com", "four unrelated words"),
        ("not an address", "four unrelated words"),
    ] {
        answers.push(house.accounts.sign_in(who, &secret(what)).await.unwrap_err().to_string());
    }
    house.archive.set_account_disabled(account.id, Some(house.hands.now())).await.unwrap();
    answers.push(house.accounts.sign_in("alex@example.com", &password).await.unwrap_err().to_string());
    assert!(answers.iter().all(|answer| *answer == AccessError::WrongCredentials.to_string()), "{answers:?}");
    assert!(house.accounts.live(account.id).await.unwrap().is_none());
}

#[tokio::test]
async fn an_address_has_one_account_and_a_password_follows_the_rule() {
    let house = House::new().await;
    let alex = email("alex@example.com");
    let short = house.accounts.create(&alex, Role::Admin, Some(&secret("short"))).await;
    assert!(matches!(short, Err(AccessError::PasswordRule(_))));
    assert_eq!(house.accounts.count().await.unwrap(), 0);
    house.accounts.create(&alex, Role::Admin, None).await.unwrap();
    let again = house.accounts.create(&email("ALEX@example.com"), Role::Admin, None).await;
    assert!(matches!(again, Err(AccessError::AccountExists(taken)) if taken == alex));
}

#[tokio::test]
async fn the_first_administrator_comes_by_a_link_that_works_once() {
    let house = House::new().await;
    let old = house.links.for_first_admin().await.unwrap().unwrap();
    let token = house.links.for_first_admin().await.unwrap().unwrap();
    let token = token.expose_secret();
    let alex = email("alex@example.com");
    let password = secret("four unrelated words");
    let redeem = |token: String, password: SecretString| {
        let (links, alex) = (house.links.clone(), alex.clone());
        async move { links.redeem_set_up(&token, &alex, &password).await }
    };
    let replaced = redeem(old.expose_secret().to_owned(), password.clone()).await;
    assert!(matches!(replaced, Err(AccessError::LinkInvalid)), "a newer link replaces the older");
    assert!(matches!(redeem(token.to_owned(), secret("short")).await, Err(AccessError::PasswordRule(_))));
    assert_eq!(house.links.purpose(token).await.unwrap(), Purpose::FirstAdmin, "a refused password keeps the link");
    assert!(house.links.redeem_sign_in(token).await.is_err(), "it is no link to sign in");

    let both = tokio::join!(redeem(token.to_owned(), password.clone()), redeem(token.to_owned(), password.clone()));
    let made: Vec<_> = [both.0, both.1].into_iter().filter_map(Result::ok).collect();
    assert_eq!(made.len(), 1, "of two at once one is served");
    assert_eq!((made[0].role, &made[0].email), (Role::Admin, &alex));
    assert!(house.links.for_first_admin().await.unwrap().is_none());
    assert_eq!(house.accounts.sign_in("alex@example.com", &password).await.unwrap().id, made[0].id);
}

#[tokio::test]
async fn links_end_and_nonsense_is_no_link() {
    let house = House::new().await;
    let account = house.accounts.create(&email("kim@example.com"), Role::Member, None).await.unwrap();
    let invitation = house.links.for_password(account.id).await.unwrap();
    let sign_in = house.links.for_sign_in(account.id, TimeDelta::minutes(10)).await.unwrap();
    assert_eq!(house.links.redeem_sign_in(sign_in.expose_secret()).await.unwrap().id, account.id);
    assert!(house.links.redeem_sign_in(sign_in.expose_secret()).await.is_err(), "once");

    let late = house.links.for_sign_in(account.id, TimeDelta::minutes(10)).await.unwrap();
    house.pass(TimeDelta::minutes(10));
    assert!(house.links.redeem_sign_in(late.expose_secret()).await.is_err(), "over");
    assert_eq!(
        house.links.purpose(invitation.expose_secret()).await.unwrap(),
        Purpose::Password(email("kim@example.com"))
    );
    house.pass(TimeDelta::days(7));
    assert!(house.links.purpose(invitation.expose_secret()).await.is_err());
    for nonsense in ["", "x", "../../etc/passwd", &"a".repeat(43), &"a".repeat(100_000), "%00", "\u{1f511}"] {
        assert!(matches!(house.links.redeem_sign_in(nonsense).await, Err(AccessError::LinkInvalid)));
    }
}

#[tokio::test]
async fn an_invitation_sets_the_password_and_ends_sessions() {
    let house = House::new().await;
    let account = house.accounts.create(&email("kim@example.com"), Role::Member, None).await.unwrap();
    let mut record = record(account.id.get());
    house.sessions.create(&mut record).await.unwrap();
    let token = house.links.for_password(account.id).await.unwrap();
    let password = secret("four unrelated words");
    let other = email("other@example.com");
    let redeemed = house.links.redeem_set_up(token.expose_secret(), &other, &password).await.unwrap();
    assert_eq!(redeemed.id, account.id, "the link's account counts, not the typed address");
    assert!(house.accounts.sign_in("kim@example.com", &password).await.is_ok());
    assert!(house.sessions.load(&record.id).await.unwrap().is_none());
}

#[tokio::test]
async fn tokens_are_recognised_until_they_are_revoked() {
    let house = House::new().await;
    let token = house.tokens.create("nightly report", Scope::Persons).await.unwrap();
    let token = token.expose_secret();
    assert!(token.starts_with("upt_") && token.len() == 47, "{token}");
    let known = house.tokens.verify(token).await.unwrap();
    assert_eq!((known.name.as_str(), known.scope), ("nightly report", Scope::Persons));
    assert!(known.use_is_news && house.tokens.all().await.unwrap()[0].last_used_at.is_none());
    house.tokens.note_use(known.id).await.unwrap();
    assert!(house.tokens.all().await.unwrap()[0].last_used_at.is_some());
    assert!(!house.tokens.verify(token).await.unwrap().use_is_news, "once a minute");
    for wrong in ["", "upt_", &token[4..], &format!("{token}x"), &token.replace("upt_", "upt-")] {
        assert!(matches!(house.tokens.verify(wrong).await, Err(AccessError::TokenInvalid)), "{wrong}");
    }
    assert!(house.tokens.revoke(known.id, "a test").await.unwrap().is_some());
    assert!(house.tokens.revoke(known.id, "a test").await.unwrap().is_none());
    let log = house.archive.audit(5).await.unwrap();
    let actions: Vec<&str> = log.iter().map(|row| row.entry.action.as_str()).collect();
    assert_eq!(actions, ["token.revoke", "token.create"]);
    assert!(matches!(house.tokens.verify(token).await, Err(AccessError::TokenInvalid)));
    let stored = std::fs::read(house.archive.path()).unwrap();
    let needle = &token.as_bytes()[..20];
    assert!(!stored.windows(20).any(|bytes| bytes == needle));
}

fn record(account: i64) -> Record {
    let data = [(ACCOUNT.to_owned(), serde_json::json!(account))].into_iter().collect();
    let expiry_date = OffsetDateTime::from_unix_timestamp(1_795_000_000 + 3600).unwrap();
    Record { id: Id::default(), data, expiry_date }
}

#[tokio::test]
async fn sessions_last_until_they_end() {
    let house = House::new().await;
    let account = house.accounts.create(&email("kim@example.com"), Role::Member, None).await.unwrap();
    let mut first = record(account.id.get());
    house.sessions.create(&mut first).await.unwrap();
    assert_eq!(house.sessions.load(&first.id).await.unwrap().unwrap(), first);

    let mut twin = Record { id: first.id, ..record(account.id.get()) };
    house.sessions.create(&mut twin).await.unwrap();
    assert_ne!(twin.id, first.id, "a taken id is never shared");

    first.data.insert("seen".to_owned(), serde_json::json!(7));
    house.sessions.save(&first).await.unwrap();
    assert_eq!(house.sessions.load(&first.id).await.unwrap().unwrap().data, first.data);
    house.sessions.delete(&first.id).await.unwrap();
    assert!(house.sessions.load(&first.id).await.unwrap().is_none());

    house.pass(TimeDelta::hours(1));
    assert!(house.sessions.load(&twin.id).await.unwrap().is_none());
    assert_eq!(house.sessions.sweep().await.unwrap(), 1);
}
