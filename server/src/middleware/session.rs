//! The session cookie: what it is called, how long it lasts, where browsers send it.

use access::ArchiveSessions;
use http::HeaderValue;
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::Duration;
use tower_sessions::{Expiry, SessionManagerLayer};

use super::headers::Https;

/// A session ends so long after its last renewal (see `caller`, which renews once a day).
pub const LASTS: Duration = Duration::days(14);

/// The cookie's name. The `__Host-` prefix makes browsers hold it to this very host, and needs https.
pub fn cookie_name(https: Https) -> &'static str {
    if https.0 { "__Host-uptake" } else { "uptake" }
}

/// The layer that loads and saves sessions.
pub fn layer(store: ArchiveSessions, https: Https) -> SessionManagerLayer<ArchiveSessions> {
    SessionManagerLayer::new(store)
        .with_name(cookie_name(https))
        .with_http_only(true)
        // Lax and not strict: a link in a chat must open the page for someone who is signed in.
        .with_same_site(SameSite::Lax)
        .with_secure(https.0)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(LASTS))
}

/// What makes a browser forget the cookie. The layer's own removal lacks `Secure`, without which browsers
/// ignore it for a `__Host-` name.
pub fn removal(https: Https) -> HeaderValue {
    if https.0 {
        HeaderValue::from_static("__Host-uptake=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure")
    } else {
        HeaderValue::from_static("uptake=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax")
    }
}
