//! To which names Uptake answers. Without this check a page of another site could have its name resolved to
//! this machine (DNS rebinding) and then read everything as if it were ours.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header;
use url::Url;

use crate::http::refusal::{Asker, Refusal};

/// The names that are ours.
#[derive(Clone, Debug)]
pub struct Hosts {
    public: Option<Arc<str>>,
    any: bool,
}

impl Hosts {
    /// The public URL's name if there is one. Without it, an installation on loopback answers to loopback names,
    /// and one on a network to every name, because it cannot know its own.
    pub fn new(public_url: Option<&Url>, addr: SocketAddr) -> Self {
        let public = public_url.and_then(Url::host_str).map(|host| Arc::from(host.to_ascii_lowercase()));
        Self { any: public.is_none() && !addr.ip().is_loopback(), public }
    }

    fn knows(&self, authority: &str) -> bool {
        let name = name_of(authority).to_ascii_lowercase();
        self.any || is_loopback(&name) || self.public.as_deref() == Some(name.as_str())
    }
}

/// Refuses requests that name another host.
pub async fn check(State(hosts): State<Hosts>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    // Health checks come from platforms that know an address and no name, and tell nothing.
    if matches!(path, "/healthz" | "/readyz") {
        return next.run(request).await;
    }
    let authority = request.uri().authority().map(http::uri::Authority::as_str);
    let named = authority.or_else(|| request.headers().get(header::HOST).and_then(|host| host.to_str().ok()));
    if named.is_some_and(|named| hosts.knows(named)) {
        next.run(request).await
    } else {
        Refusal::unknown_host().to(Asker::of(path, request.headers()))
    }
}

/// An authority without its port.
fn name_of(authority: &str) -> &str {
    if let Some(rest) = authority.strip_prefix('[') {
        return rest.split(']').next().unwrap_or(rest);
    }
    authority.rsplit_once(':').map_or(authority, |(name, _)| name)
}

fn is_loopback(name: &str) -> bool {
    name == "localhost"
        || name.ends_with(".localhost")
        || name.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn names_are_known_or_not() {
        let url = Url::parse("https://uptake.example.com").unwrap();
        let local: SocketAddr = "127.0.0.1:3000".parse().unwrap();
        let network: SocketAddr = "0.0.0.0:3000".parse().unwrap();
        let public = Hosts::new(Some(&url), network);
        let loopback = Hosts::new(None, local);
        let open = Hosts::new(None, network);
        for (name, by_public, by_loopback) in [
            ("uptake.example.com", true, false),
            ("UPTAKE.example.com:443", true, false),
            ("localhost:3000", true, true),
            ("127.0.0.1:3000", true, true),
            ("[::1]:3000", true, true),
            ("evil.example.com", false, false),
            ("127.0.0.1.evil.example.com:3000", false, false),
            ("uptake.example.com.evil.example.com", false, false),
            ("localhost.evil.example.com", false, false),
            ("", false, false),
        ] {
            assert_eq!((public.knows(name), loopback.knows(name)), (by_public, by_loopback), "{name}");
            assert!(open.knows(name));
        }
    }
}
