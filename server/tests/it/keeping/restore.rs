//! `uptake restore`: what is there is not lost, and what is no archive is not taken.

use super::{Home, names, on, opened, served, text};
use crate::desk::Desk;
use crate::house::client;
use domain::Role;

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_that_is_in_use_or_there_is_left_alone() {
    let desk = Desk::alone();
    let data = desk.folder.path().join("data");
    on(&desk, &data, &["token", "create", "--name", "before", "--scope", "read"]);
    assert_eq!(desk.run(&["backup", "b.uptake"]).code, 0);
    on(&desk, &data, &["token", "create", "--name", "after", "--scope", "read"]);
    let running = tokio::task::block_in_place(|| desk.serve(text(&data)));
    for args in [&["restore", "b.uptake", "--force"][..], &["secret", "rotate"]] {
        let ended = on(&desk, &data, args);
        assert!(ended.code == 1 && ended.last().contains("is in use: stop the server"), "{ended:?}");
    }
    drop(running);
    let there = desk.run(&["restore", "b.uptake"]);
    assert!(there.code == 1 && there.last().contains("there is an archive at") && there.last().contains("--force"));
    let itself = desk.run(&["restore", "data/uptake.db", "--force"]);
    assert!(itself.code == 1 && itself.last().contains("is the archive itself"), "{itself:?}");
    assert!(desk.run(&["token", "list"]).out.contains("after"));

    let restored = desk.run(&["restore", "b.uptake", "--force"]);
    assert!(restored.code == 0 && restored.err.contains("Nothing in it is sealed"), "{restored:?}");
    let tokens = desk.run(&["token", "list"]).out;
    assert!(tokens.contains("before") && !tokens.contains("after"), "{tokens}");
    let [kept] = names(&data, "uptake.db-replaced-").try_into().unwrap();
    assert!(restored.err.contains(&kept), "{}", restored.err);
    // The way back.
    assert_eq!(desk.run(&["restore", text(&data.join(kept)), "--force"]).code, 0);
    assert!(desk.run(&["token", "list"]).out.contains("after"));
    assert_eq!(names(&data, "uptake.db-coming"), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_whole_archive_of_uptake_is_refused_and_leaves_what_is_there() {
    let desk = Desk::alone();
    desk.run(&["token", "create", "--name", "mine", "--scope", "read"]);
    assert_eq!(desk.run(&["backup", "whole"]).code, 0);
    let whole = std::fs::read(desk.folder.path().join("whole")).unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(desk.folder.path().join(name), bytes).unwrap();
    write("cut", &whole[..whole.len() / 2]);
    let mut changed = whole.clone();
    changed[4_096..12_288].fill(0x5a);
    write("changed", &changed);
    write("text", b"not a database");
    write("empty", b"");
    write("beside", &whole);
    write("beside-wal", b"the latest pages");
    for (name, why) in [
        ("cut", "not a whole archive"),
        ("changed", "not a whole archive"),
        ("text", "not a whole archive"),
        ("empty", "not one of Uptake’s"),
        ("beside", "uptake backup"),
        ("missing", "No such file"),
    ] {
        let ended = desk.run(&["restore", name, "--force"]);
        assert!(ended.code == 1 && ended.last().contains(why), "{name}: {ended:?}");
        assert!(ended.last().contains(name), "{ended:?}");
    }
    assert!(desk.run(&["token", "list"]).out.contains("mine"));
    let data = desk.folder.path().join("data");
    assert_eq!(names(&data, "uptake.db-replaced-"), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_archive_can_be_replaced_and_is_kept_with_its_log() {
    let desk = Desk::alone();
    desk.run(&["token", "create", "--name", "mine", "--scope", "read"]);
    assert_eq!(desk.run(&["backup", "b.uptake"]).code, 0);
    let data = desk.folder.path().join("data");
    std::fs::write(data.join("uptake.db"), "damaged").unwrap();
    assert_eq!(desk.run(&["token", "list"]).code, 1);
    std::fs::write(data.join("uptake.db-wal"), "pages of another time").unwrap();
    let restored = desk.run(&["restore", "b.uptake", "--force"]);
    assert_eq!(restored.code, 0, "{restored:?}");
    assert!(desk.run(&["token", "list"]).out.contains("mine"));
    let mut kept = names(&data, "uptake.db-replaced-");
    kept.sort();
    assert_eq!(kept.len(), 2, "{kept:?}");
    assert_eq!(std::fs::read_to_string(data.join(&kept[0])).unwrap(), "damaged");
    assert!(kept[1].ends_with("-wal"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_signed_in_after_a_restore_and_it_stands_in_the_log() {
    let home = Home::new().await;
    let browser = home.house.signed_in(Role::Admin).await;
    let desk = Desk::alone();
    assert_eq!(on(&desk, &home.data(), &["backup", "b.uptake"]).code, 0);
    let data = desk.folder.path().join("data");
    assert_eq!(on(&desk, &data, &["restore", "b.uptake"]).code, 0);
    let place = served(&desk, &data).await;
    let cookie = format!("uptake={}", browser.session().unwrap());
    let ask = |base: &str| client().get(format!("{base}/fn/links")).header("cookie", cookie.clone());
    assert_eq!(ask(&browser.base).send().await.unwrap().status(), 200);
    assert_eq!(ask(&place.url).send().await.unwrap().status(), 401);
    drop(place);
    let state = opened(&data).await;
    let log = state.archive.audit(1).await.unwrap().remove(0).entry;
    assert_eq!((log.action.as_str(), log.detail.as_str()), ("archive.restore", "from b.uptake"));
}
