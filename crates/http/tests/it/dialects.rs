//! Three small dialects that share `/api/v1`, as the APIs of this host do: one with keys and a
//! scope, one with bearer tokens, one with keys and a slash at the end of each path.

use axum::Json;
use axum::Router;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use omni_app::error::Plain;
use omni_domain::Env;
use omni_domain::access::Scope;
use omni_http::openapi::{Assembly, Section};
use omni_http::route;
use omni_http::{
    API_KEY_NEEDED, ApiError, ApiJson, ApiPath, Dialect, Endpoint, Failure, Host, HostContext,
    HttpOptions, Keyless, Mount, Routes, api_key,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::time::Duration;
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{IntoParams, OpenApi as _, ToSchema};
use uuid::Uuid;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct ThingPath {
    /// The thing's id.
    id: Uuid,
}

/// What is left where a thing was.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct Note {
    /// Words.
    #[schema(examples("left at the door", "with the neighbour"))]
    text: String,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Shape {
    Round { radius: f64 },
    Square { side: f64 },
}

/// A thing.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct Thing {
    /// Its name.
    name: String,
    /// How many, more than none.
    #[schema(exclusive_minimum = 0)]
    count: Option<u32>,
    note: Option<Note>,
    shape: Option<Shape>,
}

const LIST: Endpoint = Endpoint::open();
const CREATE: Endpoint = Endpoint::any_key().fails(&[Failure::Conflict]);
const GET: Endpoint = Endpoint::scope(Scope::MessagesRead)
    .explains(&[(Failure::NotFound, "No such thing, or it was given away.")]);

/// The routes of one dialect.
macro_rules! things {
    ($name:ident, $all:literal, $one:literal, $slow:literal, $boom:literal) => {
        mod $name {
            use super::*;

            /// List things
            #[utoipa::path(get, path = $all, operation_id = concat!("list_", stringify!($name)),
                                responses((status = 200, body = [Thing])))]
            async fn list(_: Keyless) -> Json<Vec<Thing>> {
                Json(Vec::new())
            }

            /// Create thing
            #[utoipa::path(post, path = $all, operation_id = concat!("create_", stringify!($name)),
                                request_body = Thing, responses((status = 201, body = Thing)))]
            async fn create(ApiJson(thing): ApiJson<Thing>) -> Json<Thing> {
                Json(thing)
            }

            /// Get thing
            #[utoipa::path(get, path = $one, operation_id = concat!("get_", stringify!($name)),
                                params(ThingPath), responses((status = 200, body = Option<Thing>)))]
            async fn get(ApiPath(path): ApiPath<ThingPath>) -> Json<Uuid> {
                Json(path.id)
            }

            pub(crate) fn routes() -> Routes {
                declared_as(CREATE, GET)
            }

            /// The same, open: there is no application here that resolves keys.
            pub(crate) fn open_routes() -> Routes {
                declared_as(LIST, LIST)
            }

            fn declared_as(creating: Endpoint, getting: Endpoint) -> Routes {
                Routes::new()
                    .route(route!(list), LIST)
                    .route(route!(create), creating)
                    .route(route!(get), getting)
                    .undocumented(Method::GET, $slow, axum::routing::get(slow), LIST)
                    .undocumented(Method::GET, $boom, axum::routing::get(boom), LIST)
            }
        }
    };
}

use axum::http::Method;

things!(keys, "/boxes", "/boxes/{id}", "/boxes/slow", "/boxes/boom");
things!(tokens, "/crates", "/crates/{id}", "/crates/slow", "/crates/boom");
things!(slashes, "/bags/", "/bags/{id}/", "/bags/slow/", "/bags/boom/");

async fn slow() {
    tokio::time::sleep(Duration::from_mins(2)).await;
}

async fn boom() {
    panic!("on purpose");
}

/// `{error: …}`
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeysError {
    error: String,
}

/// `{code, message, request_id}`
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TokensError {
    code: String,
    message: String,
    request_id: Option<String>,
}

/// `{detail: …}`
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SlashesError {
    detail: String,
}

fn keys_error(error: &ApiError) -> Response {
    (error.status, Json(KeysError { error: error.text(&Plain) })).into_response()
}

fn tokens_error(error: &ApiError) -> Response {
    let body = TokensError {
        code: error.code.to_owned(),
        message: error.text(&Plain),
        request_id: error.request_id.as_deref().map(str::to_owned),
    };
    (error.status, Json(body)).into_response()
}

fn slashes_error(error: &ApiError) -> Response {
    (error.status, Json(SlashesError { detail: error.text(&Plain) })).into_response()
}

fn key_begins(parts: &Parts, start: &str) -> bool {
    let key = parts.headers.get("x-api-key").and_then(|value| value.to_str().ok());
    key.is_some_and(|key| key.starts_with(start))
}

const BASE: &str = "/api/v1";

/// The dialects, each with what is its own below the shared prefix.
pub(crate) fn mounts() -> [Mount; 3] {
    let status = |method: Method| {
        let handler = match method {
            Method::GET => axum::routing::get(|| async { Json(json!("well")) }),
            _ => axum::routing::put(|| async { Json(json!("better")) }),
        };
        Routes::new().undocumented(method, "/status", handler, Endpoint::open())
    };
    let keys_dialect = Dialect {
        name: "keys",
        render: keys_error,
        credential: api_key,
        credential_needed: API_KEY_NEEDED,
    };
    let tokens_dialect = Dialect {
        name: "tokens",
        render: tokens_error,
        credential: api_key,
        credential_needed: API_KEY_NEEDED,
    };
    let slashes_dialect = Dialect {
        name: "slashes",
        render: slashes_error,
        credential: api_key,
        credential_needed: API_KEY_NEEDED,
    };
    [
        Mount::new(keys_dialect, keys::open_routes().merge(status(Method::GET)).below(BASE))
            .owns(BASE)
            .owns("/api/v1/boxes")
            .recognises(|parts| key_begins(parts, "box_")),
        Mount::new(tokens_dialect, tokens::open_routes().merge(status(Method::PUT)).below(BASE))
            .owns(BASE)
            .owns("/api/v1/crates")
            .recognises(|parts| parts.headers.contains_key(AUTHORIZATION)),
        Mount::new(slashes_dialect, slashes::open_routes().below(BASE))
            .owns(BASE)
            .owns("/api/v1/bags")
            .with_trailing_slash()
            .recognises(|parts| key_begins(parts, "bag_")),
    ]
}

pub(crate) fn host(options: HttpOptions) -> Router {
    let host = Host::new(HostContext::new(options, Env::system()));
    let host = mounts().into_iter().fold(host, Host::mount);
    host.into_router().expect("routes that do not conflict")
}

#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "Things", license(name = "MIT", identifier = "MIT")),
    components(schemas(KeysError, TokensError, SlashesError))
)]
struct Base;

/// The document of all three.
pub(crate) fn document() -> OpenApi {
    let mut base = Base::openapi();
    "1.0.0".clone_into(&mut base.info.version);
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    Assembly::new(base)
        .credential("key", SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new("x-api-key"))))
        .credential("token", SecurityScheme::Http(bearer))
        .section(Section::new(BASE, "KeysError", keys::routes()).deprecated())
        .section(Section::new(BASE, "TokensError", tokens::routes()))
        .section(Section::new(BASE, "SlashesError", slashes::routes()))
        .build()
}
