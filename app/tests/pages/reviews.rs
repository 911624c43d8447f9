//! `/reviews` as the server sends it.

use app::AppError;
use domain::view::{Figure, Number, PointState, ReviewBasis, ReviewsView};
use domain::{Metric, PageQuery};
use scraper::Html;

use super::support::{Answer, Fake};
use super::{all, attribute, main_html, text};

/// A change of the page that the fake answers.
type Change = fn(ReviewsView) -> Result<ReviewsView, AppError>;

fn with(reviews: Change) -> Fake {
    Fake { reviews, ..Fake::default() }
}

fn said(answer: &Answer, selector: &str) -> String {
    let parts = all(&Html::parse_document(&answer.body), selector).iter().map(text).collect::<Vec<_>>();
    parts.join(" | ").replace('\u{a0}', " ")
}

fn query_of(href: &str) -> PageQuery {
    PageQuery::parse(href.split_once('?').map_or("", |(_, query)| query))
}

#[tokio::test]
async fn reviews_reads_as_it_did() {
    insta::assert_snapshot!(main_html(&Fake::default().get("/reviews").await));
}

#[tokio::test]
async fn the_headline_names_both_populations() {
    assert_eq!(
        said(&Fake::default().get("/reviews").await, "h1"),
        "Codex carried out 420 reviews from 24 October to 20 November 2026, with 3 comments each, 1 of them of high \
         severity. Engineers engaged with 62 % (58 to 66 %) of the 648 comments on pull requests merged in these days."
    );
    let few = with(|mut view| {
        view.made.kpis[0].figure.value = Some(Number::Count(0));
        view.answered.intervals.clear();
        view.answered.counts[0].1.value = Some(Number::Count(12));
        Ok(view)
    });
    let few = said(&few.get("/reviews").await, "h1");
    assert!(few.contains("no reviews from") && few.contains("With 12 comments"), "{few}");
}

#[tokio::test]
async fn each_population_says_by_which_day_it_counts() {
    let answer = Fake::default().get("/reviews").await;
    let of = |id: &str| said(&answer, &format!("section[aria-labelledby={id}] > .sub"));
    assert!(of("made-h").contains("the day on which Codex carried out the review"));
    let answered = of("answered-h");
    assert!(answered.contains("the day on which the pull request was merged"), "{answered}");
    assert!(answered.contains("never divided by one another"), "{answered}");
}

#[tokio::test]
async fn shares_stand_with_their_interval_and_few_comments_in_words() {
    let answer = Fake::default().get("/reviews").await;
    let cards = said(&answer, "section[aria-labelledby=answered-h] .kpi");
    assert!(cards.contains("62 %58 to 66 %; 402 of 648 comments"), "{cards}");
    assert!(cards.contains("77 to 85 %; 244 of 300 votes"), "{cards}");
    let rows = said(&answer, "section[aria-labelledby=answered-teams-h] tbody tr");
    assert!(rows.contains("62 % 58 to 66 %"), "{rows}");
    assert!(rows.contains("Too few comments") && rows.contains("Too few votes"), "{rows}");
    assert!(!rows.contains("Too few people"), "{rows}");
    let summary = said(&answer, "figure[aria-label='By team'] figcaption");
    assert!(summary.contains("Platform") && summary.contains("1 of 2 with too few to tell"), "{summary}");

    let few = with(|mut view| {
        view.answered.intervals.clear();
        for kpi in &mut view.answered.kpis {
            kpi.figure = Figure { value: None, state: PointState::TooFew };
        }
        view.answered.counts[0].1.value = Some(Number::Count(27));
        for point in &mut view.answered.main.series[0].points {
            point.figure = Figure { value: None, state: PointState::TooFew };
        }
        Ok(view)
    });
    let few = few.get("/reviews").await;
    let cards = said(&few, "section[aria-labelledby=answered-h] .kpi");
    assert!(cards.contains("Too few comments27 comments; a share needs 30"), "{cards}");
    assert!(said(&few, "section[aria-labelledby=answered-h] .note").contains("no week of these days has 30 comments"));
}

#[tokio::test]
async fn what_is_known_by_team_is_said_and_the_rest_is_not_made_up() {
    let answer = Fake::default().get("/reviews?range=90d").await;
    let rows = said(&answer, "section[aria-labelledby=made-teams-h] tbody tr");
    assert!(rows.contains("Its people") && rows.contains("Not known"), "{rows}");
    let page = Html::parse_document(&answer.body);
    let links = all(&page, "section[aria-labelledby=made-teams-h] tbody a");
    let teams: Vec<PageQuery> = links.iter().map(|link| query_of(&attribute(link, "href"))).collect();
    let slugs: Vec<&str> = teams.iter().map(|query| query.filter.team.as_ref().unwrap().as_str()).collect();
    assert_eq!(slugs, ["platform", "data-ml"], "what is of no team cannot be filtered by");

    let nothing = with(|mut view| {
        for row in &mut view.made.teams {
            row.basis = ReviewBasis::NotKnown;
        }
        Ok(view)
    });
    let nothing = nothing.get("/reviews").await;
    let section = said(&nothing, "section[aria-labelledby=made-teams-h]");
    assert!(section.contains("No team’s part is known"), "{section}");
    assert!(all(&Html::parse_document(&nothing.body), "section[aria-labelledby=made-teams-h] table").is_empty());

    let narrowed = with(|mut view| {
        view.made.basis = ReviewBasis::NotKnown;
        view.answered.basis = ReviewBasis::NotKnown;
        Ok(view)
    });
    let narrowed = narrowed.get("/reviews?team=platform").await;
    assert!(said(&narrowed, "section[aria-labelledby=made-h] .note").contains("not known"));
    assert!(said(&narrowed, "section[aria-labelledby=surfaces-h]").contains("600 turns"), "use is told as use");
}

#[tokio::test]
async fn none_and_not_told_are_two_different_things() {
    let none = with(|mut view| {
        view.made.basis = ReviewBasis::NoRows;
        view.answered.basis = ReviewBasis::NoRows;
        Ok(view)
    });
    let none = none.get("/reviews").await;
    assert!(said(&none, "section[aria-labelledby=made-h] .note").contains("carried out no reviews from 24 October"));
    let client = Fake::default().get("/reviews?client=CODEX_CLI&range=90d").await;
    assert_eq!(said(&client, "h1"), "Reviews are not told by client.");
    let page = Html::parse_document(&client.body);
    let back = query_of(&attribute(all(&page, ".state a").first().unwrap(), "href"));
    assert_eq!((back.filter.client, back.range), (None, PageQuery::parse("range=90d").range));
}

#[tokio::test]
async fn a_card_shows_its_metric_in_its_own_part() {
    let answer = Fake::default().get("/reviews?show=review_positive_share").await;
    assert!(said(&answer, "section[aria-labelledby=answered-h] figure h2").starts_with("Positive votes"));
    assert_eq!(said(&answer, "#main-h"), Metric::Reviews.title(), "the other part keeps its own");
}
