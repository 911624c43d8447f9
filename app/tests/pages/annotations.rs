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
