//! Changes come from our own pages only: `Sec-Fetch-Site` and `Origin` are checked on every request that is
//! not safe, server functions among them. The check is `tower-http`'s; here it only learns our public origin
//! and how to say no.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use tower_http::csrf::{ConfigError, CsrfLayer, ProtectionError};
use url::Url;

use crate::http::refusal::{Asker, Refusal};

/// The check, which trusts the public origin besides the one that the request itself names.
pub fn layer(public_url: Option<&Url>) -> Result<CsrfLayer, ConfigError> {
    match public_url {
        Some(url) => CsrfLayer::new().add_trusted_origin(url.origin().ascii_serialization()),
        None => Ok(CsrfLayer::new()),
    }
}

/// Gives the layer's refusal the form that the asker reads, and notes it.
pub async fn explain(request: Request, next: Next) -> Response {
    let asker = Asker::of(request.uri().path(), request.headers());
    let response = next.run(request).await;
    match response.extensions().get::<ProtectionError>() {
        Some(error) => {
            tracing::warn!(%error, "refused a change from another site");
            Refusal::cross_site().to(asker)
        }
        None => response,
    }
}
