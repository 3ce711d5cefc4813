use super::views::ChannelView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, channels};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ChannelPath {
    /// The channel's id.
    #[param(example = "whatsapp-baileys")]
    id: String,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesRead).fails(&[Failure::NotFound]);

/// Get channel
#[utoipa::path(
    get,
    path = "/channels/{id}",
    tag = "channels",
    params(ChannelPath),
    responses((status = 200, body = ChannelView))
)]
pub(crate) async fn get_channel(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ChannelPath>,
) -> Reply<ChannelView> {
    let info = channels::get(&app, &caller, &path.id)?;
    Ok(Json(ChannelView::new(&info, app.version)))
}
