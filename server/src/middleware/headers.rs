//! Headers that tell browsers what pages may do. The policy for scripts of a page carries the page's own
//! nonce and is set where the page is rendered; everything else gets one that allows nothing.

use std::sync::LazyLock;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::link::Origin;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use sha2::{Digest as _, Sha256};

/// For answers that are not pages: nothing may be loaded or run.
const NOTHING: HeaderValue =
    HeaderValue::from_static("default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
/// A year, as preload lists ask for; subdomains are not ours to decide about.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000");

const ALWAYS: [(HeaderName, HeaderValue); 7] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), midi=(), browsing-topics=()",
        ),
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow")),
];

/// How browsers reach this installation, as far as headers depend on it.
#[derive(Clone, Copy, Debug)]
pub struct Https(pub bool);

/// Marks an answer whose own policy says which sites may show it in a frame.
#[derive(Clone, Copy, Debug)]
pub struct Framed;

/// Sets the headers on every answer.
pub async fn set(State(https): State<Https>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let framed = response.extensions().get::<Framed>().is_some();
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        // The older header cannot name who may frame a page; the policy of such a page does.
        let said = headers.contains_key(&name) || (framed && name == header::X_FRAME_OPTIONS);
        if !said {
            headers.insert(name, value);
        }
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, NOTHING);
    }
    if https.0 {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    }
    drop_own_name(headers);
    response
}

/// The policy of a page with this nonce.
pub fn page_policy(nonce: &str, https: Https) -> String {
    let upgrade = if https.0 { "; upgrade-insecure-requests" } else { "" };
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'; object-src 'none'{upgrade}"
    )
}

/// The policy of a page that is shared by a link: it asks nobody, is framed by the named sites alone, and runs nothing;
/// but where it may be framed the one script that tells its height, which is named by its hash.
pub fn shared_policy(embed: &[Origin], https: Https) -> String {
    static FRAME_SCRIPT: LazyLock<String> =
        LazyLock::new(|| STANDARD.encode(Sha256::digest(app::shared::FRAME_SCRIPT.as_bytes())));
    let upgrade = if https.0 { "; upgrade-insecure-requests" } else { "" };
    let named: Vec<&str> = embed.iter().map(Origin::as_str).collect();
    let (framers, script) = if named.is_empty() {
        ("'none'".to_owned(), String::new())
    } else {
        (named.join(" "), format!("script-src 'sha256-{}'; ", *FRAME_SCRIPT))
    };
    format!(
        "default-src 'none'; {script}style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors {framers}; object-src 'none'{upgrade}"
    )
}

/// What runs here is nobody's business.
fn drop_own_name(headers: &mut HeaderMap) {
    headers.remove(header::SERVER);
}
