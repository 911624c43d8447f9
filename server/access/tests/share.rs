//! Shared links: the database alone gives none, one link never opens another, and their key outlives the key file.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use access::share::{NewLink, ShareLinks};
use access::{AccessError, Door, Passwords, Vault};
use archive::{Archive, AuditEntry, ShareLink, Whose};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use domain::clock::FixedClock;
use domain::link::{Contract, Part};
use domain::{AccountId, Filter, Role, TeamSlug};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

struct Place {
    folder: TempDir,
    archive: Archive,
    owner: AccountId,
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).unwrap()
}

fn entry(action: &str) -> AuditEntry {
    let (action, object, detail) = (action.to_owned(), "link".to_owned(), String::new());
    AuditEntry { at: now(), account: None, action, object, detail }
}

fn contract() -> Contract {
    Contract {
        label: "Weekly".to_owned(),
        parts: vec![Part::Headline],
        filter: Filter { team: Some(TeamSlug::new("web")), ..Filter::default() },
        ..Contract::default()
    }
}

impl Place {
    async fn new(role: Role) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("uptake.db").display());
        let archive = Archive::open(&url, now()).await.unwrap();
        let owner = archive.create_account(&"lee@example.com".parse().unwrap(), role, None, now()).await.unwrap();
        Self { folder, archive, owner: owner.id }
    }

    fn vault(&self, name: &str) -> Arc<Vault> {
        Arc::new(Vault::open_or_create(&self.folder.path().join(name)).unwrap())
    }

    fn links(&self, vault: Arc<Vault>, at: DateTime<Utc>, endless: bool) -> ShareLinks {
        ShareLinks::new(self.archive.clone(), vault, Passwords::new(1).unwrap(), Arc::new(FixedClock(at)), endless)
    }

    async fn made(&self, links: &ShareLinks) -> (ShareLink, String) {
        let expires_at = Some(now() + TimeDelta::days(90));
        let new = NewLink { owner: self.owner, contract: contract(), password: None, expires_at };
        let link = links.make(new, |_| entry("link.make")).await.unwrap();
        let token = links.token(&link).await.unwrap().expose_secret().to_owned();
        (link, token)
    }
}

async fn opens(links: &ShareLinks, token: &str) -> bool {
    match links.open(token, |_| async { Ok(vec![TeamSlug::new("web")]) }).await {
        Ok(Door::Open(_)) => true,
        Err(AccessError::LinkInvalid) => false,
        other => unreachable!("{other:?}"),
    }
}

#[tokio::test]
async fn a_token_opens_its_link_and_no_other_text_does() {
    let place = Place::new(Role::Leader).await;
    let links = place.links(place.vault("secret.key"), now(), false);
    let (first, token) = place.made(&links).await;
    let (second, other) = place.made(&links).await;
    assert_ne!(token, other);
    assert!(opens(&links, &token).await && opens(&links, &other).await);
    assert_eq!(token.len(), 43);
    let hash = URL_SAFE_NO_PAD.encode(second.token_hash);
    for wrong in ["", &token[..42], &format!("{token}A"), &token.to_lowercase(), first.id.as_str(), &hash, "{token}"] {
        assert!(!opens(&links, wrong).await, "{wrong}");
    }
}

#[tokio::test]
async fn a_stolen_database_gives_no_token_and_a_written_one_no_link() {
    let place = Place::new(Role::Leader).await;
    let links = place.links(place.vault("secret.key"), now(), false);
    let (link, token) = place.made(&links).await;
    let bytes = std::fs::read(place.folder.path().join("uptake.db")).unwrap();
    let wal = std::fs::read(place.folder.path().join("uptake.db-wal")).unwrap_or_default();
    for kept in [bytes, wal] {
        assert!(!kept.windows(token.len()).any(|window| window == token.as_bytes()));
    }
    // Whoever can write to the database, but lacks the key file, puts in a hash of a token of their own.
    let mine = "A".repeat(43);
    let hash: [u8; 32] = Sha256::digest(&mine).into();
    assert!(place.archive.rotate_share_link(&link.id, Whose::Everybodys, (2, hash), entry("x")).await.unwrap());
    assert!(!opens(&links, &mine).await);
}

#[tokio::test]
async fn the_key_file_can_be_changed_and_no_address_breaks() {
    let place = Place::new(Role::Leader).await;
    let (old, new) = (place.vault("old.key"), place.vault("new.key"));
    let (_, token) = place.made(&place.links(Arc::clone(&old), now(), false)).await;
    let refused = place.links(Arc::clone(&new), now(), false).open(&token, |_| async { Ok(Vec::new()) }).await;
    assert!(matches!(refused, Err(AccessError::LinkKeySealed)), "not wrapped again yet");
    access::rotation::reseal(&place.archive, &old, &new, entry("secret.rotate")).await.unwrap();
    assert!(opens(&place.links(new, now(), false), &token).await);
    let refused = place.links(old, now(), false).open(&token, |_| async { Ok(Vec::new()) }).await;
    assert!(matches!(refused, Err(AccessError::LinkKeySealed)));
}

#[tokio::test]
async fn after_the_key_file_was_lost_links_can_be_made_again() {
    let place = Place::new(Role::Leader).await;
    let (_, token) = place.made(&place.links(place.vault("lost.key"), now(), false)).await;
    let links = place.links(place.vault("new.key"), now(), false);
    links.begin_again_if_lost(entry("link.new_key")).await.unwrap();
    assert!(!opens(&links, &token).await);
    let (_, token) = place.made(&links).await;
    links.begin_again_if_lost(entry("link.new_key")).await.unwrap();
    assert!(opens(&links, &token).await, "nothing was lost this time");
    let told = place.archive.audit(50).await.unwrap();
    assert_eq!(told.iter().filter(|row| row.entry.action == "link.new_key").count(), 1, "what was lost, and only that");
}

#[tokio::test]
async fn processes_that_begin_at_once_share_one_key() {
    let place = Place::new(Role::Leader).await;
    let vault = place.vault("secret.key");
    let all: Vec<ShareLinks> = (0..6).map(|_| place.links(Arc::clone(&vault), now(), false)).collect();
    let mut tokens = Vec::new();
    for links in &all {
        tokens.push(place.made(links).await.1);
    }
    for links in &all {
        for token in &tokens {
            assert!(opens(links, token).await);
        }
    }
}

#[tokio::test]
async fn a_rotated_an_expired_and_a_removed_link_are_as_good_as_unknown() {
    let place = Place::new(Role::Leader).await;
    let vault = place.vault("secret.key");
    let links = place.links(Arc::clone(&vault), now(), false);
    let (link, token) = place.made(&links).await;
    assert!(links.rotate(&link, Whose::Of(place.owner), entry("link.rotate")).await.unwrap());
    assert!(!links.rotate(&link, Whose::Of(place.owner), entry("link.rotate")).await.unwrap(), "it was read before");
    assert!(!opens(&links, &token).await);
    let link = place.archive.share_link(&link.id, Whose::Everybodys).await.unwrap().unwrap();
    let token = links.token(&link).await.unwrap().expose_secret().to_owned();
    assert!(opens(&links, &token).await);
    let later = now() + TimeDelta::days(90);
    assert!(opens(&place.links(Arc::clone(&vault), later - TimeDelta::seconds(1), false), &token).await);
    assert!(!opens(&place.links(Arc::clone(&vault), later, false), &token).await);
    let endless = ShareLink { expires_at: None, ..link.clone() };
    assert!(
        place.archive.change_share_link(&link, &endless, Whose::Of(place.owner), entry("link.change")).await.unwrap()
    );
    assert!(opens(&place.links(Arc::clone(&vault), later, true), &token).await);
    assert!(!opens(&place.links(vault, later, false), &token).await, "never is allowed no more");
    assert_eq!(
        place.archive.remove_share_links(Some(&link.id), Whose::Everybodys, entry("link.revoke")).await.unwrap(),
        1
    );
    assert!(!opens(&links, &token).await);
}

#[tokio::test]
async fn a_link_opens_as_long_as_its_owner_may_share_it() {
    for (role, team, opened) in [
        (Role::Admin, "none", true),
        (Role::Leader, "none", true),
        (Role::TeamLead, "web", true),
        (Role::TeamLead, "ops", false),
        (Role::Member, "web", false),
    ] {
        let place = Place::new(role).await;
        let links = place.links(place.vault("secret.key"), now(), false);
        let (_, token) = place.made(&links).await;
        let door = links.open(&token, |_| async { Ok(vec![TeamSlug::new(team)]) }).await;
        assert_eq!(door.is_ok(), opened, "{role} {team}");
        place.archive.set_account_disabled(place.owner, Some(now())).await.unwrap();
        assert!(!opens(&links, &token).await, "{role}: switched off");
    }
}

#[tokio::test]
async fn a_pass_is_for_one_link_one_password_and_a_while() {
    let place = Place::new(Role::Leader).await;
    let vault = place.vault("secret.key");
    let links = place.links(Arc::clone(&vault), now(), false);
    let secret = |text: &str| SecretString::from(text.to_owned());
    let mut locks = Vec::new();
    for _ in 0..2 {
        let password = Some(secret("four unrelated words"));
        let expires_at = Some(now() + TimeDelta::days(90));
        let new = NewLink { owner: place.owner, contract: contract(), password, expires_at };
        let link = links.make(new, |_| entry("link.make")).await.unwrap();
        let token = links.token(&link).await.unwrap();
        let door = links.open(token.expose_secret(), |_| async { Ok(Vec::new()) }).await.unwrap();
        let Door::Locked(lock) = door else { unreachable!("it asks for a password") };
        locks.push(lock);
    }
    let [one, other] = locks.as_slice() else { unreachable!("two were made") };
    assert_eq!(links.enter(one, &secret("five unrelated words")).await.unwrap(), None);
    let pass = links.enter(one, &secret("four unrelated words")).await.unwrap().unwrap();
    assert!(links.show_pass(one, &pass).await.unwrap().is_some());
    assert!(links.show_pass(other, &pass).await.unwrap().is_none(), "equal passwords, another link");
    let longer =
        pass.split_once('.').map(|(until, mac)| format!("{}.{mac}", until.parse::<i64>().unwrap() + 9)).unwrap();
    for wrong in ["", ".", "9999999999.", &longer, &pass[..pass.len() - 1]] {
        assert!(links.show_pass(one, wrong).await.unwrap().is_none(), "{wrong}");
    }
    let later = place.links(vault, now() + access::share::PASS_LASTS, false);
    assert!(later.show_pass(one, &pass).await.unwrap().is_none());
}
