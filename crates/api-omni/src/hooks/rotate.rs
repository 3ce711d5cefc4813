use crate::BASE;
use crate::instances::InstancePath;
use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::hooks::{self, RotatedSecret};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A new webhook secret.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WebhookSecretView)]
pub(crate) struct HookSecretView {
    instance_id: Uuid,
    /// The whole secret. It is never shown again.
    #[schema(example = "whsec_0123456789abcdefghijABCDEFGHIJ0123456789")]
    secret: String,
    /// The path to which senders deliver, on this host.
    #[schema(example = "/api/v2/webhooks/whatsapp-baileys/0194b2c0-0000-7000-8000-000000000001")]
    webhook_url: String,
    rotated_at: Time,
}

impl HookSecretView {
    fn new(app: &App, rotated: RotatedSecret) -> Self {
        let (path, id) = (app.public_path(), rotated.instance_id);
        Self {
            instance_id: id.uuid(),
            webhook_url: format!("{path}{BASE}/webhooks/{}/{id}", rotated.channel),
            secret: rotated.secret,
            rotated_at: rotated.rotated_at.into(),
        }
    }
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesWrite).fails(&[Failure::NotFound]);

/// Create webhook secret
///
/// Creates or replaces the secret of this instance's webhooks and returns it, this once. The
/// previous one is rejected from now on.
#[utoipa::path(
    post,
    operation_id = "rotate_webhook_secret",
    path = "/instances/{id}/webhook-secret",
    tag = "webhooks",
    params(InstancePath),
    responses((status = 200, body = HookSecretView))
)]
pub(crate) async fn rotate_hook_secret(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
) -> Reply<HookSecretView> {
    let rotated = hooks::rotate(&app, &caller, path.id).await?;
    Ok(Json(HookSecretView::new(&app, rotated)))
}
