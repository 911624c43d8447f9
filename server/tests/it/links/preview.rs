//! A link as its visitors see it, for whoever manages it.

use domain::Role;
use domain::link::LinkPage;
use reqwest::Response;
use scraper::{Html, Selector};

use super::manage::lead;
use super::{list, opened, parts, share, typed, with};
use crate::house::{Browser, header, location};
use crate::questions::Office;

const WORDS: &str = "four unrelated words";

/// What stands in a document below its header.
fn main_of(html: &str) -> String {
    let page = Html::parse_document(html);
    page.select(&Selector::parse("main").unwrap()).next().unwrap().inner_html()
}

/// Sends what is typed to be looked at, and follows to where that leads.
async fn look(browser: &mut Browser, fields: &[(&'static str, String)]) -> (String, Response) {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let sent = browser.post("/links/preview", &fields).await;
    assert_eq!(sent.status(), 303);
    let to = location(&sent).to_owned();
    let page = browser.page(&to).await;
    (to, page)
}

#[tokio::test]
async fn it_is_the_page_that_visitors_see_and_is_not_counted() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    for page in LinkPage::ALL {
        let keys: Vec<&str> = page.parts().iter().map(|part| part.key()).collect();
        let mut fields = with(typed(&office), &[("form[page]", page.key()), ("form[parts][]", "")]);
        fields.extend(parts(&keys));
        fields.push(("form[team]", "many".to_owned()));
        fields.push(("form[names_owner]", "true".to_owned()));
        let link = share(&admin, fields).await;
        let opened_times = async || list(&admin).await.links.into_iter().find(|row| row.id == link.id).unwrap().opened;
        let response = admin.page(&format!("/links/preview?id={}", link.id)).await;
        assert_eq!(response.status(), 200, "{page:?}");
        let html = response.text().await.unwrap();
        assert!(html.contains("Preview: ") && html.contains("Not counted as opened."), "{page:?}");
        assert_eq!(opened_times().await, 0, "{page:?}");
        let computed = office.house.state.answers.computed();
        assert_eq!(main_of(&html), main_of(&opened(&office, &link.path).await), "{page:?}");
        assert_eq!(office.house.state.answers.computed(), computed, "{page:?}: it was the very same answer");
        // While the count is on its way into the database it is in neither place for a moment.
        let mut counted = 0;
        for _ in 0..200 {
            counted = opened_times().await;
            if counted > 0 {
                break;
            }
        }
        assert_eq!(counted, 1, "{page:?}: the visitor is counted");
    }
}

#[tokio::test]
async fn it_has_the_headers_of_a_link_and_is_framed_by_nobody() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let plain = share(&admin, typed(&office)).await;
    let framed = share(&admin, with(typed(&office), &[("form[embed]", "https://wiki.example.com")])).await;
    let visit = office.house.browser().page(&plain.path).await;
    for link in [&plain, &framed] {
        let preview = admin.page(&format!("/links/preview?id={}", link.id)).await;
        for name in ["content-security-policy", "referrer-policy", "x-frame-options", "cache-control", "x-robots-tag"] {
            assert_eq!(header(&preview, name), header(&visit, name), "{name}");
        }
        assert!(!preview.text().await.unwrap().contains("<script"));
    }
}

#[tokio::test]
async fn what_is_typed_is_seen_before_it_is_saved() {
    let office = Office::new().await;
    let mut leader = office.house.signed_in(Role::Leader).await;
    let entries = office.house.state.archive.audit(50).await.unwrap().len();
    let window = [("form[password]", WORDS), ("form[label]", "Board & more"), ("form[window]", "90d")];
    let (to, page) = look(&mut leader, &with(typed(&office), &window)).await;
    assert_eq!(page.status(), 200, "{to}");
    assert!(!to.contains("unrelated"), "no address holds a password: {to}");
    let html = page.text().await.unwrap();
    assert!(html.contains("Board &amp; more") && html.contains("They are asked for the password first."));
    assert!(list(&leader).await.links.is_empty(), "nothing is kept");
    assert_eq!(office.house.state.archive.audit(50).await.unwrap().len(), entries);
    // Other days are chosen as visitors choose them, and the contract stays what was typed.
    let page = Html::parse_document(&html);
    let find = |selector: &str| page.select(&Selector::parse(selector).unwrap()).next();
    let week = find(".seg a").unwrap().attr("href").unwrap();
    let html = leader.page(week).await.text().await.unwrap();
    let today = office.house.state.clock.today();
    let words = domain::DateRange::new(today.plus(-6), today).unwrap().in_words();
    assert!(html.contains("Board &amp; more") && html.contains(&format!("{words}, UTC days")), "{week}");
    // Back in the form all is as it was typed, but for the password.
    let back = find("aside.preview a").unwrap().attr("href").unwrap();
    let form = leader.page(back).await.text().await.unwrap();
    assert!(form.contains("value=\"Board &amp; more\"") && form.contains("Type it again"), "{back}");
}

#[tokio::test]
async fn a_change_is_seen_before_it_is_saved_and_a_refused_one_comes_back() {
    let office = Office::new().await;
    let mut admin = office.house.signed_in(Role::Admin).await;
    let link = share(&admin, typed(&office)).await;
    let id = ("id", link.id.to_string());
    let change = |label: &str, part: &str| {
        let mut fields = with(typed(&office), &[("form[label]", label), ("form[parts][]", part)]);
        fields.push(id.clone());
        fields
    };
    let (_, page) = look(&mut admin, &change("Renamed", "headline")).await;
    let html = page.text().await.unwrap();
    assert!(html.contains("Renamed") && !html.contains("<figure"));
    assert_eq!(list(&admin).await.links[0].contract, link.contract, "nothing was written");
    let (_, refused) = look(&mut admin, &change("Renamed", "nothing of this page")).await;
    assert_eq!(refused.status(), 303);
    let form = admin.page(location(&refused)).await.text().await.unwrap();
    assert!(form.contains("Choose at least one part") && form.contains("value=\"Renamed\""));
}

#[tokio::test]
async fn only_who_manages_a_link_looks_at_it_beforehand() {
    let office = Office::new().await;
    let owner = office.house.signed_in(Role::Leader).await;
    let other = office.house.signed_in_as("other@example.com", Role::Leader).await;
    let mut lead = lead(&office).await;
    let mut member = office.house.signed_in(Role::Member).await;
    let link = share(&owner, with(typed(&office), &[("form[team]", "many")])).await;
    let address = format!("/links/preview?id={}", link.id);
    let status = async |browser: &Browser, address: &str| browser.page(address).await.status().as_u16();
    assert_eq!(status(&owner, &address).await, 200);
    assert_eq!(status(&office.house.signed_in(Role::Admin).await, &address).await, 200);
    assert_eq!((status(&other, &address).await, status(&lead, &address).await), (404, 404), "as if there were none");
    assert_eq!(status(&member, &address).await, 403);
    assert!(location(&office.house.browser().page(&address).await).starts_with("/sign-in"));
    for nothing in ["", "?id=", "?id=x", "?form=", "?form=typed%3D1"] {
        assert_ne!(status(&owner, &format!("/links/preview{nothing}")).await, 200, "{nothing}");
    }
    // Who leads a team looks at that team alone, whatever is typed or stands in the address.
    let (_, own) = look(&mut lead, &with(typed(&office), &[("form[team]", "many")])).await;
    assert!(own.text().await.unwrap().contains("Team: MANY"));
    for team in ["", "few"] {
        let (to, refused) = look(&mut lead, &with(typed(&office), &[("form[team]", team)])).await;
        assert!(location(&refused).starts_with("/links?__path"), "{to}");
        let moved = lead.page(&format!("{to}&team=few&form=typed%3D1")).await;
        assert_eq!(moved.status(), 303);
    }
    assert_eq!(look(&mut member, &typed(&office)).await.1.status(), 403);
    // Whose owner may not share it any more is seen by nobody, as it is opened by nobody.
    let state = &office.house.state;
    let account = owner.reader().caller.account;
    state.archive.set_account_disabled(account, Some(state.clock.now())).await.unwrap();
    assert_eq!(status(&office.house.signed_in_as("chief@example.com", Role::Admin).await, &address).await, 404);
}
