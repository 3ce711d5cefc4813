use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use omni_http::{ApiError, IdempotencyKey, RespondAsync};
use utoipa::IntoParams;

/// The options of a send that its headers contain.
#[derive(Debug)]
pub(super) struct Delivery {
    pub(super) idempotency_key: Option<String>,
    pub(super) respond_async: bool,
}

/// The headers of every send, for the API document.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "read by `Delivery`; these fields only describe the headers")]
pub(super) struct DeliveryHeaders {
    /// A repeat of the same request with the same key within 24 hours sends nothing and returns the
    /// first request's message.
    #[param(rename = "Idempotency-Key", min_length = 1, max_length = 255)]
    idempotency_key: Option<String>,
    /// `respond-async` returns 202 as soon as the message is durably queued.
    #[param(rename = "Prefer", example = "respond-async")]
    prefer: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Delivery {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let IdempotencyKey(idempotency_key) =
            IdempotencyKey::from_request_parts(parts, state).await?;
        let Ok(RespondAsync(respond_async)) = RespondAsync::from_request_parts(parts, state).await;
        Ok(Self { idempotency_key, respond_async })
    }
}
