//! The ordinary tables: connections, runs, roster, accounts, links, sessions, tokens, audit, settings.

use archive::{
    ArchiveError, AuditEntry, LinkPurpose, NewToken, SessionRecord, SyncCounters, SyncOutcome, SyncRunId, SyncRunState,
    SyncTrigger,
};
use chrono::TimeDelta;
use domain::checkup::Checkup;
use domain::people::{Membership, Person, Roster, Team};
use domain::sync::{Moment, SyncFailure};
use domain::{AccountId, ConnectionId, ConnectionName, ConnectionProblem, Email, Role, Scope, TeamSlug};
use tokio::task::JoinSet;

use crate::fixtures::{Shelf, day, named, noted, now};

fn email(text: &str) -> Email {
    text.parse().unwrap()
}

#[tokio::test]
async fn connections_keep_their_key_sealed_and_their_names_apart() {
    let shelf = Shelf::new().await;
    let found = shelf.archive.connection_by_name(&ConnectionName::new("main")).await.unwrap().unwrap();
    assert_eq!(found, shelf.connection);
    assert_eq!(found.sealed_key, [1, 2, 3]);
    assert!(!format!("{found:?} {:?}", named("x")).contains("[1, 2, 3]"), "no key in logs");
    let taken = shelf.archive.add_connection(named("main"), noted()).await.unwrap_err();
    assert!(matches!(&taken, ArchiveError::ConnectionNameTaken(name) if name.as_str() == "main"), "{taken}");
    let checked = Checkup { at: Moment(0), by: None, probes: Vec::new() };
    shelf.archive.replace_key(found.id, vec![9], "abcd", (&checked, entry("rotate"))).await.unwrap();
    assert_eq!(shelf.archive.checkup(found.id).await.unwrap(), Some(checked.clone()));
    let replaced = shelf.archive.connection(found.id).await.unwrap().unwrap();
    assert_eq!((replaced.sealed_key, replaced.key_last_four.as_str()), (vec![9], "abcd"));
    let team = TeamSlug::new("platform");
    assert_eq!(found.team, None);
    shelf.archive.set_connection_team(found.id, Some(&team), entry("assign")).await.unwrap();
    assert_eq!(shelf.archive.connection(found.id).await.unwrap().unwrap().team, Some(team));
    shelf.archive.set_connection_team(found.id, None, entry("assign")).await.unwrap();
    assert_eq!(shelf.archive.connections().await.unwrap().remove(0).team, None);
    let nobody = ConnectionId::new(99);
    assert!(matches!(
        shelf.archive.set_connection_team(nobody, None, entry("assign")).await,
        Err(ArchiveError::NoSuchConnection(id)) if id == nobody
    ));
    assert_eq!(shelf.archive.connection(nobody).await.unwrap(), None);
    assert!(matches!(
        shelf.archive.replace_key(nobody, vec![], "", (&checked, entry("rotate"))).await,
        Err(ArchiveError::NoSuchConnection(id)) if id == nobody
    ));
    let done: Vec<String> = shelf.archive.audit(9).await.unwrap().into_iter().map(|row| row.entry.action).collect();
    assert_eq!(done, ["assign", "assign", "rotate", "test"], "what was not done is not in the log");
}

#[tokio::test]
async fn a_connection_rests_and_forgets_its_key() {
    let shelf = Shelf::new().await;
    let id = shelf.connection.id;
    let sealed = *b"a sealed key that nobody will find again";
    let checked = Checkup { at: Moment(0), by: None, probes: Vec::new() };
    shelf.archive.replace_key(id, sealed.to_vec(), "wxyz", (&checked, entry("rotate"))).await.unwrap();
    let kept = || async { shelf.archive.connection(id).await.unwrap().unwrap() };
    shelf.archive.rest_connection(id, Some(now()), entry("pause")).await.unwrap();
    assert!(kept().await.rests_since == Some(now()) && kept().await.has_key());
    shelf.archive.rest_connection(id, None, entry("resume")).await.unwrap();
    assert_eq!(kept().await.rests_since, None);
    shelf.archive.forget_key(id, now(), entry("disconnect")).await.unwrap();
    let gone = kept().await;
    assert!(!gone.has_key() && gone.rests_since == Some(now()) && gone.key_last_four == "wxyz");
    let files =
        std::fs::read_dir(shelf.folder.path()).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap());
    let left = files.filter(|bytes| bytes.windows(sealed.len()).any(|part| part == sealed)).count();
    assert_eq!(left, 0, "nowhere in the file, nor in what was written ahead");
    shelf.archive.replace_key(id, vec![9], "abcd", (&checked, entry("rotate"))).await.unwrap();
    assert!(kept().await.has_key() && kept().await.rests_since.is_none(), "another key has it read again");
}

fn entry(action: &str) -> AuditEntry {
    let (action, object, detail) = (action.to_owned(), "main".to_owned(), String::new());
    AuditEntry { at: now(), account: None, action, object, detail }
}

#[tokio::test]
async fn a_failure_keeps_the_last_good_moment() {
    let shelf = Shelf::new().await;
    let id = shelf.connection.id;
    let failure = SyncFailure { problem: ConnectionProblem::RateLimited, detail: "429 on /usage".to_owned() };
    shelf.archive.set_connection_status(id, Some(now()), None).await.unwrap();
    shelf.archive.set_connection_status(id, None, Some(failure.clone())).await.unwrap();
    let failing = shelf.archive.connection(id).await.unwrap().unwrap();
    assert_eq!((failing.last_ok_sync, failing.failure), (Some(now()), Some(failure)));
    let later = now() + TimeDelta::hours(2);
    shelf.archive.set_connection_status(id, Some(later), None).await.unwrap();
    let healthy = shelf.archive.connection(id).await.unwrap().unwrap();
    assert_eq!((healthy.last_ok_sync, healthy.failure), (Some(later), None));
}

#[tokio::test]
async fn runs_are_numbered_per_connection_and_end_as_they_end() {
    let shelf = Shelf::new().await;
    let other = shelf.archive.add_connection(named("other"), noted()).await.unwrap().id;
    let id = shelf.connection.id;
    let counters = SyncCounters { planned: 9, written: 3, unchanged: 5, suspicious: 1, rows_read: 70, requests: 12 };
    let failure = SyncFailure { problem: ConnectionProblem::UpstreamUnavailable, detail: "503".to_owned() };
    let outcomes = [
        (SyncOutcome::Ok("3 days new".to_owned()), SyncRunState::Ok("3 days new".to_owned())),
        (SyncOutcome::Failed(failure.clone()), SyncRunState::Failed(failure)),
        (SyncOutcome::Cancelled, SyncRunState::Cancelled),
    ];
    for (number, (outcome, state)) in (1..).zip(outcomes) {
        let began = now() + TimeDelta::minutes(number);
        let run = shelf.archive.start_sync_run(id, SyncTrigger::Command, began).await.unwrap();
        assert_eq!(run, SyncRunId { connection: id, number });
        let running = shelf.archive.sync_runs(Some(id), 1).await.unwrap().remove(0);
        assert_eq!((running.state, running.ended_at), (SyncRunState::Running, None));
        let ended = began + TimeDelta::seconds(20);
        shelf.archive.finish_sync_run(run, outcome, counters, ended).await.unwrap();
        let done = shelf.archive.sync_runs(Some(id), 1).await.unwrap().remove(0);
        assert_eq!((done.id, done.state, done.ended_at), (run, state, Some(ended)));
        assert_eq!((done.counters, done.trigger, done.started_at), (counters, SyncTrigger::Command, began));
    }
    let first = shelf.archive.start_sync_run(other, SyncTrigger::Connect, now()).await.unwrap();
    assert_eq!(first.number, 1);
    assert_eq!(shelf.archive.sync_runs(None, 10).await.unwrap().len(), 4);
    let missing = SyncRunId { connection: other, number: 7 };
    let error = shelf.archive.finish_sync_run(missing, SyncOutcome::Cancelled, counters, now()).await.unwrap_err();
    assert!(matches!(error, ArchiveError::NoSuchSyncRun(id) if id == missing));
    let nobody = shelf.archive.start_sync_run(ConnectionId::new(99), SyncTrigger::Request, now()).await;
    assert!(matches!(nobody, Err(ArchiveError::NoSuchConnection(_))));
}

fn person(address: &str, name: Option<&str>, memberships: Vec<Membership>) -> Person {
    Person { email: email(address), name: name.map(str::to_owned), memberships }
}

fn roster() -> Roster {
    let slug = |text: &str| Some(TeamSlug::new(text));
    let since = |team, from: &str, to: Option<&str>| Membership { team, from: Some(day(from)), to: to.map(day) };
    Roster {
        teams: vec![
            Team { slug: TeamSlug::new("platform"), title: "Platform".to_owned(), parent: slug("rnd") },
            Team { slug: TeamSlug::new("rnd"), title: "R&D".to_owned(), parent: None },
            Team { slug: TeamSlug::new("größe"), title: "日本チーム 🚀".to_owned(), parent: None },
        ],
        people: vec![
            person(
                "ana@example.com",
                Some("Ana"),
                vec![
                    Membership { team: slug("rnd"), from: None, to: Some(day("2026-01-31")) },
                    since(None, "2026-02-01", Some("2026-02-28")),
                    since(slug("platform"), "2026-03-01", None),
                ],
            ),
            person("ben@example.com", None, vec![Membership { team: None, from: None, to: None }]),
            person("cyd@example.com", None, Vec::new()),
        ],
    }
}

#[tokio::test]
async fn the_roster_comes_back_whole_at_its_next_version() {
    let shelf = Shelf::new().await;
    assert_eq!(shelf.archive.roster().await.unwrap(), (Roster::default(), 0));
    assert_eq!(shelf.archive.replace_roster(&roster(), now()).await.unwrap(), 1);
    assert_eq!(shelf.archive.roster().await.unwrap(), (roster(), 1));
    let smaller = Roster { teams: Vec::new(), people: vec![person("cyd@example.com", None, Vec::new())] };
    assert_eq!(shelf.archive.replace_roster(&smaller, now()).await.unwrap(), 2);
    assert_eq!(shelf.archive.roster().await.unwrap(), (smaller, 2));
    assert_eq!(shelf.beside().await.roster_version().await.unwrap(), 2);
}

#[tokio::test]
async fn a_bad_roster_changes_nothing() {
    let shelf = Shelf::new().await;
    shelf.archive.replace_roster(&roster(), now()).await.unwrap();
    let mut unknown = roster();
    unknown.teams.remove(0);
    let error = shelf.archive.replace_roster(&unknown, now()).await.unwrap_err();
    assert!(matches!(&error, ArchiveError::UnknownTeam(slug) if slug.as_str() == "platform"), "{error}");
    let mut twice = roster();
    twice.people.push(twice.people[0].clone());
    let error = shelf.archive.replace_roster(&twice, now()).await.unwrap_err();
    assert!(error.to_string().contains("ana@example.com"), "{error}");
    assert_eq!(shelf.archive.roster().await.unwrap(), (roster(), 1));
}

#[tokio::test]
async fn a_roster_of_thousands_fits() {
    let shelf = Shelf::new().await;
    let team = Team { slug: TeamSlug::new("all"), title: "All".to_owned(), parent: None };
    let member = Membership { team: Some(TeamSlug::new("all")), from: None, to: None };
    let people = (0..5000).map(|n| person(&format!("p{n:05}@example.com"), Some("P"), vec![member.clone()])).collect();
    let many = Roster { teams: vec![team], people };
    shelf.archive.replace_roster(&many, now()).await.unwrap();
    assert!(shelf.archive.roster().await.unwrap().0 == many, "the rosters differ");
}

#[tokio::test]
async fn accounts_are_one_per_address() {
    let shelf = Shelf::new().await;
    let archive = &shelf.archive;
    assert_eq!(archive.accounts_count().await.unwrap(), 0);
    let zoe = archive.create_account(&email("zoe@example.com"), Role::Admin, None, now()).await.unwrap();
    let ana = archive.create_account(&email("Ana@Example.com"), Role::Leader, Some("$argon2$x".into()), now()).await;
    let ana = ana.unwrap();
    assert!(!format!("{ana:?}").contains("argon2"), "no hash in logs");
    let taken = archive.create_account(&email("ZOE@example.com"), Role::Member, None, now()).await.unwrap_err();
    assert!(matches!(taken, ArchiveError::EmailTaken(_)), "{taken}");
    assert_eq!(archive.accounts().await.unwrap(), [ana.clone(), zoe.clone()]);
    archive.set_password(zoe.id, "$argon2$y".to_owned()).await.unwrap();
    archive.set_role(zoe.id, Role::TeamLead).await.unwrap();
    archive.set_account_disabled(zoe.id, Some(now())).await.unwrap();
    let changed = archive.account(zoe.id).await.unwrap().unwrap();
    assert_eq!(changed.password_hash.as_deref(), Some("$argon2$y"));
    assert_eq!((changed.role, changed.disabled_at), (Role::TeamLead, Some(now())));
    assert_eq!(archive.account_by_email(&email("ana@example.com")).await.unwrap(), Some(ana));
    let missing = archive.set_password(AccountId::new(99), String::new()).await;
    assert!(matches!(missing, Err(ArchiveError::NoSuchAccount(_))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_link_works_for_one_of_many_who_take_it() {
    let shelf = Shelf::new().await;
    let account = shelf.archive.create_account(&email("a@example.com"), Role::Admin, None, now()).await.unwrap().id;
    let ends = now() + TimeDelta::hours(1);
    shelf.archive.put_one_time_link([7; 32], LinkPurpose::SignIn, Some(account), ends).await.unwrap();
    let peeked = shelf.archive.peek_one_time_link([7; 32], now()).await.unwrap().unwrap();
    assert_eq!((peeked.purpose, peeked.account, peeked.expires_at), (LinkPurpose::SignIn, Some(account), ends));
    let mut tasks = JoinSet::new();
    for archive in [shelf.archive.clone(), shelf.beside().await] {
        for _ in 0..4 {
            let archive = archive.clone();
            tasks.spawn(async move { archive.take_one_time_link([7; 32], now()).await.unwrap() });
        }
    }
    let taken = tasks.join_all().await;
    assert_eq!(taken.into_iter().flatten().collect::<Vec<_>>(), [peeked]);
    assert_eq!(shelf.archive.peek_one_time_link([7; 32], now()).await.unwrap(), None);
}

#[tokio::test]
async fn a_link_is_over_at_its_end() {
    let shelf = Shelf::new().await;
    let archive = &shelf.archive;
    archive.put_one_time_link([1; 32], LinkPurpose::SetUp, None, now()).await.unwrap();
    assert_eq!(archive.peek_one_time_link([1; 32], now()).await.unwrap(), None);
    let before = now() - TimeDelta::seconds(1);
    assert!(archive.peek_one_time_link([1; 32], before).await.unwrap().is_some());
    assert_eq!(archive.take_one_time_link([1; 32], now()).await.unwrap(), None);
    archive.put_one_time_link([2; 32], LinkPurpose::SetUp, None, now()).await.unwrap();
    archive.drop_one_time_links(LinkPurpose::SetUp).await.unwrap();
    assert_eq!(archive.peek_one_time_link([2; 32], before).await.unwrap(), None);
}

#[tokio::test]
async fn sessions_end_by_time_by_hand_and_by_account() {
    let shelf = Shelf::new().await;
    let archive = &shelf.archive;
    let account = archive.create_account(&email("a@example.com"), Role::Admin, None, now()).await.unwrap().id;
    let session = |id: &str, account, hours| SessionRecord {
        id: id.to_owned(),
        account,
        data: vec![0, 159, 146, 150],
        expires_at: now() + TimeDelta::hours(hours),
    };
    let one = session("one", None, 1);
    assert!(archive.session_create(&one).await.unwrap());
    assert!(!archive.session_create(&session("one", None, 9)).await.unwrap(), "the id is taken");
    assert_eq!(archive.session_load("one", now()).await.unwrap(), Some(one.clone()));
    let signed_in = session("one", Some(account), 2);
    archive.session_save(&signed_in).await.unwrap();
    assert_eq!(archive.session_load("one", now()).await.unwrap(), Some(signed_in.clone()));
    assert_eq!(archive.session_load("one", signed_in.expires_at).await.unwrap(), None);
    archive.session_save(&session("two", Some(account), 0)).await.unwrap();
    archive.session_save(&session("three", None, 5)).await.unwrap();
    assert_eq!(archive.sessions_delete_expired(now()).await.unwrap(), 1);
    assert_eq!(archive.sessions_delete_of_account(account).await.unwrap(), 1);
    assert_eq!(archive.session_load("one", now()).await.unwrap(), None);
    archive.session_delete("three").await.unwrap();
    assert_eq!(archive.session_load("three", now()).await.unwrap(), None);
}

#[tokio::test]
async fn a_revoked_token_is_dead_and_its_name_free() {
    let shelf = Shelf::new().await;
    let archive = &shelf.archive;
    let ci = |hash| NewToken {
        name: "ci".to_owned(),
        scope: Scope::Persons,
        hash: [hash; 32],
        made_by: None,
        expires_at: None,
        now: now(),
    };
    let first = archive.create_token(ci(1)).await.unwrap();
    let taken = archive.create_token(ci(2)).await.unwrap_err();
    assert!(matches!(&taken, ArchiveError::TokenNameTaken(name) if name == "ci"), "{taken}");
    assert_eq!(archive.token_by_hash([1; 32]).await.unwrap(), Some(first.clone()));
    // Twice in the same second, and the name is free each time.
    assert_eq!(archive.revoke_token(first.id, now()).await.unwrap(), Some(first.clone()));
    assert_eq!(archive.revoke_token(first.id, now()).await.unwrap(), None);
    assert_eq!(archive.token_by_hash([1; 32]).await.unwrap(), None);
    let second = archive.create_token(ci(2)).await.unwrap();
    assert_eq!(archive.revoke_token(second.id, now()).await.unwrap(), Some(second));
    let live = archive.create_token(ci(3)).await.unwrap();
    let listed = archive.tokens().await.unwrap();
    assert_eq!(listed.iter().filter(|token| token.revoked_at.is_none()).collect::<Vec<_>>(), [&live]);
    assert_eq!(listed.len(), 3);
}

#[tokio::test]
async fn use_of_a_token_is_noted_to_the_minute() {
    let shelf = Shelf::new().await;
    let archive = &shelf.archive;
    let new = NewToken {
        name: "ci".to_owned(),
        scope: Scope::Read,
        hash: [1; 32],
        made_by: None,
        expires_at: None,
        now: now(),
    };
    let id = archive.create_token(new).await.unwrap().id;
    let used = async |seconds| {
        archive.touch_token(id, now() + TimeDelta::seconds(seconds)).await.unwrap();
        archive.token_by_hash([1; 32]).await.unwrap().unwrap().last_used_at
    };
    assert_eq!(used(0).await, Some(now()));
    assert_eq!(used(59).await, Some(now()));
    assert_eq!(used(60).await, Some(now() + TimeDelta::seconds(60)));
}

#[tokio::test]
async fn the_audit_log_is_in_order() {
    let shelf = Shelf::new().await;
    for n in 0..3 {
        let entry = AuditEntry {
            at: now(),
            account: (n == 2).then(|| AccountId::new(1)),
            action: "roster.replace".to_owned(),
            object: format!("version {n}"),
            detail: String::new(),
        };
        shelf.archive.add_audit(entry).await.unwrap();
    }
    let last = shelf.archive.audit(2).await.unwrap();
    let objects: Vec<&str> = last.iter().map(|row| row.entry.object.as_str()).collect();
    assert_eq!(objects, ["version 2", "version 1"]);
    assert_eq!(last[0].entry.account, Some(AccountId::new(1)));
}
