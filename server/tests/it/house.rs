//! A house to test in: the application, an archive, perhaps a simulated `OpenAI`, and a browser that keeps cookies.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use app::backend::{Backend, Caller};
use domain::clock::{FixedClock, SharedClock};
use domain::{Clock as _, Email, Role};
use reqwest::header::{COOKIE, HeaderMap, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response};
use secrecy::SecretString;
use server::cli::serve_until_shutdown;
use server::clock::SystemClock;
use server::config::{Config, Sources};
use server::{AppState, Deps};
use simulator::{OrgConfig, Simulator};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub const PASSWORD: &str = "four unrelated words";

/// How a house is built.
#[derive(Default)]
pub struct Plan {
    pub settings: BTreeMap<String, String>,
    pub organisation: Option<OrgConfig>,
}

impl Plan {
    pub fn with(mut self, key: &str, value: &str) -> Self {
        self.settings.insert(key.to_owned(), value.to_owned());
        self
    }

    pub fn simulated(mut self, organisation: OrgConfig) -> Self {
        self.organisation = Some(organisation);
        self
    }

    /// Everything but the serving.
    pub async fn state(self) -> (AppState, TempDir, Option<Simulator>) {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = self.settings;
        settings.insert("data_dir".to_owned(), folder.path().join("data").display().to_string());
        settings.entry("site_dir".to_owned()).or_insert_with(|| folder.path().join("site").display().to_string());
        let simulator = match self.organisation {
            Some(organisation) => Some(Simulator::start(organisation).await.unwrap()),
            None => None,
        };
        let openai = simulator.as_ref().map_or("http://127.0.0.1:9/v1".to_owned(), |one| one.base_url().to_string());
        settings.insert("chatgpt_base_url".to_owned(), openai);
        let config = Config::load(Sources { environment: settings, ..Sources::default() }).unwrap();
        let clock: SharedClock = match &simulator {
            Some(simulator) => Arc::new(FixedClock(simulator.now())),
            None => Arc::new(FixedClock(SystemClock.now())),
        };
        let deps = Deps::open(&config, clock, CancellationToken::new()).await.unwrap();
        (AppState::new(config, deps).unwrap(), folder, simulator)
    }

    pub async fn build(self) -> House {
        let (state, folder, simulator) = self.state().await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let serving = tokio::spawn(serve_until_shutdown(listener, state.clone()));
        let house = House { state, folder, simulator, addr, serving };
        house.until_ready().await;
        house
    }
}

/// A running application.
pub struct House {
    pub state: AppState,
    pub folder: TempDir,
    pub simulator: Option<Simulator>,
    pub addr: SocketAddr,
    serving: JoinHandle<Result<(), server::cli::Failure>>,
}

impl House {
    pub async fn new() -> Self {
        Plan::default().build().await
    }

    pub fn simulator(&self) -> &Simulator {
        self.simulator.as_ref().unwrap()
    }

    /// A browser that has not been here.
    pub fn browser(&self) -> Browser {
        Browser { http: client(), base: format!("http://{}", self.addr), cookies: BTreeMap::new(), reader: None }
    }

    /// A browser in which somebody is signed in.
    pub async fn signed_in(&self, role: Role) -> Browser {
        self.signed_in_as(&format!("{role}@example.com"), role).await
    }

    /// The same with an address of one's own.
    pub async fn signed_in_as(&self, email: &str, role: Role) -> Browser {
        let email: Email = email.parse().unwrap();
        let password = SecretString::from(PASSWORD.to_owned());
        let account = self.state.accounts.create(&email, role, Some(&password)).await.unwrap();
        let mut browser = self.browser();
        let response = browser.sign_in(email.as_str(), PASSWORD).await;
        assert_eq!((response.status().as_u16(), location(&response)), (303, "/"));
        let caller = Caller { account: account.id, email, role };
        browser.reader = Some(Reader { caller, backend: server::backend::backend(&self.state) });
        browser
    }

    /// A program with a token.
    pub async fn token(&self, scope: domain::Scope) -> SecretString {
        self.state.tokens.create(&format!("{scope} for tests"), scope).await.unwrap()
    }

    /// Stops it and waits until everything has ended.
    pub async fn stop(self) -> TempDir {
        self.state.shutdown.cancel();
        self.serving.await.unwrap().unwrap();
        self.folder
    }

    async fn until_ready(&self) {
        self.state.index.ready().await;
        assert_eq!(self.browser().get("/readyz").await.status(), 200);
    }

    /// Waits until all that was written so far is in the index.
    pub async fn until_indexed(&self) {
        self.state.index.in_step_with(self.state.archive.data_version().await.unwrap()).await;
    }
}

pub fn client() -> Client {
    Client::builder().redirect(Policy::none()).no_proxy().build().unwrap()
}

/// A browser: sends what a browser sends with its own forms, and keeps cookies.
pub struct Browser {
    pub http: Client,
    pub base: String,
    pub cookies: BTreeMap<String, String>,
    /// Who is signed in, and the ports behind the pages: what a page is made from.
    pub reader: Option<Reader>,
}

/// Somebody who is signed in, and what the pages ask on their behalf.
pub struct Reader {
    pub caller: Caller,
    pub backend: Backend,
}

impl Browser {
    pub fn reader(&self) -> &Reader {
        self.reader.as_ref().unwrap()
    }

    /// The answer to an open page that asks for another one.
    pub async fn fragment(&self, path: &str, query: &str) -> Response {
        let pairs = [("path", path), ("query", query)];
        let asked = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        self.get(&format!("/fn/page?{asked}")).await
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        if self.cookies.is_empty() {
            return request;
        }
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        request.header(COOKIE, cookies.join("; "))
    }

    pub async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    /// A page as a browser asks for it.
    pub async fn page(&self, path: &str) -> Response {
        self.request(Method::GET, path).header("accept", "text/html").send().await.unwrap()
    }

    /// A form as the browser sends it from one of our pages.
    pub async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Response {
        let request = self.request(Method::POST, path).header("accept", "text/html").header("origin", &self.base);
        let response = request.header("sec-fetch-site", "same-origin").form_of(form).send().await.unwrap();
        self.take_cookies(response.headers());
        response
    }

    pub async fn sign_in(&mut self, email: &str, password: &str) -> Response {
        self.post("/auth/sign-in", &[("email", email), ("password", password)]).await
    }

    pub fn take_cookies(&mut self, headers: &HeaderMap) {
        for cookie in headers.get_all(SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if value.is_empty() || cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// The session's cookie.
    pub fn session(&self) -> Option<&String> {
        self.cookies.get("uptake")
    }
}

/// Sends a form.
pub trait Forms {
    fn form_of(self, fields: &[(&str, &str)]) -> Self;
}

impl Forms for RequestBuilder {
    fn form_of(self, fields: &[(&str, &str)]) -> Self {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.header("content-type", "application/x-www-form-urlencoded").body(body)
    }
}

/// Where a redirect leads.
pub fn location(response: &Response) -> &str {
    response.headers().get(LOCATION).map_or("", |value| value.to_str().unwrap())
}

/// A header of an answer, empty where there is none.
pub fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

/// Whether any file below a folder holds the bytes.
pub fn holds(folder: &Path, needle: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return holds(&path, needle);
        }
        std::fs::read(path).is_ok_and(|bytes| bytes.windows(needle.len()).any(|window| window == needle))
    })
}
