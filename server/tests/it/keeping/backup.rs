//! `uptake backup`: whole or not there.

use std::process::{Command, Stdio};

use archive::SyncTrigger;
use sea_orm::{ConnectionTrait as _, Database};
use simulator::Fault;
use tokio_util::sync::CancellationToken;

use super::{Home, connected, mode, names, on, served, shut, status, text};
use crate::desk::{Desk, Ended};
use crate::house::holds;

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_gives_the_same_figures_elsewhere_and_links_with_the_secret_key_alone() {
    let home = Home::new().await;
    let desk = Desk::alone();
    let file = desk.folder.path().join("night.uptake");
    let made = on(&desk, &home.data(), &["backup", "night.uptake"]);
    assert!(made.code == 0 && made.out.is_empty(), "{made:?}");
    assert!(made.err.contains("1 connection, 12 archived days"), "{}", made.err);
    assert!(made.err.contains("The secret key is not in it") && made.err.contains("secret.key"), "{}", made.err);
    assert_eq!(mode(&file), 0o600);
    let key = std::fs::read(home.data().join("secret.key")).unwrap();
    let kept = desk.folder.path().join("kept");
    std::fs::create_dir(&kept).unwrap();
    std::fs::copy(&file, kept.join("copy")).unwrap();
    assert!(!holds(&kept, &key), "the secret key is in the backup");

    let figures = home.figures(&format!("http://{}", home.house.addr)).await;
    let (with, without) = (desk.folder.path().join("with"), desk.folder.path().join("without"));
    std::fs::create_dir(&with).unwrap();
    std::fs::copy(home.data().join("secret.key"), with.join("secret.key")).unwrap();
    let restored = on(&desk, &with, &["restore", text(&file)]);
    assert!(
        restored.code == 0 && restored.err.contains("opens what is sealed in it: 1 key of OpenAI and"),
        "{restored:?}"
    );
    let restored = on(&desk, &without, &["restore", text(&file)]);
    assert!(restored.code == 0 && restored.err.contains("There is no secret key file at"), "{restored:?}");
    for (data, link_opens) in [(&with, true), (&without, false)] {
        let place = served(&desk, data).await;
        assert_eq!(home.figures(&place.url).await, figures);
        let link = status(&format!("{}{}", place.url, home.link)).await;
        assert_eq!(link == 200, link_opens, "{link}");
    }
    assert_eq!(shut(&with).await, (2, Vec::new()));
    let (sealed, shut) = shut(&without).await;
    assert_eq!((sealed, shut.len()), (2, 2), "a new secret key opens none of it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_in_the_middle_of_a_pass_is_whole() {
    let house = connected().await;
    let data = house.folder.path().join("data");
    let id = house.state.archive.connections().await.unwrap().remove(0).id;
    // Some answers come, and then one does not until the test is over.
    house.simulator().set_fault(Fault::Slow { millis: 600_000 }.always().after(4));
    let (collector, stop) = (house.state.collector.clone(), CancellationToken::new());
    let pass = tokio::spawn(async move { collector.run_pass(id, SyncTrigger::Command, &stop).await });
    let desk = Desk::alone();
    loop {
        assert!(!pass.is_finished());
        let made = on(&desk, &data, &["backup", "b.uptake", "--force"]);
        assert_eq!(made.code, 0, "{made:?}");
        let contents = archive::examine(&desk.folder.path().join("b.uptake")).await.unwrap();
        if contents.days > 0 {
            break;
        }
    }
    assert!(!pass.is_finished(), "it was in the middle");
    pass.abort();
    assert_eq!(names(desk.folder.path(), ".b"), Vec::<String>::new(), "nothing unfinished is left");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_there_is_not_written_over_and_what_fails_leaves_nothing() {
    let desk = Desk::alone();
    let data = desk.folder.path().join("data");
    let nothing = on(&desk, &data, &["backup", "a.uptake"]);
    assert!(nothing.code == 1 && nothing.last().contains("there is no archive at"), "{nothing:?}");
    assert!(!data.exists(), "a backup makes no archive");
    on(&desk, &data, &["check"]);
    desk.file("mine", "something else");
    let taken = on(&desk, &data, &["backup", "mine"]);
    assert!(taken.code == 1 && taken.last().contains("--force"), "{taken:?}");
    assert_eq!(std::fs::read_to_string(desk.folder.path().join("mine")).unwrap(), "something else");
    assert_eq!(on(&desk, &data, &["backup", "mine", "--force"]).code, 0);
    for (place, why) in [
        ("none/a.uptake", "No such file or directory"),
        ("mine/a.uptake", "Not a directory"),
        ("/proc/a.uptake", "was not written"),
        (".", "it is a folder"),
    ] {
        let ended = on(&desk, &data, &["backup", place]);
        assert!(ended.code == 1 && ended.last().contains(why), "{place}: {ended:?}");
    }
    for own in ["data/uptake.db", "data/secret.key"] {
        let ended = on(&desk, &data, &["backup", own, "--force"]);
        assert!(ended.code == 1 && ended.last().contains("a file that Uptake needs"), "{ended:?}");
    }
    assert_eq!(names(desk.folder.path(), ".").len(), 0, "{:?}", names(desk.folder.path(), ""));
}

/// Fills an archive with so many megabytes.
async fn fill(desk: &Desk, megabytes: u32) {
    let db = Database::connect(format!("sqlite://{}/data/uptake.db", desk.folder.path().display())).await.unwrap();
    let half = megabytes * 500_000;
    db.execute_unprepared(&format!("INSERT INTO setting VALUES ('large', hex(randomblob({half})))")).await.unwrap();
    db.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_without_room_gives_an_error_and_no_half_file() {
    let desk = Desk::alone();
    on(&desk, &desk.folder.path().join("data"), &["check"]);
    fill(&desk, 8).await;
    // As on a full disk every write beyond a place fails: of files of more than a megabyte.
    let script = format!("trap '' XFSZ; ulimit -f 1024; exec {} backup b.uptake", env!("CARGO_BIN_EXE_uptake"));
    let mut limited = Command::new("bash");
    limited.args(["-c", &script]).current_dir(desk.folder.path()).env_clear();
    let ended = Ended::of(limited.stdin(Stdio::null()).output().unwrap());
    assert!(ended.code == 1 && ended.last().contains("b.uptake was not written"), "{ended:?}");
    assert_eq!((names(desk.folder.path(), "b"), names(desk.folder.path(), ".")), (Vec::new(), Vec::new()));
    assert_eq!(desk.run(&["backup", "b.uptake"]).code, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_backup_leaves_nothing_that_looks_like_one() {
    let desk = Desk::alone();
    on(&desk, &desk.folder.path().join("data"), &["check"]);
    fill(&desk, 60).await;
    let unfinished = desk.folder.path().join(".b.uptake.unfinished/archive");
    let mut child = desk.command(&["backup", "b.uptake"]).stderr(Stdio::null()).spawn().unwrap();
    while std::fs::metadata(&unfinished).map_or(0, |meta| meta.len()) == 0 {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it wrote");
        std::thread::yield_now();
    }
    child.kill().unwrap();
    assert_eq!(child.wait().unwrap().code(), None, "it was killed");
    assert_eq!(names(desk.folder.path(), "b"), Vec::<String>::new());
    let half = desk.folder.path().join("half");
    std::fs::copy(&unfinished, &half).unwrap();
    assert!(archive::examine(&half).await.is_err(), "what is half written can be restored");
    std::fs::remove_file(&half).unwrap();

    let again = desk.run(&["backup", "b.uptake"]);
    assert_eq!(again.code, 0, "{again:?}");
    assert_eq!(names(desk.folder.path(), "."), Vec::<String>::new(), "what was left is gone");
}
