//! Annotations over the simulated organisation: leaders and admins make them, pages show what concerns them.

use domain::{PageQuery, Role, TeamSlug};
use reqwest::Method;
use serde_json::Value;

use super::Office;
use crate::house::{Browser, Forms as _, House, location};

async fn annotate(browser: &Browser, form: &[(&str, &str)]) -> (u16, Value) {
    let request = browser.request(Method::POST, "/fn/annotate").header("sec-fetch-site", "same-origin");
    let response = request.form_of(form).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap_or(Value::Null))
}

async fn change(browser: &Browser, id: i64, form: &[(&str, &str)]) -> (u16, Value) {
    let request = browser.request(Method::POST, "/fn/change_annotation").header("sec-fetch-site", "same-origin");
    let id = id.to_string();
    let form: Vec<(&str, &str)> = std::iter::once(("id", id.as_str())).chain(form.iter().copied()).collect();
    let response = request.form_of(&form).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap_or(Value::Null))
}

async fn remove(browser: &Browser, id: i64) -> u16 {
    let request = browser.request(Method::POST, "/fn/remove_annotation").header("sec-fetch-site", "same-origin");
    request.form_of(&[("id", id.to_string().as_str())]).send().await.unwrap().status().as_u16()
}

async fn html(browser: &Browser, path: &str) -> String {
    let response = browser.page(path).await;
    assert_eq!(response.status(), 200, "{path}");
    response.text().await.unwrap()
}

#[tokio::test]
async fn what_was_annotated_stands_on_the_pages_that_it_concerns() {
    let office = Office::new().await;
    let (admin, leader) = (office.house.signed_in(Role::Admin).await, office.house.signed_in(Role::Leader).await);
    let day = office.house.state.clock.today().plus(-6).to_string();
    // Asked before, so that an answer is kept: it must not hide what is annotated afterwards.
    assert!(!html(&admin, "/").await.contains("Marked on the time axis"));
    let on = |text, team| [("day", day.as_str()), ("text", text), ("team", team)];
    assert_eq!(annotate(&leader, &on("New model", "")).await.0, 200);
    assert_eq!(annotate(&leader, &on("Everyone in ALL", "all")).await.0, 200);
    let many = [("day", day.as_str()), ("text", "Rollout to MANY"), ("team", "many"), ("shared", "true")];
    assert_eq!(annotate(&admin, &many).await.0, 200);
    for path in ["/", "/adoption", "/credits"] {
        let said = html(&admin, path).await;
        assert!(said.contains("Marked on the time axis") && said.contains("New model"), "{path}");
        assert!(!said.contains("Rollout to MANY") && !said.contains("Everyone in ALL"), "{path}");
    }
    let texts = |marked: &[domain::view::Marked]| {
        let mut texts: Vec<String> = marked.iter().map(|one| one.text.clone()).collect();
        texts.sort();
        texts
    };
    let (caller, pages) = (&admin.reader().caller, &admin.reader().backend.dashboards);
    let team = pages.team(caller, &TeamSlug::new("many"), &PageQuery::default()).await.unwrap();
    assert_eq!(texts(&team.frame.marked), ["Everyone in ALL", "New model", "Rollout to MANY"]);
    let few = pages.overview(caller, &PageQuery::parse("team=few")).await.unwrap();
    assert_eq!(texts(&few.frame.marked), ["Everyone in ALL", "New model"]);
    let list = html(&leader, "/settings/annotations").await;
    assert!(list.contains("Rollout to MANY") && list.contains("also on shared links"));

    let (id, _) = office.house.state.archive.annotations().await.unwrap().remove(0);
    assert_eq!((remove(&leader, id).await, remove(&leader, id).await), (200, 404));
    assert_eq!(office.house.state.archive.annotations().await.unwrap().len(), 2);
    let log = office.house.state.archive.audit(4).await.unwrap();
    assert_eq!(log[0].entry.action, "annotation.remove");
    assert_eq!(log[1].entry.detail, format!("{day}, team many, also on shared links: Rollout to MANY"));
}

#[tokio::test]
async fn what_was_changed_is_kept_in_its_place_with_an_entry_of_both() {
    let office = Office::new().await;
    let (mut leader, member) = (office.house.signed_in(Role::Leader).await, office.house.signed_in(Role::Member).await);
    let day = office.house.state.clock.today().plus(-6).to_string();
    let before = [("day", day.as_str()), ("text", "Rolout"), ("team", "")];
    assert_eq!(annotate(&leader, &before).await.0, 200);
    let (id, _) = office.house.state.archive.annotations().await.unwrap().remove(0);
    let after = [("day", day.as_str()), ("text", "Rollout"), ("team", "many"), ("shared", "true")];
    assert_eq!(change(&member, id, &after).await.0, 403);
    assert_eq!(change(&leader, id + 1, &after).await.0, 404);
    let (status, refused) = change(&leader, id, &[("day", "soon"), ("text", "a"), ("team", "")]).await;
    assert_eq!((status, refused["invalid"]["field"].as_str()), (422, Some("day")));
    // As a browser without scripts sends it: back to the list, and no longer to the open form.
    let key = id.to_string();
    let form: Vec<(&str, &str)> = [("id", key.as_str())].into_iter().chain(after).collect();
    let sent = leader.post("/fn/change_annotation", &form).await;
    assert_eq!((sent.status().as_u16(), location(&sent)), (303, "/settings/annotations"));
    // What is as it was is no change.
    assert_eq!(change(&leader, id, &after).await.0, 200);
    let all = office.house.state.archive.annotations().await.unwrap();
    assert_eq!((all.len(), all[0].0), (1, id));
    let log = office.house.state.archive.audit(10).await.unwrap();
    let told: Vec<(&str, &str)> =
        log.iter().map(|row| (row.entry.action.as_str(), row.entry.detail.as_str())).take(2).collect();
    let both = format!("{day}, team many, also on shared links: Rollout; before: {day}, everyone: Rolout");
    assert_eq!(told[0], ("annotation.change", both.as_str()));
    assert_eq!(told[1].0, "annotation.add");
    assert!(!html(&leader, "/").await.contains("Rol"), "it concerns one team now");
    let admin = office.house.signed_in(Role::Admin).await;
    let team = html(&admin, "/teams/many").await;
    assert!(team.contains("Rollout") && !team.contains("Rolout"));
    let open = html(&leader, &format!("/settings/annotations?edit={id}")).await;
    assert!(open.contains("/fn/change_annotation") && open.contains("value=\"Rollout\""));
}

#[tokio::test]
async fn only_leaders_and_admins_annotate_and_wrong_fields_are_named() {
    let house = House::new().await;
    let (leader, member) = (house.signed_in(Role::Leader).await, house.signed_in(Role::Member).await);
    let good = [("day", "2026-03-01"), ("text", "Rollout"), ("team", "")];
    assert_eq!(annotate(&member, &good).await.0, 403);
    assert_eq!(member.get("/fn/annotations").await.status(), 403);
    assert_eq!(member.page("/settings/annotations").await.status(), 403);
    assert_eq!(remove(&member, 1).await, 403);
    for (day, text, team, field) in
        [("soon", "a", "", "day"), ("2026-03-01", " ", "", "text"), ("2026-03-01", "a", "nobody", "team")]
    {
        let (status, refused) = annotate(&leader, &[("day", day), ("text", text), ("team", team)]).await;
        assert_eq!((status, refused["invalid"]["field"].as_str()), (422, Some(field)), "{refused}");
    }
    assert!(house.state.archive.annotations().await.unwrap().is_empty(), "nothing of what was refused is kept");
    assert!(html(&leader, "/settings/annotations").await.contains("Nothing is annotated yet."));
}
