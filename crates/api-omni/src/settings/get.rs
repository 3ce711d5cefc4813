use super::path::SettingPath;
use super::views::SettingView;
use crate::shapes::{Tagged, TaggedReply};
use axum::extract::State;
use omni_app::{App, settings};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::SettingsRead).fails(&[Failure::NotFound]);

/// Get setting
#[utoipa::path(
    get,
    path = "/settings/{key}",
    tag = "settings",
    params(SettingPath),
    responses((status = 200, body = SettingView))
)]
pub(crate) async fn get_setting(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<SettingPath>,
) -> TaggedReply<SettingView> {
    let setting = settings::get(&app, &caller, &path.key).await?;
    Ok(Tagged::new(setting.tag.clone(), setting.into()))
}
