//! `/credits` and `/settings/budget` as the server sends them.

use app::AppError;
use domain::view::{Blank, CreditsView, Figure, PointState, Split};
use domain::{Budget, ClientFilter, Metric, PageQuery, Role};
use http::StatusCode;
use scraper::Html;

use super::support::{Answer, Fake};
use super::{all, attribute, main_html, text};

/// A change of the page that the fake answers.
type Change = fn(CreditsView) -> Result<CreditsView, AppError>;

fn with(credits: Change) -> Fake {
    Fake { credits, ..Fake::default() }
}

fn said(answer: &Answer, selector: &str) -> String {
    all(&Html::parse_document(&answer.body), selector).iter().map(text).collect::<Vec<_>>().join(" | ")
}

fn query_of(href: &str) -> PageQuery {
    PageQuery::parse(href.split_once('?').map_or("", |(_, query)| query))
}

#[tokio::test]
async fn credits_reads_as_it_did() {
    insta::assert_snapshot!(main_html(&Fake::default().get("/credits?split=team").await));
}

#[tokio::test]
async fn the_budget_reads_as_it_did() {
    insta::assert_snapshot!(main_html(&Fake::default().get("/settings/budget").await));
}

#[tokio::test]
async fn the_headline_says_why_or_why_not() {
    let said = async |change: Change| said(&with(change).get("/credits").await, "h1").replace('\u{a0}', " ");
    assert_eq!(
        said(Ok).await,
        "Credits rose 18 %, with 11 % more credits per turn and 9 % more people, despite 3 % fewer turns per person."
    );
    let blank = said(|mut view| {
        view.change.bars = None;
        view.change.blank = Some(Blank::Unavailable);
        Ok(view)
    });
    let blank = blank.await;
    assert!(blank.starts_with("Credits rose 18 %") && blank.contains("no people and no turns by model"), "{blank}");
    let gap = said(|mut view| {
        view.change.bars = None;
        view.change.blank = Some(Blank::Gap);
        view.change.before = None;
        Ok(view)
    });
    let gap = gap.await;
    assert!(gap.contains("cannot be told") && !gap.contains("rose") && !gap.contains('%'), "{gap}");
}

#[tokio::test]
async fn money_stays_apart_and_says_what_is_not_known() {
    let answer = Fake::default().get("/credits").await;
    let money = said(&answer, "section[aria-labelledby=money-h] dd").replace('\u{a0}', " ");
    assert!(money.contains("1,180"), "{money}");
    assert!(money.contains("$47") && money.contains("93 % of the credits"), "{money}");
    assert!(money.contains("47.20 EUR") && money.contains("0.04 EUR"), "{money}");

    let unset = |role| Fake {
        role: Some(role),
        credits: |mut view| {
            view.budget = Budget::default();
            (view.forecast.budget, view.forecast.pace) = (None, None);
            Ok(view)
        },
        ..Fake::default()
    };
    let admin = unset(Role::Admin).get("/credits").await;
    assert!(admin.body.contains("No rate is set") && admin.body.contains("No budget is set"));
    let page = Html::parse_document(&admin.body);
    assert_eq!(all(&page, "main a[href='/settings/budget']").len(), 2);
    let leader = unset(Role::Leader).get("/credits").await;
    assert!(leader.body.contains("No budget is set") && leader.body.contains("An administrator can set"));
    assert!(!leader.body.contains("/settings/budget"), "only admins are led to the setting");
}

#[tokio::test]
async fn a_narrowed_page_is_not_held_against_everybodys_budget() {
    let answer = with(|mut view| {
        (view.forecast.budget, view.forecast.pace) = (None, None);
        Ok(view)
    });
    let answer = answer.get("/credits?team=platform").await;
    let pace = said(&answer, "section[aria-labelledby=pace-h] > p");
    assert!(pace.contains("remove the filters") && !pace.contains("of the budget"), "{pace}");
}

#[tokio::test]
async fn every_row_of_a_mix_is_a_filter_and_the_two_do_not_combine() {
    let answer = Fake::default().get("/credits?range=90d&team=platform").await;
    let page = Html::parse_document(&answer.body);
    let links = |id: &str| -> Vec<PageQuery> {
        let links = all(&page, &format!("section[aria-labelledby={id}] .bars a"));
        links.iter().map(|link| query_of(&attribute(link, "href"))).collect()
    };
    let (clients, models) = (links("by-client-h"), links("by-model-h"));
    assert_eq!((clients.len(), models.len()), (4, 2));
    let families = clients.iter().filter(|query| matches!(query.filter.client, Some(ClientFilter::Family(_))));
    assert_eq!(families.count(), 1, "a family of several clients narrows, too; of one it is that client");
    for query in clients.iter().chain(&models) {
        assert_eq!(query.filter.team.as_ref().unwrap().as_str(), "platform");
        assert_eq!(query.filter.client.is_some(), query.filter.model.is_none());
    }
    let narrowed = Fake::default().get("/credits?model=gpt-5.5").await;
    assert!(said(&narrowed, "section[aria-labelledby=by-client-h]").contains("no credits by client for one model"));
    let narrowed = Fake::default().get("/credits?client=CODEX_CLI").await;
    assert!(said(&narrowed, "section[aria-labelledby=by-model-h]").contains("no credits by model for one client"));
}

#[tokio::test]
async fn the_split_is_chosen_by_links_and_stays_on_this_page() {
    let answer = Fake::default().get("/credits?range=90d&split=team").await;
    let page = Html::parse_document(&answer.body);
    let links = all(&page, "[aria-label=Split] a");
    let splits: Vec<Split> = links.iter().map(|link| query_of(&attribute(link, "href")).split).collect();
    assert_eq!(splits, [Split::None, Split::Team, Split::Client, Split::Model]);
    let current: Vec<&str> = links.iter().filter_map(|link| link.value().attr("aria-current")).collect();
    assert_eq!(current, ["true"]);
    assert_eq!(said(&answer, "#main-h"), "Credits by team");
    let overview = all(&page, "nav a[href^='/?']");
    assert_eq!(query_of(&attribute(overview.first().unwrap(), "href")).split, Split::None);
}

#[tokio::test]
async fn jumps_of_persons_are_only_shown_where_they_were_given() {
    let list = |answer: &Answer| said(answer, "section[aria-labelledby=spikes-h]");
    let all = list(&Fake::default().get("/credits").await);
    assert!(
        all.contains("Thursday, 12 November")
            && all.contains("84 is 5.25 times the usual 16: 310 turns instead of 140, most of it in VS Code"),
        "{all}"
    );
    assert!(all.contains("sam@example.com") && all.contains("usually nothing"), "{all}");
    let without = with(|mut view| {
        view.spikes.as_mut().unwrap().spikes.people = None;
        Ok(view)
    });
    let without = list(&without.get("/credits").await);
    assert!(!without.contains("sam@example.com") && !without.contains("People"), "{without}");
    let weeks = with(|view| Ok(CreditsView { spikes: None, ..view })).get("/credits").await;
    assert!(list(&weeks).contains("whole weeks only"));
    let young = with(|mut view| {
        view.spikes.as_mut().unwrap().spikes.judged = 0;
        Ok(view)
    });
    assert!(list(&young.get("/credits").await).contains("28 known days before"));
}

#[tokio::test]
async fn nothing_to_show_has_its_own_text() {
    let figure = |state| Figure { value: None, state };
    for (change, says) in [
        (
            (|mut view| {
                view.facts.retain(|fact| fact.metric != Metric::ActivePeople);
                Ok(view)
            }) as Change,
            "Nothing is known",
        ),
        (
            |mut view| {
                view.frame.freshness.connected = false;
                view.frame.freshness.first_day = None;
                Ok(view)
            },
            "No workspace is connected",
        ),
    ] {
        assert!(said(&with(change).get("/credits").await, "h1").contains(says), "{says}");
    }
    // Figures that cannot be had stand as words, each by its reason, and the page goes on.
    assert_eq!(figure(PointState::TooFew).value, None);
    let answer = with(|mut view| {
        for fact in &mut view.facts {
            if fact.metric == Metric::HalfCreditsShare {
                fact.figure = Figure { value: None, state: PointState::TooFew };
            }
            if fact.metric == Metric::OutputShare {
                fact.figure = Figure { value: None, state: PointState::Unavailable };
                fact.coverage = Some(0.0);
            }
        }
        Ok(view)
    });
    let answer = answer.get("/credits").await;
    assert!(said(&answer, "section[aria-labelledby=few-h] dd").contains("Too few people"));
    let shares = said(&answer, "section[aria-labelledby=shares-h] dd");
    assert!(shares.contains("Not available") && shares.contains("OpenAI reports none"), "{shares}");
}

#[tokio::test]
async fn a_refused_budget_comes_back_with_its_field_marked() {
    let fake = Fake {
        settle: |form| {
            assert_eq!((form.monthly.as_str(), form.starts.as_str()), ("x", "1"));
            Err(AppError::Invalid { field: "monthly".to_owned(), message: "no".to_owned() })
        },
        ..Fake::default()
    };
    let form = "monthly=x&starts=1&rate=&currency=";
    let sent = fake.clone().post("/fn/settle_budget", "/settings/budget", form).await;
    assert_eq!(sent.status, StatusCode::FOUND);
    let location = sent.location.unwrap();
    let back = fake.get(location.strip_prefix("http://127.0.0.1").unwrap()).await;
    let page = Html::parse_document(&back.body);
    assert!(text(all(&page, ".alert").first().unwrap()).contains("above 0"), "{}", back.body);
    let wrong: Vec<String> = all(&page, "[aria-invalid]").iter().map(|field| attribute(field, "name")).collect();
    assert_eq!(wrong, ["monthly"]);
}
