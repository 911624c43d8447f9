//! Exports, by the API and by the command: the same bytes, nothing of persons without the right, nothing half.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Output};

use collector::SyncTrigger;
use domain::view::PointState;
use domain::{DateRange, Scope};
use reqwest::{Method, Response};
use sea_orm::{ConnectionTrait as _, Database};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use server::export::{Detail, Format, Order, Topic, What, prepare};
use server::state::Keeper;
use server::{AppState, Surface, api, backend, build_app, connecting, roster};
use simulator::{OrgConfig, ReviewShape, Simulator};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::house::{Browser, Plan, header};

const DAYS: u32 = 40;

/// An installation with an organisation in it, whose index is loaded and stays so.
struct Desk {
    state: AppState,
    folder: TempDir,
    _simulator: Simulator,
    browser: Browser,
    read: SecretString,
    persons: SecretString,
}

impl Desk {
    async fn new() -> Self {
        let organisation =
            OrgConfig { users: 40, teams: 4, days: DAYS, reviews: ReviewShape::PerPerson, ..OrgConfig::default() };
        let plan = Plan::default().with("backfill_days", "40").simulated(organisation);
        let (state, folder, simulator) = plan.state().await;
        let simulator = simulator.unwrap();
        let workspace = simulator.workspace();
        let connection = connecting::connect(&state, None, "=Acme", workspace.as_str(), simulator.key()).await.unwrap();
        let never = CancellationToken::new();
        state.collector.run_pass(connection.id, SyncTrigger::Command, &never).await.unwrap();
        let file = roster::parse(simulator.teams_csv().as_bytes()).unwrap();
        let before = state.archive.roster().await.unwrap().0;
        let (after, _) = roster::merge(&before, &file, state.clock.today()).unwrap();
        state.archive.replace_roster(&after, state.clock.now()).await.unwrap();
        Keeper::new(state.archive.clone(), state.index.clone()).look().await.unwrap();
        let surface = Surface { backend: backend::backend(&state), api: api::router(state.clone()) };
        let app = build_app(&state, surface).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(server::run(listener, app, CancellationToken::new()));
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let browser = Browser { http, base, cookies: BTreeMap::default(), reader: None };
        let read = state.tokens.create("reader", Scope::Read).await.unwrap();
        let persons = state.tokens.create("analyst", Scope::Persons).await.unwrap();
        Self { state, folder, _simulator: simulator, browser, read, persons }
    }

    fn range(&self) -> DateRange {
        DateRange::ending(self.state.clock.today(), DAYS)
    }

    async fn get(&self, scope: Scope, path: &str) -> reqwest::Result<Response> {
        let token = if scope == Scope::Read { &self.read } else { &self.persons };
        self.browser
            .request(Method::GET, &format!("/api/v1/export/{path}"))
            .bearer_auth(token.expose_secret())
            .send()
            .await
    }

    /// The bytes of an export that must succeed.
    async fn bytes(&self, scope: Scope, what: &str, more: &str) -> Vec<u8> {
        let range = self.range();
        let path = format!("{what}?from={}&to={}{more}", range.from(), range.to());
        let response = self.get(scope, &path).await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        response.bytes().await.unwrap().to_vec()
    }

    fn command(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_uptake"));
        command.args(args).current_dir(self.folder.path()).env_clear().env("UPTAKE_DATA_DIR", "data");
        tokio::task::block_in_place(|| command.output().unwrap())
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }
}

fn files(folder: &Path) -> BTreeSet<String> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_gives_the_bytes_of_the_api() {
    let desk = Desk::new().await;
    let (from, to) = (desk.range().from().to_string(), desk.range().to().to_string());
    for format in Format::ALL {
        for (topic, more) in [("usage", ""), ("reviews", ""), ("usage", "client"), ("usage", "model")] {
            let query = if more.is_empty() { String::new() } else { format!("&detail={more}") };
            let by_api = desk.bytes(Scope::Persons, &format!("{topic}.{format}"), &query).await;
            let name = format!("{topic}{more}.{format}");
            let mut args =
                vec!["export", topic, "--format", format.ending(), "--out", &name, "--from", &from, "--to", &to];
            if !more.is_empty() {
                args.extend(["--detail", more]);
            }
            let ended = desk.command(&args);
            assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
            assert!(by_api.len() > 1_000 && by_api == std::fs::read(desk.path(&name)).unwrap(), "{name}");
        }
    }
    let there = desk.command(&["export", "usage", "--format", "csv", "--out", "usage.csv"]);
    assert_eq!(there.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&there.stderr).contains("--force"));
    let out = desk.command(&["export", "usage", "--format", "csv", "--out", "-", "--from", &from, "--to", &to]);
    assert_eq!(out.stdout, std::fs::read(desk.path("usage.csv")).unwrap());
    assert!(files(desk.folder.path()).iter().all(|name| !name.starts_with(".uptake-export")));
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_add_up_to_what_the_metrics_say() {
    let desk = Desk::new().await;
    let total =
        |metric: &str| format!("metrics/{metric}.json?from={}&to={}&by=total", desk.range().from(), desk.range().to());
    let rows = |bytes: Vec<u8>| serde_json::from_slice::<Vec<Value>>(&bytes).unwrap();
    let sum = |rows: &[Value], column: &str| rows.iter().filter_map(|row| row[column].as_f64()).sum::<f64>();
    let usage = rows(desk.bytes(Scope::Persons, "usage.json", "").await);
    for metric in ["threads", "turns", "credits", "estimated_cost_usd", "output_tokens"] {
        let answer = desk.get(Scope::Persons, &total(metric)).await.unwrap().bytes().await.unwrap().to_vec();
        let value = rows(answer)[0]["value"].as_f64().unwrap();
        assert!((sum(&usage, metric) - value).abs() < 1e-6 * value.max(1.0), "{metric}");
        for detail in ["client", "model"] {
            let parts = rows(desk.bytes(Scope::Persons, "usage.json", &format!("&detail={detail}")).await);
            if metric == "credits" {
                assert!((sum(&parts, metric) - value).abs() < 1e-6 * value, "{detail}");
                assert!(parts.len() > usage.len());
            }
        }
    }
    // Narrowed to each team in turn, all rows are there once.
    let teams: BTreeSet<&str> = usage.iter().filter_map(|row| row["team"].as_str()).collect();
    assert!(teams.len() > 2);
    let mut of_teams = 0;
    for team in &teams {
        let some = rows(desk.bytes(Scope::Persons, "usage.json", &format!("&team={team}")).await);
        assert!(some.iter().all(|row| row["team"] == **team));
        of_teams += some.len();
    }
    assert_eq!(of_teams, usage.iter().filter(|row| !row["team"].is_null()).count());

    let reviews = rows(desk.bytes(Scope::Persons, "reviews.json", "").await);
    let of = |kind: &str| reviews.iter().filter(|row| row["kind"] == kind).cloned().collect::<Vec<_>>();
    let (made, answered) = (of("code_reviews"), of("code_review_responses"));
    assert!(made.iter().all(|row| row["engaged"].is_null()) && answered.iter().all(|row| row["p0"].is_null()));
    for (rows_of, metric, column) in [
        (&made, "reviews", "reviews"),
        (&made, "review_comments", "comments"),
        (&answered, "review_engaged", "engaged"),
    ] {
        let answer = desk.get(Scope::Persons, &total(metric)).await.unwrap().bytes().await.unwrap().to_vec();
        assert!((sum(rows_of, column) - rows(answer)[0]["value"].as_f64().unwrap()).abs() < 0.5, "{metric}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_right_nothing_of_a_person_leaves() {
    let desk = Desk::new().await;
    let usage = desk.bytes(Scope::Persons, "usage.json", "").await;
    let usage: Vec<Value> = serde_json::from_slice(&usage).unwrap();
    let mut canaries: BTreeSet<String> = BTreeSet::new();
    for row in &usage {
        canaries.extend(["email", "user_id", "name"].iter().filter_map(|key| row[key].as_str()).map(ToOwned::to_owned));
    }
    assert!(canaries.len() > 40);
    for topic in ["usage", "reviews"] {
        for format in Format::ALL {
            let bytes = desk.bytes(Scope::Read, &format!("{topic}.{format}"), "").await;
            let plain = if format == Format::Xlsx { unzipped(&bytes) } else { bytes };
            let has = |needle: &[u8]| plain.windows(needle.len()).any(|window| window == needle);
            assert!(canaries.iter().all(|canary| !has(canary.as_bytes())), "{topic}.{format}");
            // The names of Parquet's columns stand in its footer, which is not compressed.
            assert!(!has(b"user_id") && !has(b"email") && has(b"team_title"), "{topic}.{format}");
        }
    }
    let rows: Vec<Value> = serde_json::from_slice(&desk.bytes(Scope::Read, "usage.json", "").await).unwrap();
    let small = |row: &&Value| row["team"] == "small-teams";
    assert!(rows.iter().any(|row| small(&row)), "with so few people some teams are small");
    let shown: BTreeSet<&str> = rows.iter().filter_map(|row| row["team"].as_str()).collect();
    let hidden: Vec<&str> =
        usage.iter().filter_map(|row| row["team"].as_str()).filter(|team| !shown.contains(team)).collect();
    for team in &hidden {
        let rows: Vec<Value> =
            serde_json::from_slice(&desk.bytes(Scope::Read, "usage.json", &format!("&team={team}")).await).unwrap();
        assert!(rows.iter().all(|row| row["credits"].is_null() && row["active_people"].is_null()), "{team}");
        assert!(rows.iter().any(|row| row["state"] == PointState::TooFew.name()));
    }
    let refused = format!("usage.csv?from={0}&to={0}&detail=client", desk.range().to());
    assert_eq!(desk.get(Scope::Read, &refused).await.unwrap().status(), 403);
}

fn unzipped(bytes: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut all = Vec::new();
    for at in 0..archive.len() {
        archive.by_index(at).unwrap().read_to_end(&mut all).unwrap();
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_exported_is_refused_by_name() {
    let desk = Desk::new().await;
    let range = format!("from={}&to={}", desk.range().from(), desk.range().to());
    for (path, status, says) in [
        (format!("usage.pdf?{range}"), 404, "not a format"),
        (format!("usage?{range}"), 404, "not a format"),
        (format!("people.csv?{range}"), 404, "use usage or reviews"),
        (format!("usage.csv?{range}&team=nowhere"), 404, "no team “nowhere”"),
        ("usage.csv?from=2026-11-01".to_owned(), 400, "`to`"),
        ("usage.csv?from=2000-01-01&to=2026-11-01".to_owned(), 422, "at most 3660"),
        (format!("usage.csv?{range}&by=week"), 400, "`by`"),
        (format!("usage.csv?{range}&detail=day"), 400, "`detail`"),
        (format!("reviews.csv?{range}&detail=client"), 400, "neither clients nor models"),
        (format!("metrics/happiness.csv?{range}"), 404, "no metric “happiness”"),
        (format!("metrics/wau.csv?{range}&by=week"), 400, "by day only"),
        (format!("metrics/credits.csv?{range}&split=person"), 400, "`split`"),
    ] {
        let response = desk.get(Scope::Persons, &path).await.unwrap();
        assert_eq!(response.status(), status, "{path}");
        assert_eq!(header(&response, "content-type"), "application/problem+json");
        let problem: Value = response.json().await.unwrap();
        assert!(problem["detail"].as_str().unwrap().contains(says), "{path}: {problem}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_metric_is_exported_as_its_chart_shows_it() {
    let desk = Desk::new().await;
    let range = desk.range();
    let path = format!("metrics/credits.csv?from={}&to={}&by=week&split=team", range.from(), range.to());
    let response = desk.get(Scope::Persons, &path).await.unwrap();
    let name = format!("uptake-credits-{}-to-{}-by-week-split-team-v1.csv", range.from(), range.to());
    assert!(header(&response, "content-disposition").contains(&name), "{response:?}");
    assert!(header(&response, "content-type").starts_with("text/csv"));
    let text = response.text().await.unwrap();
    assert!(text.starts_with("metric,start,key,title,value,state\r\n"), "{text}");
    let weeks = domain::Interval::Week.buckets(range).len();
    assert!(text.lines().count() > 2 * weeks && (text.lines().count() - 1) % weeks == 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_named_like_a_formula_is_plain_text() {
    let desk = Desk::new().await;
    let csv = String::from_utf8(desk.bytes(Scope::Persons, "usage.csv", "").await).unwrap();
    assert!(csv.lines().skip(1).all(|line| line.split(',').nth(1) == Some("'=Acme")));
    let json = String::from_utf8(desk.bytes(Scope::Persons, "usage.json", "").await).unwrap();
    assert!(json.contains("\"connection\":\"=Acme\""), "what no spreadsheet opens is as it is");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_breaks_off_does_not_look_complete() {
    let desk = Desk::new().await;
    let range = desk.range();
    let path = desk.state.archive.path().display().to_string();
    let database = Database::connect(format!("sqlite://{path}")).await.unwrap();
    let middle = range.to().plus(-5);
    let damage = format!("UPDATE day_segment SET payload = x'00' WHERE dataset = 'usage' AND day = '{middle}'");
    assert_eq!(database.execute_unprepared(&damage).await.unwrap().rows_affected(), 1);
    for format in Format::ALL {
        let path = format!("usage.{format}?from={}&to={}", range.from(), range.to());
        let ended = match desk.get(Scope::Persons, &path).await {
            Ok(response) => response.bytes().await,
            Err(error) => Err(error),
        };
        assert!(ended.is_err(), "{format}: {} bytes", ended.map_or(0, |bytes| bytes.len()));
    }
    let (from, to) = (range.from().to_string(), range.to().to_string());
    let before = files(desk.folder.path());
    let ended = desk.command(&["export", "usage", "--format", "csv", "--out", "x.csv", "--from", &from, "--to", &to]);
    assert_eq!(ended.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&ended.stderr).contains(&middle.to_string()), "{ended:?}");
    assert_eq!(files(desk.folder.path()), before, "nothing half is left");
}

#[tokio::test(flavor = "multi_thread")]
async fn pieces_are_small_however_much_there_is() {
    let desk = Desk::new().await;
    for (format, largest) in [(Format::Csv, 100_000), (Format::Json, 100_000), (Format::Xlsx, 100_000)] {
        let what = What::Rows { topic: Topic::Usage, detail: Detail::Model, range: desk.range(), team: None };
        let order = Order { what, format, policy: access::Policy { floor: None } };
        let mut download = prepare(&desk.state, order).await.unwrap().begin();
        let (mut pieces, mut all) = (0, 0);
        while let Some(piece) = download.next().await {
            let piece = piece.unwrap();
            assert!(piece.len() < largest, "{format}: {}", piece.len());
            pieces += 1;
            all += piece.len();
        }
        assert!(pieces > all / largest, "{format}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_archive_is_laid_out_whole_or_not_at_all() {
    let desk = Desk::new().await;
    let ended = desk.command(&["export", "archive", "--out", "lake"]);
    assert!(ended.status.success(), "{ended:?}");
    let lake = desk.path("lake");
    for file in ["days", "connections", "teams", "people", "memberships"] {
        assert!(std::fs::read(lake.join(format!("{file}.parquet"))).unwrap().starts_with(b"PAR1"), "{file}");
    }
    let connection = desk.state.archive.connections().await.unwrap().remove(0).id;
    for dataset in domain::Dataset::ALL {
        for record in desk.state.archive.day_records(connection, dataset).await.unwrap() {
            let place = format!("dataset={dataset}/connection={connection}/day={}/part.parquet", record.day);
            let payload = desk.state.archive.day_payload(connection, dataset, record.day).await.unwrap().unwrap();
            assert_eq!(std::fs::read(lake.join(&place)).unwrap(), payload, "{place}");
        }
    }
    let about: Value = serde_json::from_slice(&std::fs::read(lake.join("export.json")).unwrap()).unwrap();
    assert_eq!(about["definitions"], metrics::DEFINITIONS);
    assert_eq!(desk.command(&["export", "archive", "--out", "lake"]).status.code(), Some(1));
    assert!(desk.command(&["export", "archive", "--out", "lake", "--force"]).status.success());
    let foreign = desk.command(&["export", "archive", "--out", "data", "--force"]);
    assert!(
        foreign.status.code() == Some(1) && desk.path("data/secret.key").exists(),
        "only what an export made is replaced"
    );
    assert!(files(desk.folder.path()).iter().all(|name| !name.starts_with(".uptake-export")));
}
