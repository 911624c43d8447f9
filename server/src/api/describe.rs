//! The API's description by OpenAPI 3.1: made from the handlers' own annotations, and completed by what holds for
//! every one of them. It is served, printed by `uptake openapi`, and checked in as `docs/openapi.json`.

use axum::Extension;
use axum::response::Response;
use bytes::Bytes;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{OpenApi, RefOr};

use super::asked::{Asked, Nothing};
use super::problem::{Problem, described};

/// What is said of the API as a whole.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Uptake",
        description = "How an organisation takes up OpenAI Codex: the figures of the pages, for scripts.\n\n\
            Every request needs a token: `Authorization: Bearer upt_…`, made by `uptake token create`. Days are UTC days, \
            ranges include both ends. A figure that is not known, not there or hidden is null and says so in its state; \
            it is never zero. Parameters are read strictly: one that is unknown, empty or given twice is refused by name.\n\n\
            Answers to questions about figures carry a strong `ETag`; with `If-None-Match` an unchanged one is 304.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    servers((url = "/api/v1")),
    components(schemas(Problem)),
    security(("token" = [])),
    tags(
        (name = "metrics", description = "Every number by name, over a range, cut and split."),
        (name = "credits", description = "Why credits moved, where they are heading, on which days they jumped."),
        (name = "people", description = "Teams, retention, and single persons for those who may see them."),
        (name = "exports", description = "Rows as files."),
        (name = "installation", description = "Connections, their archived days, their sync."),
        (name = "tokens", description = "The tokens of this API."),
        (name = "description", description = "This description.")
    )
)]
pub struct Described;

/// The description's own text.
#[derive(Clone, Debug)]
pub struct Text(pub Bytes);

/// Adds what holds for every operation.
pub fn complete(mut api: OpenApi) -> OpenApi {
    let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("upt_…");
    let token = token.description(Some("Made by `uptake token create --name NAME --scope read|persons|admin`."));
    if let Some(components) = api.components.as_mut() {
        components.add_security_scheme("token", SecurityScheme::Http(token.build()));
    }
    for item in api.paths.paths.values_mut() {
        each(item, complete_operation);
    }
    api
}

fn each(item: &mut PathItem, change: fn(&mut Operation)) {
    let PathItem { get, post, put, patch, delete, .. } = item;
    [get, post, put, patch, delete].into_iter().flatten().for_each(change);
}

fn complete_operation(operation: &mut Operation) {
    let responses = &mut operation.responses.responses;
    for (status, text) in [
        ("400", "A parameter is wrong; `parameter` names it."),
        ("401", "No token, or none that is known."),
        ("403", "The token's scope does not include this."),
        ("500", "A fault of ours; the log has the cause."),
        ("503", "Starting, or too busy: try again after `Retry-After` seconds."),
    ] {
        responses.entry(status.to_owned()).or_insert_with(|| described(text).into());
    }
    let mut wait = described("Too many requests with this token, or wrong tokens from this address.");
    let seconds = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).build();
    let header = HeaderBuilder::new().schema(Some(seconds)).description(Some("Seconds to wait."));
    wait.headers.insert("Retry-After".to_owned(), header.build().into());
    responses.insert("429".to_owned(), wait.into());
    if responses.contains_key("304")
        && let Some(RefOr::T(answer)) = responses.get_mut("200")
    {
        let tag = ObjectBuilder::new().schema_type(Type::String).build();
        let header = HeaderBuilder::new().schema(Some(tag)).description(Some("A strong tag of this answer."));
        answer.headers.insert("ETag".to_owned(), header.build().into());
    }
}

/// The description as it is served and checked in.
pub fn text(api: &OpenApi) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(api)?;
    text.push('\n');
    Ok(text)
}

/// This description
#[utoipa::path(get, path = "/openapi.json", tag = "description",
    responses((status = 200, description = "OpenAPI 3.1.", body = serde_json::Value)))]
pub async fn get_description(Extension(Text(text)): Extension<Text>, _asked: Asked<Nothing>) -> Response {
    let mut response = Response::new(axum::body::Body::from(text));
    let json = axum::http::HeaderValue::from_static("application/json");
    response.headers_mut().insert(axum::http::header::CONTENT_TYPE, json);
    response
}
