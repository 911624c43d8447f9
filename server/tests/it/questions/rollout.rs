//! The list of the rollout over the simulated organisation: what the archive sees, and what admins say.

use domain::view::{RolloutRow, RolloutView, Split};
use domain::{ClientFamily, Day, Filter, Interval, Metric, Role};
use reqwest::Method;
use serde_json::Value;

use super::Office;
use crate::house::{Browser, Forms as _, House};

async fn view(admin: &Browser) -> RolloutView {
    let reader = admin.reader();
    reader.backend.guides.rollout(&reader.caller).await.unwrap()
}

fn row<'a>(view: &'a RolloutView, name: &str) -> &'a RolloutRow {
    view.rows.iter().find(|row| row.name == name).unwrap()
}

async fn settle(browser: &Browser, form: &[(&str, &str)]) -> (u16, String) {
    let request = browser.request(Method::POST, "/fn/settle_rollout").header("sec-fetch-site", "same-origin");
    let response = request.form_of(form).send().await.unwrap();
    let status = response.status().as_u16();
    let told: Value = response.json().await.unwrap_or(Value::Null);
    (status, told["invalid"]["field"].as_str().unwrap_or_default().to_owned())
}

/// The first day of each line, looked for in one long answer.
fn first_days(office: &Office, metric: Metric, split: Split) -> Vec<(String, Option<Day>)> {
    let (index, today) = (office.house.state.index.snapshot(), office.house.state.clock.today());
    let range = domain::DateRange::new(index.first_day().unwrap(), today).unwrap();
    let policy = metrics::Policy { floor: None, strict: false };
    let ask = metrics::Ask { metric, range, by: Interval::Day, split, filter: Filter::default(), policy, today };
    let first = |series: domain::view::Series| {
        let some = |value: domain::view::Number| value.as_f64() > 0.0;
        let day = series.points.iter().find(|point| point.figure.value.is_some_and(some)).map(|point| point.start);
        (series.key, day)
    };
    metrics::answer(&index, &ask).unwrap().series.into_iter().map(first).collect()
}

#[tokio::test]
async fn what_the_archive_sees_is_ticked_with_its_day() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let seen = view(&admin).await;
    let families = first_days(&office, Metric::ActivePeople, Split::ClientFamily);
    let of = |wanted: &[ClientFamily]| {
        let named = |key: &str| wanted.iter().any(|family| family.key() == key);
        families.iter().filter(|(key, _)| named(key)).filter_map(|(_, day)| *day).min()
    };
    let local = of(&[ClientFamily::Cli, ClientFamily::Ide, ClientFamily::Desktop]);
    assert!(local.is_some());
    assert_eq!(row(&seen, "local-seen").seen, local);
    assert_eq!(row(&seen, "cloud-seen").seen, of(&[ClientFamily::CloudWeb]));
    let reviews = first_days(&office, Metric::Reviews, Split::None).into_iter().filter_map(|(_, day)| day).min();
    assert_eq!(row(&seen, "review-seen").seen, reviews);
    let by_team = first_days(&office, Metric::ActivePeople, Split::Team);
    let team = |slug: &str| by_team.iter().find(|(key, _)| key == slug).and_then(|(_, day)| *day);
    let (few, many) = (team("few"), team("many"));
    let told = |title: &str| seen.teams.iter().find(|team| team.title == title).unwrap().day;
    assert_eq!((told("FEW"), told("MANY")), (few, many));
    assert_eq!(told("ALL"), few.into_iter().chain(many).min(), "a team above others begins with the first of them");
    let last = few.zip(many).map(|(few, many)| few.max(many));
    assert_eq!(row(&seen, "teams-seen").seen, last);

    let taken = [("item", "local-seen"), ("owner", "Ada"), ("due", ""), ("done", "true")];
    assert_eq!(settle(&admin, &taken).await.0, 200);
    let after = view(&admin).await;
    let kept = row(&after, "local-seen");
    assert_eq!((kept.seen, kept.entry.owner.as_str()), (local, "Ada"));
    assert!(kept.entry.done.is_none(), "what is seen is not said");
    let page = admin.page("/connect/rollout").await.text().await.unwrap();
    assert!(page.contains(&format!("Done: seen on {}", local.unwrap().in_words())), "{page}");
}

#[tokio::test]
async fn without_a_connection_nothing_is_seen_and_what_is_said_is_kept() {
    let house = House::new().await;
    let admin = house.signed_in_as("ada@example.com", Role::Admin).await;
    let grace = house.signed_in_as("grace@example.com", Role::Admin).await;
    let empty = view(&admin).await;
    assert!(!empty.connected && empty.rows.iter().all(|row| row.seen.is_none() && row.entry.done.is_none()));
    let due = empty.today.plus(30).to_string();
    let form = |owner, done| [("item", "groups"), ("owner", owner), ("due", due.as_str()), ("done", done)];
    assert_eq!(settle(&admin, &form("Ada", "true")).await.0, 200);
    assert_eq!(settle(&grace, &form("Grace", "true")).await.0, 200);
    let entry = row(&view(&admin).await, "groups").entry.clone();
    assert_eq!((entry.owner.as_str(), entry.due), ("Grace", Some(due.parse().unwrap())));
    let by = entry.done.and_then(|stamp| stamp.by);
    assert_eq!(by.as_deref(), Some("ada@example.com"), "whoever ticked it first");
    assert_eq!(settle(&grace, &form("Grace", "true")).await.0, 200);
    let log = house.state.archive.audit(10).await.unwrap();
    let told: Vec<(&str, &str)> =
        log.iter().map(|row| (row.entry.action.as_str(), row.entry.detail.as_str())).collect();
    let one = |owner: &str| format!("{owner}, by {due}, done");
    assert_eq!(
        told,
        [
            ("rollout.settle", format!("{}; before: {}", one("Grace"), one("Ada")).as_str()),
            ("rollout.settle", format!("{}; before: nobody", one("Ada")).as_str()),
        ]
    );
    let off = [("item", "groups"), ("owner", "Grace"), ("due", "")];
    assert_eq!(settle(&grace, &off).await.0, 200);
    let entry = row(&view(&admin).await, "groups").entry.clone();
    assert!(entry.done.is_none() && entry.due.is_none(), "it can be taken back");
    assert_eq!(
        settle(&grace, &[("item", "toggles"), ("owner", "Ada"), ("due", "soon")]).await,
        (422, "due".to_owned())
    );
    let entry = row(&view(&admin).await, "toggles").entry.clone();
    assert_eq!((entry.owner.as_str(), entry.due), ("Ada", None), "nobody types it twice");
    let much = "x".repeat(81);
    for (item, owner, due, wanted) in [
        ("groups", much.as_str(), "", (422, "owner")),
        ("groups", "Ada", "soon", (422, "due")),
        ("nothing", "Ada", "", (404, "")),
    ] {
        let (status, field) = settle(&admin, &[("item", item), ("owner", owner), ("due", due)]).await;
        assert_eq!((status, field.as_str()), wanted, "{item} {owner} {due}");
    }
}
