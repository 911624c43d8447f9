//! `/settings/annotations`, and what is marked on the charts of pages.

use app::AppError;
use domain::view::Marked;
use http::StatusCode;
use scraper::Html;

use super::support::sample::day;
use super::support::{Answer, Fake};
use super::{all, attribute, main_html, text};

fn said(answer: &Answer, selector: &str) -> String {
    all(&Html::parse_document(&answer.body), selector).iter().map(text).collect::<Vec<_>>().join(" | ")
}

#[tokio::test]
async fn the_annotations_read_as_they_did() {
    insta::assert_snapshot!(main_html(&Fake::default().get("/settings/annotations").await));
}

#[tokio::test]
async fn what_is_marked_stands_on_the_axis_and_below_the_chart() {
    let fake = Fake {
        overview: |mut view| {
            let marked = |on: &str, text: &str| Marked { day: day(on), text: text.to_owned() };
            view.frame.marked = vec![
                marked("2026-11-17", "<b>New model</b>"),
                marked("2026-11-02", "Rollout"),
                marked("2020-01-01", "Long ago"),
            ];
            Ok(view)
        },
        ..Fake::default()
    };
    let answer = fake.get("/").await;
    assert_eq!(said(&answer, ".marked li"), "2 November 2026: Rollout | 17 November 2026: <b>New model</b>");
    let page = Html::parse_document(&answer.body);
    assert_eq!(all(&page, ".pane .c-pin").len(), 4, "on the wide and on the narrow drawing");
    assert!(said(&answer, "figcaption").contains("Rollout"), "and in the summary");
    assert!(all(&page, "main b").is_empty(), "a text, no markup");
    let plain = Fake::default().get("/").await;
    assert!(all(&Html::parse_document(&plain.body), ".marked, .c-pin").is_empty());
}

#[tokio::test]
async fn one_is_changed_in_its_place_and_a_refused_change_stays_open() {
    let path = "/settings/annotations?edit=1";
    let open = Fake::default().get(path).await;
    let page = Html::parse_document(&open.body);
    let value = |name: &str| {
        let field = all(&page, &format!(".edited input[name={name}]"));
        field.first().unwrap().value().attr("value").unwrap_or_default().to_owned()
    };
    assert_eq!((value("id").as_str(), value("day").as_str()), ("1", "2026-11-02"));
    assert_eq!(value("text"), "Rollout to Platform");
    let team = all(&page, ".edited option[selected]");
    assert_eq!(attribute(team.first().unwrap(), "value"), "platform");
    assert!(all(&page, ".edited input[name=shared][checked]").is_empty());
    assert_eq!(all(&page, "input[name=text]").len(), 1, "one form at a time");
    assert!(said(&open, ".annotations").contains("New model"), "the others stay where they are");
    let other = Fake::default().get("/settings/annotations?edit=2").await;
    assert_eq!(all(&Html::parse_document(&other.body), ".edited input[name=shared][checked]").len(), 1);

    let refusing = Fake {
        change: |id, form| {
            assert_eq!((id, form.text.as_str(), form.shared), (1, "", true));
            Err(AppError::Invalid { field: "text".to_owned(), message: "from elsewhere".to_owned() })
        },
        ..Fake::default()
    };
    let body = "id=1&day=2026-11-02&text=&team=platform&shared=true";
    let sent = refusing.clone().post("/fn/change_annotation", path, body).await;
    let answer = refusing.get(sent.location.unwrap().strip_prefix("http://127.0.0.1").unwrap()).await;
    assert!(said(&answer, ".alert").contains("one line of 1 to 80 characters"), "{}", said(&answer, ".alert"));
    let page = Html::parse_document(&answer.body);
    assert_eq!(all(&page, ".edited [aria-invalid=true]").len(), 1);

    let sent = Fake::default().post("/fn/change_annotation", path, &body.replace("text=", "text=a")).await;
    assert_eq!((sent.status, sent.location.as_deref()), (StatusCode::FOUND, Some("/settings/annotations")));
    let gone =
        Fake { change: |_, _| Err(AppError::NotFound { what: "such annotation".to_owned() }), ..Fake::default() };
    let sent = gone.clone().post("/fn/change_annotation", "/settings/annotations?edit=9", body).await;
    let answer = gone.get(sent.location.unwrap().strip_prefix("http://127.0.0.1").unwrap()).await;
    assert!(said(&answer, ".alert").contains("There is no such annotation any more."), "{}", said(&answer, ".alert"));
}

#[tokio::test]
async fn a_team_that_is_gone_can_still_be_seen() {
    let fake = Fake {
        annotations: |mut view| {
            view.teams.clear();
            Ok(view)
        },
        ..Fake::default()
    };
    let answer = fake.get("/settings/annotations?edit=1").await;
    assert_eq!(said(&answer, ".edited option[selected]"), "platform (no longer on the roster)");
}

#[tokio::test]
async fn every_course_of_time_shows_what_is_marked() {
    let fake = Fake {
        credits: |mut view| {
            view.frame.marked = vec![Marked { day: day("2026-11-17"), text: "New model".to_owned() }];
            Ok(view)
        },
        teams: |mut view| {
            view.frame.marked = vec![Marked { day: day("2026-11-10"), text: "New model".to_owned() }];
            Ok(view)
        },
        reviews: |mut view| {
            view.frame.marked = vec![Marked { day: day("2026-11-10"), text: "New model".to_owned() }];
            Ok(view)
        },
        ..Fake::default()
    };
    for (path, figures) in [("/credits", 4), ("/teams", 1), ("/reviews", 3)] {
        let answer = fake.clone().get(path).await;
        let page = Html::parse_document(&answer.body);
        assert_eq!(all(&page, "figure .marked").len(), figures, "{path}");
        assert!(all(&page, ".pane .c-pin").len() >= 2 * figures, "{path}");
    }
}

#[tokio::test]
async fn a_refused_annotation_comes_back_with_its_field_marked() {
    let fake = Fake {
        annotate: |form| {
            assert_eq!((form.day.as_str(), form.text.as_str(), form.team.as_str()), ("2026-11-17", "", "platform"));
            assert!(!form.shared, "a box that is not ticked is not sent");
            Err(AppError::Invalid { field: "text".to_owned(), message: "from elsewhere".to_owned() })
        },
        ..Fake::default()
    };
    let path = "/settings/annotations";
    let sent = fake.clone().post("/fn/annotate", path, "day=2026-11-17&text=&team=platform").await;
    assert_eq!(sent.status, StatusCode::FOUND);
    let answer = fake.get(sent.location.unwrap().strip_prefix("http://127.0.0.1").unwrap()).await;
    assert!(said(&answer, ".alert").contains("one line of 1 to 80 characters"), "{}", said(&answer, ".alert"));
    let page = Html::parse_document(&answer.body);
    let wrong = all(&page, "[aria-invalid=true]");
    assert_eq!((wrong.len(), attribute(wrong.first().unwrap(), "name").as_str()), (1, "text"));
    let ticked = Fake {
        annotate: |form| {
            assert!(form.shared);
            Ok(())
        },
        ..Fake::default()
    };
    let sent = ticked.post("/fn/annotate", path, "day=2026-11-17&text=a&team=&shared=true").await;
    assert!(sent.location.unwrap().trim_end_matches('?').ends_with(path));
}
