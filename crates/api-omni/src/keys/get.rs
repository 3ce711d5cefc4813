use super::KeyPath;
use super::views::ApiKeyView;
use crate::shapes::{Tagged, TaggedReply};
use axum::extract::State;
use omni_app::{App, keys};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::Admin).fails(&[Failure::NotFound]);

/// Get API key
///
/// Never the key itself.
#[utoipa::path(
    get,
    path = "/api-keys/{id}",
    tag = "api-keys",
    params(KeyPath),
    responses((status = 200, body = ApiKeyView))
)]
pub(crate) async fn get_api_key(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<KeyPath>,
) -> TaggedReply<ApiKeyView> {
    let key = keys::get(&app, &caller, path.id).await?;
    Ok(Tagged::new(keys::tag(&key), ApiKeyView::new(key, app.env.now())))
}
