//! The Reviews page over the simulated organisation: the page says what the API says, and of teams what is known.

use domain::view::{Number, PointState, ReviewBasis, ReviewPart, ReviewsView};
use domain::{Metric, PageQuery, Role, TeamSlug};
use serde_json::Value;
use simulator::{OrgConfig, ReviewShape};

use super::Office;
use crate::house::{Browser, House, Plan};

async fn view(browser: &Browser, query: &str) -> ReviewsView {
    let reader = browser.reader();
    reader.backend.dashboards.reviews(&reader.caller, &PageQuery::parse(query)).await.unwrap()
}

async fn html(browser: &Browser, query: &str) -> String {
    let response = browser.page(&format!("/reviews?{query}")).await;
    assert_eq!(response.status(), 200, "{query}");
    response.text().await.unwrap()
}

/// A figure of the page as the API writes it.
fn json(number: Option<Number>) -> Value {
    match number {
        Some(Number::Count(count)) => count.into(),
        Some(Number::Ratio(ratio)) => ratio.into(),
        _ => Value::Null,
    }
}

async fn per_person() -> Office {
    let reviews = ReviewShape::PerPerson;
    Office::with(Plan::default(), OrgConfig { users: 14, teams: 2, days: 40, reviews, ..OrgConfig::default() }).await
}

#[tokio::test]
async fn every_figure_of_the_page_is_the_apis() {
    let office = per_person().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let page = view(&admin, "range=28d").await;
    let parts: [&ReviewPart; 2] = [&page.made, &page.answered];
    for part in parts {
        let figures = part.kpis.iter().map(|kpi| (kpi.metric, kpi.figure)).chain(part.counts.clone());
        for (metric, figure) in figures {
            let name = metric.name();
            let path = format!("/metrics/{name}?{}&by=total", office.days);
            let answer = office.json(&office.persons, &path).await;
            assert_eq!(answer["series"][0]["total"], json(figure.value), "{name}");
            assert_eq!(answer["series"][0]["total_state"], figure.state.name(), "{name}");
            let interval = part.interval(metric).map(|found| (found.low, found.high));
            let theirs = &answer["series"][0]["total_interval"];
            assert_eq!((theirs["low"].as_f64(), theirs["high"].as_f64()), interval.unzip(), "{name}");
            let answer = office.json(&office.persons, &format!("{path}&split=team")).await;
            for theirs in answer["series"].as_array().unwrap() {
                let ours = part.teams.iter().find(|row| theirs["key"] == row.key.as_str()).unwrap();
                assert_eq!(theirs["total"], json(ours.figure(metric).unwrap().value), "{name} {}", ours.key);
            }
        }
    }
    assert!(page.made.figure(Metric::Reviews).unwrap().value.is_some_and(|n| n.as_f64() > 0.0));
    assert!(page.made.teams.iter().any(|row| row.basis == ReviewBasis::People));
    assert!(page.made.connections.is_empty(), "one connection is everything");
    for surface in &page.surfaces {
        let path = format!("/metrics/turns?{}&by=total&client={}", office.days, surface.client);
        let answer = office.json(&office.persons, &path).await;
        assert_eq!(answer["series"][0]["total"], json(surface.turns.value), "{}", surface.client);
    }
}

#[tokio::test]
async fn of_reviews_that_name_nobody_no_team_has_a_part() {
    let office = Office::new().await;
    let leader = office.house.signed_in(Role::Leader).await;
    let page = view(&leader, "").await;
    assert_eq!(page.made.basis, ReviewBasis::Everybody);
    let teams: Vec<_> = page.made.teams.iter().filter(|row| row.key != "unattributed").collect();
    assert!(!teams.is_empty() && teams.iter().all(|row| row.basis == ReviewBasis::NotKnown));
    assert!(teams.iter().all(|row| row.figure(Metric::Reviews).unwrap().value.is_none()), "not known is not zero");
    assert!(html(&leader, "").await.contains("No team’s part is known"));
    // With two teams, the other would follow from one that is hidden: only persons’ readers see either.
    let admin = office.house.signed_in(Role::Admin).await;
    let narrowed = view(&admin, "team=many").await;
    assert_eq!((narrowed.made.basis, narrowed.answered.basis), (ReviewBasis::NotKnown, ReviewBasis::NotKnown));
    let read = html(&admin, "team=many").await;
    assert!(read.contains("this selection’s is not known"));
    assert!(read.contains("Where reviews are asked for"));

    // Its own workspace makes them a team's.
    let connection = office.house.state.archive.connections().await.unwrap().remove(0);
    let many = TeamSlug::new("many");
    server::care::assign(&office.house.state, None, &connection, many.as_str()).await.unwrap();
    office.house.until_indexed().await;
    let known = view(&admin, "").await.made.teams.into_iter().find(|row| row.key == "many").unwrap();
    assert_eq!(known.basis, ReviewBasis::Connection);
    assert!(known.figure(Metric::Reviews).unwrap().value.is_some());
}

#[tokio::test]
async fn readers_see_groups_and_no_more() {
    let office = per_person().await;
    let (admin, leader) = (office.house.signed_in(Role::Admin).await, office.house.signed_in(Role::Leader).await);
    assert!(view(&admin, "team=few").await.made.figure(Metric::Reviews).unwrap().value.is_some());
    let few = view(&leader, "team=few").await;
    let figure = few.made.figure(Metric::Reviews).unwrap();
    assert_eq!((figure.value, figure.state), (None, PointState::TooFew));
    assert!(few.answered.intervals.is_empty() && few.answered.band.iter().all(Option::is_none));
    assert!(html(&leader, "team=few").await.contains("Too few people to show."));
    let read = html(&leader, "").await;
    let keys = office.house.state.index.snapshot().people();
    assert!(keys.iter().all(|key| !read.contains(key.as_str())), "nobody is named");
}

#[tokio::test]
async fn what_there_is_not_is_said() {
    let office = Office::new().await;
    let leader = office.house.signed_in(Role::Leader).await;
    assert!(html(&leader, "client=CODEX_CLI").await.contains("Reviews are not told by client."));
    assert!(html(&leader, "from=2020-01-01&to=2020-01-28").await.contains("Nothing is known"));
    assert_eq!(leader.fragment("/reviews", "team=nobody").await.status(), 404);
    let house = House::new().await;
    let leader = house.signed_in(Role::Leader).await;
    assert!(html(&leader, "").await.contains("No workspace is connected yet."));
}
