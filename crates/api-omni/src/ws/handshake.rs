use super::WsOptions;
use super::link::{Disconnected, Link, UNAUTHORIZED, bounded};
use super::protocol::{self, ServerMessage};
use axum::extract::FromRequestParts;
use axum::extract::ws::WebSocketUpgrade;
use axum::http::StatusCode;
use axum::http::request::Parts;
use omni_app::authentication::{self, Credential};
use omni_app::{App, Caller, Error, authorization};
use omni_domain::access::Scope;
use omni_http::{ApiError, Peer, RequestInfo, authenticate, credential};
use std::sync::Arc;

/// The socket's caller, with the credential to check it again.
#[derive(Debug)]
pub(crate) struct Credentials {
    pub(super) caller: Caller,
    credential: Credential,
    /// The handshake's request: behind a proxy it holds the slot of the socket's client.
    _info: Arc<RequestInfo>,
}

impl Credentials {
    async fn check(
        app: &App,
        info: Arc<RequestInfo>,
        credential: Credential,
    ) -> Result<Self, ApiError> {
        let caller = authenticate(app, &info, &credential).await?;
        Ok(Self { caller, credential, _info: info })
    }

    /// Whether the key is still valid, with the same scopes: a socket outlives its request.
    pub(super) async fn are_valid(&self, app: &App) -> bool {
        match authentication::recheck(app, &self.credential).await {
            Ok(caller) => caller == self.caller,
            Err(Error::Unauthorized(_) | Error::Forbidden(_)) => false,
            // The database is temporarily unavailable.
            Err(_) => true,
        }
    }
}

/// A request for a WebSocket; its key is checked if it has one.
pub(crate) struct Handshake {
    upgrade: Result<WebSocketUpgrade, ApiError>,
    identity: Identity,
    options: WsOptions,
}

/// Whether the caller is authenticated.
#[derive(Debug)]
pub(crate) enum Identity {
    /// The key was in the request.
    Authenticated(Credentials),
    /// The key must be in the first message.
    Pending(Arc<RequestInfo>),
}

impl FromRequestParts<App> for Handshake {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let Peer(info) = Peer::from_request_parts(parts, app).await?;
        let identity = match credential(parts)? {
            Some(credential) => {
                Identity::Authenticated(Credentials::check(app, info, credential).await?)
            }
            None => Identity::Pending(info),
        };
        let options = parts.extensions.get::<WsOptions>().copied().unwrap_or_default();
        let upgrade = WebSocketUpgrade::from_request_parts(parts, app).await.map_err(|_| {
            ApiError::new(
                StatusCode::UPGRADE_REQUIRED,
                "UPGRADE_REQUIRED",
                "this endpoint is a WebSocket; connect with a WebSocket client",
            )
        });
        Ok(Self { upgrade, identity, options })
    }
}

impl Handshake {
    /// The caller, if the key was in the request.
    pub(crate) const fn caller(&self) -> Option<&Caller> {
        match &self.identity {
            Identity::Authenticated(credentials) => Some(&credentials.caller),
            Identity::Pending(_) => None,
        }
    }

    /// Accepts the socket, or rejects it while an HTTP status can still report the reason.
    pub(crate) fn accept(
        self,
        scope: Scope,
    ) -> Result<(WebSocketUpgrade, Identity, WsOptions), ApiError> {
        match (&self.identity, &self.upgrade) {
            (Identity::Authenticated(credentials), _) => {
                authorization::require(&credentials.caller, scope)?;
            }
            (Identity::Pending(_), Ok(_)) => {}
            (Identity::Pending(_), Err(_)) => {
                return Err(ApiError::unauthorized("an API key is needed, and a WebSocket client"));
            }
        }
        Ok((bounded(self.upgrade?), self.identity, self.options))
    }
}

impl Identity {
    /// The caller's credentials; waits for the first message if the request has no key.
    pub(super) async fn authenticate(
        self,
        app: &App,
        link: &mut Link,
        options: WsOptions,
    ) -> Result<Credentials, Disconnected> {
        let info = match self {
            Self::Authenticated(credentials) => return Ok(credentials),
            Self::Pending(info) => info,
        };
        let Ok(first) = tokio::time::timeout(options.auth_wait, link.recv()).await else {
            link.close(UNAUTHORIZED, "no key was received in time").await;
            return Err(Disconnected);
        };
        let credentials = match protocol::read_auth(&first?) {
            Ok(secret) => {
                let credential = Credential::ApiKey(secret);
                Credentials::check(app, Arc::clone(&info), credential).await
            }
            Err(error) => Err(error),
        };
        match credentials {
            Ok(credentials) => {
                // The edge layer recorded the response before the key was known.
                info.record_use(StatusCode::SWITCHING_PROTOCOLS.as_u16());
                link.send(&ServerMessage::Authenticated).await?;
                Ok(credentials)
            }
            Err(error) => {
                link.send(&ServerMessage::error(&error)).await?;
                link.close(UNAUTHORIZED, "the key was rejected").await;
                Err(Disconnected)
            }
        }
    }
}
