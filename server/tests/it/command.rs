//! The binary, by its command line: what it prints where, and how it ends.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};

use domain::Clock as _;
use secrecy::ExposeSecret as _;
use server::clock::SystemClock;
use simulator::{OrgConfig, Simulator};

use crate::desk::{Desk, Ended, Running};

async fn organisation() -> Simulator {
    let organisation = OrgConfig { users: 10, teams: 2, days: 12, ..OrgConfig::as_of(SystemClock.today()) };
    Simulator::start(organisation).await.unwrap()
}

#[test]
fn what_cannot_be_understood_ends_with_2() {
    let desk = Desk::alone();
    for args in [
        &["nonsense"][..],
        &["connect"],
        &["token", "create", "--name", "x", "--scope", "everything"],
        &["user", "create", "--email", "nobody", "--role", "admin"],
        &["user", "create", "--email", "a@example.com", "--role", "owner"],
        &["sync", "--days", "0"],
        &["connect", "--name", "x", "--workspace", "y", "--key", "sk-in-arguments"],
    ] {
        let ended = desk.run(args);
        assert_eq!((ended.code, ended.out.as_str()), (2, ""), "{args:?}");
    }
    assert_eq!(desk.run(&["--version"]).code, 0);
    assert!(desk.run(&["--help"]).out.contains("uptake <COMMAND>") || desk.run(&["--help"]).out.contains("Usage"));
}

#[test]
fn a_token_is_alone_on_standard_output() {
    let desk = Desk::alone();
    let ended = desk.run(&["token", "create", "--name", "nightly", "--scope", "read"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    let token = ended.out.strip_suffix('\n').unwrap();
    assert!(token.starts_with("upt_") && token.len() == 47 && !ended.err.contains(token), "{ended:?}");
    let again = desk.run(&["token", "create", "--name", "nightly", "--scope", "read"]);
    assert_eq!((again.code, again.out.as_str()), (1, ""));
    assert!(again.last().contains("already a token named “nightly”"), "{}", again.err);
}

#[test]
fn tokens_are_listed_and_revoked_by_name_or_number() {
    let desk = Desk::alone();
    assert!(desk.run(&["token", "list"]).err.contains("There is no token"));
    let make = |name: &str, more: &[&str]| {
        let mut args = vec!["token", "create", "--name", name, "--scope", "read"];
        args.extend(more);
        desk.run(&args)
    };
    for (name, more) in [("nightly", &[][..]), ("1", &[]), ("for a while", &["--expires-in", "90d"])] {
        assert_eq!(make(name, more).code, 0);
    }
    assert_eq!(make("x", &["--expires-in", "soon"]).code, 2);
    assert_eq!(make("x", &["--expires-in", "0d"]).code, 1);
    let listed = desk.run(&["token", "list"]);
    let lines: Vec<&str> = listed.out.lines().collect();
    assert_eq!((listed.code, lines.len()), (0, 4), "{listed:?}");
    assert!(lines[0].starts_with("ID  NAME") && lines[3].starts_with("1   nightly      read   2"), "{}", listed.out);
    assert!(lines[3].contains("never      command line  live") && lines[1].contains("until "), "{}", listed.out);

    let unclear = desk.run(&["token", "revoke", "1"]);
    assert!(unclear.code == 1 && unclear.last().contains("#1 means the number"), "{unclear:?}");
    let by_number = desk.run(&["token", "revoke", "#1"]);
    assert!(by_number.code == 0 && by_number.err.contains("“nightly” (number 1)"), "{by_number:?}");
    let by_name = desk.run(&["token", "revoke", "for a while"]);
    assert!(by_name.code == 0 && by_name.out.is_empty(), "{by_name:?}");
    assert_eq!(desk.run(&["token", "revoke", "nightly"]).code, 1);
    assert_eq!(desk.run(&["token", "list"]).out.lines().count(), 2);
    assert!(desk.run(&["token", "list", "--all"]).out.contains("revoked 2"));
    assert_eq!(make("nightly", &[]).code, 0, "its name is free again");
}

#[test]
fn an_account_comes_with_a_link_or_a_password() {
    let desk = Desk::alone();
    let ended = desk.run(&["user", "create", "--email", "Kim@Example.com", "--role", "leader"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.out.starts_with("http://127.0.0.1:3000/set-up/") && ended.err.contains("kim@example.com (leader)"));
    let password = ["user", "create", "--email", "alex@example.com", "--role", "admin", "--password-stdin"];
    let short = desk.run_with_input(&password, "short\n");
    assert_eq!(short.code, 1);
    assert!(short.last().contains("at least 12 characters"), "{}", short.err);
    let made = desk.run_with_input(&password, "four unrelated words\n");
    assert_eq!((made.code, made.out.as_str()), (0, ""), "{made:?}");
    let again = desk.run(&["user", "create", "--email", "kim@example.com", "--role", "member"]);
    assert!(again.code == 1 && again.last().contains("already an account for kim@example.com"), "{again:?}");
}

#[test]
fn teams_are_imported_whole_or_not_at_all() {
    let desk = Desk::alone();
    let good = desk.file("teams.csv", "email;team;name\nalex@example.com;Web;Alex\nkim@example.com;Data;\n");
    let good = good.to_str().unwrap();
    let bad = desk.file("bad.csv", "email,team,from\nalex@example.com,Web,\nkim,Data,\nsam@example.com,Web,soon\n");
    let refused = desk.run(&["import", "teams", bad.to_str().unwrap()]);
    assert_eq!((refused.code, refused.out.as_str()), (1, ""));
    for part in ["nothing has changed", "line 3: “kim” is not an e-mail address", "line 4: from: “soon” is not a day"]
    {
        assert!(refused.err.contains(part), "{part}: {}", refused.err);
    }
    let dry = desk.run(&["import", "teams", good, "--dry-run"]);
    assert!(dry.code == 0 && dry.err.contains("2 people added") && dry.err.contains("dry run"), "{dry:?}");
    let applied = desk.run(&["import", "teams", good]);
    assert!(applied.code == 0 && applied.err.contains("2 people added"), "{applied:?}");
    let again = desk.run(&["import", "teams", good]);
    assert!(again.code == 0 && again.err.contains("0 people added, 0 moved, 0 removed, 2 unchanged"), "{again:?}");
    let missing = desk.run(&["import", "teams", "none.csv"]);
    assert!(missing.code == 1 && missing.last().contains("none.csv cannot be read"), "{missing:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn connecting_names_what_is_wrong_and_saves_only_what_works() {
    let simulator = organisation().await;
    let (workspace, other) = (simulator.workspace(), simulator.other_workspace());
    let desk = Desk::new(simulator.base_url().as_str());
    let key = |name: &str, key: &secrecy::SecretString| desk.file(name, &format!("{}\n", key.expose_secret()));
    let right = key("right.key", &simulator.key());
    let connect = |workspace: &str, key: &Path, more: &[&str]| {
        let key = key.to_str().unwrap();
        let mut args = vec!["connect", "--name", "Acme", "--workspace", workspace, "--key-file", key];
        args.extend(more);
        tokio::task::block_in_place(|| desk.run(&args))
    };
    let wrong = desk.file("wrong.key", "sk-admin-wrong-0123456789");
    let scopeless = key("scopeless.key", &simulator.key_without_scope());
    for (workspace, key, code) in [
        (workspace.as_str(), &wrong, "invalid_credentials: "),
        (workspace.as_str(), &scopeless, "missing_scope: "),
        (other.as_str(), &right, "workspace_not_found: "),
        ("not-a-uuid", &right, "error: "),
    ] {
        let ended = connect(workspace, key, &[]);
        assert_eq!(ended.code, 1, "{ended:?}");
        assert!(ended.last().starts_with(code), "{code}: {}", ended.err);
        assert!(!ended.err.contains("sk-admin-wrong-0123456789"));
    }
    let nothing = tokio::task::block_in_place(|| desk.run(&["sync"]));
    assert!(nothing.code == 1 && nothing.last().contains("nothing is connected"), "{nothing:?}");

    let connected = connect(workspace.as_str(), &right, &[]);
    assert_eq!(connected.code, 0, "{connected:?}");
    assert!(connected.last().starts_with("Acme: ") && connected.last().contains("days checked"), "{}", connected.err);
    let taken = connect(workspace.as_str(), &right, &[]);
    assert!(taken.code == 1 && taken.last().contains("already a connection named “Acme”"), "{taken:?}");

    let synced = tokio::task::block_in_place(|| desk.run(&["sync", "--connection", "Acme"]));
    assert!(synced.code == 0 && synced.last().contains("0 new or changed"), "{synced:?}");
    let whose = |args: &[&str]| tokio::task::block_in_place(|| desk.run(&[&["connection", "team"], args].concat()));
    let early = whose(&["Acme", "platform"]);
    assert!(early.code == 1 && early.last().contains("`uptake import teams`"), "{early:?}");
    let teams = desk.file("teams.csv", "email,team\nalex@example.com,Platform\n");
    let imported = tokio::task::block_in_place(|| desk.run(&["import", "teams", teams.to_str().unwrap()]));
    assert_eq!(imported.code, 0, "{imported:?}");
    let given = whose(&["Acme", "platform"]);
    assert!(given.code == 0 && given.last().contains("“Acme” is now platform’s"), "{given:?}");
    assert!(whose(&["Acme", "data"]).last().contains("There is no team “data” on the roster. Teams: platform"));
    assert_eq!(whose(&["Acme", "--everybody"]).code, 0);
    assert_eq!(whose(&["Acme"]).code, 2);

    let unknown = tokio::task::block_in_place(|| desk.run(&["sync", "--connection", "Beta"]));
    assert!(unknown.code == 1 && unknown.last().contains("there is no connection “Beta”"), "{unknown:?}");
    let checked = tokio::task::block_in_place(|| desk.run(&["check"]));
    assert_eq!(checked.code, 0, "{checked:?}");
    assert!(!checked.err.contains(simulator.key().expose_secret()));

    simulator.stop().await;
    let down = tokio::task::block_in_place(|| desk.run(&["check"]));
    assert!(down.code == 1 && down.last().starts_with("upstream_unavailable: "), "{down:?}");
}

#[test]
fn what_stands_in_the_way_of_starting_is_named() {
    let desk = Desk::alone();
    let busy = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = busy.local_addr().unwrap().to_string();
    let ended = desk.run(&["serve", "--addr", &port]);
    assert!(ended.code == 1 && ended.last().contains(&format!("cannot listen on {port}")), "{ended:?}");
    assert!(ended.last().contains("another program") && ended.last().contains("--addr"));

    let file = desk.file("a-file", "");
    let ended = desk.run(&["serve", "--addr", "127.0.0.1:0", "--data-dir", file.join("data").to_str().unwrap()]);
    assert!(ended.code == 1 && ended.last().contains("UPTAKE_DATA_DIR"), "{ended:?}");

    let mut command = desk.command(&["check"]);
    let ended = Ended::of(command.env("UPTAKE_DATABASE_URL", "postgres://u:secret-word@db/x").output().unwrap());
    assert!(ended.code == 1 && ended.err.contains("PostgreSQL is not supported yet"), "{ended:?}");
    assert!(!ended.err.contains("secret-word"));

    desk.run(&["check"]);
    let key = desk.folder.path().join("data/secret.key");
    std::fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    let ended = desk.run(&["check"]);
    assert!(ended.code == 1 && ended.last().contains("chmod 600"), "{ended:?}");
}

#[test]
fn the_first_start_shows_a_link_and_a_signal_ends_it_well() {
    let desk = Desk::alone();
    let mut command = desk.command(&["serve", "--addr", "127.0.0.1:0", "--log-format", "json"]);
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut running = Running(child);
    let mut lines = BufReader::new(running.0.stderr.take().unwrap()).lines().map(Result::unwrap);
    let link = lines.find(|line| line.contains("/set-up/")).unwrap();
    assert!(link.starts_with("http://127.0.0.1:") && link.rsplit('/').next().unwrap().len() == 43, "{link}");
    let listening = lines.find(|line| line.contains("listens")).unwrap();
    assert!(listening.starts_with('{'), "JSON as asked: {listening}");
    assert!(!listening.contains("/set-up/"), "the link is printed and not logged");

    // Commands work beside it.
    assert_eq!(desk.run(&["token", "create", "--name", "beside", "--scope", "read"]).code, 0);

    let id = running.0.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    let status = running.0.wait().unwrap();
    assert!(status.success(), "{status:?}");
    let mut out = String::new();
    running.0.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    assert_eq!(out, "");
}
