//! `/links`, and what whoever opens a link is shown.

use app::AppError;
use app::backend::Site;
use app::shared::{Again, AskedTheme, FRAME_SCRIPT, Opened, Preview, SharedView, gone_page, password_page};
use domain::link::{Contract, LinkPage, Part};
use domain::view::LinkForm;
use domain::{PageQuery, Preset, RangeChoice};
use http::StatusCode;
use scraper::Html;

use super::support::{Fake, money, reviewed, sample, shared};
use super::{all, attribute, main_html, text};

const TOKEN: &str = "/s/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

fn site() -> Site {
    Site { output_name: "uptake".to_owned(), css: "/pkg/uptake.css".to_owned(), demo: false }
}

fn document(contract: &Contract, view: &SharedView, theme: Option<AskedTheme>) -> String {
    Opened { site: &site(), path: TOKEN, carried: &[], contract, shared_by: None, theme, preview: None, image: None }
        .document(view)
}

fn whole(page: LinkPage) -> Contract {
    Contract { page, parts: page.parts().to_vec(), window: None, embed: Vec::new(), ..shared::contract() }
}

fn views() -> Vec<(LinkPage, SharedView)> {
    vec![
        (LinkPage::Overview, SharedView::Overview(Box::new(sample::overview(&PageQuery::default())))),
        (LinkPage::Adoption, SharedView::Adoption(Box::new(sample::adoption(&PageQuery::default())))),
        (LinkPage::Credits, SharedView::Credits(Box::new(money::page(&PageQuery::default())))),
        (LinkPage::Reviews, SharedView::Reviews(Box::new(reviewed::page(&PageQuery::default())))),
    ]
}

#[tokio::test]
async fn the_links_read_as_they_did() {
    insta::assert_snapshot!(main_html(&Fake::default().get("/links").await));
}

#[tokio::test]
async fn the_form_of_a_new_link_reads_as_it_did() {
    insta::assert_snapshot!(main_html(&Fake::default().get("/links?new=reviews").await));
}

#[tokio::test]
async fn a_link_is_changed_in_its_place_with_what_it_shows() {
    let answer = Fake::default().get(&format!("/links?edit={}", "a".repeat(32))).await;
    let page = Html::parse_document(&answer.body);
    let checked: Vec<String> =
        all(&page, ".edited input[name='form[parts][]'][checked]").iter().map(|one| attribute(one, "value")).collect();
    assert_eq!(checked, ["headline", "figures", "why"]);
    let chosen: Vec<String> =
        all(&page, ".edited option[selected]").iter().map(|one| attribute(one, "value")).collect();
    assert_eq!(chosen, ["platform", "", "", "90d", "year"]);
    assert_eq!(attribute(all(&page, ".edited input[name='form[ends]']").first().unwrap(), "value"), "2027-02-18");
    assert!(text(all(&page, ".edited textarea").first().unwrap()).contains("https://wiki.example.com"));
    assert!(all(&page, "a[href='/links?new=credits']").is_empty(), "one form at a time");
}

#[tokio::test]
async fn what_a_browser_sends_is_what_was_typed() {
    let fake = Fake {
        link: |form| {
            let owned = str::to_owned;
            let typed = LinkForm {
                page: owned("credits"),
                parts: vec![owned("headline"), owned("why")],
                label: owned("Ünï & co"),
                range: owned("28d"),
                compare: true,
                ..LinkForm::default()
            };
            assert_eq!(form, typed);
            Err(AppError::Invalid { field: "ends".to_owned(), message: "m".to_owned() })
        },
        ..Fake::default()
    };
    let body = "form%5Bpage%5D=credits&form%5Bparts%5D%5B%5D=headline&form%5Bparts%5D%5B%5D=why\
                &form%5Blabel%5D=%C3%9Cn%C3%AF+%26+co&form%5Brange%5D=28d&form%5Bcompare%5D=true&form%5Bteam%5D=";
    let answer = fake.post("/fn/make_link", "/links?new=credits", body).await;
    assert_eq!(answer.status, StatusCode::FOUND);
    let back = answer.location.unwrap();
    let again = Fake::default().get(back.strip_prefix("http://127.0.0.1").unwrap_or(&back)).await;
    let page = Html::parse_document(&again.body);
    assert_eq!(all(&page, "input[name='form[ends]'][aria-invalid]").len(), 1, "{back}");
    let checked: Vec<String> =
        all(&page, "form input[type=checkbox][checked]").iter().map(|one| attribute(one, "name")).collect();
    assert_eq!(checked, ["form[parts][]", "form[parts][]", "form[compare]"], "as it was typed");
    assert_eq!(attribute(all(&page, "input[name='form[label]']").first().unwrap(), "value"), "Ünï & co");
    assert_eq!(
        attribute(all(&page, "input[name='form[ends]']").first().unwrap(), "value"),
        "",
        "and not the usual end"
    );
}

#[tokio::test]
async fn a_password_that_was_refused_is_asked_for_again() {
    fn refused() -> Result<(), AppError> {
        Err(AppError::Invalid { field: "label".to_owned(), message: "m".to_owned() })
    }
    for (endpoint, page, body) in [
        ("/fn/make_link", "/links?new=overview", String::new()),
        ("/fn/change_link", "/links?edit=x", format!("id={}&form%5Brevision%5D=4&", "a".repeat(32))),
    ] {
        let fake = Fake { link: |_| refused(), ..Fake::default() };
        let typed = "form%5Bpage%5D=overview&form%5Blabel%5D=%3Cb%3E&form%5Bpassword%5D=four+unrelated+words";
        let answer = fake.post(endpoint, page, &format!("{body}{typed}")).await;
        let back = answer.location.unwrap();
        assert!(!back.contains("unrelated"), "no address holds a password: {back}");
        let page = Html::parse_document(&Fake::default().get(&back).await.body);
        let value = |name: &str| {
            all(&page, &format!("form input[name='form[{name}]']")).first().map(|one| attribute(one, "value"))
        };
        assert_eq!(value("label").as_deref(), Some("<b>"), "{back}");
        assert_eq!(value("again").as_deref(), Some("true"), "{back}");
        assert_eq!(value("password").as_deref(), Some(""), "{back}");
        assert_eq!(all(&page, "input[name='form[password]'][aria-invalid]").len(), 1, "{back}");
        assert_eq!(all(&page, "input[name='form[no_password]']").len(), 1, "{back}");
        assert_eq!(value("revision").as_deref(), (endpoint == "/fn/change_link").then_some("4"), "{back}");
    }
}

#[tokio::test]
async fn a_new_link_begins_as_its_page_was_looked_at() {
    let address = "/links?new=team&team=web&range=90d&compare=1&show=credits&by=week";
    let page = Html::parse_document(&Fake::default().get(address).await.body);
    let chosen: Vec<String> = all(&page, "form option[selected]").iter().map(|one| attribute(one, "value")).collect();
    assert_eq!(chosen, ["web", "", "", "90d", ""]);
    assert_eq!(all(&page, "input[name='form[compare]'][checked]").len(), 1);
    assert_eq!(all(&page, "input[name='form[parts][]'][checked]").len(), LinkPage::Team.parts().len());
    assert_eq!(attribute(all(&page, "input[name='form[label]']").first().unwrap(), "value"), "Web");
    let frozen = "/links?new=credits&from=2026-11-02&to=2026-11-08&client=CODEX_CLI";
    let page = Html::parse_document(&Fake::default().get(frozen).await.body);
    let chosen: Vec<String> = all(&page, "form option[selected]").iter().map(|one| attribute(one, "value")).collect();
    assert_eq!(chosen, ["", "CODEX_CLI", "", "days", ""]);
    assert_eq!(attribute(all(&page, "input[name='form[to]']").first().unwrap(), "value"), "2026-11-08");
    // What is not there is said to be gone, and the server refuses it.
    let page = Html::parse_document(&Fake::default().get("/links?new=overview&team=nobody").await.body);
    assert!(text(all(&page, "form option[selected]").first().unwrap()).contains("no longer there"));
}

#[test]
fn a_shared_page_runs_nothing_and_leads_nowhere() {
    for (page, view) in views() {
        let html = document(&whole(page), &view, None);
        let parsed = Html::parse_document(&html);
        let links: Vec<String> = all(&parsed, "[href]").iter().map(|one| attribute(one, "href")).collect();
        assert_eq!(links, ["/favicon.svg", "/pkg/uptake.css", "#main"], "{page:?}");
        for never in
            ["script", "form", "button", "nav", "details.take", "[style]", "[onclick]", "[data-tips]", "iframe"]
        {
            assert!(all(&parsed, never).is_empty(), "{page:?} {never}");
        }
        assert!(!html.contains("<!>") && !html.contains("/download/") && !html.contains("/connect"), "{page:?}");
        assert!(all(&parsed, "svg").len() > 1 || page == LinkPage::Reviews, "{page:?}: something is drawn");
        assert!(html.starts_with("<!DOCTYPE html><html"), "{page:?}");
    }
}

#[test]
fn a_page_that_may_be_framed_runs_one_script_and_a_preview_none() {
    let embed = vec!["https://wiki.example.com".parse().unwrap(), "https://b.example.com".parse().unwrap()];
    let contract = Contract { embed, ..whole(LinkPage::Overview) };
    let view = SharedView::Overview(Box::new(sample::overview(&PageQuery::default())));
    let page = Html::parse_document(&document(&contract, &view, None));
    let scripts = all(&page, "script");
    assert_eq!(scripts.len(), 1);
    assert_eq!(attribute(&scripts[0], "data-sites"), "https://wiki.example.com https://b.example.com");
    assert_eq!(scripts[0].text().collect::<String>(), FRAME_SCRIPT, "to the byte: a policy names it by its hash");
    let preview = Preview { back: "/links?new=overview&label=%22".to_owned(), password: true, over: false };
    let carried = [("form", "label=a&b".to_owned())];
    let contract = Contract { window: Some(RangeChoice::Preset(Preset::Year)), ..contract };
    let looked = Opened {
        site: &site(),
        path: "/links/preview",
        carried: &carried,
        contract: &contract,
        shared_by: None,
        theme: None,
        preview: Some(preview),
        image: None,
    };
    let page = Html::parse_document(&looked.document(&view));
    assert!(all(&page, "script").is_empty());
    let bar = text(all(&page, "aside.preview").first().unwrap());
    assert!(bar.contains("They are asked for the password first.") && !bar.contains("time is over"), "{bar}");
    assert_eq!(attribute(all(&page, ".seg a").first().unwrap(), "href"), "/links/preview?range=7d&form=label%3Da%26b");
    assert_eq!(attribute(all(&page, "input[name=form]").first().unwrap(), "value"), "label=a&b");
}

#[test]
fn only_chosen_parts_are_there() {
    for (page, view) in views() {
        let mut seen = Vec::new();
        for part in page.parts() {
            let contract = Contract { parts: vec![*part], ..whole(page) };
            let html = Html::parse_document(&document(&contract, &view, None));
            let body = all(&html, ".page").first().map(text).unwrap_or_default();
            seen.push(body);
        }
        let none = Contract { parts: Vec::new(), ..whole(page) };
        let empty = Html::parse_document(&document(&none, &view, None));
        let empty = all(&empty, ".page").first().map(text).unwrap_or_default();
        for (part, body) in page.parts().iter().zip(&seen) {
            assert_ne!(*body, empty, "{page:?} {part:?}: it is a part of its own");
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), page.parts().len(), "{page:?}: no part shows what another does");
    }
}

#[test]
fn a_part_that_was_left_out_is_not_in_the_html() {
    let view = SharedView::Overview(Box::new(sample::overview(&PageQuery::default())));
    let teams: Vec<String> = sample::overview(&PageQuery::default()).teams.into_iter().map(|row| row.title).collect();
    let shown = document(&whole(LinkPage::Overview), &view, None).replace("&amp;", "&");
    assert!(teams.iter().all(|team| shown.contains(team.as_str())));
    let parts = vec![Part::Headline, Part::Figures, Part::Course, Part::Clients];
    let filter = domain::Filter::default();
    let label = "Weekly".to_owned();
    let without =
        document(&Contract { label, parts, filter, ..whole(LinkPage::Overview) }, &view, None).replace("&amp;", "&");
    for team in teams.iter().filter(|team| *team != "No team") {
        assert!(!without.contains(team.as_str()), "{team}");
    }
}

#[test]
fn other_days_are_offered_within_the_window_alone() {
    let view = SharedView::Overview(Box::new(sample::overview(&PageQuery::default())));
    let contract = Contract { page: LinkPage::Overview, ..shared::contract() };
    let html = document(&contract, &view, Some(AskedTheme::Dark));
    let parsed = Html::parse_document(&html);
    let links: Vec<String> = all(&parsed, ".seg a").iter().map(|one| attribute(one, "href")).collect();
    assert_eq!(links.first().unwrap(), &format!("{TOKEN}?range=7d&theme=dark"));
    assert_eq!(all(&parsed, "form").len(), 1);
    assert_eq!(attribute(all(&parsed, "form").first().unwrap(), "action"), TOKEN);
    assert_eq!(all(&parsed, "html[data-theme=dark]").len(), 1);
}

/// What chats read of a page, by name.
fn told(html: &str) -> Vec<(String, String)> {
    let page = Html::parse_document(html);
    let of = |name: &str| {
        let all = all(&page, &format!("meta[{name}]"));
        all.iter().map(|one| (attribute(one, name), attribute(one, "content"))).collect::<Vec<_>>()
    };
    [of("property"), of("name")].concat()
}

#[test]
fn chats_are_told_the_name_alone_unless_the_owner_wants_a_picture() {
    let view = SharedView::Overview(Box::new(sample::overview(&PageQuery::default())));
    let of = |picture: bool, parts: &[Part], image: Option<&str>| {
        let contract = Contract { picture, parts: parts.to_vec(), ..whole(LinkPage::Overview) };
        let contract = Contract { range: RangeChoice::default(), ..contract };
        let site = site();
        let (path, contract) = (TOKEN, &contract);
        told(
            &Opened { site: &site, path, carried: &[], contract, shared_by: None, theme: None, preview: None, image }
                .document(&view),
        )
    };
    let said = |all: &[(String, String)], name: &str| {
        all.iter().find(|(key, _)| key == name).map(|(_, content)| content.clone()).unwrap_or_default()
    };
    let address = "https://uptake.example.com/s/x/preview.png";
    let image = Some(address);
    let off = of(false, LinkPage::Overview.parts(), image);
    assert_eq!(said(&off, "og:title"), "Platform, “weekly” <b>");
    assert_eq!(said(&off, "og:description"), "A page of figures on the use of OpenAI Codex, shared by a link.");
    assert_eq!((said(&off, "og:image"), said(&off, "twitter:card")), (String::new(), "summary".to_owned()));
    let on = of(true, LinkPage::Overview.parts(), image);
    assert_eq!(said(&on, "og:image"), address);
    assert_eq!((said(&on, "og:image:width"), said(&on, "og:image:height")), ("1200".to_owned(), "630".to_owned()));
    assert!(said(&on, "og:description").contains(" people"), "{on:?}");
    assert_eq!(said(&on, "twitter:card"), "summary_large_image");
    // What the page does not show is not told, and without an address of its own there is no picture.
    let closed = of(true, &[Part::Teams], None);
    assert_eq!(said(&closed, "og:description"), said(&off, "og:description"));
    assert_eq!(said(&closed, "og:image"), "");
}

#[test]
fn a_picture_shows_what_the_page_shows() {
    let overview = || Box::new(sample::overview(&PageQuery::default()));
    let drawn = |parts: &[Part], view: SharedView, written: &dyn Fn(&str) -> Option<String>| {
        let contract = Contract { picture: true, parts: parts.to_vec(), ..whole(LinkPage::Overview) };
        let (site, path, contract) = (site(), TOKEN, &contract);
        let opened = Opened {
            site: &site,
            path,
            carried: &[],
            contract,
            shared_by: None,
            theme: None,
            preview: None,
            image: None,
        };
        opened.picture(&view, written)
    };
    let plainly = |text: &str| Some(text.to_owned());
    let all = drawn(&[Part::Headline, Part::Figures, Part::Course], SharedView::Overview(overview()), &plainly);
    assert!(all.contains("Platform, “weekly” &lt;b&gt;") && all.contains("UTC days") && all.contains("Settled to"));
    assert!(all.contains("p-value") && all.contains("c-line"), "figures and a chart");
    let figures = drawn(&[Part::Figures], SharedView::Overview(overview()), &plainly);
    assert!(figures.contains("p-value") && !figures.contains("c-line s1") && !figures.contains("p-said\""));
    let said = drawn(&[Part::Headline], SharedView::Overview(overview()), &plainly);
    assert!(said.contains("class=\"p-said\"") && !said.contains("class=\"p-value"));
    let closed = drawn(&[Part::Teams], SharedView::Overview(overview()), &plainly);
    assert!(closed.contains("There are no figures to show") && !closed.contains("class=\"p-value"));
    // A name in a script that the font does not have gives way to the page's.
    let foreign = drawn(&[Part::Headline], SharedView::Overview(overview()), &|text| {
        (!text.contains("weekly")).then(|| text.to_owned())
    });
    assert!(!foreign.contains("weekly") && foreign.contains(">Overview<"));
    let no_week = SharedView::NoWeek(Box::new(overview().frame));
    assert!(drawn(&[Part::Figures], no_week, &plainly).contains("There are no figures to show"));
}

#[test]
fn names_are_texts_and_no_markup() {
    let view = SharedView::Overview(Box::new(sample::overview(&PageQuery::default())));
    let html = document(&whole(LinkPage::Overview), &view, None);
    assert!(html.contains("Platform, “weekly” &lt;b&gt;") && !html.contains("weekly” <b>"));
    assert!(!html.contains('@'), "nobody is named unless the owner wants it");
    let named = Opened {
        site: &site(),
        path: TOKEN,
        carried: &[],
        contract: &whole(LinkPage::Overview),
        shared_by: Some("lee@example.com"),
        theme: None,
        preview: None,
        image: None,
    };
    assert!(named.document(&view).contains("Shared by lee@example.com. "));
}

#[test]
fn the_question_for_a_password_says_nothing_of_what_is_behind_it() {
    insta::assert_snapshot!(password_page(&site(), TOKEN, Some(Again::Wrong)).replace("><", ">\n<"));
    insta::assert_snapshot!(gone_page(&site()).replace("><", ">\n<"));
}
