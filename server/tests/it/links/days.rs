//! The days of a link: whatever its page is made of, no figure on it tells of others.

use access::Door;
use app::shared::SharedView;
use domain::link::LinkPage;
use domain::view::LinkRow;
use domain::{DateRange, Day, RangeChoice, Role};
use serde_json::Value;

use super::{opened, parts, share, typed, with};
use crate::house::Browser;
use crate::questions::Office;

/// A link of a page with all of its parts.
async fn whole(browser: &Browser, office: &Office, page: LinkPage, other: &[(&'static str, &str)]) -> LinkRow {
    let keys: Vec<&str> = page.parts().iter().map(|part| part.key()).collect();
    let mut fields = with(typed(office), &[("form[page]", page.key()), ("form[parts][]", "")]);
    fields.extend(parts(&keys));
    if page == LinkPage::Team {
        fields.push(("form[team]", "many".to_owned()));
    }
    share(browser, with(fields, other)).await
}

/// Everything that the page of a link is made from, but for what is around it.
async fn made_of(office: &Office, link: &LinkRow, asked: Option<RangeChoice>) -> Value {
    let state = &office.house.state;
    let token = link.path.strip_prefix("/s/").unwrap();
    let Door::Open(visitor) = state.share.open(token, |_| async { Ok(Vec::new()) }).await.unwrap() else {
        panic!("it asks for nothing")
    };
    let mut view = match server::backend::shared::view(state, &visitor, asked).await.unwrap() {
        SharedView::Overview(view) => serde_json::to_value(view),
        SharedView::Adoption(view) => serde_json::to_value(view),
        SharedView::Credits(view) => serde_json::to_value(view),
        SharedView::Reviews(view) => serde_json::to_value(view),
        SharedView::Team(view) => serde_json::to_value(view),
        SharedView::NoWeek(frame) => serde_json::to_value(frame),
    }
    .unwrap();
    view.as_object_mut().unwrap().remove("frame").unwrap();
    view
}

/// Each day that is named somewhere in a view, with where that is.
fn days_in(at: &str, value: &Value, found: &mut Vec<(String, Day)>) {
    match value {
        Value::String(text) => found.extend(text.parse().ok().map(|day| (at.to_owned(), day))),
        Value::Array(all) => all.iter().for_each(|one| days_in(at, one, found)),
        Value::Object(all) => {
            // How far days are settled is said of the archive, and which days a cycle has of the calendar.
            let told = all.iter().filter(|(key, _)| !["settled_through", "forecast", "starts"].contains(&key.as_str()));
            told.for_each(|(key, one)| days_in(&format!("{at}.{key}"), one, found));
        }
        _ => {}
    }
}

fn outside(view: &Value, allowed: DateRange) -> Vec<(String, Day)> {
    let mut found = Vec::new();
    days_in("", view, &mut found);
    assert!(!found.is_empty());
    found.retain(|(_, day)| !allowed.contains(*day));
    found
}

#[tokio::test]
async fn a_frozen_link_tells_of_no_other_day() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let monday = office.house.state.clock.today().plus(-14).week_start();
    for days in [DateRange::ending(monday.plus(6), 7), DateRange::ending(monday.plus(3), 8)] {
        let (from, to) = (days.from().to_string(), days.to().to_string());
        let frozen = [("form[range]", "days"), ("form[from]", from.as_str()), ("form[to]", to.as_str())];
        for page in LinkPage::ALL {
            for small_groups in ["true", "false"] {
                let other = [&frozen[..], &[("form[small_groups]", small_groups)]].concat();
                let link = whole(&admin, &office, page, &other).await;
                let html = opened(&office, &link.path).await;
                if small_groups == "false" && days.len_days() == 8 {
                    assert!(html.contains("There is no whole week in these days"), "{page:?}");
                    assert!(!html.contains("<figure") && !html.contains("kpis"), "{page:?}");
                    continue;
                }
                let view = made_of(&office, &link, None).await;
                // A bar of a week stands at its Monday, also where the range has only its later days.
                let around = DateRange::new(days.from().week_start(), days.to()).unwrap();
                assert_eq!(outside(&view, around), [], "{page:?} {small_groups}");
                let none = html.contains("There is no pace here");
                let forecast = match page {
                    LinkPage::Credits => Some(&view["forecast"]),
                    LinkPage::Overview => Some(&view["costs"]["forecast"]),
                    _ => None,
                };
                assert_eq!(none, forecast.is_some(), "{page:?}");
                if let Some(forecast) = forecast {
                    assert_eq!(forecast["spent"]["value"], Value::Null);
                    assert!(html.contains("this link shows its own days only"));
                }
            }
        }
    }
}

#[tokio::test]
async fn the_period_before_is_the_owners_to_show() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let today = office.house.state.clock.today();
    let days = DateRange::new(today.plus(-14), today.plus(-8)).unwrap();
    let (from, to) = (days.from().to_string(), days.to().to_string());
    let frozen = [("form[range]", "days"), ("form[from]", from.as_str()), ("form[to]", to.as_str())];
    let compared = [&frozen[..], &[("form[compare]", "true")]].concat();
    for (other, told) in [(&frozen[..], false), (&compared[..], true)] {
        let link = whole(&admin, &office, LinkPage::Credits, other).await;
        let view = made_of(&office, &link, None).await;
        assert_eq!(view["change"]["previous"].is_null(), !told);
        assert_eq!(view["kpis"][0]["delta"].is_null(), !told);
        assert_eq!(view["main_previous"].is_null(), !told);
        let link = whole(&admin, &office, LinkPage::Overview, other).await;
        let view = made_of(&office, &link, None).await;
        assert_eq!(view["credits_delta"].is_null(), !told);
        assert!(told || view["teams"].as_array().unwrap().iter().all(|team| team["adoption_delta"].is_null()));
    }
}

#[tokio::test]
async fn a_window_is_not_left_backwards() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let today = office.house.state.clock.today();
    let link = whole(&admin, &office, LinkPage::Credits, &[("form[window]", "90d")]).await;
    let window = DateRange::ending(today, 90);
    for (days, told) in [(DateRange::ending(today.plus(-7), 7), true), (DateRange::ending(today, 60), false)] {
        let view = made_of(&office, &link, Some(RangeChoice::Days(days))).await;
        assert_eq!(outside(&view, window), []);
        assert_eq!(view["change"]["previous"].is_null(), !told, "{}", days.in_words());
        assert_ne!(view["cycle"]["series"], serde_json::json!([]), "the window holds the cycle");
    }
}

#[tokio::test]
async fn in_whole_weeks_the_last_seven_days_are_the_last_week() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let fields = with(typed(&office), &[("form[range]", "7d"), ("form[small_groups]", "false")]);
    let link = share(&admin, fields).await;
    let sunday = office.house.state.clock.today().next().week_start().previous();
    let words = DateRange::ending(sunday, 7).in_words();
    let html = opened(&office, &link.path).await;
    assert!(html.contains(&format!("{words}, UTC days")), "{words}");
}
