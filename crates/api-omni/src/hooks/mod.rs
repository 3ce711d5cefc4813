//! Hooks: what other programs deliver to an instance. Their public names are the
//! specification's: `/webhooks/…`, `x-webhook-secret`.

mod body;
mod receive;
mod rotate;
mod sender;

use omni_app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(receive::receive_whatsapp_hook))
        .routes(routes!(receive::receive_discord_hook))
        .routes(routes!(receive::receive_channel_hook))
        .routes(routes!(rotate::rotate_hook_secret))
}
