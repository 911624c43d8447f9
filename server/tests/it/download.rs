//! Files of pages: what the page shows and no more, named by what is in them, for whoever may see the page.

use std::collections::BTreeSet;

use collector::SyncTrigger;
use domain::{DateRange, Interval, Role, Scope};
use resvg::tiny_skia::Pixmap;
use secrecy::ExposeSecret as _;
use serde_json::Value;
use server::{connecting, roster};
use simulator::{OrgConfig, ReviewShape};
use tokio_util::sync::CancellationToken;

use crate::house::{Browser, House, Plan, header, location};

const DAYS: u32 = 40;

/// An installation with an organisation in it, some of whose teams are small.
async fn house() -> House {
    let organisation =
        OrgConfig { users: 40, teams: 4, days: DAYS, reviews: ReviewShape::PerPerson, ..OrgConfig::default() };
    let house = Plan::default().with("backfill_days", "40").simulated(organisation).build().await;
    let (state, simulator) = (&house.state, house.simulator());
    let workspace = simulator.workspace();
    let connection = connecting::connect(state, None, "Acme", workspace.as_str(), simulator.key()).await.unwrap();
    state.collector.run_pass(connection.id, SyncTrigger::Command, &CancellationToken::new()).await.unwrap();
    let file = roster::parse(simulator.teams_csv().as_bytes()).unwrap();
    let before = state.archive.roster().await.unwrap().0;
    let (after, _) = roster::merge(&before, &file, state.clock.today()).unwrap();
    state.archive.replace_roster(&after, state.clock.now()).await.unwrap();
    house.until_indexed().await;
    house
}

/// A file that must be there: its name and its bytes.
async fn file(browser: &Browser, path: &str) -> (String, Vec<u8>) {
    let response = browser.page(path).await;
    assert_eq!(response.status(), 200, "{path}");
    assert!(header(&response, "cache-control").contains("no-store"), "{path}");
    let name = header(&response, "content-disposition").to_owned();
    let name = name.split('"').nth(1).unwrap_or_default().to_owned();
    (name, response.bytes().await.unwrap().to_vec())
}

async fn rows(browser: &Browser, path: &str) -> Vec<Value> {
    serde_json::from_slice(&file(browser, path).await.1).unwrap()
}

/// The links to files on a page, in its order.
async fn links(browser: &Browser, page: &str) -> Vec<String> {
    let html = browser.page(page).await.text().await.unwrap();
    let html = scraper::Html::parse_document(&html);
    let links = scraper::Selector::parse(".take a[href]").unwrap();
    html.select(&links).map(|link| link.value().attr("href").unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_link_of_a_page_leads_to_a_file_that_says_what_is_in_it() {
    let house = house().await;
    let admin = house.signed_in(Role::Admin).await;
    let range = DateRange::ending(house.state.clock.today(), 28);
    for (page, of) in [("/", "overview"), ("/adoption?by=week", "adoption"), ("/credits?by=week", "credits")] {
        let links = links(&admin, page).await;
        assert!(links.len() > 8, "{page}: {links:?}");
        assert_eq!(links.iter().collect::<BTreeSet<_>>().len(), links.len(), "{page}: one file a link");
        for link in &links {
            let (name, bytes) = file(&admin, link).await;
            let days = format!("{}-to-{}", range.from(), range.to());
            let by = if page.contains("by=week") { "-by-week" } else { "" };
            assert!(name.starts_with(&format!("uptake-{of}-")) && name.contains(&format!("{days}{by}-v")), "{name}");
            let start: &[u8] = match name.rsplit_once('.').unwrap().1 {
                "csv" => b"figure,row,series,value,state,shown\r\n",
                "json" => b"[\n{\"figure\":",
                "xlsx" => b"PK",
                "svg" => b"<svg ",
                "png" => b"\x89PNG",
                other => panic!("{other}"),
            };
            assert!(bytes.starts_with(start), "{name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chart_is_taken_as_it_is_shown() {
    let house = house().await;
    let (leader, token) = (house.signed_in(Role::Leader).await, house.token(Scope::Read).await);
    let range = DateRange::ending(house.state.clock.today(), 28);
    let ours_all = rows(&leader, "/download/credits.json/?show=credits").await;
    let path = format!("/api/v1/export/metrics/credits.json?from={}&to={}&by=day", range.from(), range.to());
    let answer = house.browser().request(reqwest::Method::GET, &path).bearer_auth(token.expose_secret());
    let told: Vec<Value> = answer.send().await.unwrap().json().await.unwrap();
    let days = Interval::Day.buckets(range).len();
    assert_eq!((ours_all.len(), told.len()), (days, days));
    for (ours, theirs) in ours_all.iter().zip(&told) {
        assert_eq!(
            (&ours["row"], &ours["value"], &ours["state"]),
            (&theirs["start"], &theirs["value"], &theirs["state"])
        );
    }
    // The picture carries what the page says around it, and is twice as dense in dots.
    let (_, svg) = file(&leader, "/download/credits.svg/?show=credits").await;
    let svg = String::from_utf8(svg).unwrap();
    for said in [">Credits<", &range.in_words(), "ettled to", "definitions", "width=\"784\""] {
        assert!(svg.contains(said), "{said}: {svg}");
    }
    let high: u32 = svg.split("height=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
    let (_, png) = file(&leader, "/download/credits.png/?show=credits").await;
    let picture = Pixmap::decode_png(&png).unwrap();
    assert_eq!((picture.width(), picture.height()), (2 * 784, 2 * high));
    let drawn = house.state.answers.computed();
    assert_eq!(file(&leader, "/download/credits.png/?show=credits").await.1, png);
    assert_eq!(house.state.answers.computed(), drawn, "drawn once");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_signed_in_gets_no_file() {
    let house = house().await;
    let nobody = house.browser();
    for path in ["/download/page.csv/", "/download/credits.png/credits?range=90d", "/download/nothing.csv/nowhere"] {
        let response = nobody.page(path).await;
        assert_eq!(response.status(), 303, "{path}");
        assert!(location(&response).starts_with("/sign-in?next=%2Fdownload"), "{}", location(&response));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_hold_no_small_team() {
    let house = house().await;
    let (admin, leader) = (house.signed_in(Role::Admin).await, house.signed_in(Role::Leader).await);
    let teams = |rows: Vec<Value>| -> BTreeSet<String> {
        rows.iter().map(|row| row["row"].as_str().unwrap().to_owned()).collect()
    };
    let (all, shown) =
        (teams(rows(&admin, "/download/teams.json/").await), teams(rows(&leader, "/download/teams.json/").await));
    let hidden: Vec<&String> = all.difference(&shown).collect();
    assert!(!hidden.is_empty(), "with so few people some teams are small: {all:?} {shown:?}");
    for page in ["", "adoption", "credits"] {
        for row in rows(&leader, &format!("/download/page.json/{page}")).await {
            let told = |key: &str| hidden.iter().any(|team| row[key] == team.as_str());
            assert!(!told("row") && !told("series"), "{page}: {row}");
            assert!(row["state"] != "too_few" || row["value"].is_null(), "{row}");
        }
    }
    // Narrowed to a small team there is no number of its people at all.
    let slugs: Vec<String> = house
        .state
        .index
        .snapshot()
        .teams()
        .iter()
        .filter(|team| hidden.contains(&&team.title))
        .map(|team| team.slug.to_string())
        .collect();
    for slug in slugs {
        let response = leader.page(&format!("/download/page.json/?team={slug}")).await;
        if response.status() == 200 {
            let rows: Vec<Value> = response.json().await.unwrap();
            let of_people = rows.iter().filter(|row| row["figure"] == "Key figures");
            assert!(of_people.clone().count() > 0 && of_people.clone().all(|row| row["value"].is_null()), "{rows:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_there_is_not_is_refused_in_words() {
    let house = house().await;
    let leader = house.signed_in(Role::Leader).await;
    for path in [
        "/download/nothing.csv/credits",
        "/download/page.csv/nowhere",
        "/download/page.png/",
        "/download/teams.svg/",
        "/download/page.pdf/",
        "/download/page.parquet/",
        "/download/page/",
        "/download/page.csv/?team=nowhere",
    ] {
        let response = leader.page(path).await;
        assert_eq!(response.status(), 404, "{path}");
        assert!(
            header(&response, "content-type").starts_with("text/html")
                && header(&response, "content-disposition").is_empty()
        );
        let page = response.text().await.unwrap();
        assert!(page.contains("cannot be taken out as a file") && page.contains("There is no"), "{page}");
    }
}
