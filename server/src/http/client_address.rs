//! From which address somebody asks, for limits.
//!
//! It is the peer's. Only where the peer is on this machine and a public URL is set, which is how a reverse
//! proxy stands before Uptake, the last entry of `X-Forwarded-For` counts, which that proxy wrote itself.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRef, FromRequestParts};
use http::request::Parts;
use http::{Extensions, HeaderMap};

use crate::config::Config;
use crate::state::AppState;

/// The address that a request comes from.
#[derive(Clone, Copy, Debug)]
pub struct ClientAddress(pub IpAddr);

impl<S> FromRequestParts<S> for ClientAddress
where
    AppState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        Ok(Self(of(&parts.extensions, &parts.headers, &AppState::from_ref(state).config)))
    }
}

/// The address that a request comes from.
pub fn of(extensions: &Extensions, headers: &HeaderMap, config: &Config) -> IpAddr {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    if !peer.to_canonical().is_loopback() || config.http.public_url.is_none() {
        return peer;
    }
    let forwarded = headers.get_all("x-forwarded-for").iter().next_back();
    let last = forwarded.and_then(|value| value.to_str().ok()).and_then(|value| value.rsplit(',').next());
    last.and_then(|last| last.trim().parse().ok()).unwrap_or(peer)
}
