//! `/teams` and `/teams/{slug}` as the server sends them.

use app::AppError;
use domain::view::{Figure, PointState, ReviewBasis, TeamView, TeamsView};
use domain::{Metric, PageQuery};
use http::StatusCode;
use scraper::Html;

use super::support::{Answer, Fake};
use super::{all, attribute, main_html, text};

fn page(answer: &Answer) -> Html {
    Html::parse_document(&answer.body)
}

fn said(answer: &Answer, selector: &str) -> String {
    let said = all(&page(answer), selector).iter().map(text).collect::<Vec<_>>().join(" | ");
    said.replace('\u{a0}', " ")
}

fn query_of(href: &str) -> PageQuery {
    PageQuery::parse(href.split_once('?').map_or("", |(_, query)| query))
}

fn compared(teams: fn(TeamsView) -> Result<TeamsView, AppError>) -> Fake {
    Fake { teams, ..Fake::default() }
}

fn one(team: fn(TeamView) -> Result<TeamView, AppError>) -> Fake {
    Fake { team, ..Fake::default() }
}

#[tokio::test]
async fn teams_read_as_they_did() {
    insta::assert_snapshot!(main_html(&Fake::default().get("/teams").await));
}

#[tokio::test]
async fn a_team_reads_as_it_did() {
    insta::assert_snapshot!(main_html(&Fake::default().get("/teams/engineering?compare=1").await));
}

#[tokio::test]
async fn the_headline_says_how_far_apart_teams_are_and_ranks_none() {
    let answer = Fake::default().get("/teams").await;
    assert_eq!(said(&answer, "h1"), "Adoption lies between 70 % and 86 % in 2 teams; it rose in 1 and fell in 1.");
    let unknown = compared(|mut view| {
        for team in &mut view.teams {
            team.row.adoption = Figure { value: None, state: PointState::Unavailable };
        }
        Ok(view)
    });
    let answer = unknown.get("/teams").await;
    assert!(said(&answer, "h1").starts_with("2 teams side by side. What share"), "{}", said(&answer, "h1"));
    let merged = compared(|mut view| {
        view.teams.retain(|team| team.row.key == "small-teams");
        Ok(view)
    });
    assert!(said(&merged.get("/teams").await, "h1").starts_with("Every team is too small"));
    let none = compared(|mut view| {
        view.teams.clear();
        Ok(view)
    });
    let answer = none.get("/teams").await;
    assert!(said(&answer, "main").contains("uptake import teams"), "how to get teams");
}

#[tokio::test]
async fn a_row_and_a_small_chart_lead_to_the_team_over_the_same_days() {
    let answer = Fake::default().get("/teams?range=90d&client=CODEX_CLI&show=credits&sort=-credits").await;
    let page = page(&answer);
    let rows = all(&page, ".compared tbody th[scope=row] a");
    let first = attribute(rows.first().unwrap(), "href");
    assert_eq!(first, "/teams/platform?range=90d&client=CODEX_CLI");
    assert!(all(&page, ".leads a").iter().any(|link| attribute(link, "href") == first), "and so does its chart");
    assert!(answer.body.contains("tabindex=\"-1\""), "links over drawings are for the pointer alone");
    let small = rows.iter().find(|row| text(row) == "Small teams");
    assert!(small.is_none(), "the rest is no team");
    assert!(said(&answer, ".compared tbody").contains("Small teams"));
}

#[tokio::test]
async fn sorting_goes_by_links_and_says_so() {
    let plain = Fake::default().get("/teams?range=90d").await;
    let sort_of = |answer: &Answer, label: &str| {
        let page = page(answer);
        let heads = all(&page, ".compared thead a");
        query_of(&attribute(heads.iter().find(|head| text(head).starts_with(label)).unwrap(), "href")).sort
    };
    assert_eq!(sort_of(&plain, "Credits").unwrap().key(), "-credits");
    assert_eq!(sort_of(&plain, "Team").unwrap().key(), "team");
    assert!(all(&page(&plain), "[aria-sort]").is_empty() && said(&plain, "main").contains("In the roster’s order."));
    assert_eq!(said(&plain, ".compared .group"), "Engineering", "teams stand below their parent");
    let sorted = Fake::default().get("/teams?range=90d&sort=-credits").await;
    let html = page(&sorted);
    let head = all(&html, "th[aria-sort]");
    assert_eq!((head.len(), attribute(head.first().unwrap(), "aria-sort").as_str()), (1, "descending"));
    assert_eq!(sort_of(&sorted, "Credits").unwrap().key(), "credits");
    assert!(said(&sorted, "main").contains("Back to the roster’s order"));
    assert!(all(&html, ".group").is_empty(), "sorted, they stand in one list");
}

#[tokio::test]
async fn metric_and_parents_are_links_that_keep_the_rest() {
    let answer = Fake::default().get("/teams?range=90d&show=adoption_rate&split=parent_team").await;
    let page = page(&answer);
    for link in all(&page, "[aria-label=Metric] a") {
        let query = query_of(&attribute(&link, "href"));
        assert_eq!(query.split.name(), "parent_team");
    }
    let current = all(&page, "[aria-label=Metric] [aria-current]");
    assert_eq!(current.iter().map(text).collect::<Vec<_>>(), ["Adoption"]);
    let current = all(&page, "[role=group][aria-label=Teams] [aria-current]");
    assert_eq!(current.iter().map(text).collect::<Vec<_>>(), ["Parent teams"]);
}

#[tokio::test]
async fn what_is_not_known_of_reviews_is_said() {
    let answer = Fake::default().get("/teams").await;
    let reviews = said(&answer, ".compared td.reviews");
    assert_eq!(reviews, "34 % 28 to 41 % | Not known | Not known");
    for (basis, says) in [
        (ReviewBasis::NotKnown, "Which reviews are this team’s is not known"),
        (ReviewBasis::NoRows, "Codex reviewed nothing in these days."),
    ] {
        let fake = if basis == ReviewBasis::NotKnown {
            one(|mut view| {
                (view.reviews.basis, view.reviews.responses) =
                    (Some(ReviewBasis::NotKnown), Some(ReviewBasis::NotKnown));
                Ok(view)
            })
        } else {
            one(|mut view| {
                (view.reviews.basis, view.reviews.responses) = (Some(ReviewBasis::NoRows), Some(ReviewBasis::NoRows));
                Ok(view)
            })
        };
        let answer = fake.get("/teams/platform").await;
        let section = said(&answer, "section[aria-labelledby=reviews-h]");
        assert!(section.contains(says), "{section}");
        assert!(
            !section.contains("Reviews 0") && all(&page(&answer), "section[aria-labelledby=reviews-h] dt").is_empty()
        );
        assert!(section.contains("Its own use of Codex on GitHub"), "use is known all the same");
    }
    let few = one(|mut view| {
        view.reviews.interval = None;
        let few = view.reviews.facts.iter_mut().find(|fact| fact.metric == Metric::ReviewEngagementRate).unwrap();
        few.figure = Figure { value: None, state: PointState::TooFew };
        Ok(view)
    });
    assert!(few.get("/teams/platform").await.body.contains("fewer than 30 comments"));
}

#[tokio::test]
async fn a_team_stands_in_the_address_and_every_link_stays_with_it() {
    let answer = Fake::default().get("/teams/platform?range=90d").await;
    let page = page(&answer);
    assert_eq!(said(&answer, "head title"), "Platform · Uptake");
    assert_eq!(said(&answer, ".crumbs li"), "Teams | Engineering | Platform");
    assert!(said(&answer, "h1").contains("12 of 14"), "{}", said(&answer, "h1"));
    assert!(said(&answer, "h1").contains("people in Platform"), "{}", said(&answer, "h1"));
    assert!(said(&answer, "h1").contains("Credits rose 18 %"), "{}", said(&answer, "h1"));
    for link in all(&page, ".kpis a, .range .seg a, .cuts a") {
        let href = attribute(&link, "href");
        let (path, query) = href.split_once('?').unwrap_or((&href, ""));
        assert!(path == "/teams/platform" && !query.contains("team="), "{href}");
    }
    let forms = all(&page, "main form");
    assert!(forms.iter().all(|form| attribute(form, "action") == "/teams/platform"), "forms, too");
    assert!(all(&page, "select[name=team]").is_empty(), "one team is not narrowed to another");
    let up = all(&page, ".crumbs a");
    assert_eq!(attribute(up.first().unwrap(), "href"), "/teams?range=90d");
    assert_eq!(attribute(all(&page, "nav[aria-label=Pages] [aria-current]").first().unwrap(), "aria-current"), "true");
    assert!(all(&page, ".chip").is_empty());
}

#[tokio::test]
async fn a_parent_team_lists_the_teams_within_it() {
    let answer = Fake::default().get("/teams/engineering").await;
    let rows = said(&answer, "section[aria-labelledby=within-h] tbody th");
    assert!(rows.contains("Platform") && rows.contains("Data & ML"), "{rows}");
    let within = all(&page(&answer), "section[aria-labelledby=within-h] thead a").len();
    assert_eq!(within, 0, "a short list is not sorted");
}

#[tokio::test]
async fn an_unknown_team_is_named_and_leads_on() {
    let fake = one(|view| Err(AppError::NotFound { what: format!("team “{}”", view.team.key) }));
    let answer = fake.get("/teams/gr%C3%B6%C3%9Fe?range=90d").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(said(&answer, "h1"), "There is no team “größe”.");
    let page = page(&answer);
    let on = all(&page, ".state a");
    assert_eq!(
        (attribute(on.first().unwrap(), "href").as_str(), text(on.first().unwrap()).as_str()),
        ("/teams", "See all teams")
    );
}

#[tokio::test]
async fn a_team_of_too_few_people_says_so_under_its_name() {
    let fake = one(|mut view| {
        view.active = Figure { value: None, state: PointState::TooFew };
        Ok(view)
    });
    let answer = fake.get("/teams/platform").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(said(&answer, "h1"), "Too few people to show.");
    assert!(said(&answer, ".crumbs").contains("Platform"));
    assert!(all(&page(&answer), "figure, .kpis, table").is_empty(), "nothing drawn");
    assert!(said(&answer, ".state").contains("Show a year"), "a next step");
}
