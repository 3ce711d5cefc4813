use super::WsOptions;
use super::link::{Gone, Link, UNAUTHORIZED};
use super::protocol::{self, ServerMessage};
use axum::extract::FromRequestParts;
use axum::extract::ws::WebSocketUpgrade;
use axum::http::StatusCode;
use axum::http::request::Parts;
use omni_app::{App, Caller, Error, keys};
use omni_http::{ApiError, Peer, RequestInfo, authenticate, credential};
use std::sync::Arc;

/// Who is at the other end, with what it takes to ask again.
#[derive(Debug)]
pub(super) struct Pass {
    pub(super) caller: Caller,
    secret: String,
    info: Arc<RequestInfo>,
}

impl Pass {
    async fn check(app: &App, info: Arc<RequestInfo>, secret: String) -> Result<Self, ApiError> {
        let caller = authenticate(app, &info, &secret).await?;
        Ok(Self { caller, secret, info })
    }

    /// Whether the key still holds: a socket lives on after its key was revoked.
    pub(super) async fn holds(&self, app: &App) -> bool {
        let again = keys::authenticate(app, &self.secret, self.info.peer()).await;
        !matches!(again, Err(Error::Unauthorized(_)))
    }
}

/// A request for a WebSocket, its key checked where it came with one.
pub(super) struct Visitor {
    pub(super) upgrade: WebSocketUpgrade,
    pub(super) entry: Entry,
    pub(super) options: WsOptions,
}

/// How far a visitor has come.
#[derive(Debug)]
pub(super) enum Entry {
    /// The key was in the request.
    Admitted(Pass),
    /// The key must be in the first message.
    Unknown(Arc<RequestInfo>),
}

impl FromRequestParts<App> for Visitor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let Peer(info) = Peer::from_request_parts(parts, app).await?;
        let entry = match credential(parts)? {
            Some(secret) => Entry::Admitted(Pass::check(app, info, secret).await?),
            None => Entry::Unknown(info),
        };
        let options = parts.extensions.get::<WsOptions>().copied().unwrap_or_default();
        match WebSocketUpgrade::from_request_parts(parts, app).await {
            Ok(upgrade) => Ok(Self { upgrade, entry, options }),
            Err(_) if matches!(entry, Entry::Unknown(_)) => {
                Err(ApiError::unauthorized("an API key is needed, and a WebSocket client"))
            }
            Err(_) => Err(ApiError::new(
                StatusCode::UPGRADE_REQUIRED,
                "UPGRADE_REQUIRED",
                "this endpoint speaks WebSocket; connect with a WebSocket client",
            )),
        }
    }
}

impl Entry {
    /// Refuses a key without the scope while an HTTP status can still say so.
    pub(super) fn require(&self, scope: &str) -> Result<(), ApiError> {
        match self {
            Self::Admitted(pass) => Ok(keys::require(&pass.caller, scope)?),
            Self::Unknown(_) => Ok(()),
        }
    }

    /// The visitor's pass; waits for the first message where it holds the key.
    pub(super) async fn admit(
        self,
        app: &App,
        link: &mut Link,
        options: WsOptions,
    ) -> Result<Pass, Gone> {
        let info = match self {
            Self::Admitted(pass) => return Ok(pass),
            Self::Unknown(info) => info,
        };
        let Ok(first) = tokio::time::timeout(options.auth_wait, link.recv()).await else {
            link.close(UNAUTHORIZED, "no key came in time").await;
            return Err(Gone);
        };
        let pass = match protocol::read_auth(&first?) {
            Ok(secret) => Pass::check(app, info, secret).await,
            Err(error) => Err(error),
        };
        match pass {
            Ok(pass) => {
                link.send(&ServerMessage::Authenticated).await?;
                Ok(pass)
            }
            Err(error) => {
                link.send(&ServerMessage::error(&error)).await?;
                link.close(UNAUTHORIZED, "the key was refused").await;
                Err(Gone)
            }
        }
    }
}
