use super::body::{DiscordHookRequest, HookReceivedView, HookRequest};
use super::sender::Sender;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::hooks::{self, Delivery};
use omni_http::{Access, ApiJson, Endpoint, Failure};

const REFUSALS: &[(Failure, &str)] = &[
    (Failure::Unauthorized, "The secret is wrong, or there is no such instance."),
    (Failure::Forbidden, "The tenant of the instance is suspended."),
];

/// The senders are other programs, which add parameters of their own to the address.
const RECEIVE: Endpoint = Endpoint::new(Access::Secret).explains(REFUSALS).ignores_unknown_query();

pub(crate) const RECEIVE_WHATSAPP_HOOK: Endpoint = RECEIVE;

/// WhatsApp webhook
///
/// The secret is the instance's own; `POST /instances/{id}/webhook-secret` creates one. The event
/// is stored, as `custom.webhook`, before the response is sent. A delivery repeated with the same
/// `x-delivery-id` is one event.
#[utoipa::path(
    post,
    operation_id = "receive_whatsapp_webhook",
    path = "/webhooks/whatsapp/{instanceId}",
    tag = "webhooks",
    params(
        ("instanceId" = String, Path, description = "The instance's id."),
        ("x-webhook-secret" = String, Header, description = "The instance's webhook secret."),
        ("x-delivery-id" = Option<String>, Header, description = "The sender's id of this delivery.")
    ),
    request_body = HookRequest,
    responses(
        (status = 200, body = HookReceivedView)
    )
)]
pub(crate) async fn receive_whatsapp_hook(
    State(app): State<App>,
    sender: Sender,
    ApiJson(body): ApiJson<HookRequest>,
) -> Reply<HookReceivedView> {
    receive(&app, sender, body).await
}

pub(crate) const RECEIVE_DISCORD_HOOK: Endpoint = RECEIVE;

/// Discord webhook
///
/// Accepts any JSON object, which is stored whole. Secret, `x-delivery-id` and response are as for
/// WhatsApp.
#[utoipa::path(
    post,
    operation_id = "receive_discord_webhook",
    path = "/webhooks/discord/{instanceId}",
    tag = "webhooks",
    params(
        ("instanceId" = String, Path, description = "The instance's id."),
        ("x-webhook-secret" = String, Header, description = "The instance's webhook secret."),
        ("x-delivery-id" = Option<String>, Header, description = "The sender's id of this delivery.")
    ),
    request_body = DiscordHookRequest,
    responses(
        (status = 200, body = HookReceivedView)
    )
)]
pub(crate) async fn receive_discord_hook(
    State(app): State<App>,
    sender: Sender,
    ApiJson(body): ApiJson<DiscordHookRequest>,
) -> Reply<HookReceivedView> {
    let delivery =
        Delivery { id: sender.delivery_id, event: body.event(), data: body.payload.into() };
    hooks::receive(&app, sender.target, delivery).await?;
    Ok(Json(HookReceivedView::new()))
}

pub(crate) const RECEIVE_CHANNEL_HOOK: Endpoint = RECEIVE;

/// Channel webhook
///
/// For an instance of any channel; `channel` is the instance's own. Secret, `x-delivery-id` and
/// response are as for WhatsApp.
#[utoipa::path(
    post,
    operation_id = "receive_channel_webhook",
    path = "/webhooks/{channel}/{instanceId}",
    tag = "webhooks",
    params(
        ("channel" = String, Path, description = "The instance's channel.", example = "whatsapp-baileys"),
        ("instanceId" = String, Path, description = "The instance's id."),
        ("x-webhook-secret" = String, Header, description = "The instance's webhook secret."),
        ("x-delivery-id" = Option<String>, Header, description = "The sender's id of this delivery.")
    ),
    request_body = HookRequest,
    responses(
        (status = 200, body = HookReceivedView)
    )
)]
pub(crate) async fn receive_channel_hook(
    State(app): State<App>,
    sender: Sender,
    ApiJson(body): ApiJson<HookRequest>,
) -> Reply<HookReceivedView> {
    receive(&app, sender, body).await
}

async fn receive(app: &App, sender: Sender, body: HookRequest) -> Reply<HookReceivedView> {
    let delivery = Delivery { id: sender.delivery_id, event: body.event, data: body.data.into() };
    // A repeat has the same response as the first delivery: the sender only needs to know that the
    // event is stored.
    hooks::receive(app, sender.target, delivery).await?;
    Ok(Json(HookReceivedView::new()))
}
