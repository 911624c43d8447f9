//! The picture of a link that chats show.

use domain::Role;
use domain::view::LinkForm;
use reqwest::Response;

use super::{at_its_own_address, list, note, opened, send, share, status, typed, with};
use crate::house::header;
use crate::questions::Office;

const WORDS: &str = "four unrelated words";

/// Width and height of a PNG, as its first chunk says them.
fn size(png: &[u8]) -> (u32, u32) {
    assert_eq!(png.get(..8), Some(&b"\x89PNG\r\n\x1a\n"[..]));
    let number = |at: usize| u32::from_be_bytes(png.get(at..at + 4).unwrap().try_into().unwrap());
    (number(16), number(20))
}

async fn bytes(response: Response) -> Vec<u8> {
    assert_eq!(response.status(), 200);
    assert_eq!(header(&response, "content-type"), "image/png");
    response.bytes().await.unwrap().to_vec()
}

/// All that an answer tells besides what every answer has of its own.
async fn told(office: &Office, address: &str) -> (u16, String, String) {
    let response = office.house.browser().page(address).await;
    let (status, policy) = (response.status().as_u16(), header(&response, "content-security-policy").to_owned());
    (status, policy, response.text().await.unwrap())
}

#[tokio::test]
async fn it_is_there_where_the_owner_wants_it_and_never_with_a_password() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let gone = told(&office, "/s/unknown").await;
    assert_eq!(gone.0, 404);
    let of = |path: &str| format!("{path}/preview.png");
    let plain = share(&admin, typed(&office)).await;
    let picture = [("form[picture]", "true")];
    let wanted = share(&admin, with(typed(&office), &picture)).await;
    let response = office.house.browser().page(&of(&wanted.path)).await;
    assert_eq!(header(&response, "cross-origin-resource-policy"), "cross-origin");
    assert_eq!((header(&response, "cache-control"), header(&response, "set-cookie")), ("private, no-store", ""));
    assert_eq!(size(&bytes(response).await), (1200, 630));
    assert_eq!(list(&admin).await.links.iter().map(|row| row.opened).sum::<u64>(), 0, "nobody has opened it");
    // With a password there is none, whichever is settled first.
    let both = with(typed(&office), &[("form[picture]", "true"), ("form[password]", WORDS)]);
    assert_eq!(send(&admin, "/fn/make_link", &both).await.status(), 422);
    let mut change = both.clone();
    change.push(("id", wanted.id.to_string()));
    let refused = send(&admin, "/fn/change_link", &change).await;
    assert_eq!(refused.status(), 422);
    assert!(refused.text().await.unwrap().contains("picture"));
    let locked = share(&admin, with(typed(&office), &[("form[password]", WORDS)])).await;
    let state = &office.house.state;
    let before = state.archive.share_link(&locked.id, archive::Whose::Everybodys).await.unwrap().unwrap();
    let mut after = before.clone();
    after.contract.picture = true;
    let entry = note(&office);
    assert!(state.archive.change_share_link(&before, &after, archive::Whose::Everybodys, entry).await.unwrap());
    let revoked = share(&admin, with(typed(&office), &picture)).await;
    assert_eq!(status(&office, &of(&revoked.path)).await, 200);
    assert_eq!(send(&admin, "/fn/revoke_link", &[("id", revoked.id.to_string())]).await.status(), 200);
    for path in [plain.path, locked.path, revoked.path, format!("{}x", wanted.path), "/s".to_owned()] {
        assert_eq!(told(&office, &of(&path)).await, gone, "{path}");
    }
    for address in ["preview.png/", "preview.PNG", "x/preview.png", "preview.png/enter", "%70review.png"] {
        assert_eq!(told(&office, &format!("{}/{address}", wanted.path)).await, gone, "{address}");
    }
}

#[tokio::test]
async fn it_shows_the_owners_days_and_is_drawn_once() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let fields = with(typed(&office), &[("form[picture]", "true"), ("form[window]", "90d")]);
    let link = share(&admin, fields.clone()).await;
    let other = share(&admin, with(fields.clone(), &[("form[team]", "many")])).await;
    let address = format!("{}/preview.png", link.path);
    let visitor = office.house.browser();
    let first = bytes(visitor.page(&address).await).await;
    let computed = office.house.state.answers.computed();
    for more in ["", "?range=7d", "?from=2026-01-01&to=2026-12-31", "?theme=dark", "?team=many", "?label=x"] {
        assert_eq!(bytes(visitor.page(&format!("{address}{more}")).await).await, first, "{more}");
    }
    assert_eq!(office.house.state.answers.computed(), computed, "nothing was computed or drawn again");
    let others = bytes(visitor.page(&format!("{}/preview.png", other.path)).await).await;
    assert!(others != first, "each link has its own");
    let mut change = with(fields, &[("form[label]", "Renamed")]);
    change.push(("id", link.id.to_string()));
    assert_eq!(send(&admin, "/fn/change_link", &change).await.status(), 200);
    assert!(bytes(visitor.page(&address).await).await != first, "and shows what the link shows now");
}

#[tokio::test]
async fn chats_find_it_by_the_address_that_the_installation_knows() {
    let (office, path) =
        at_its_own_address(LinkForm { small_groups: true, picture: true, ..LinkForm::default() }).await;
    let html = opened(&office, &path).await;
    let image = format!("<meta property=\"og:image\" content=\"https://uptake.example.com{path}/preview.png\">");
    assert!(html.contains(&image) && html.contains("summary_large_image"));
    // Without an address of its own an installation names none, whatever a visitor’s browser calls it.
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let link = share(&admin, with(typed(&office), &[("form[picture]", "true")])).await;
    let html = opened(&office, &link.path).await;
    assert!(!html.contains("og:image") && html.contains("og:title"));
}
