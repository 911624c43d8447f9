//! Starting, being ready, failing and ending.

use std::time::Duration;

use axum::Router;
use axum::routing::get;
use domain::Role;
use secrecy::ExposeSecret as _;
use server::state::Keeper;
use server::{Surface, backend, build_app};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::house::{Browser, House, Plan, header};

async fn serve(app: Router) -> Browser {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(server::run(listener, app, CancellationToken::new()));
    Browser {
        http: reqwest::Client::builder().no_proxy().build().unwrap(),
        base,
        cookies: std::collections::BTreeMap::new(),
        reader: None,
    }
}

#[tokio::test]
async fn ready_means_that_the_index_is_loaded() {
    let (state, _folder, _) = Plan::default().state().await;
    let surface = Surface { backend: backend::backend(&state), api: Router::new().route("/x", get(|| async { "x" })) };
    let browser = serve(build_app(&state, surface).unwrap()).await;
    let token = state.tokens.create("x", domain::Scope::Read).await.unwrap();
    let ask = || browser.request(reqwest::Method::GET, "/api/v1/x").bearer_auth(token.expose_secret()).send();
    assert_eq!(browser.get("/healthz").await.status(), 200);
    assert_eq!(browser.get("/readyz").await.status(), 503);
    let early = ask().await.unwrap();
    assert_eq!((early.status().as_u16(), header(&early, "retry-after")), (503, "2"), "no zeros before the numbers");
    assert_eq!(browser.page("/sign-in").await.status(), 200);
    Keeper::new(state.archive.clone(), state.index.clone()).look().await.unwrap();
    assert_eq!(browser.get("/readyz").await.status(), 200);
    assert_eq!(ask().await.unwrap().status(), 200);
}

async fn boom() -> &'static str {
    panic!("the secret of the panic")
}

#[tokio::test]
async fn a_panic_ends_one_request_with_a_constant_body() {
    let (state, _folder, _) = Plan::default().state().await;
    let surface = Surface { backend: backend::backend(&state), api: Router::new().route("/boom", get(boom)) };
    let browser = serve(build_app(&state, surface).unwrap()).await;
    Keeper::new(state.archive.clone(), state.index.clone()).look().await.unwrap();
    let token = state.tokens.create("x", domain::Scope::Read).await.unwrap();
    for _ in 0..2 {
        let request = browser.request(reqwest::Method::GET, "/api/v1/boom").bearer_auth(token.expose_secret());
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 500);
        let reference = header(&response, "x-request-id").to_owned();
        let body = response.text().await.unwrap();
        assert!(body.contains(&reference) && !body.contains("secret of the panic"), "{body}");
    }
    assert_eq!(browser.get("/healthz").await.status(), 200);
}

#[tokio::test]
async fn progress_is_a_stream_that_ends_with_the_server() {
    let house = House::new().await;
    let member = house.signed_in(Role::Member).await;
    let mut stream = member.get("/events/sync").await;
    assert_eq!(header(&stream, "content-type"), "text/event-stream");
    let first = stream.chunk().await.unwrap().unwrap();
    assert_eq!(&first[..], b"data: []\n\n");
    // Well within the grace that streams would otherwise use up.
    tokio::time::timeout(Duration::from_secs(5), house.stop()).await.unwrap();
}
