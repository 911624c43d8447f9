//! Families of clients as a filter: in the API and on pages the same, and the sum of their clients.

use domain::{ClientFamily, PageQuery, Role};

use super::Office;

#[tokio::test]
async fn a_family_is_its_clients_together() {
    let office = Office::new().await;
    let total = async |query: &str| {
        let path = format!("/metrics/credits?{}&by=total{query}", office.days);
        office.json(&office.persons, &path).await["series"].as_array().unwrap().clone()
    };
    let families = total("&split=client_family").await;
    assert!(families.len() > 2, "{families:?}");
    for family in families.iter().filter(|family| family["key"] != "unattributed") {
        let key = family["key"].as_str().unwrap();
        let narrowed = total(&format!("&client={key}")).await;
        assert_eq!(narrowed[0]["total"], family["total"], "{key}");
        let clients = total(&format!("&client={key}&split=client")).await;
        assert!(!clients.is_empty(), "{key}");
        let sum: f64 = clients.iter().map(|client| client["total"].as_f64().unwrap()).sum();
        assert!((sum - family["total"].as_f64().unwrap()).abs() < 1e-6, "{key}");
    }
    // With a team, as any filter; with a model never.
    let (team, both) = (total("&client=ide&team=many").await, total("&client=ide").await);
    assert!(team[0]["total"].as_f64() <= both[0]["total"].as_f64());
    let refused = format!("/metrics/credits?{}&client=ide&model=gpt-5", office.days);
    assert_eq!(office.refused(&office.read, &refused).await.0, 400);
}

#[tokio::test]
async fn pages_are_narrowed_to_a_family_and_say_so() {
    let office = Office::new().await;
    let leader = office.house.signed_in(Role::Leader).await;
    let reader = leader.reader();
    let query = |text: &str| PageQuery::parse(&format!("range=28d&{text}"));
    let all = reader.backend.dashboards.credits(&reader.caller, &query("")).await.unwrap();
    let several = |family: &ClientFamily| {
        let own = all.frame.clients.iter().filter(|choice| domain::ClientId::new(&choice.key).family() == *family);
        own.count() > 1
    };
    let family = ClientFamily::ALL.into_iter().find(several).unwrap();
    let view = reader.backend.dashboards.credits(&reader.caller, &query(&format!("client={}", family.key()))).await;
    let view = view.unwrap();
    let clients = view.clients.unwrap();
    let of_family = |key: &str| key == "unattributed" || domain::ClientId::new(key).family() == family;
    assert!(clients.series.len() > 1 && clients.series.iter().all(|series| of_family(&series.key)), "{clients:?}");
    assert!(view.models.is_none(), "the source says no models by client");
    for path in ["/", "/adoption", "/credits", "/teams", "/teams/many"] {
        let page = leader.page(&format!("{path}?client={}", family.key())).await;
        assert_eq!(page.status(), 200, "{path}");
        let html = page.text().await.unwrap();
        assert!(html.contains(&format!("All of {}", family.title())), "{path}");
        assert!(html.contains("class=\"chip\""), "{path}: it can be lifted");
    }
    let admin = office.house.signed_in(Role::Admin).await;
    let reviews = admin.page(&format!("/reviews?client={}", family.key())).await.text().await.unwrap();
    assert!(reviews.contains("Reviews are not told by client."));
}
