//! Hooks: requests with which other programs deliver events to an instance. Their public names are
//! the specification's: `/webhooks/…`, `x-webhook-secret`.

mod body;
mod receive;
mod rotate;
mod sender;

use omni_app::App;
use omni_http::Routes;
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(receive::receive_whatsapp_hook), receive::RECEIVE_WHATSAPP_HOOK)
        .route(route!(receive::receive_discord_hook), receive::RECEIVE_DISCORD_HOOK)
        .route(route!(receive::receive_channel_hook), receive::RECEIVE_CHANNEL_HOOK)
        .route(route!(rotate::rotate_hook_secret), rotate::ENDPOINT)
}
