//! What whoever opens a link sees, and what that costs.

use access::Door;
use domain::Role;
use domain::link::LinkPage;

use super::{list, opened, parts, second_connection, send, share, status, typed, with};
use crate::house::{Forms as _, header};
use crate::questions::Office;

#[tokio::test]
async fn every_page_opens_without_an_account_and_names_nobody() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let (roster, _) = office.house.state.archive.roster().await.unwrap();
    let second = second_connection(&office).await;
    server::care::pause(&office.house.state, &admin.reader().caller, &second).await.unwrap();
    let reviews = admin.page("/reviews").await.text().await.unwrap();
    assert!(reviews.contains("Acme") && reviews.contains("paused: Northwind"), "whoever looks after them reads both");
    let leader = office.house.signed_in(Role::Leader).await;
    let leaders = leader.page("/").await.text().await.unwrap();
    assert!(leaders.contains("1 connection paused") && !leaders.contains("paused: Northwind"));
    for page in LinkPage::ALL {
        let keys: Vec<&str> = page.parts().iter().map(|part| part.key()).collect();
        let mut fields = with(typed(&office), &[("form[page]", page.key()), ("form[parts][]", "")]);
        fields.extend(parts(&keys));
        if page == LinkPage::Team {
            fields.push(("form[team]", "many".to_owned()));
        }
        let link = share(&admin, fields).await;
        let html = opened(&office, &link.path).await;
        assert!(html.contains("Weekly") && html.contains("Settled to"), "{page:?}");
        let at = html.find('@').or_else(|| html.find("admin@"));
        assert_eq!(at.map(|at| &html[at.saturating_sub(90)..at + 60]), None, "{page:?}");
        for person in &roster.people {
            assert!(!html.contains(person.email.as_str()), "{page:?}");
        }
        for never in
            ["Acme", "Northwind", "<script", " style=", "/download/", "/connect", "href=\"/\"", "/fn/", "/people"]
        {
            assert!(!html.contains(never), "{page:?} {never}");
        }
        // Two people are too few to stand alone, whoever made the link.
        assert!(!html.contains(">FEW<"), "{page:?}");
    }
}

#[tokio::test]
async fn every_answer_says_that_it_is_nobodys_business() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let link = share(&admin, typed(&office)).await;
    for address in [link.path.as_str(), "/s/nothing"] {
        let response = office.house.browser().page(address).await;
        for (name, value) in [
            ("referrer-policy", "no-referrer"),
            ("x-robots-tag", "noindex, nofollow"),
            ("cache-control", "private, no-store"),
            ("x-frame-options", "DENY"),
            ("x-content-type-options", "nosniff"),
            ("cross-origin-opener-policy", "same-origin"),
            ("set-cookie", ""),
        ] {
            assert_eq!(header(&response, name), value, "{address}");
        }
        let policy = header(&response, "content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'self';"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("script-src"), "{policy}");
    }
}

#[tokio::test]
async fn two_thousand_visitors_cost_one_computation() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let link = share(&admin, typed(&office)).await;
    let state = &office.house.state;
    let token = link.path.strip_prefix("/s/").unwrap();
    let door = state.share.open(token, |_| async { Ok(Vec::new()) }).await.unwrap();
    let Door::Open(visitor) = door else { panic!("it asks for nothing") };
    let before = state.answers.computed();
    let visits = (0..2_000).map(|_| {
        let (state, visitor) = (state.clone(), visitor.clone());
        tokio::spawn(async move { server::backend::shared::view(&state, &visitor, None).await.unwrap() })
    });
    for visit in visits.collect::<Vec<_>>() {
        visit.await.unwrap();
    }
    let visitor = office.house.browser();
    for _ in 0..10 {
        let pages = (0..40).map(|_| visitor.page(&link.path));
        for page in futures::future::join_all(pages).await {
            assert_eq!(page.status(), 200);
        }
    }
    assert_eq!(state.answers.computed() - before, 1);
}

#[tokio::test]
async fn openings_are_counted_and_nothing_is_known_of_who_opened() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let link = share(&admin, typed(&office)).await;
    assert_eq!((link.opened, link.last_opened), (0, None));
    for _ in 0..3 {
        opened(&office, &link.path).await;
    }
    office.house.browser().http.head(format!("{}{}", admin.base, link.path)).send().await.unwrap();
    let row = list(&admin).await.links.remove(0);
    assert_eq!(row.opened, 3, "who only asks whether it is there has not opened it");
    assert!(row.last_opened.is_some());
    // The first is written at once; what comes in the minute after waits.
    for _ in 0..2_000 {
        let kept = office.house.state.archive.share_links(archive::Whose::Everybodys).await.unwrap().remove(0);
        if kept.opened > 0 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    panic!("never written");
}

#[tokio::test]
async fn only_what_is_marked_for_links_is_marked_on_them() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let day = office.house.state.clock.today().plus(-6).to_string();
    for (text, shared) in [("For the house", "false"), ("For everybody", "true")] {
        let form = [("day", day.as_str()), ("text", text), ("team", ""), ("shared", shared)];
        let request = admin.request(reqwest::Method::POST, "/fn/annotate").header("sec-fetch-site", "same-origin");
        assert_eq!(request.form_of(&form).send().await.unwrap().status(), 200);
    }
    let link = share(&admin, typed(&office)).await;
    let html = opened(&office, &link.path).await;
    assert!(html.contains("For everybody") && !html.contains("For the house"));
    assert!(admin.page("/").await.text().await.unwrap().contains("For the house"));
}

#[tokio::test]
async fn a_link_can_say_whose_it_is_and_which_theme() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let link = share(&admin, with(typed(&office), &[("form[names_owner]", "true")])).await;
    let html = opened(&office, &format!("{}?theme=dark", link.path)).await;
    assert!(html.contains("Shared by admin@example.com.") && html.contains("data-theme=\"dark\""));
    let other = opened(&office, &format!("{}?theme=%22%3E%3Cscript%3E", link.path)).await;
    assert!(!other.contains("data-theme") && !other.contains("<script"));
}

#[tokio::test]
async fn a_link_whose_team_is_gone_does_not_open_until_it_is_back() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let link = share(&admin, with(typed(&office), &[("form[team]", "many")])).await;
    assert_eq!(status(&office, &link.path).await, 200);
    let state = &office.house.state;
    let (roster, _) = state.archive.roster().await.unwrap();
    let none = domain::people::Roster::default();
    state.archive.replace_roster(&none, state.clock.now()).await.unwrap();
    office.house.until_indexed().await;
    assert_eq!(status(&office, &link.path).await, 404);
    state.archive.replace_roster(&roster, state.clock.now()).await.unwrap();
    office.house.until_indexed().await;
    assert_eq!(status(&office, &link.path).await, 200);
}

#[tokio::test]
async fn no_token_is_logged_or_stored() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let link = share(&admin, typed(&office)).await;
    let rotated = send(&admin, "/fn/rotate_link", &[("id", link.id.to_string())]).await;
    assert_eq!(rotated.status(), 200);
    let now = list(&admin).await.links.remove(0);
    let audit = format!("{:?}", office.house.state.archive.audit(50).await.unwrap());
    assert!(audit.contains("link.make") && audit.contains("link.rotate"), "{audit}");
    let session = admin.session().unwrap().clone();
    let folder = office.house.stop().await;
    for address in [link.path, now.path] {
        let token = address.strip_prefix("/s/").unwrap().to_owned();
        assert!(!audit.contains(&token) && !crate::house::holds(folder.path(), token.as_bytes()));
    }
    assert!(!crate::house::holds(folder.path(), session.as_bytes()));
}

#[tokio::test]
async fn who_asks_for_other_days_without_end_is_told_to_wait() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let link = share(&admin, with(typed(&office), &[("form[window]", "90d"), ("form[parts][]", "headline")])).await;
    let today = office.house.state.clock.today();
    let here = std::net::IpAddr::from([127, 0, 0, 1]);
    let address = format!("{}?from={}&to={today}", link.path, today.plus(-3));
    assert_eq!(status(&office, &address).await, 200);
    // One more is allowed each second, which may pass between the two lines.
    let mut refused = false;
    for _ in 0..50 {
        while office.house.state.visit_limits.check(&link.id, here).is_ok() {}
        refused = refused || status(&office, &address).await == 429;
    }
    assert!(refused);
    assert_eq!(status(&office, &format!("{}?range=7d", link.path)).await, 200, "what is offered stays");
    assert_eq!(status(&office, &link.path).await, 200);
}
