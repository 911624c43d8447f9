//! `/people` and `/people/{id}` as the server sends them.

use app::AppError;
use domain::view::{PeopleOrder, PersonBand, PointState};
use domain::{PageQuery, Role};
use http::StatusCode;
use scraper::Html;

use super::support::{Answer, Fake};
use super::{all, attribute, main_html, text};

fn said(answer: &Answer, selector: &str) -> String {
    let parts = all(&Html::parse_document(&answer.body), selector).iter().map(text).collect::<Vec<_>>();
    parts.join(" | ").replace('\u{a0}', " ")
}

fn query_of(href: &str) -> PageQuery {
    PageQuery::parse(href.split_once('?').map_or("", |(_, query)| query))
}

fn links(answer: &Answer, selector: &str) -> Vec<String> {
    all(&Html::parse_document(&answer.body), selector).iter().map(|link| attribute(link, "href")).collect()
}

#[tokio::test]
async fn people_read_as_they_did() {
    insta::assert_snapshot!("people", main_html(&Fake::default().get("/people").await));
    insta::assert_snapshot!("person", main_html(&Fake::default().get("/people/ana%40example.com").await));
}

#[tokio::test]
async fn everyone_is_counted_and_listed_with_what_is_known() {
    let answer = Fake::default().get("/people").await;
    assert_eq!(
        said(&answer, "h1"),
        "90 of 120 people used Codex in the 28 days that end the range. 12 are dormant and 18 have never used it."
    );
    let rows = said(&answer, "table.grid tbody tr");
    assert!(rows.contains("Ana Ruiz ana@example.com") && rows.contains("Power"), "{rows}");
    assert!(rows.contains("1/user-7") && rows.contains("Light new") && rows.contains("Never"), "{rows}");
    let to = links(&answer, "table.grid tbody th a");
    assert_eq!(to, ["/people/ana%40example.com", "/people/1%2Fuser-7", "/people/zoe%40example.com"]);
    let nothing = Fake {
        people: |mut view| {
            view.people.rows.clear();
            view.people.total = 0;
            Ok(view)
        },
        ..Fake::default()
    };
    let nothing = nothing.get("/people?find=nobody&band=dormant").await;
    assert!(said(&nothing, ".note").contains("Nobody of the band “Dormant” has “nobody”"));
}

#[tokio::test]
async fn columns_sort_bands_narrow_and_pages_turn_by_links() {
    let answer = Fake::default().get("/people?range=90d&order=credits&find=an&page=2").await;
    let sorts: Vec<PageQuery> = links(&answer, "table.grid thead a").iter().map(|href| query_of(href)).collect();
    assert_eq!(sorts.len(), 8);
    assert!(sorts.iter().all(|query| query.page == 0 && query.people.find.as_deref() == Some("an")));
    assert_eq!(sorts[7].people.order, PeopleOrder::Turns);
    let page = Html::parse_document(&answer.body);
    let sorted: Vec<String> = all(&page, "th[aria-sort]").iter().map(text).collect();
    assert_eq!(sorted, ["Credits"]);
    let bands: Vec<PageQuery> =
        links(&answer, "[aria-label='How often'] a").iter().map(|href| query_of(href)).collect();
    assert_eq!(bands.last().unwrap().people.band, Some(PersonBand::Never));
    assert!(said(&answer, "[aria-label='How often']").contains("Never 18"));
    let turns: Vec<PageQuery> = links(&answer, "nav.pages a").iter().map(|href| query_of(href)).collect();
    assert_eq!(turns.iter().map(|query| query.page).collect::<Vec<_>>(), [0, 3], "back to the first, on to the third");
    assert!(said(&answer, "nav.pages").contains("51 to 53 of 120 people"));
    let kept: Vec<String> =
        all(&page, "form.find input[type=hidden]").iter().map(|one| attribute(one, "name")).collect();
    assert_eq!(kept, ["range", "order"], "a search begins on the first page and keeps the rest");
    let file = links(&answer, "a[download]").remove(0);
    assert!(file.starts_with("/export/usage.csv?from=2026-08-23&to=2026-11-20"), "{file}");
}

#[tokio::test]
async fn who_may_not_see_persons_is_told_who_may_and_why() {
    let refused = Fake {
        role: Some(Role::Leader),
        people: |_| Err(AppError::Forbidden),
        person: |_| Err(AppError::Forbidden),
        ..Fake::default()
    };
    for path in ["/people", "/people/ana%40example.com"] {
        let answer = refused.clone().get(path).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        let state = said(&answer, ".state");
        assert!(state.contains("administrators only") && state.contains("not to watch anyone"), "{state}");
        assert_eq!(links(&answer, ".state a"), ["/people/me"]);
        assert!(links(&answer, "nav[aria-label=Pages] a").iter().all(|href| !href.starts_with("/people")));
    }
    let admin = Fake::default().get("/people").await;
    assert!(links(&admin, "nav[aria-label=Pages] a").iter().any(|href| href.starts_with("/people")));
}

#[tokio::test]
async fn ones_own_page_is_found_by_me() {
    let answer = Fake { role: Some(Role::Member), ..Fake::default() }.get("/people/me?range=90d").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(links(&answer, ".range .seg a").iter().all(|href| href.starts_with("/people/me")), "one stays on it");
    let own = Fake::default().get("/people/alex%40example.com").await;
    assert!(said(&own, "h1").starts_with("You used Codex on 14 of the 28 days"), "{}", said(&own, "h1"));
    assert!(said(&own, ".lead").contains("You and administrators can see this page"));
    let unknown = Fake {
        person: |mut view| {
            view.usage = None;
            Ok(view)
        },
        ..Fake::default()
    };
    let unknown = unknown.get("/people/me").await;
    assert_eq!(unknown.status, StatusCode::OK);
    assert!(said(&unknown, "h1").contains("No use of Codex by your address is known"));
}

#[tokio::test]
async fn a_page_about_a_person_says_what_is_not_known() {
    let gap = Fake {
        person: |mut view| {
            let usage = view.usage.as_mut().unwrap();
            (usage.range_state, usage.window_state) = (PointState::Gap, PointState::Gap);
            Ok(view)
        },
        ..Fake::default()
    };
    assert!(said(&gap.get("/people/ana%40example.com").await, "h1").contains("Nothing is known"));
    let shown = Fake::default().get("/people/ana%40example.com?show=turns").await;
    assert!(said(&shown, "figure h2").starts_with("Turns"));
    let to = links(&shown, "[aria-label=Shown] a");
    assert!(to.iter().all(|href| href.starts_with("/people/ana%40example.com")), "{to:?}");
}
