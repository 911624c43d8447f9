//! Who manages which links: admins everybody's, leaders and team leads their own, members none.

use archive::Whose;
use domain::view::LinkState;
use domain::{Role, TeamSlug};

use super::{list, note, opened, send, share, status, typed, with};
use crate::house::{Browser, header, location};
use crate::questions::Office;

/// Somebody of the team `many`.
pub async fn lead(office: &Office) -> Browser {
    let (roster, _) = office.house.state.archive.roster().await.unwrap();
    let many = TeamSlug::new("many");
    let of_many =
        roster.people.iter().find(|one| one.memberships.iter().any(|m| m.team.as_ref() == Some(&many))).unwrap();
    office.house.signed_in_as(of_many.email.as_str(), Role::TeamLead).await
}

/// Each way to change a link, sent by a browser.
async fn tries(browser: &Browser, office: &Office, id: &str) -> Vec<u16> {
    let mut change = with(typed(office), &[("form[label]", "Taken over")]);
    change.push(("id", id.to_owned()));
    let of = |path: &'static str, fields: Vec<(&'static str, String)>| async move {
        send(browser, path, &fields).await.status().as_u16()
    };
    vec![
        of("/fn/change_link", change).await,
        of("/fn/rotate_link", vec![("id", id.to_owned())]).await,
        of("/fn/revoke_link", vec![("id", id.to_owned())]).await,
    ]
}

#[tokio::test]
async fn cve_2024_1313_nobody_touches_a_link_of_somebody_else() {
    let office = Office::new().await;
    let owner = office.house.signed_in(Role::Leader).await;
    let other = office.house.signed_in_as("other@example.com", Role::Leader).await;
    let link = share(&owner, typed(&office)).await;
    // The key is known to the other: it stands in no secret place.
    assert_eq!(tries(&other, &office, link.id.as_str()).await, [404, 404, 404]);
    assert_eq!(tries(&other, &office, &"0".repeat(32)).await, [404, 404, 404], "as if there were none");
    assert_eq!(tries(&other, &office, "' or 1=1 --").await, [404, 404, 404]);
    let email = [("email", "leader@example.com".to_owned())];
    assert_eq!(send(&other, "/fn/revoke_links_of", &email).await.status(), 403);
    assert_eq!(send(&other, "/fn/revoke_all_links", &[]).await.status(), 403);
    assert!(list(&other).await.links.is_empty());
    assert_eq!(list(&owner).await.links, std::slice::from_ref(&link));
    assert_eq!(status(&office, &link.path).await, 200);
}

#[tokio::test]
async fn cve_2026_21721_a_right_to_view_is_no_right_to_manage() {
    let office = Office::new().await;
    let leader = office.house.signed_in(Role::Leader).await;
    let member = office.house.signed_in(Role::Member).await;
    let lead = lead(&office).await;
    let link = share(&leader, with(typed(&office), &[("form[team]", "many")])).await;
    // The lead could share the very same page, and may not touch this link of it.
    assert_eq!(tries(&lead, &office, link.id.as_str()).await, [404, 404, 404]);
    assert_eq!(tries(&member, &office, link.id.as_str()).await, [403, 403, 403]);
    assert_eq!(member.get("/fn/links").await.status(), 403);
    assert_eq!(send(&member, "/fn/make_link", &typed(&office)).await.status(), 403);
    assert_eq!(member.page("/links").await.status(), 403);
    // Whoever has opened the link has a right to see it, and nothing else.
    let visitor = office.house.browser();
    visitor.page(&link.path).await;
    assert_eq!(tries(&visitor, &office, link.id.as_str()).await, [401, 401, 401]);
    assert_eq!(list(&leader).await.links.len(), 1);
}

#[tokio::test]
async fn an_admin_manages_everybodys_links_and_never_beyond_their_owners_rights() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let lead = lead(&office).await;
    let link = share(&lead, with(typed(&office), &[("form[team]", "many")])).await;
    let id = ("id", link.id.to_string());
    let row = list(&admin).await.links.remove(0);
    assert!(!row.mine && row.path == link.path);
    let mut whole = typed(&office);
    whole.push(id.clone());
    let response = send(&admin, "/fn/change_link", &whole).await;
    assert_eq!(response.status(), 422, "the owner may not share everybody");
    assert!(response.text().await.unwrap().contains("whom"));
    let mut changed = with(typed(&office), &[("form[team]", "many"), ("form[label]", "Renamed")]);
    changed.push(id.clone());
    assert_eq!(send(&admin, "/fn/change_link", &changed).await.status(), 200);
    assert!(opened(&office, &link.path).await.contains("Renamed"), "the address stays");
    assert_eq!(send(&admin, "/fn/rotate_link", &[id]).await.status(), 200);
    let rotated = list(&lead).await.links.remove(0);
    assert_eq!((status(&office, &link.path).await, status(&office, &rotated.path).await), (404, 200));
    let email = [("email", row.owner.to_string())];
    assert_eq!(send(&admin, "/fn/revoke_links_of", &email).await.status(), 200);
    assert_eq!(status(&office, &rotated.path).await, 404);
    share(&lead, with(typed(&office), &[("form[team]", "many")])).await;
    assert_eq!(send(&admin, "/fn/revoke_all_links", &[]).await.status(), 200);
    assert!(list(&lead).await.links.is_empty());
}

#[tokio::test]
async fn a_form_that_is_out_of_date_undoes_nothing() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let leader = office.house.signed_in(Role::Leader).await;
    let link = share(&leader, typed(&office)).await;
    let change = |revision: u32, fields: &[(&'static str, &str)]| {
        let mut change = with(typed(&office), fields);
        change.extend([("id", link.id.to_string()), ("form[revision]", revision.to_string())]);
        change
    };
    let state = &office.house.state;
    let before = state.archive.share_link(&link.id, Whose::Everybodys).await.unwrap().unwrap();
    // Both have opened the form; the owner narrows the link and gives it a password.
    let narrow = [("form[team]", "many"), ("form[password]", "four unrelated words")];
    let narrowed = change(link.revision, &narrow);
    assert_eq!(send(&leader, "/fn/change_link", &narrowed).await.status(), 200);
    let late = send(&admin, "/fn/change_link", &change(link.revision, &[("form[label]", "Renamed")])).await;
    assert_eq!(late.status(), 422);
    let said = late.text().await.unwrap();
    assert!(said.contains("Open it again and make your change once more."), "{said}");
    let entries = state.archive.audit(50).await.unwrap().len();
    // The same where both are saved at once: what was read is not what is there.
    let wide = archive::ShareLink { expires_at: None, ..before.clone() };
    let entry = note(&office);
    assert!(!state.archive.change_share_link(&before, &wide, Whose::Everybodys, entry).await.unwrap());
    assert_eq!(state.archive.audit(50).await.unwrap().len(), entries, "nothing was done");
    let row = list(&admin).await.links.remove(0);
    assert_eq!((row.team.as_deref(), row.password, row.revision), (Some("MANY"), true, link.revision + 1));
    // From the form as it is now it is saved, and the password stays what it was.
    let again = change(row.revision, &[("form[team]", "many"), ("form[label]", "Renamed")]);
    assert_eq!(send(&admin, "/fn/change_link", &again).await.status(), 200);
    let row = list(&admin).await.links.remove(0);
    assert_eq!((row.contract.label.as_str(), row.password), ("Renamed", true));
}

#[tokio::test]
async fn the_audit_log_says_which_link_of_whom_was_opened_up_to_what() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let leader = office.house.signed_in(Role::Leader).await;
    let closed = with(typed(&office), &[("form[small_groups]", "false"), ("form[password]", "four unrelated words")]);
    let link = share(&leader, closed.clone()).await;
    let archive = &office.house.state.archive;
    let last = async || archive.audit(1).await.unwrap().remove(0).entry;
    let made = last().await;
    assert_eq!((made.action.as_str(), &*made.object), ("link.make", &*format!("shared link {}", link.id)));
    assert!(made.detail.contains("of leader@example.com") && made.detail.contains("asks for a password"), "{made:?}");
    for (fields, told) in [
        (&[("form[password]", "five unrelated words")][..], "another password; "),
        (&[("form[password]", ""), ("form[no_password]", "true")], "password taken away; "),
        (&[("form[password]", ""), ("form[window]", "90d")], ", other days within 90d"),
        (&[("form[password]", ""), ("form[compare]", "true")], ", beside the period before"),
        (&[("form[password]", ""), ("form[small_groups]", "true")], ", groups by any days"),
        (&[("form[password]", ""), ("form[names_owner]", "true")], ", names its owner"),
        (&[("form[password]", "six unrelated words")], "password set; "),
    ] {
        let mut change = with(closed.clone(), fields);
        change.push(("id", link.id.to_string()));
        assert_eq!(send(&admin, "/fn/change_link", &change).await.status(), 200, "{told}");
        let changed = last().await;
        let (after, before) = changed.detail.split_once("; before: ").unwrap();
        assert!(after.contains(told) && !before.contains(told), "{changed:?}");
        assert_eq!((changed.action.as_str(), changed.object), ("link.change", format!("shared link {}", link.id)));
        assert!(after.contains("of leader@example.com"), "the owner, not who changed it: {after}");
    }
    for path in ["/fn/rotate_link", "/fn/revoke_link"] {
        assert_eq!(send(&admin, path, &[("id", link.id.to_string())]).await.status(), 200);
        let entry = last().await;
        assert_eq!(entry.object, format!("shared link {}", link.id));
        assert!(entry.detail.contains("of leader@example.com"), "{entry:?}");
    }
}

#[tokio::test]
async fn nobody_learns_by_removing_links_who_has_an_account() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let leader = office.house.signed_in(Role::Leader).await;
    let answer = async |browser: &Browser, email: &str| {
        let response = send(browser, "/fn/revoke_links_of", &[("email", email.to_owned())]).await;
        (response.status().as_u16(), response.text().await.unwrap())
    };
    for browser in [&leader, &lead(&office).await] {
        let unknown = answer(browser, "nobody@example.com").await;
        assert_eq!(unknown.0, 403);
        for email in ["admin@example.com", "no address", ""] {
            assert_eq!(answer(browser, email).await, unknown, "{email}");
        }
    }
    let link = share(&leader, typed(&office)).await;
    assert_eq!(answer(&leader, " Leader@Example.com").await.0, 200, "their own they may");
    assert_eq!(status(&office, &link.path).await, 404);
    assert_eq!(answer(&admin, "nobody@example.com").await.0, 404, "admins see all accounts anyway");
}

#[tokio::test]
async fn who_leads_a_team_shares_that_team_alone() {
    let office = Office::new().await;
    let lead = lead(&office).await;
    let view = list(&lead).await;
    let offered: Vec<&str> = view.teams.iter().map(|team| team.key.as_str()).collect();
    assert_eq!((offered, view.whole), (vec!["many"], false));
    for team in ["", "all", "few", "no-team", "small-teams"] {
        let response = send(&lead, "/fn/make_link", &with(typed(&office), &[("form[team]", team)])).await;
        assert_eq!(response.status(), 422, "{team}");
    }
    let link = share(&lead, with(typed(&office), &[("form[team]", "many")])).await;
    assert_eq!(status(&office, &link.path).await, 200);
    // In another team from now on: the link of the old one stops, and says so to its owner.
    let state = &office.house.state;
    let (mut roster, _) = state.archive.roster().await.unwrap();
    let email = &lead.reader().caller.email;
    let own = roster.people.iter_mut().find(|one| one.email == *email).unwrap();
    own.memberships[0].team = Some(TeamSlug::new("few"));
    state.archive.replace_roster(&roster, state.clock.now()).await.unwrap();
    assert_eq!(status(&office, &link.path).await, 404);
    assert_eq!(list(&lead).await.links[0].state, LinkState::Withheld);
}

#[tokio::test]
async fn links_of_an_account_that_is_switched_off_stop_at_once() {
    let office = Office::new().await;
    let leader = office.house.signed_in(Role::Leader).await;
    let link = share(&leader, typed(&office)).await;
    assert_eq!(status(&office, &link.path).await, 200);
    let state = &office.house.state;
    let account = leader.reader().caller.account;
    state.archive.set_account_disabled(account, Some(state.clock.now())).await.unwrap();
    assert_eq!(status(&office, &link.path).await, 404);
}

#[tokio::test]
async fn a_form_without_scripts_leads_back_to_the_list() {
    let office = Office::new().await;
    let mut leader = office.house.signed_in(Role::Leader).await;
    let fields = typed(&office);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let response = leader.post("/fn/make_link", &fields).await;
    assert_eq!((response.status().as_u16(), location(&response)), (303, "/links"));
    let page = leader.page("/links").await;
    assert!(header(&page, "content-security-policy").contains("frame-ancestors 'none'"));
    let html = page.text().await.unwrap();
    let link = list(&leader).await.links.remove(0);
    assert!(html.contains(&link.path) && html.contains("Take it back"));
}
