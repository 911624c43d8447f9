//! Families of clients as a filter.

use domain::PageQuery;
use scraper::Html;

use super::support::Fake;
use super::{all, attribute, text};

#[tokio::test]
async fn a_family_of_several_clients_is_a_filter_of_its_own() {
    let answer = Fake::default().get("/?range=90d&team=platform&client=ide").await;
    let page = Html::parse_document(&answer.body);
    let options = all(&page, "select[name=client] optgroup option");
    let keys: Vec<String> = options.iter().map(|option| attribute(option, "value")).collect();
    assert_eq!(keys, ["ide", "CODEX_IDE_VSCODE", "CODEX_IDE_XCODE"], "a family of one client is that client");
    assert_eq!(all(&page, "select[name=client] option[selected]").len(), 1);
    let chips: Vec<String> = all(&page, ".chip").iter().map(text).collect();
    assert!(chips.iter().any(|chip| chip.starts_with("IDE: remove")), "{chips:?}");
    let narrower: Vec<String> = all(&page, ".inline a").iter().map(text).collect();
    assert_eq!(narrower, ["VS Code", "Xcode"], "one of it can be chosen still");
    for link in all(&page, ".inline a, .bars a") {
        let query = PageQuery::parse(attribute(&link, "href").split_once('?').unwrap().1);
        assert_eq!(query.filter.team.as_ref().unwrap().as_str(), "platform", "{}", link.html());
        assert_ne!(query.filter.client.unwrap().key(), "ide", "{}", link.html());
    }
    // A family without a client in these days is no list, but what is in force is never hidden.
    let other = Fake::default().get("/?client=desktop").await;
    let page = Html::parse_document(&other.body);
    assert_eq!(text(all(&page, "select[name=client] option[selected]").first().unwrap()), "Desktop");
}
