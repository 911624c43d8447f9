//! Another secret key, cut off after each step.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::path::PathBuf;

use access::rotation::{self, begin, fit, next_path, open_vault, put_in_place, reseal};
use access::{AccessError, Vault};
use archive::{Archive, AuditEntry, NewConnection};
use chrono::{DateTime, Utc};
use domain::guide::{Draft, Route, Stamp};
use domain::sync::Moment;
use domain::{ConnectionName, WorkspaceId};
use secrecy::SecretString;
use tempfile::TempDir;

const WORKSPACE: &str = "3f0f5aaf-1e2b-4f10-bb50-0123456789ab";

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).unwrap()
}

fn entry() -> AuditEntry {
    let text = || "test".to_owned();
    AuditEntry { at: now(), account: None, action: text(), object: text(), detail: text() }
}

struct Place {
    _folder: TempDir,
    archive: Archive,
    path: PathBuf,
}

impl Place {
    /// An archive with a connection's key and one that waits in a guide.
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        let archive = Archive::open(folder.path().join("uptake.db").to_str().unwrap(), now()).await.unwrap();
        let vault = open_vault(&archive, &path).await.unwrap();
        let workspace: WorkspaceId = WORKSPACE.parse().unwrap();
        let sealed_key = vault.seal_key(&workspace, &SecretString::from("sk-admin-one".to_owned())).unwrap();
        let name = ConnectionName::new("Acme");
        let new = NewConnection { name, workspace, sealed_key, key_last_four: String::new(), now: now() };
        archive.add_connection(new, entry()).await.unwrap();
        let mut draft = Draft::begun(Route::PlatformKey, Stamp { at: Moment(0), by: None });
        WORKSPACE.clone_into(&mut draft.workspace);
        let id = archive.add_guide(&draft, entry()).await.unwrap();
        let mut guide = archive.guide(id).await.unwrap().unwrap();
        let waiting = SecretString::from("sk-two".to_owned());
        guide.sealed_key = Some(vault.seal_key(&WORKSPACE.parse().unwrap(), &waiting).unwrap());
        assert!(archive.save_guide(&guide, entry()).await.unwrap());
        Self { _folder: folder, archive, path }
    }

    fn key(&self) -> Vec<u8> {
        std::fs::read(&self.path).unwrap()
    }

    /// What does not open for whoever comes next.
    async fn shut(&self) -> Vec<String> {
        let vault = open_vault(&self.archive, &self.path).await.unwrap();
        assert!(!next_path(&self.path).exists(), "it is settled");
        let fit = fit(&self.archive, &vault).await.unwrap();
        assert_eq!(fit.keys, 2);
        fit.shut
    }
}

#[tokio::test]
async fn cut_off_after_each_step_the_next_to_come_finds_the_right_key() {
    let place = Place::new().await;
    // Twice: the probe of an earlier change must not mislead.
    for _ in 0..2 {
        let before = place.key();
        begin(&place.path).unwrap();
        assert!(place.shut().await.is_empty());
        assert_eq!(place.key(), before, "the archive never heard of the new key");

        let (old, new) = (Vault::open(&place.path).unwrap(), begin(&place.path).unwrap());
        reseal(&place.archive, &old, &new, entry()).await.unwrap();
        assert!(place.shut().await.is_empty());
        assert_ne!(place.key(), before, "what was begun is ended");

        let (before, old, new) = (place.key(), Vault::open(&place.path).unwrap(), begin(&place.path).unwrap());
        reseal(&place.archive, &old, &new, entry()).await.unwrap();
        put_in_place(new, &place.path).unwrap();
        assert!(place.shut().await.is_empty());
        assert_ne!(place.key(), before);
    }
}

#[tokio::test]
async fn where_neither_key_is_the_archives_both_stay() {
    let place = Place::new().await;
    rotation::rotate(&place.archive, &place.path, entry()).await.unwrap();
    let right = place.key();
    std::fs::write(&place.path, [7; 32]).unwrap();
    let stray = begin(&place.path).unwrap();
    let vault = open_vault(&place.archive, &place.path).await.unwrap();
    assert_eq!((vault.path(), stray.path().exists()), (place.path.as_path(), true));
    let refused = rotation::rotate(&place.archive, &place.path, entry()).await;
    assert!(matches!(refused, Err(AccessError::Sealed { what }) if what.contains("Acme")));
    assert!(stray.path().exists());
    std::fs::write(&place.path, right).unwrap();
    assert!(place.shut().await.is_empty());
}

#[tokio::test]
async fn what_one_key_does_not_open_keeps_all_as_it_is() {
    let place = Place::new().await;
    let mut guide = place.archive.guides().await.unwrap().remove(0);
    guide.sealed_key = Some(b"sealed by another".to_vec());
    assert!(place.archive.save_guide(&guide, entry()).await.unwrap());
    let (key, connections) = (place.key(), place.archive.connections().await.unwrap());
    let Err(refused) = rotation::rotate(&place.archive, &place.path, entry()).await else {
        panic!("it was changed");
    };
    assert!(refused.to_string().contains("the guide"), "{refused}");
    assert!(place.key() == key && place.archive.connections().await.unwrap() == connections);
    assert!(!next_path(&place.path).exists());
}

#[tokio::test]
async fn a_key_file_behind_a_link_is_replaced_where_it_lies() {
    let place = Place::new().await;
    let link = place.path.with_file_name("linked.key");
    std::os::unix::fs::symlink(&place.path, &link).unwrap();
    let before = place.key();
    rotation::rotate(&place.archive, &link, entry()).await.unwrap();
    assert!(link.is_symlink() && place.key() != before);
    assert!(place.shut().await.is_empty());
}
