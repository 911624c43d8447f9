//! Every state in which a page has something else to say than its numbers: a text of its own and a next step, on each
//! page. `app/tests/pages.rs` has the same of views that are made up; here the archive is really in that state.
//!
//! | state | test |
//! |---|---|
//! | nothing is connected | `nothing_is_connected` |
//! | connected, nothing came yet; the first pass failed | `connected_and_nothing_came_yet` |
//! | the archive is being filled; a pass runs over what is there | `a_pass_is_running` |
//! | nobody used it: in these days, in this selection | `nobody_used_it` |
//! | days that were never read | `days_that_were_never_read` |
//! | partial and provisional | `what_is_partial_or_provisional_says_so` |
//! | stale: the last sync failed, when and why | `the_last_sync_failed` |
//! | too few people | `too_few_people` |
//! | failed | `a_page_that_failed` |
//! | no permission | `no_permission` |

use collector::SyncTrigger;
use domain::people::{Roster, Team};
use domain::{PageQuery, Role, TeamSlug};
use scraper::{ElementRef, Html, Selector};
use sea_orm::{ConnectionTrait as _, Database};
use server::connecting;
use simulator::{Fault, OrgConfig};
use tokio_util::sync::CancellationToken;

use super::Office;
use crate::house::{Browser, House, Plan};

/// The pages of figures that everybody may open; those of a team and of persons besides.
const PAGES: [&str; 5] = ["/", "/adoption", "/credits", "/reviews", "/teams"];

const NOTHING_YET: &str = "The workspace is connected, but nothing has been read yet.";

/// What somebody sees on a page.
struct Seen {
    status: u16,
    /// The heading.
    h1: String,
    /// Everything within `main`.
    main: String,
    /// Where the next steps of a state lead.
    steps: Vec<String>,
    /// Figures and cards.
    drawn: usize,
}

async fn see(browser: &Browser, path: &str) -> Seen {
    let response = browser.page(path).await;
    let status = response.status().as_u16();
    let page = Html::parse_document(&response.text().await.unwrap());
    let all = |selector: &str| -> Vec<ElementRef<'_>> {
        page.select(&Selector::parse(selector).unwrap()).collect::<Vec<_>>()
    };
    let text =
        |element: &ElementRef<'_>| element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
    let h1: Vec<String> = all("main h1").iter().map(text).collect();
    assert_eq!(h1.len(), 1, "{path}: one heading: {h1:?}");
    let steps = all("main .state a, main .fresh a[href]");
    let steps = steps.iter().map(|link| link.value().attr("href").unwrap().to_owned()).collect();
    let (main, drawn) = (text(&all("main")[0]), all("main figure, main .kpis li").len());
    Seen { status, h1: h1[0].clone(), main, steps, drawn }
}

impl Seen {
    /// A state instead of numbers: nothing is drawn, and nothing looks like a figure that is zero.
    fn is_state(&self, path: &str, title: &str) {
        assert_eq!((self.status, self.h1.as_str()), (200, title), "{path}");
        assert_eq!(self.drawn, 0, "{path}: nothing is drawn where there is nothing");
    }
}

/// The same and every step leads to a page that there is.
async fn leads_on(browser: &Browser, path: &str, seen: &Seen) {
    assert!(!seen.steps.is_empty(), "{path}: a next step");
    for step in &seen.steps {
        assert_eq!(browser.page(step).await.status(), 200, "{path}: {step}");
    }
}

#[tokio::test]
async fn nothing_is_connected() {
    let house = House::new().await;
    let (admin, leader) = (house.signed_in(Role::Admin).await, house.signed_in(Role::Leader).await);
    for path in PAGES.into_iter().chain(["/people", "/people/me"]) {
        let seen = see(&admin, path).await;
        seen.is_state(path, "No workspace is connected yet.");
        assert_eq!(seen.steps, ["/connect"], "{path}");
        if path == "/people" {
            continue;
        }
        let seen = see(&leader, path).await;
        seen.is_state(path, "No workspace is connected yet.");
        assert!(seen.main.contains("Ask the person who gave you this account."), "{path}: {}", seen.main);
    }
}

#[tokio::test]
async fn connected_and_nothing_came_yet() {
    let house = Plan::default().simulated(OrgConfig { users: 0, days: 40, ..OrgConfig::default() }).build().await;
    let (admin, leader) = (house.signed_in(Role::Admin).await, house.signed_in(Role::Leader).await);
    let (key, workspace) = (house.simulator().key(), house.simulator().workspace());
    let saved = connecting::connect(&house.state, None, "Acme", workspace.as_str(), key).await.unwrap();
    let pass =
        || async { house.state.collector.run_pass(saved.id, SyncTrigger::Command, &CancellationToken::new()).await };
    let look = |why: &'static str, for_leader: &'static str| {
        let (admin, leader) = (&admin, &leader);
        async move {
            for path in PAGES.into_iter().chain(["/people/me"]) {
                let seen = see(admin, path).await;
                seen.is_state(path, NOTHING_YET);
                assert!(seen.main.contains(why), "{path}: {}", seen.main);
                assert!(seen.steps.iter().all(|step| step == "/connect") && !seen.steps.is_empty(), "{path}");
                let seen = see(leader, path).await;
                seen.is_state(path, NOTHING_YET);
                assert!(seen.main.contains(for_leader) && seen.steps.is_empty(), "{path}: {}", seen.main);
            }
        }
    };
    look("The first pass begins within minutes.", "The first pass begins within minutes.").await;
    // A workspace in which nobody has used Codex so far answers, and has no rows.
    assert!(pass().await.is_err());
    look(domain::ConnectionProblem::NoResources.advice(), domain::ConnectionProblem::NoResources.title()).await;
    house.simulator().set_fault(Fault::Unauthorized.always());
    assert!(pass().await.is_err());
    let title = domain::ConnectionProblem::InvalidCredentials.title();
    look(title, "An administrator can see why, and mend it.").await;
}

#[tokio::test]
async fn a_pass_is_running() {
    let house = Plan::default().simulated(OrgConfig { users: 14, days: 40, ..OrgConfig::default() }).build().await;
    let leader = house.signed_in(Role::Leader).await;
    let (key, workspace) = (house.simulator().key(), house.simulator().workspace());
    let saved = connecting::connect(&house.state, None, "Acme", workspace.as_str(), key).await.unwrap();
    let begin = || {
        house.simulator().set_fault(Fault::Slow { millis: 600_000 }.always());
        let (collector, cancel) = (house.state.collector.clone(), CancellationToken::new());
        let held = cancel.clone();
        let pass = tokio::spawn(async move { collector.run_pass(saved.id, SyncTrigger::Command, &held).await });
        (pass, cancel)
    };
    let mut board = house.state.collector.progress();
    let (pass, cancel) = begin();
    board.wait_for(|running| !running.is_empty()).await.unwrap();
    for path in PAGES.into_iter().chain(["/people/me"]) {
        let seen = see(&leader, path).await;
        seen.is_state(path, "The archive is being filled.");
        assert!(seen.main.contains("Reading Acme") && seen.main.contains("days of data read"), "{path}: {}", seen.main);
        assert!(seen.main.contains("Refresh"), "{path}: without scripts one asks again");
    }
    cancel.cancel();
    assert!(pass.await.unwrap().is_err());

    // Over what is there already, the numbers stay and the line says that more is coming.
    house.simulator().clear_faults();
    house.state.collector.run_pass(saved.id, SyncTrigger::Command, &CancellationToken::new()).await.unwrap();
    let (pass, cancel) = begin();
    board.wait_for(|running| !running.is_empty()).await.unwrap();
    house.until_indexed().await;
    for path in ["/", "/adoption", "/credits"] {
        let seen = see(&leader, path).await;
        assert!(seen.main.contains("reading now") && seen.main.contains("Reading Acme"), "{path}: {}", seen.main);
        assert!(seen.drawn > 0, "{path}: the numbers stay");
    }
    cancel.cancel();
    assert!(pass.await.unwrap().is_err());
}

#[tokio::test]
async fn nobody_used_it() {
    let office =
        Office::with(Plan::default(), OrgConfig { users: 3, teams: 1, days: 40, ..OrgConfig::default() }).await;
    let admin = office.house.signed_in(Role::Admin).await;
    let reader = admin.reader();
    let daily = PageQuery::parse("range=28d&show=dau");
    let view = reader.backend.dashboards.adoption(&reader.caller, &daily).await.unwrap();
    let dau = &view.active.iter().find(|answer| answer.metric == domain::Metric::Dau).unwrap().series[0];
    // Three people do not work every day.
    let quiet = dau.points.iter().rev().find(|point| point.figure.value == Some(domain::view::Number::Count(0)));
    let quiet = quiet.unwrap().start;
    // A day on which nobody did anything: the widest windows still hold somebody, so Adoption has something to say.
    for path in ["/", "/credits", "/teams"] {
        let seen = see(&admin, &format!("{path}?from={quiet}&to={quiet}&show=active_people")).await;
        seen.is_state(path, &format!("Nobody used Codex on {}.", quiet.in_words()));
        assert!(seen.main.contains("there was no use in them"), "{path}: {}", seen.main);
        leads_on(&admin, path, &seen).await;
    }
    // A team without people.
    let (mut roster, _) = office.house.state.archive.roster().await.unwrap();
    roster.teams.push(Team { slug: TeamSlug::new("void"), title: "Void".to_owned(), parent: None });
    let roster = Roster { teams: roster.teams, people: roster.people };
    office.house.state.archive.replace_roster(&roster, office.house.state.clock.now()).await.unwrap();
    office.house.until_indexed().await;
    for path in ["/?team=void", "/adoption?team=void", "/credits?team=void", "/teams?team=void", "/teams/void"] {
        let seen = see(&admin, path).await;
        assert!(seen.h1.starts_with("Nobody used Codex from "), "{path}: {}", seen.h1);
        assert_eq!(seen.drawn, 0, "{path}");
        leads_on(&admin, path, &seen).await;
    }
    let people = see(&admin, "/people?team=void").await;
    assert!(people.h1.starts_with("Nobody used Codex from "), "{}", people.h1);
    leads_on(&admin, "/people?team=void", &people).await;
}

#[tokio::test]
async fn days_that_were_never_read() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let key = office.house.state.index.snapshot().people().remove(0).as_str().replace('@', "%40");
    let one = format!("/people/{key}");
    let days = "from=2020-01-01&to=2020-01-28";
    for path in PAGES.into_iter().chain(["/teams/many", "/people", one.as_str()]) {
        let seen = see(&admin, &format!("{path}?{days}")).await;
        seen.is_state(path, "Nothing is known from 1 to 28 January 2020.");
        assert!(seen.main.contains("The archive begins on"), "{path}: {}", seen.main);
        leads_on(&admin, path, &seen).await;
    }
}

#[tokio::test]
async fn what_is_partial_or_provisional_says_so() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let first = office.house.state.index.snapshot().first_day().unwrap();
    let early = format!("from={}&to={}", first.plus(-10), first.plus(20));
    for path in ["/", "/adoption", "/credits", "/teams/many"] {
        let seen = see(&admin, &format!("{path}?{early}")).await;
        assert!(seen.drawn > 0, "{path}: what is known is shown");
        assert!(seen.main.contains("partial"), "{path}: {}", seen.main);
        assert!(seen.main.contains("without data"), "{path}: the charts count the gaps: {}", seen.main);
        assert!(seen.main.contains("no comparison"), "{path}: a part is not compared with a whole");
        let seen = see(&admin, &format!("{path}?range=28d")).await;
        assert!(seen.main.contains("provisional"), "{path}: {}", seen.main);
        assert!(seen.main.contains("Settled to"), "{path}: and to which day it is settled");
    }
}

#[tokio::test]
async fn the_last_sync_failed() {
    let office = Office::new().await;
    let (admin, leader) = (office.house.signed_in(Role::Admin).await, office.house.signed_in(Role::Leader).await);
    office.house.simulator().set_fault(Fault::Unauthorized.always());
    let connection = office.house.state.archive.connections().await.unwrap().remove(0).id;
    let never = CancellationToken::new();
    assert!(office.house.state.collector.run_pass(connection, SyncTrigger::Command, &never).await.is_err());
    let why = domain::ConnectionProblem::InvalidCredentials.title();
    for path in PAGES.into_iter().chain(["/teams/many"]) {
        let (for_admin, for_leader) = (see(&admin, path).await, see(&leader, path).await);
        for seen in [&for_admin, &for_leader] {
            assert!(seen.main.contains("The last sync failed.") && seen.main.contains(why), "{path}: {}", seen.main);
            assert!(seen.main.contains("What was read before stays: settled to"), "{path}: {}", seen.main);
            assert!(seen.main.contains(", synced "), "{path}: when it last went well");
        }
        assert!(for_admin.drawn > 0 && for_admin.steps.contains(&"/connect".to_owned()), "{path}");
        assert!(for_leader.main.contains("An administrator can see why, and mend it."), "{path}");
        assert!(!for_leader.steps.contains(&"/connect".to_owned()), "{path}: no link to what is refused");
    }
    let connections = admin.page("/connect").await.text().await.unwrap();
    assert!(connections.contains("The last pass failed") && connections.contains("invalid_credentials"));
}

#[tokio::test]
async fn too_few_people() {
    let office = Office::new().await;
    let (admin, leader) = (office.house.signed_in(Role::Admin).await, office.house.signed_in(Role::Leader).await);
    for path in ["/?team=few", "/adoption?team=few", "/credits?team=few", "/teams?team=few", "/teams/few"] {
        let seen = see(&leader, path).await;
        seen.is_state(path, "Too few people to show.");
        assert!(seen.main.contains("would say something about each of them"), "{path}: {}", seen.main);
        leads_on(&leader, path, &seen).await;
        assert!(see(&admin, path).await.drawn > 0, "{path}: who may see persons sees them");
    }
}

#[tokio::test]
async fn a_page_that_failed() {
    let office = Office::new().await;
    let leader = office.house.signed_in(Role::Leader).await;
    let day = office.house.state.clock.today().to_string();
    let form = [("day", day.as_str()), ("text", "Rollout"), ("team", "")];
    let request = leader.request(reqwest::Method::POST, "/fn/annotate").header("sec-fetch-site", "same-origin");
    let sent = crate::house::Forms::form_of(request, &form).send().await.unwrap();
    assert_eq!(sent.status(), 200);
    let path = office.house.state.archive.path().display().to_string();
    let database = Database::connect(format!("sqlite://{path}")).await.unwrap();
    database.execute_unprepared("UPDATE annotation SET day = 'soon'").await.unwrap();
    for path in PAGES.into_iter().chain(["/teams/many", "/people/me"]) {
        let seen = see(&leader, path).await;
        assert_eq!((seen.status, seen.h1.as_str()), (500, "Something went wrong on the server."), "{path}");
        assert!(seen.main.contains("tell an administrator the reference"), "{path}: {}", seen.main);
        assert_eq!((seen.drawn, seen.steps.as_slice()), (0, [path.to_owned()].as_slice()), "{path}: try again");
        assert!(!seen.main.contains("soon"), "{path}: nothing of the cause");
        let fragment = leader.fragment(path, "").await;
        assert_eq!(fragment.status(), 500, "{path}: an open page is told, too");
    }
}

#[tokio::test]
async fn no_permission() {
    let house = House::new().await;
    let (leader, member) = (house.signed_in(Role::Leader).await, house.signed_in(Role::Member).await);
    let seen = see(&leader, "/people").await;
    assert_eq!((seen.status, seen.h1.as_str()), (403, "Single persons are shown to administrators only."));
    assert_eq!(seen.steps, ["/people/me"]);
    leads_on(&leader, "/people", &seen).await;
    for path in ["/connect", "/settings/budget", "/settings/annotations"] {
        let seen = see(&member, path).await;
        assert_eq!((seen.status, seen.h1.as_str()), (403, "Your account may not do this."), "{path}");
        assert!(seen.main.contains("Ask an administrator of this installation for the right."), "{path}");
        leads_on(&member, path, &seen).await;
    }
}
