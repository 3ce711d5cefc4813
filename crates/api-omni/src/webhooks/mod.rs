//! Webhooks in: what other programs tell an instance.

mod body;
mod receive;
mod rotate;
mod sender;

use omni_app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(receive::receive_whatsapp_webhook))
        .routes(routes!(receive::receive_discord_webhook))
        .routes(routes!(receive::receive_channel_webhook))
        .routes(routes!(rotate::rotate_webhook_secret))
}
