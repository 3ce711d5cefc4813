use super::path::ProviderPath;
use super::views::ProviderView;
use crate::shapes::{Tagged, TaggedReply};
use axum::extract::State;
use omni_app::{App, providers};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::SettingsRead).fails(&[Failure::NotFound]);

/// Get provider
#[utoipa::path(
    get,
    path = "/providers/{id}",
    tag = "providers",
    params(ProviderPath),
    responses((status = 200, body = ProviderView))
)]
pub(crate) async fn get_provider(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ProviderPath>,
) -> TaggedReply<ProviderView> {
    let details = providers::get(&app, &caller, path.id).await?;
    Ok(Tagged::new(details.tag.clone(), details.into()))
}
