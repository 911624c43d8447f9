//! The pages as the server sends them, over a backend that makes its numbers up.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_precision_loss, reason = "tests")]

#[path = "pages/annotations.rs"]
mod annotations;
#[path = "pages/credits.rs"]
mod credits;
#[path = "pages/doors.rs"]
mod doors;
#[path = "pages/families.rs"]
mod families;
#[path = "pages/guide.rs"]
mod guide;
#[path = "pages/links.rs"]
mod links;
#[path = "pages/people.rs"]
mod people;
#[path = "pages/reviews.rs"]
mod reviews;
#[path = "pages/states.rs"]
mod states;
mod support;
#[path = "pages/teams.rs"]
mod teams;

use app::AppError;
use domain::sync::{ConnectionState, SyncFailure};
use domain::view::{Figure, OverviewView, PointState};
use domain::{ConnectionProblem, PageQuery, Role};
use http::StatusCode;
use scraper::{ElementRef, Html, Selector};
use support::{Answer, Fake, PAGES, sample};

fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn text(element: &ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn attribute(element: &ElementRef<'_>, name: &str) -> String {
    element.value().attr(name).unwrap_or_default().to_owned()
}

/// Everything inside `main` without the framework's markers, so that a snapshot shows what people get. What the
/// browser reads on a drawing has a test beside its code.
fn main_html(answer: &Answer) -> String {
    let page = Html::parse_document(&answer.body);
    let mut main = all(&page, "main").first().unwrap().inner_html();
    for name in ["data-marks", "data-tips", "data-frame", "data-xs", "data-ys", "data-areas"] {
        let opening = format!(" {name}=\"");
        while let Some((before, after)) = main.split_once(&opening) {
            main = format!("{before}{}", after.split_once('"').unwrap().1);
        }
    }
    let mut out = String::new();
    let mut rest = main.as_str();
    while let Some(at) = rest.find("<!") {
        out.push_str(rest.get(..at).unwrap());
        rest = rest.get(at..).unwrap().split_once("-->").or(rest.split_once('>')).map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    // One tag a line; drawings are the affair of `charts`.
    let mut lines = Vec::new();
    let mut inside_svg = false;
    for piece in out.replace("><", ">\n<").lines() {
        inside_svg |= piece.starts_with("<svg");
        if !inside_svg || piece.starts_with("<svg") {
            lines.push(piece.to_owned());
        }
        if piece.contains("</svg>") {
            inside_svg = false;
        }
    }
    lines.join("\n")
}

/// A change of the Overview that the fake answers.
type Change = fn(OverviewView) -> Result<OverviewView, AppError>;

#[tokio::test]
async fn overview_reads_as_it_did() {
    insta::assert_snapshot!(main_html(&Fake::default().get("/?compare=1&team=platform").await));
}

#[tokio::test]
async fn adoption_reads_as_it_did() {
    insta::assert_snapshot!(main_html(&Fake::default().get("/adoption").await));
}

#[tokio::test]
async fn connect_reads_as_it_did() {
    insta::assert_snapshot!(main_html(&Fake::default().get("/connect").await));
}

#[tokio::test]
async fn a_connection_reads_as_it_did() {
    insta::assert_snapshot!(main_html(&Fake::default().get("/connect/main").await));
    let gone = Fake::default().get("/connect/other").await;
    assert!(gone.body.contains("connection “other”"), "{}", gone.body);
}

#[tokio::test]
async fn a_failing_connection_and_a_failed_page_read_as_they_did() {
    let failing = Fake {
        list: |mut view| {
            for one in &mut view.connections {
                let problem = ConnectionProblem::InvalidCredentials;
                one.state = ConnectionState::Failing;
                one.failure = Some(SyncFailure { problem, detail: "HTTP 401".to_owned() });
                one.progress = Some(sample::running());
            }
            Ok(view)
        },
        overview: |_| Err(AppError::Unavailable { what: "The archive".to_owned() }),
        ..Fake::default()
    };
    insta::assert_snapshot!("failing_connection", main_html(&failing.clone().get("/connect").await));
    insta::assert_snapshot!("failed_page", main_html(&failing.get("/?range=90d").await));
}

#[tokio::test]
async fn every_page_keeps_the_rules() {
    for path in PAGES {
        let answer = Fake::default().get(path).await;
        let page = Html::parse_document(&answer.body);
        assert!(all(&page, "[style]").is_empty(), "{path}: inline styles break the content security policy");
        assert!(all(&page, "[onclick], [onload], [onchange]").is_empty(), "{path}: inline handlers");
        assert_eq!(all(&page, "h1").len(), 1, "{path}: one heading of the first order");
        assert_eq!(all(&page, "main").len(), 1, "{path}");
        assert_eq!(attribute(all(&page, "html").first().unwrap(), "lang"), "en", "{path}");
        assert_eq!(all(&page, "title").iter().filter(|title| title.ancestors().count() < 5).count(), 1, "{path}");
        let inline = all(&page, "script:not([nonce]):not([src])");
        assert!(inline.is_empty(), "{path}: an inline script without a nonce will not run");
        for script in all(&page, "script[src]") {
            assert!(attribute(&script, "src").starts_with('/'), "{path}: a script from elsewhere");
        }
        for field in all(&page, "input:not([type=hidden]), select") {
            let labelled = field.ancestors().any(|up| up.value().as_element().is_some_and(|up| up.name() == "label"));
            assert!(labelled, "{path}: a field without a label: {}", field.html());
        }
        let mut ids: Vec<String> = all(&page, "[id]").iter().map(|element| attribute(element, "id")).collect();
        let count = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), count, "{path}: an id twice");
    }
}

#[tokio::test]
async fn headings_come_in_order() {
    for path in PAGES {
        let page = Html::parse_document(&Fake::default().get(path).await.body);
        let mut last = 1;
        for heading in all(&page, "main h1, main h2, main h3") {
            let level: i32 = heading.value().name().trim_start_matches('h').parse().unwrap();
            assert!(level <= last + 1, "{path}: {} after h{last}", heading.html());
            last = level;
        }
    }
}

#[tokio::test]
async fn every_chart_has_title_summary_and_table() {
    for (path, charts) in [
        ("/", 2),
        ("/adoption", 5),
        ("/credits", 6),
        ("/reviews", 4),
        ("/people/ana%40example.com", 2),
        ("/teams", 1),
        ("/teams/platform", 3),
    ] {
        let page = Html::parse_document(&Fake::default().get(path).await.body);
        let figures = all(&page, "figure.figure");
        assert_eq!(figures.len(), charts, "{path}");
        for figure in figures {
            let find = |selector: &str| figure.select(&Selector::parse(selector).unwrap()).collect::<Vec<_>>();
            assert_eq!(find(".pane svg > title").len(), 2, "{path}: wide and narrow");
            assert!(!text(find("figcaption").first().unwrap()).is_empty());
            assert!(!find("details table tbody tr").is_empty());
            assert_eq!(find("details table caption").len(), 1);
            assert!(find("details table th:not([scope])").is_empty());
            assert_eq!(find("details.info summary").len(), 1, "{path}: a definition");
        }
    }
}

#[tokio::test]
async fn links_and_forms_keep_the_state() {
    let state = "range=90d&compare=1&by=week&team=platform&show=credits";
    let page = Html::parse_document(&Fake::default().get(&format!("/?{state}")).await.body);
    let full = PageQuery::parse(state);
    let query_of = |href: &str| PageQuery::parse(href.split_once('?').map_or("", |(_, query)| query));

    for link in all(&page, ".range .seg a") {
        let query = query_of(&attribute(&link, "href"));
        assert_eq!(PageQuery { range: full.range, ..query }, full, "{}", link.html());
    }
    for link in all(&page, ".kpis a") {
        let query = query_of(&attribute(&link, "href"));
        assert_eq!(PageQuery { show: full.show, ..query }, full, "{}", link.html());
    }
    for link in all(&page, ".teams a") {
        let mut query = query_of(&attribute(&link, "href"));
        assert!(query.filter.team.is_some());
        query.filter.team.clone_from(&full.filter.team);
        assert_eq!(query, full, "{}", link.html());
    }
    let adoption = all(&page, "nav a[href^='/adoption']");
    assert_eq!(query_of(&attribute(adoption.first().unwrap(), "href")), PageQuery { show: None, ..full.clone() });
    let chip = all(&page, ".chip");
    assert_eq!(query_of(&attribute(chip.first().unwrap(), "href")).filter.team, None);

    // What a browser without scripts sends for a form, as it stands, is the state that the page is in.
    for form in all(&page, "main form[method=get]") {
        let mut sent = String::new();
        let fields = Selector::parse("input, select").unwrap();
        for field in form.select(&fields) {
            let chosen = Selector::parse("option[selected]").unwrap();
            let value = match field.value().name() {
                "select" => field.select(&chosen).next().map(|option| attribute(&option, "value")).unwrap_or_default(),
                _ => attribute(&field, "value"),
            };
            sent.extend([attribute(&field, "name"), format!("={value}&")]);
        }
        let query = PageQuery::parse(sent.trim_end_matches('&'));
        let range = full.range.resolve(sample::frame(&full).today, None);
        assert_eq!(query.range.resolve(sample::frame(&full).today, None), range, "{sent}");
        assert_eq!(PageQuery { range: full.range, ..query }, full, "{sent}");
    }
}

#[tokio::test]
async fn old_numbers_say_so_and_what_to_do() {
    let old: Change = |mut view| {
        view.frame.freshness.last_sync = Some(domain::sync::Moment(view.frame.now.0 - 3 * 86_400));
        Ok(view)
    };
    let failed: Change = |mut view| {
        let problem = ConnectionProblem::InvalidCredentials;
        view.frame.freshness.failure = Some(SyncFailure { problem, detail: "HTTP 401".to_owned() });
        Ok(view)
    };
    for (overview, says) in [(old, "synced 3 days ago"), (failed, "The last sync failed.")] {
        for (role, next) in [(Role::Admin, "Look at the connection"), (Role::Leader, "An administrator can see why")] {
            let answer = Fake { overview, role: Some(role), ..Fake::default() }.get("/").await;
            let page = Html::parse_document(&answer.body);
            let fresh = text(all(&page, ".fresh").first().unwrap());
            assert!(fresh.contains(says) && fresh.contains(next), "{fresh}");
            assert_eq!(all(&page, ".fresh a[href='/connect']").len(), usize::from(role == Role::Admin));
            assert!(!all(&page, "figure").is_empty(), "what was read before stays");
        }
    }
}

#[tokio::test]
async fn the_headline_says_what_the_numbers_say() {
    let headline = |answer: Answer| text(all(&Html::parse_document(&answer.body), "h1").first().unwrap());
    let said = headline(Fake::default().get("/").await);
    assert_eq!(
        said,
        "Seven in ten people now use Codex: 21 of 30 in the last 28 days, 6 points more than before. \
         Credits rose 18 %, with 9 % more people and 8 % more per person."
    );
    let unknown = Fake {
        overview: |mut view| {
            view.adoption.of = None;
            view.adoption.figure = Figure { value: None, state: PointState::Unavailable };
            view.credits_delta = None;
            Ok(view)
        },
        ..Fake::default()
    };
    let said = headline(unknown.get("/?range=90d").await);
    assert!(said.contains("not known until a roster is imported"), "{said}");
    assert!(
        said.contains("How credits moved cannot be told: the period before begins before the archive does."),
        "{said}"
    );
}

#[tokio::test]
async fn a_path_that_leads_nowhere_is_404_and_names_itself() {
    let answer = Fake::default().get("/nothing-here").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let page = Html::parse_document(&answer.body);
    assert!(text(all(&page, "main").first().unwrap()).contains("Nothing is at /nothing-here"));
}

#[tokio::test]
async fn navigation_shows_only_what_exists_and_what_the_visitor_may_open() {
    let labels = |answer: Answer| -> Vec<String> {
        all(&Html::parse_document(&answer.body), "nav a").iter().map(text).collect()
    };
    assert_eq!(
        labels(Fake::default().get("/").await),
        ["Overview", "Adoption", "Credits", "Reviews", "Teams", "People", "Connections"]
    );
    let leader = Fake { role: Some(Role::Leader), ..Fake::default() };
    assert_eq!(labels(leader.get("/").await), ["Overview", "Adoption", "Credits", "Reviews", "Teams"]);
}

#[tokio::test]
async fn titles_from_outside_are_text_and_never_markup() {
    let fake = Fake {
        overview: |mut view| {
            for row in &mut view.teams {
                row.title = "<img src=x onerror=alert(1)>".to_owned();
            }
            for series in view.main.series.iter_mut().chain(&mut view.clients.series) {
                series.title = "</script><script>alert(1)</script>".to_owned();
            }
            Ok(view)
        },
        ..Fake::default()
    };
    let answer = fake.get("/").await;
    let page = Html::parse_document(&answer.body);
    assert!(all(&page, "main img, main script").is_empty());
    assert!(all(&page, "script").iter().all(|script| !text(script).starts_with("alert(1)")));
}
