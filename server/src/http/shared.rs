//! `/s/{token}`: shared links, apart from everything else. These routes stand outside the session layer, so that
//! nobody has an account here, whatever cookies come along; and there is nothing here but the page of a link.
//!
//! The token is compared as it stands in the path, without any decoding. Whatever does not open is one answer, the
//! same to the byte.

pub(super) mod preview;

use std::borrow::Cow;
use std::net::IpAddr;

use access::{AccessError, Door, LinkVisitor, Lock};
use app::backend::Site;
use app::error::AppError;
use app::shared::{self, Again, AskedTheme, Opened, SharedView};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRef, Request, State};
use axum::middleware::from_fn;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use axum::routing::any;
use domain::RangeChoice;
use domain::link::{Origin, asked_days};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use secrecy::SecretString;

use super::client_address::ClientAddress;
use super::health;
use super::refusal::{Asker, Refusal};
use crate::backend;
use crate::export::picture;
use crate::middleware::headers::{Framed, Https, shared_policy};
use crate::middleware::time_limit;
use crate::sharing;
use crate::state::AppState;

/// What the routes know.
#[derive(Clone)]
struct Gate {
    state: AppState,
    https: Https,
}

impl FromRef<Gate> for AppState {
    fn from_ref(gate: &Gate) -> Self {
        gate.state.clone()
    }
}

/// Where the picture of a link is, behind its path.
const PICTURE: &str = "/preview.png";
/// A form with a password is no larger.
const LARGEST_FORM: usize = 8 * 1024;

/// Everything below `/s`.
pub(super) fn routes(state: &AppState, https: Https) -> Router {
    let gate = Gate { state: state.clone(), https };
    Router::new()
        .route("/s", any(answer))
        .route("/s/", any(answer))
        .route("/s/{*rest}", any(answer))
        .with_state(gate)
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(from_fn(health::when_ready))
        .layer(from_fn(time_limit::limit))
}

/// What is asked of a link.
enum Wanted<'a> {
    Page(&'a str),
    Picture(&'a str),
    Enter(&'a str),
}

/// The token as it stands in the path, and what is asked of it; `None` for whatever is not exactly that.
fn wanted<'a>(method: &Method, uri: &'a Uri) -> Option<Wanted<'a>> {
    let rest = uri.path().strip_prefix("/s/")?;
    match *method {
        Method::GET | Method::HEAD => match rest.strip_suffix(PICTURE) {
            Some(token) => (!token.contains('/')).then_some(Wanted::Picture(token)),
            None => (!rest.contains('/')).then_some(Wanted::Page(rest)),
        },
        Method::POST => rest.strip_suffix("/enter").filter(|token| !token.contains('/')).map(Wanted::Enter),
        _ => None,
    }
}

async fn answer(State(gate): State<Gate>, ClientAddress(address): ClientAddress, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Some(wanted) = wanted(&parts.method, &parts.uri) else { return gate.gone() };
    let (Wanted::Page(token) | Wanted::Picture(token) | Wanted::Enter(token)) = wanted;
    let door = match gate.open(token).await {
        Ok(door) => door,
        Err(AccessError::LinkInvalid) => return gate.gone(),
        Err(error) => return failed(&error),
    };
    let path = format!("/s/{token}");
    match (wanted, door) {
        (Wanted::Page(_), Door::Open(visitor)) => gate.page(&visitor, &path, &parts, address).await,
        (Wanted::Page(_), Door::Locked(lock)) => match gate.pass(&lock, &parts.headers).await {
            Ok(Some(visitor)) => gate.page(&visitor, &path, &parts, address).await,
            Ok(None) => gate.question(StatusCode::OK, &path, None),
            Err(error) => failed(&error),
        },
        (Wanted::Picture(_), Door::Open(visitor)) => gate.picture(&visitor, &path).await,
        // A password is asked before anything is shown, so there is nothing to be shown in a chat.
        (Wanted::Picture(_), Door::Locked(_)) => gate.gone(),
        (Wanted::Enter(_), Door::Open(_)) => dressed(Redirect::to(&path).into_response(), &[], gate.https),
        (Wanted::Enter(_), Door::Locked(lock)) => {
            // Before anything is hashed.
            if let Err(wait) = gate.state.link_limits.check(lock.link(), address) {
                tracing::warn!(%address, link = %lock.link(), "too many tries at the password of a shared link");
                return gate.too_many(&path, wait.retry_after.as_secs().max(1));
            }
            match axum::body::to_bytes(body, LARGEST_FORM).await {
                Ok(form) => gate.enter(&lock, &path, &form, address).await,
                Err(_) => gate.question(StatusCode::OK, &path, Some(Again::Wrong)),
            }
        }
    }
}

/// How a page is looked at.
struct Seen<'a> {
    /// Its own path.
    path: &'a str,
    /// What stands in its address besides what a visitor chooses.
    carried: &'a [(&'static str, String)],
    /// The days that were chosen.
    asked: Option<RangeChoice>,
    theme: Option<AskedTheme>,
    /// What is said above it, where nobody has opened it.
    preview: Option<app::shared::Preview>,
    /// Where its picture is.
    image: Option<&'a str>,
}

impl Gate {
    async fn open(&self, token: &str) -> Result<Door, AccessError> {
        let state = &self.state;
        state.share.open(token, |owner| async move { Ok(sharing::own_teams(state, &owner).await?) }).await
    }

    async fn page(&self, visitor: &LinkVisitor, path: &str, parts: &Parts, address: IpAddr) -> Response {
        let query = parts.uri.query().unwrap_or_default();
        let asked = asked_days(query);
        if visitor.contract().window.is_some()
            && matches!(asked, Some(RangeChoice::Days(_)))
            && let Err(wait) = self.state.visit_limits.check(visitor.link(), address)
        {
            return self.busy(wait.retry_after.as_secs().max(1));
        }
        let image = self.image(visitor, path);
        let image = image.as_deref();
        let seen = Seen { path, carried: &[], asked, theme: AskedTheme::of(query), preview: None, image };
        let html = match self.document(visitor, seen).await {
            Ok(html) => html,
            Err(answer) => return answer,
        };
        if parts.method == Method::GET {
            self.state.opens.note(visitor.link(), self.state.clock.now());
        }
        self.dressed_page(html, &visitor.contract().embed)
    }

    /// The page as a visitor sees it, or the answer where there is none.
    async fn document(&self, visitor: &LinkVisitor, seen: Seen<'_>) -> Result<String, Response> {
        self.made(visitor, seen, page).await
    }

    /// The picture that chats show of a link whose owner wants one. Nobody has opened the link for that.
    async fn picture(&self, visitor: &LinkVisitor, path: &str) -> Response {
        if !visitor.contract().picture {
            return self.gone();
        }
        let seen = Seen { path, carried: &[], asked: None, theme: None, preview: None, image: None };
        let svg = match self.made(visitor, seen, |opened, view| opened.picture(view, &picture::written)).await {
            Ok(svg) => svg,
            Err(answer) => return answer,
        };
        let policy = backend::policy(access::Policy::of_link(), &self.state.config);
        match picture::kept(&self.state, policy, visitor.link().as_str(), svg).await {
            Ok(png) => {
                let mut response = dressed(Bytes::clone(&png).into_response(), &[], self.https);
                let headers = response.headers_mut();
                headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/png"));
                // Where chats have their browsers fetch it.
                let policy = http::HeaderName::from_static("cross-origin-resource-policy");
                headers.insert(policy, HeaderValue::from_static("cross-origin"));
                response
            }
            Err(error) => refused(error),
        }
    }

    /// What is made of a link's view, or the answer where there is none.
    async fn made(
        &self,
        visitor: &LinkVisitor,
        seen: Seen<'_>,
        make: impl FnOnce(&Opened<'_>, &SharedView) -> String,
    ) -> Result<String, Response> {
        let view = match backend::shared::view(&self.state, visitor, seen.asked).await {
            Ok(view) => view,
            // What the link is about is gone.
            Err(AppError::NotFound { .. }) => return Err(self.gone()),
            Err(error) => return Err(refused(error)),
        };
        let Seen { path, carried, theme, preview, image, .. } = seen;
        let (site, contract) = (self.site(), visitor.contract());
        let shared_by = visitor.shared_by().map(ToString::to_string);
        let shared_by = shared_by.as_deref();
        Ok(make(&Opened { site: &site, path, carried, contract, shared_by, theme, preview, image }, &view))
    }

    /// The whole address of a link's picture, where it has one and the installation knows its own address.
    fn image(&self, visitor: &LinkVisitor, path: &str) -> Option<String> {
        let url = self.state.config.http.public_url.as_ref().filter(|_| visitor.contract().picture)?;
        Some(format!("{}{path}{PICTURE}", url.origin().ascii_serialization()))
    }

    fn dressed_page(&self, html: String, embed: &[Origin]) -> Response {
        dressed(Html(html).into_response(), embed, self.https)
    }

    async fn pass(&self, lock: &Lock, headers: &HeaderMap) -> Result<Option<LinkVisitor>, AccessError> {
        let name = cookie_name(self.https);
        for cookies in headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()) {
            for cookie in cookies.split(';') {
                let Some((key, pass)) = cookie.trim().split_once('=') else { continue };
                if key == name
                    && let Some(visitor) = self.state.share.show_pass(lock, pass).await?
                {
                    return Ok(Some(visitor));
                }
            }
        }
        Ok(None)
    }

    async fn enter(&self, lock: &Lock, path: &str, form: &Bytes, address: IpAddr) -> Response {
        let typed = url::form_urlencoded::parse(form).find(|(key, _)| key == "password").map(|(_, value)| value);
        let password = SecretString::from(typed.unwrap_or(Cow::Borrowed("")).into_owned());
        let pass = match self.state.share.enter(lock, &password).await {
            Ok(Some(pass)) => pass,
            Ok(None) => return self.question(StatusCode::OK, path, Some(Again::Wrong)),
            Err(error) => return failed(&error),
        };
        self.state.link_limits.give_back(lock.link(), address);
        let mut response = Redirect::to(path).into_response();
        let secure = if self.https.0 { "; Secure" } else { "" };
        let lasts = access::share::PASS_LASTS.num_seconds();
        // Lax, so that whoever follows the link from a chat or a mail is not asked each time.
        let cookie =
            format!("{}={pass}; Path={path}; Max-Age={lasts}; HttpOnly; SameSite=Lax{secure}", cookie_name(self.https));
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().insert(header::SET_COOKIE, cookie);
        }
        dressed(response, &[], self.https)
    }

    fn question(&self, status: StatusCode, path: &str, again: Option<Again>) -> Response {
        let html = shared::password_page(&self.site(), path, again);
        let mut response = dressed((status, Html(html)).into_response(), &[], self.https);
        // Under `no-referrer` a browser sends `Origin: null` with the form, which is no origin of ours.
        response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        response
    }

    fn too_many(&self, path: &str, seconds: u64) -> Response {
        let mut response = self.question(StatusCode::TOO_MANY_REQUESTS, path, Some(Again::TooMany(seconds)));
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        response
    }

    /// Days were chosen too often.
    fn busy(&self, seconds: u64) -> Response {
        let html = shared::busy_page(&self.site(), seconds);
        let mut response = (StatusCode::TOO_MANY_REQUESTS, Html(html)).into_response();
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        dressed(response, &[], self.https)
    }

    /// The one answer for whatever does not open.
    fn gone(&self) -> Response {
        let html = shared::gone_page(&self.site());
        dressed((StatusCode::NOT_FOUND, Html(html)).into_response(), &[], self.https)
    }

    fn site(&self) -> Site {
        let manifest = self.state.site.files().manifest.clone();
        Site { output_name: manifest.output_name, css: manifest.css, demo: self.state.demo }
    }
}

/// The document of a page that was opened, by whatever.
fn page(opened: &Opened<'_>, view: &SharedView) -> String {
    opened.document(view)
}

/// The cookie that remembers a password: sent to this link's path alone.
fn cookie_name(https: Https) -> &'static str {
    if https.0 { "__Secure-uptake-link" } else { "uptake-link" }
}

/// Headers of every answer here: nothing is told to where a link leads, nothing is kept, nothing is framed but by the
/// sites that the owner named.
fn dressed(mut response: Response, embed: &[Origin], https: Https) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(http::HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow"));
    // An origin holds nothing that a header could not; were it otherwise, nobody could frame the page.
    if let Ok(policy) = HeaderValue::from_str(&shared_policy(embed, https)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        if !embed.is_empty() {
            response.extensions_mut().insert(Framed);
        }
    }
    response
}

fn refused(error: AppError) -> Response {
    match error {
        AppError::Internal { reference } => Refusal::internal(&reference).to(Asker::Person),
        _ => Refusal::too_slow().to(Asker::Person),
    }
}

fn failed(error: &AccessError) -> Response {
    refused(backend::internal(error))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_path_is_read_as_it_stands() {
        let token = "A".repeat(43);
        let read = |method: Method, path: &str| match wanted(&method, &path.parse().unwrap()) {
            Some(Wanted::Page(token)) => format!("page {token}"),
            Some(Wanted::Picture(token)) => format!("picture {token}"),
            Some(Wanted::Enter(token)) => format!("enter {token}"),
            None => "nothing".to_owned(),
        };
        assert_eq!(read(Method::GET, &format!("/s/{token}?range=7d")), format!("page {token}"));
        assert_eq!(read(Method::POST, &format!("/s/{token}/enter")), format!("enter {token}"));
        assert_eq!(read(Method::GET, "/s/%41"), "page %41", "nothing is decoded");
        assert_eq!(read(Method::HEAD, &format!("/s/{token}/preview.png?range=7d")), format!("picture {token}"));
        for (method, path) in [
            (Method::GET, "/s".to_owned()),
            (Method::GET, format!("/s/{token}/enter")),
            (Method::GET, format!("/s/{token}/")),
            (Method::POST, format!("/s/{token}")),
            (Method::POST, format!("/s/x/{token}/enter")),
            (Method::POST, format!("/s/{token}/preview.png")),
            (Method::GET, format!("/s/x/{token}/preview.png")),
            (Method::GET, format!("/s/{token}/preview.png/")),
            (Method::DELETE, format!("/s/{token}")),
            (Method::PUT, format!("/s/{token}")),
        ] {
            assert_eq!(read(method, &path), "nothing", "{path}");
        }
    }
}
