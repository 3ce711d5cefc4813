use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use omni_app::App;
use omni_app::hooks::{self, HookTarget};
use omni_http::{ApiError, Peer};

const SECRET: &str = "x-webhook-secret";
const DELIVERY: &str = "x-delivery-id";
/// Longest delivery id.
const ID_CHARS: usize = 255;

/// A sender with the secret of an instance's hook. Checked before the body is read, so that
/// requests without the secret reveal nothing.
#[derive(Debug)]
pub(super) struct Sender {
    pub(super) target: HookTarget,
    pub(super) delivery_id: Option<String>,
}

impl FromRequestParts<App> for Sender {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let Peer(info) = Peer::from_request_parts(parts, app).await?;
        let params = RawPathParams::from_request_parts(parts, app).await.ok();
        let find = |wanted: &str| {
            let params = params.as_ref()?;
            params.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value)
        };
        // The two routes with a fixed channel have no parameter for it.
        let path = parts.uri.path();
        let channel = find("channel").unwrap_or_else(|| {
            if path.contains("/webhooks/discord/") { "discord" } else { "whatsapp" }
        });
        let instance = find("instanceId").unwrap_or_default();
        let secret = parts.headers.get(SECRET).and_then(|value| value.to_str().ok());
        let target = match hooks::authenticate(app, channel, instance, secret).await {
            Ok(target) => target,
            Err(refusal) => {
                info.count_refused_delivery()?;
                return Err(refusal.into());
            }
        };
        info.count_delivery(target.instance_id)?;
        let delivery_id = delivery_id(&parts.headers)?;
        Ok(Self { target, delivery_id })
    }
}

fn delivery_id(headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    let Some(value) = headers.get(DELIVERY) else { return Ok(None) };
    let sane = |id: &&str| {
        (1..=ID_CHARS).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic())
    };
    match value.to_str().ok().filter(sane) {
        Some(id) => Ok(Some(id.to_owned())),
        None => Err(ApiError::invalid(DELIVERY, "must be 1 to 255 visible ASCII characters")),
    }
}
