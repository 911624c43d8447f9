//! Nothing to show and failure: each has its own text, status and way on.

use app::AppError;
use domain::Role;
use domain::view::{Figure, OverviewView, PointState};
use http::StatusCode;
use scraper::Html;

use super::support::{Fake, sample};
use super::{Change, all, attribute, text};

#[tokio::test]
async fn each_kind_of_nothing_has_its_own_text_and_next_step() {
    let not_connected = |view: OverviewView| {
        let mut view = view;
        view.frame.freshness.connected = false;
        view.frame.freshness.first_day = None;
        Ok(view)
    };
    let nothing_yet = |view: OverviewView| {
        let mut view = view;
        view.frame.freshness.first_day = None;
        view.frame.freshness.running = vec![sample::running()];
        Ok(view)
    };
    let no_use = |view: OverviewView| Ok(with_total(view, Some(0), PointState::Settled));
    let not_read = |view: OverviewView| Ok(with_total(view, None, PointState::Gap));
    let too_few = |view: OverviewView| Ok(with_total(view, None, PointState::TooFew));
    let cases: [(Change, Role, &str, &str); 6] = [
        (not_connected, Role::Admin, "No workspace is connected yet.", "Connect a workspace"),
        (not_connected, Role::Leader, "No workspace is connected yet.", "Ask the person"),
        (nothing_yet, Role::Leader, "The archive is being filled.", "90 of 270 days of data read"),
        (no_use, Role::Leader, "Nobody used Codex from 24 October to 20 November 2026.", "Show all days"),
        (not_read, Role::Leader, "Nothing is known from 24 October to 20 November 2026.", "not been read yet"),
        (too_few, Role::Leader, "Too few people to show.", "Show a year"),
    ];
    for (overview, role, title, next) in cases {
        let answer = Fake { overview, role: Some(role), ..Fake::default() }.get("/").await;
        let page = Html::parse_document(&answer.body);
        assert_eq!(answer.status, StatusCode::OK, "{title}");
        assert_eq!(text(all(&page, "h1").first().unwrap()), title);
        assert!(text(all(&page, "main").first().unwrap()).contains(next), "{title}: {next}");
        assert!(all(&page, "figure, .kpis").is_empty(), "{title}: nothing drawn where there is nothing");
    }
}

fn with_total(mut view: OverviewView, value: Option<i64>, state: PointState) -> OverviewView {
    for series in &mut view.main.series {
        series.total = Figure { value: value.map(domain::view::Number::Count), state };
    }
    view
}

#[tokio::test]
async fn a_failure_has_its_own_status_and_never_looks_like_zero() {
    let cases: [(Change, StatusCode, &str); 4] = [
        (|_| Err(AppError::Forbidden), StatusCode::FORBIDDEN, "Ask an administrator"),
        (
            |_| Err(AppError::NotFound { what: "team “platform”".to_owned() }),
            StatusCode::NOT_FOUND,
            "There is no team “platform”.",
        ),
        (
            |_| Err(AppError::Unavailable { what: "The archive".to_owned() }),
            StatusCode::SERVICE_UNAVAILABLE,
            "The archive is not available right now.",
        ),
        (
            |_| Err(AppError::Internal { reference: "r-7".to_owned() }),
            StatusCode::INTERNAL_SERVER_ERROR,
            "tell an administrator the reference r-7",
        ),
    ];
    for (overview, status, says) in cases {
        let answer = Fake { overview, ..Fake::default() }.get("/?range=90d").await;
        let page = Html::parse_document(&answer.body);
        assert_eq!(answer.status, status);
        let main = text(all(&page, "main").first().unwrap());
        assert!(main.contains(says), "{main}");
        assert!(!main.contains('0') || main.contains("r-7"), "{main}");
        assert_eq!(all(&page, ".state a").len(), 1, "a way on");
    }
    let signed_out = Fake { role: None, ..Fake::default() }.get("/?range=90d&team=a%26b").await;
    let page = Html::parse_document(&signed_out.body);
    assert_eq!(signed_out.status, StatusCode::UNAUTHORIZED);
    let href = attribute(all(&page, ".state a").first().unwrap(), "href");
    assert_eq!(href, "/sign-in?next=/%3Frange%3D90d%26team%3Da%2526b");
    assert!(all(&page, "nav").is_empty());
}
