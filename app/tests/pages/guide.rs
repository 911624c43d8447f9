//! The guide to a first connection and the list of the rollout, as they read; what is open, and what comes back.

use app::AppError;
use domain::checkup::{Checkup, Outcome, Probe, ProbeName};
use domain::guide::{Route, Step};
use domain::view::{GuideView, Seen};
use domain::{ConnectionId, ConnectionProblem, Role};
use http::StatusCode;
use scraper::Html;

use super::support::guided::{stamp, waiting};
use super::support::{Answer, Fake, sample};
use super::{all, attribute, main_html, text};

fn said(answer: &Answer, selector: &str) -> String {
    all(&Html::parse_document(&answer.body), selector).iter().map(text).collect::<Vec<_>>().join(" | ")
}

fn count(answer: &Answer, selector: &str) -> usize {
    all(&Html::parse_document(&answer.body), selector).len()
}

/// The guide with this change.
fn guide(change: fn(GuideView) -> Result<GuideView, AppError>) -> Fake {
    Fake { guide: change, ..Fake::default() }
}

fn waits(mut view: GuideView) -> GuideView {
    view.draft = waiting();
    view
}

fn connected(mut view: GuideView) -> GuideView {
    for step in view.draft.route.steps().iter().take(5) {
        view.draft.set(*step, Some(stamp(1)));
    }
    let mut one = sample::connections().connections.remove(0);
    (one.last_sync, one.progress) = (None, Some(sample::running()));
    view.draft.connection = Some(ConnectionId::new(1));
    view.connection = Some(one);
    view.seen = Some(Seen { days: 12, first_day: Some(sample::day("2026-11-09")), people: Some(31) });
    view
}

#[tokio::test]
async fn the_pages_read_as_they_did() {
    insta::assert_snapshot!("ways", main_html(&Fake::default().get("/connect/new").await));
    insta::assert_snapshot!("guide_begun", main_html(&Fake::default().get("/connect/new/1").await));
    insta::assert_snapshot!("guide_waiting", main_html(&guide(|view| Ok(waits(view))).get("/connect/new/1").await));
    insta::assert_snapshot!(
        "guide_connected",
        main_html(&guide(|view| Ok(connected(view))).get("/connect/new/1").await)
    );
    insta::assert_snapshot!("rollout", main_html(&Fake::default().get("/connect/rollout?item=groups").await));
}

#[tokio::test]
async fn one_step_is_open_and_a_done_one_can_be_looked_at_again() {
    let now = Fake::default().get("/connect/new/1").await;
    assert_eq!(said(&now, ".step.current h2"), "Make a key of its own that can only read");
    assert_eq!((count(&now, ".step-body"), count(&now, ".step.done"), count(&now, ".step.later")), (1, 1, 6));
    assert!(said(&now, ".step.done .step-said").starts_with("Done 2 hours ago by ada@example.com"));
    let again = Fake::default().get("/connect/new/1?step=prerequisites").await;
    assert_eq!(count(&again, ".step-body"), 1, "one at a time");
    assert!(said(&again, ".step.done .step-body").contains("Not done after all"));
    assert!(said(&again, ".step.current .step-said").contains("Go on here"));
    for early in ["paste-key", "teams", "nothing"] {
        let page = Fake::default().get(&format!("/connect/new/1?step={early}")).await;
        assert_eq!(said(&page, ".step-body"), said(&now, ".step-body"), "its turn comes: {early}");
    }
}

#[tokio::test]
async fn while_openai_is_waited_for_teams_can_be_made() {
    let page = guide(|view| Ok(waits(view))).get("/connect/new/1").await;
    assert_eq!(said(&page, ".step.waiting h2"), "OpenAI adds the scope");
    assert_eq!(said(&page, ".step.current h2"), "Say who is in which team");
    assert!(said(&page, ".step.waiting").contains("in about 2 hours"), "{}", said(&page, ".step.waiting"));
    assert_eq!(count(&page, ".remind"), 0, "three days are not five business days");
    let late = guide(|view| {
        let mut view = waits(view);
        view.draft.sent_on = Some(view.today.plus(-7));
        Ok(view)
    });
    let late = late.get("/connect/new/1").await;
    assert!(said(&late, ".remind").contains("5 business days have passed"), "{}", said(&late, ".remind"));
    let page = Html::parse_document(&late.body);
    let mail = attribute(all(&page, ".remind a").first().unwrap(), "href");
    assert!(mail.starts_with("mailto:support@openai.com?subject=Please%20add") && mail.contains("wxyz"), "{mail}");
}

#[tokio::test]
async fn a_key_that_works_leads_on_and_one_that_is_gone_is_asked_for() {
    let works = guide(|view| {
        let mut view = waits(view);
        let kept = view.draft.kept.as_mut().unwrap();
        (kept.works_since, kept.failure) = (Some(kept.tested), None);
        Ok(view)
    });
    let works = works.get("/connect/new/1").await;
    assert_eq!(said(&works, ".step.current .btn.primary"), "Connect and begin to read");
    let gone = guide(|view| {
        let mut view = waits(view);
        let failure = view.draft.kept.as_mut().unwrap().failure.as_mut().unwrap();
        failure.problem = ConnectionProblem::InvalidCredentials;
        Ok(view)
    });
    let gone = gone.get("/connect/new/1").await;
    assert_eq!(said(&gone, ".step.current h2"), "Paste the key");
    assert!(said(&gone, ".alert").contains("OpenAI does not accept the key."));
}

#[tokio::test]
async fn all_five_answers_stand_over_the_form_for_the_next_key() {
    let refused = guide(|mut view| {
        for step in &Route::AdminKey.steps()[..4] {
            view.draft.set(*step, Some(stamp(1)));
        }
        let answer = |name: ProbeName| match name {
            ProbeName::KeyAccepted => Outcome::Ok,
            ProbeName::ScopePresent => {
                Outcome::Failed { problem: ConnectionProblem::MissingScope, detail: "HTTP 403".to_owned() }
            }
            _ => Outcome::Skipped,
        };
        let probes = ProbeName::ALL.map(|name| Probe { name, outcome: answer(name) }).into();
        view.draft.answers = Some(Checkup { at: stamp(1).at, by: stamp(1).by, probes });
        Ok(view)
    });
    let page = refused.get("/connect/new/1").await;
    assert_eq!(count(&page, ".step.current .probes li"), 5);
    let told = said(&page, ".step.current");
    assert!(told.contains("OpenAI accepts the key : yes") || told.contains("OpenAI accepts the key: yes"), "{told}");
    assert!(told.contains("missing_scope") && told.contains(ConnectionProblem::MissingScope.advice()), "{told}");
    assert!(told.contains("not asked, because a question before it failed") && told.contains("Try the key"), "{told}");
}

#[tokio::test]
async fn all_done_leads_to_the_figures() {
    let done = guide(|view| {
        let mut view = connected(view);
        (view.teams, view.roster, view.accounts) = (3, 40, 2);
        let one = view.connection.as_mut().unwrap();
        (one.last_sync, one.progress) = (Some(stamp(0).at), None);
        Ok(view)
    });
    let page = done.get("/connect/new/1").await;
    assert_eq!(count(&page, ".step.done"), Route::AdminKey.steps().len());
    assert!(said(&page, ".finished").contains("12 days are here"));
    assert!(said(&page, ".steps").contains("3 teams, 40 people") && said(&page, ".steps").contains("2 accounts"));
    assert_eq!(count(&page, "[data-watch]"), 0, "nothing runs");
}

#[tokio::test]
async fn what_was_refused_comes_back_and_the_key_does_not() {
    let fake = Fake {
        paste: |id, key| {
            assert_eq!((id, key.as_str()), (1, "sk-admin-canary"));
            Err(AppError::Connection { problem: ConnectionProblem::InvalidCredentials, detail: "a lure".to_owned() })
        },
        guide: |mut view| {
            for step in [Step::MakeKey, Step::StoreKey, Step::Workspace] {
                view.draft.set(step, Some(stamp(1)));
            }
            Ok(view)
        },
        ..Fake::default()
    };
    let sent = fake.clone().post("/fn/paste_key", "/connect/new/1", "id=1&key=sk-admin-canary").await;
    assert_eq!(sent.status, StatusCode::FOUND);
    let back = sent.location.unwrap();
    assert!(!back.contains("canary"), "{back}");
    let page = fake.get(back.strip_prefix("http://127.0.0.1").unwrap()).await;
    assert!(said(&page, ".alert").contains("OpenAI does not accept the key."), "{}", said(&page, ".alert"));
    assert!(!page.body.contains("canary") && !said(&page, ".alert").contains("lure"));
    assert_eq!(count(&page, "input[type=password]:not([value])"), 1);

    let begun = Fake::default().post("/fn/begin_guide", "/connect/new", "route=admin-key").await;
    assert_eq!((begun.status, begun.location.as_deref()), (StatusCode::FOUND, Some("/connect/new/7")));
}

#[tokio::test]
async fn an_item_is_changed_in_its_place_and_what_is_seen_is_not_ticked_by_hand() {
    let page = Fake::default().get("/connect/rollout").await;
    assert!(said(&page, "h1").contains("3 of 24 done"), "one was said, two were seen");
    assert!(said(&page, "#security-owner .caution").contains("was due 1 November 2026"));
    assert_eq!(said(&page, "#analytics-owner .item-who"), "Looked after by Edsger by 15 January 2027");
    assert!(said(&page, "#teams-seen").contains("1 of 2 teams had somebody active; not yet: "));
    assert_eq!(count(&page, "main form"), 0, "one form at a time");
    let saved = Fake::default().get("/connect/rollout?saved=groups").await;
    assert_eq!(said(&saved, ".saved"), "Saved: There is a Codex Admin group beside a Codex Users group");
    let lure = Fake::default().get("/connect/rollout?saved=call+555").await;
    assert!(said(&lure, ".saved").is_empty() && !lure.body.contains("555</"));
    let open = Fake::default().get("/connect/rollout?item=local-seen").await;
    assert_eq!((count(&open, "main form"), count(&open, "main input[type=checkbox]")), (1, 0));
    assert!(said(&open, ".item.open").contains("Uptake ticks it by what it sees"));

    let refusing = Fake {
        item: |form| {
            assert_eq!((form.item.as_str(), form.owner.as_str(), form.due.as_str()), ("groups", "Ada", "soon"));
            assert!(form.done);
            Err(AppError::Invalid { field: "due".to_owned(), message: "from elsewhere".to_owned() })
        },
        ..Fake::default()
    };
    let body = "item=groups&owner=Ada&due=soon&done=true";
    let sent = refusing.clone().post("/fn/settle_rollout", "/connect/rollout?item=groups", body).await;
    let answer = refusing.get(sent.location.unwrap().strip_prefix("http://127.0.0.1").unwrap()).await;
    assert!(said(&answer, ".alert").contains("lies within two years"), "{}", said(&answer, ".alert"));
    assert_eq!(count(&answer, ".item.open [aria-invalid=true]"), 1);
}

#[tokio::test]
async fn a_guide_that_is_gone_says_so() {
    let gone = guide(|_| Err(AppError::NotFound { what: "such guide".to_owned() }));
    assert_eq!(gone.get("/connect/new/9").await.status, StatusCode::NOT_FOUND);
    assert_eq!(Fake::default().get("/connect/new/x").await.status, StatusCode::NOT_FOUND);
    let member = Fake { role: Some(Role::Member), ..Fake::default() };
    assert_eq!(member.get("/connect/new").await.status, StatusCode::OK, "who may see it is decided behind the port");
}
