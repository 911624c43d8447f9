//! The pages about teams over the simulated organisation: each figure is the API's, nobody small is singled out, and a
//! team that there is not is said to be none.

use domain::view::{Number, PointState, TeamView, TeamsView};
use domain::{Metric, PageQuery, Role, TeamSlug};
use serde_json::Value;

use super::Office;
use crate::house::{Browser, House};

async fn compared(browser: &Browser, query: &str) -> TeamsView {
    let reader = browser.reader();
    reader.backend.dashboards.teams(&reader.caller, &PageQuery::parse(query)).await.unwrap()
}

async fn team(browser: &Browser, slug: &str, query: &str) -> TeamView {
    let reader = browser.reader();
    reader.backend.dashboards.team(&reader.caller, &TeamSlug::new(slug), &PageQuery::parse(query)).await.unwrap()
}

async fn html(browser: &Browser, path: &str, status: u16) -> String {
    let response = browser.page(path).await;
    assert_eq!(response.status(), status, "{path}");
    response.text().await.unwrap()
}

fn keys(view: &TeamsView) -> Vec<&str> {
    view.teams.iter().map(|team| team.row.key.as_str()).collect()
}

fn count(number: Option<Number>) -> i64 {
    match number {
        Some(Number::Count(count)) => count,
        other => panic!("{other:?} is no count"),
    }
}

#[tokio::test]
async fn teams_side_by_side_are_the_apis_figures() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let page = compared(&admin, "").await;
    assert_eq!(keys(&page), ["few", "many"], "in the roster's order");
    assert!(page.has_parents && page.teams.iter().all(|team| team.parent.as_ref().unwrap().key == "all"));
    for (name, of) in [("active_people", 0), ("credits", 1), ("depth", 2)] {
        let path = format!("/metrics/{name}?{}&by=total&split=team", office.days);
        let answer = office.json(&office.persons, &path).await;
        for (theirs, ours) in answer["series"].as_array().unwrap().iter().zip(&page.teams) {
            let figure = [ours.row.active, ours.row.credits, ours.depth][of];
            assert_eq!(theirs["key"], Value::from(ours.row.key.clone()));
            assert_eq!(theirs["total"].as_f64(), figure.value.map(Number::as_f64), "{name}");
        }
    }
    let people: i64 = page.teams.iter().map(|team| count(team.row.active.value)).sum();
    assert_eq!(people, count(page.active.value), "people in teams are the people there are");
    let shown: Vec<&str> = page.courses.series.iter().map(|series| series.key.as_str()).collect();
    assert_eq!(shown, keys(&page), "one small chart a row");

    let sorted = compared(&admin, "sort=-active").await;
    assert_eq!(keys(&sorted), ["many", "few"]);
    assert_eq!(keys(&compared(&admin, "sort=active").await), ["few", "many"]);
    assert_eq!(keys(&compared(&admin, "split=parent_team").await), ["all"]);
    let credits = compared(&admin, "show=credits&range=90d").await;
    assert_eq!(credits.courses.metric, Metric::Credits);
}

#[tokio::test]
async fn a_leader_sees_no_small_team() {
    let office = Office::new().await;
    let leader = office.house.signed_in(Role::Leader).await;
    let page = compared(&leader, "").await;
    // The small team alone would be too few; the other joins it, or the total would tell.
    assert_eq!(keys(&page), ["small-teams"]);
    assert!(html(&leader, "/teams", 200).await.contains("Every team is too small to be shown by itself."));
    let few = team(&leader, "few", "").await;
    assert_eq!((few.active.value, few.active.state), (None, PointState::TooFew));
    assert!(few.kpis.iter().all(|kpi| kpi.figure.value.is_none() && kpi.of.is_none() && kpi.delta.is_none()));
    assert!(few.reviews.surfaces.iter().all(|(_, figure)| figure.value.is_none()));
    let said = html(&leader, "/teams/few", 200).await;
    assert!(said.contains("Too few people to show.") && said.contains("FEW"), "and says whose page it is");
    let keys = office.house.state.index.snapshot().people();
    for path in ["/teams", "/teams/all", "/teams/few"] {
        let read = html(&leader, path, 200).await;
        assert!(keys.iter().all(|key| !read.contains(key.as_str())), "{path}: nobody is named");
    }
}

#[tokio::test]
async fn one_team_is_what_the_api_says_of_it() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let page = team(&admin, "many", "").await;
    assert_eq!((page.team.title.as_str(), page.team.above[0].key.as_str()), ("MANY", "all"));
    assert_eq!(page.frame.query.filter.team, None, "the address says it");
    assert!(page.frame.teams.is_empty() && page.teams.is_empty());
    for kpi in &page.kpis {
        let name = kpi.metric.name();
        let by = if kpi.metric.is_rolling() { "day" } else { "total" };
        let answer = office.json(&office.persons, &format!("/metrics/{name}?{}&by={by}&team=many", office.days)).await;
        assert_eq!(answer["series"][0]["total"].as_f64(), kpi.figure.value.map(Number::as_f64), "{name}");
    }
    // Another team in the query does not make it another page.
    let other = team(&admin, "many", "team=few").await;
    assert_eq!(other.active, page.active);
    let parent = team(&admin, "all", "").await;
    let within: i64 = parent.teams.iter().map(|team| count(team.row.active.value)).sum();
    assert_eq!(within, count(parent.active.value), "the teams within it are its people");
    assert!(html(&admin, "/teams/all", 200).await.contains("Teams within ALL"));
}

#[tokio::test]
async fn what_is_not_there_or_not_known_has_its_own_words() {
    let office = Office::new().await;
    let leader = office.house.signed_in(Role::Leader).await;
    for path in ["/teams/nobody", "/teams/small-teams", "/teams/gr%C3%B6%C3%9Fe%2F1"] {
        let said = html(&leader, path, 404).await;
        assert!(said.contains("There is no team") && said.contains("href=\"/teams\""), "{path}");
    }
    let before = "?from=2020-01-01&to=2020-01-28";
    for path in ["/teams", "/teams/all"] {
        let said = html(&leader, &format!("{path}{before}"), 200).await;
        assert!(said.contains("Nothing is known") && said.contains("OpenAI no longer tells"), "{path}");
    }
    let unknown = leader.fragment("/teams/nobody", "").await;
    assert_eq!(unknown.status(), 404);
    assert_eq!(office.house.browser().fragment("/teams", "").await.status(), 401, "strangers get nothing");
}

#[tokio::test]
async fn without_a_connection_both_pages_say_so() {
    let house = House::new().await;
    let admin = house.signed_in(Role::Admin).await;
    assert!(html(&admin, "/teams", 200).await.contains("Connect a workspace"));
    assert!(html(&admin, "/teams/no-team", 200).await.contains("Connect a workspace"));
}
