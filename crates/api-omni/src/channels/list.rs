use super::views::{ChannelView, ChannelsView};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, channels};
use omni_domain::access::Scope;
use omni_http::{Auth, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesRead);

/// List channels
///
/// The channels that this build includes.
#[utoipa::path(
    get,
    path = "/channels",
    tag = "channels",
    responses((status = 200, body = ChannelsView))
)]
pub(crate) async fn list_channels(
    State(app): State<App>,
    Auth(caller): Auth,
) -> Reply<ChannelsView> {
    let channels = channels::list(&app, &caller)?;
    let items = channels.iter().map(|info| ChannelView::new(info, app.version)).collect();
    Ok(Json(ChannelsView { items }))
}
