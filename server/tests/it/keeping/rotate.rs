//! `uptake secret rotate`: another secret key, whenever the process is killed.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::{Home, mode, names, on, opened, served, shut, status};
use crate::desk::Desk;

/// A data folder with a key of OpenAI and a shared link, whose house is gone, and the link.
async fn left() -> (Desk, String) {
    let home = Home::new().await;
    let (desk, link) = (Desk::alone(), home.link.clone());
    let data = home.data();
    assert_eq!(on(&desk, &data, &["backup", "b.uptake"]).code, 0);
    let here = desk.folder.path().join("data");
    std::fs::create_dir(&here).unwrap();
    std::fs::copy(data.join("secret.key"), here.join("secret.key")).unwrap();
    assert_eq!(on(&desk, &here, &["restore", "b.uptake"]).code, 0);
    (desk, link)
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_outlast_another_secret_key_and_old_backups_need_the_old_one() {
    let (desk, link) = left().await;
    let data = desk.folder.path().join("data");
    let path = data.join("secret.key");
    let old = std::fs::read(&path).unwrap();
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o640)).unwrap();
    let rotated = on(&desk, &data, &["secret", "rotate"]);
    assert_eq!(rotated.code, 0, "{rotated:?}");
    assert!(rotated.err.contains("It seals: 1 key of OpenAI and the key of shared links"), "{}", rotated.err);
    assert!(rotated.err.contains("make a new backup"), "{}", rotated.err);
    let new = std::fs::read(&path).unwrap();
    assert!(new != old && new.len() == 32 && mode(&path) == 0o640, "whoever could read it still can");
    assert_eq!(names(&data, "secret.key"), ["secret.key"]);
    assert_eq!(shut(&data).await, (2, Vec::new()));
    let place = served(&desk, &data).await;
    assert_eq!(status(&format!("{}{link}", place.url)).await, 200, "the address is the same");
    drop(place);
    let state = opened(&data).await;
    assert_eq!(state.archive.audit(1).await.unwrap().remove(0).entry.action, "secret.rotate");
    super::close(state).await;

    let back = on(&desk, &data, &["restore", "b.uptake", "--force"]);
    assert!(
        back.code == 0 && back.err.contains("does NOT open the connection “Acme”, the key of shared links"),
        "{back:?}"
    );
    let checked = on(&desk, &data, &["check"]);
    assert!(checked.code == 1 && checked.err.contains("FAILED   secret key file"), "{checked:?}");
    let refused = on(&desk, &data, &["secret", "rotate"]);
    assert!(refused.code == 1 && refused.last().contains("cannot be opened"), "{refused:?}");
    assert_eq!(std::fs::read(&path).unwrap(), new, "nothing has changed");
    std::fs::write(&path, &old).unwrap();
    assert_eq!(shut(&data).await, (2, Vec::new()));
}

/// Rotates, and kills it after a while; whether it had ended by itself.
fn rotate_and_kill(desk: &Desk, mut now: impl FnMut(Duration) -> bool) -> bool {
    let mut command = desk.command(&["secret", "rotate"]);
    let mut child = command.stdin(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let begun = Instant::now();
    while !now(begun.elapsed()) {
        if child.try_wait().unwrap().is_some() {
            return true;
        }
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap().success()
}

async fn is_whole(data: &Path, when: &str) {
    assert_eq!(shut(data).await, (2, Vec::new()), "{when}");
    assert_eq!(names(data, "secret.key"), ["secret.key"], "{when}: it is settled which key it is");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_archive_and_secret_key_fit() {
    let (desk, _) = left().await;
    let data = desk.folder.path().join("data");
    let (path, next) = (data.join("secret.key"), data.join("secret.key.new"));
    let begun = Instant::now();
    assert!(rotate_and_kill(&desk, |_| false), "it was let end");
    let whole = begun.elapsed();
    // Between the files and the transaction.
    for at in 0..4u32 {
        let mut seen = None;
        let ended = rotate_and_kill(&desk, |_| {
            seen = seen.or_else(|| next.exists().then(Instant::now));
            seen.is_some_and(|seen: Instant| seen.elapsed() >= Duration::from_micros(700) * at)
        });
        assert!(at > 0 || !ended, "it was killed with both keys there");
        is_whole(&data, &format!("{at} after the new key")).await;
    }
    // Everywhere else.
    let mut keys = vec![std::fs::read(&path).unwrap()];
    for part in 1..=12u32 {
        rotate_and_kill(&desk, |elapsed| elapsed >= whole * part / 12);
        is_whole(&data, &format!("part {part}")).await;
        keys.push(std::fs::read(&path).unwrap());
    }
    keys.dedup();
    assert!(rotate_and_kill(&desk, |_| false) && std::fs::read(&path).unwrap() != keys[keys.len() - 1]);
    is_whole(&data, "at last").await;
}
