//! The Credits page and the budget behind it, over the simulated organisation: the page says what the API says.

use domain::view::{Blank, CreditsView, Number, PointState};
use domain::{Credits, Metric, PageQuery, Role};
use reqwest::Method;
use serde_json::Value;

use super::Office;
use crate::house::{Browser, Forms as _, House, header};

async fn view(browser: &Browser, query: &str) -> CreditsView {
    let reader = browser.reader();
    reader.backend.dashboards.credits(&reader.caller, &PageQuery::parse(query)).await.unwrap()
}

async fn html(browser: &Browser, query: &str) -> String {
    let response = browser.page(&format!("/credits?{query}")).await;
    assert_eq!(response.status(), 200, "{query}");
    response.text().await.unwrap()
}

async fn settle(browser: &Browser, monthly: &str, starts: &str, rate: &str, currency: &str) -> (u16, Value) {
    let form = [("monthly", monthly), ("starts", starts), ("rate", rate), ("currency", currency)];
    let request = browser.request(Method::POST, "/fn/settle_budget").header("sec-fetch-site", "same-origin");
    let response = request.form_of(&form).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap_or(Value::Null))
}

/// A figure of the page as the API writes it.
fn json(number: Option<Number>) -> Value {
    match number {
        None => Value::Null,
        Some(Number::Count(count)) => count.into(),
        Some(Number::Credits(credits)) => of(Some(credits)),
        Some(Number::Usd(usd)) => serde_json::from_str(&usd.to_string()).unwrap(),
        Some(Number::Ratio(ratio)) => ratio.into(),
    }
}

fn of(credits: Option<Credits>) -> Value {
    credits.map_or(Value::Null, |credits| serde_json::from_str(&credits.to_string()).unwrap())
}

#[tokio::test]
async fn every_figure_of_the_page_is_the_apis() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let page = view(&admin, "range=28d").await;
    for fact in &page.facts {
        let name = fact.metric.name();
        let answer = office.json(&office.persons, &format!("/metrics/{name}?{}&by=total", office.days)).await;
        assert_eq!(answer["series"][0]["total"], json(fact.figure.value), "{name}");
        assert_eq!(answer["series"][0]["total_state"], fact.figure.state.name(), "{name}");
        assert_eq!(answer["coverage"], serde_json::to_value(fact.coverage).unwrap(), "{name}");
    }
    for (shown, split) in [(&page.clients, "client"), (&page.families, "client_family"), (&page.models, "model")] {
        let path = format!("/metrics/credits?{}&by=total&split={split}", office.days);
        let answer = office.json(&office.persons, &path).await;
        let series = &shown.as_ref().unwrap().series;
        assert_eq!(answer["series"].as_array().unwrap().len(), series.len(), "{split}");
        for (theirs, ours) in answer["series"].as_array().unwrap().iter().zip(series) {
            assert_eq!((&theirs["key"], &theirs["total"]), (&ours.key.clone().into(), &json(ours.total.value)));
        }
    }
    let spikes = office.json(&office.persons, &format!("/spikes?{}", office.days)).await;
    let listed = page.spikes.unwrap();
    assert_eq!(spikes["teams"].as_array().unwrap().len(), listed.of_teams);
    assert_eq!(spikes["people"].as_array().unwrap().len(), listed.of_people);

    // Fourteen days, so that those before are in the archive too.
    let today = office.house.state.clock.today();
    let days = format!("from={}&to={today}", today.plus(-13));
    let change = office.json(&office.persons, &format!("/credit-change?{days}")).await;
    let ours = view(&admin, &days).await.change;
    let bars = ours.bars.unwrap();
    assert_eq!(change["bars"]["people"], of(Some(bars.people)));
    assert_eq!(change["bars"]["turns_per_person"], of(Some(bars.turns_per_person)));
    assert_eq!(change["bars"]["credits_per_turn"], of(Some(bars.credits_per_turn)));
    assert_eq!(bars.people + bars.turns_per_person + bars.credits_per_turn, bars.change);
    let said = html(&admin, &days).await;
    assert!(said.contains("Settled days, ") && said.contains("Accounts for"), "the bars stand with their numbers");
}

#[tokio::test]
async fn each_reader_sees_what_the_policy_allows() {
    let office = Office::new().await;
    let (admin, leader) = (office.house.signed_in(Role::Admin).await, office.house.signed_in(Role::Leader).await);
    assert!(view(&admin, "").await.spikes.unwrap().spikes.people.is_some());
    let (list, read) = (view(&leader, "").await.spikes.unwrap(), html(&leader, "").await);
    assert_eq!((list.spikes.people, list.of_people), (None, 0));
    let keys = office.house.state.index.snapshot().people();
    assert!(keys.iter().all(|key| !read.contains(key.as_str())), "nobody is named");

    let few = view(&leader, "team=few").await;
    let credits = few.fact(Metric::Credits).unwrap().figure;
    assert_eq!((credits.value, credits.state), (None, PointState::TooFew));
    assert_eq!((few.change.blank, few.forecast.blank), (Some(Blank::TooFew), Some(Blank::TooFew)));
    assert!(html(&leader, "team=few").await.contains("Too few people to show."));
    assert!(view(&admin, "team=few").await.fact(Metric::Credits).unwrap().figure.value.is_some());
}

#[tokio::test]
async fn what_is_not_known_stands_in_words() {
    let office = Office::new().await;
    let leader = office.house.signed_in(Role::Leader).await;
    let before = html(&leader, "from=2020-01-01&to=2020-01-28").await;
    assert!(before.contains("Nothing is known") && before.contains("OpenAI no longer tells"));
    // The archive has 40 days: the 28 before these are not all in it.
    let gap = view(&leader, "range=28d").await;
    assert_eq!((gap.change.blank, gap.change.bars), (Some(Blank::Gap), None));
    let said = html(&leader, "range=28d").await;
    assert!(said.contains("the period before begins before the archive does"), "the sentence says why not");
    assert!(said.contains("an administrator can set one."));
    let models = view(&leader, "").await.models.unwrap();
    let model = &models.series.first().unwrap().key;
    let narrowed = view(&leader, &format!("model={model}")).await;
    assert!(narrowed.clients.is_none() && narrowed.families.is_none() && narrowed.models.is_some());
    let narrowed = view(&leader, "client=CODEX_CLI&split=model").await;
    assert!(narrowed.models.is_none() && narrowed.clients.is_some());
    assert_eq!(narrowed.main.split, domain::view::Split::None, "what cannot be split is not");
}

#[tokio::test]
async fn without_a_connection_the_page_says_so() {
    let house = House::new().await;
    let (admin, leader) = (house.signed_in(Role::Admin).await, house.signed_in(Role::Leader).await);
    assert!(html(&admin, "").await.contains("Connect a workspace"));
    let said = html(&leader, "").await;
    assert!(said.contains("No workspace is connected yet.") && !said.contains("Connect a workspace"));
}

#[tokio::test]
async fn a_budget_is_settled_by_admins_alone_and_written_into_the_log() {
    let house = House::new().await;
    let (admin, leader) = (house.signed_in(Role::Admin).await, house.signed_in(Role::Leader).await);
    assert_eq!(leader.get("/fn/budget").await.status(), 403);
    assert_eq!(settle(&leader, "1000", "1", "", "").await.0, 403);
    assert_eq!(leader.page("/settings/budget").await.status(), 403);
    for (monthly, starts, rate, currency, field) in
        [("-1", "1", "", "", "monthly"), ("1", "29", "", "", "starts"), ("", "1", "0.04", "", "currency")]
    {
        let (status, refused) = settle(&admin, monthly, starts, rate, currency).await;
        assert_eq!((status, refused["invalid"]["field"].as_str()), (422, Some(field)), "{refused}");
    }
    assert!(house.state.archive.budget().await.unwrap().1.is_none(), "nothing of what was refused is kept");
    assert!(house.state.archive.audit(10).await.unwrap().iter().all(|row| row.entry.action != "budget.settle"));

    assert_eq!(settle(&admin, "1000.5", "15", "0.04", "eur").await.0, 200);
    let entry = house.state.archive.audit(1).await.unwrap().remove(0).entry;
    assert_eq!((entry.action.as_str(), entry.account.is_some()), ("budget.settle", true));
    assert_eq!(entry.detail, "1000.500000 credits a cycle, from day 15, 0.040000 EUR a credit");
    let form = admin.page("/settings/budget").await.text().await.unwrap();
    for field in ["value=\"1000.5\"", "value=\"15\"", "value=\"0.04\"", "value=\"EUR\""] {
        assert!(form.contains(field), "{field}");
    }
    assert_eq!(settle(&admin, "", "1", "", "").await.0, 200);
    assert_eq!(house.state.archive.budget().await.unwrap().0, domain::Budget::default(), "and taken back");
}

#[tokio::test]
async fn page_and_api_hold_the_cycle_against_the_budget() {
    let office = Office::new().await;
    let (admin, leader) = (office.house.signed_in(Role::Admin).await, office.house.signed_in(Role::Leader).await);
    let cycle = view(&leader, "").await.forecast.cycle;
    let path = format!("/forecast?from={}&to={}", cycle.from(), cycle.to());
    let before = office.ask(&office.read, &path).await;
    let tag = header(&before, "etag").to_owned();
    assert_eq!(before.json::<Value>().await.unwrap()["budget"], Value::Null);

    assert_eq!(settle(&admin, "1000", "1", "0.04", "EUR").await.0, 200);
    let headers = [("if-none-match", tag.as_str())];
    let after = office.send(Method::GET, &office.read, &path, &headers).await;
    assert_eq!(after.status(), 200, "the kept answer is not true any more");
    let after: Value = after.json().await.unwrap();
    let shown = view(&leader, "").await;
    assert_eq!(
        (after["budget"].as_f64(), shown.forecast.budget),
        (Some(1000.0), Some(Credits::from_micros(1_000_000_000)))
    );
    assert_eq!(after["pace"], serde_json::to_value(shown.forecast.pace).unwrap());
    assert_eq!(
        (&after["forecast"], &after["low"]),
        (&of(shown.forecast.forecast), &of(shown.forecast.band.map(|b| b.0)))
    );
    let said = html(&leader, "").await;
    assert!(said.contains("the budget of 1,000") && said.contains("EUR"));

    // A budget is a cycle's and everybody's: not of other days, not of a team; a parameter comes before it.
    let other = format!("/forecast?from={}&to={}", cycle.from(), cycle.to().previous());
    assert_eq!(office.json(&office.read, &other).await["budget"], Value::Null);
    assert_eq!(office.json(&office.persons, &format!("{path}&team=many")).await["budget"], Value::Null);
    assert_eq!(office.json(&office.read, &format!("{path}&budget=5")).await["budget"].as_f64(), Some(5.0));
    let narrowed = view(&admin, "team=many").await;
    assert_eq!((narrowed.forecast.budget, narrowed.forecast.pace), (None, None));
    assert!(html(&admin, "team=many").await.contains("remove the filters to see the pace"));
    // Another beginning is another cycle.
    assert_eq!(settle(&admin, "1000", "15", "", "").await.0, 200);
    let moved = view(&leader, "").await.forecast.cycle;
    assert_eq!(moved.from().day_of_month(), 15);
    assert_eq!(office.json(&office.read, &path).await["budget"], Value::Null, "that is no cycle any more");
}
