use super::WsOptions;
use super::link::{Gone, Link, UNAUTHORIZED, bounded};
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

/// Who is at the other end, with what it takes to ask again.
#[derive(Debug)]
pub(super) struct Pass {
    pub(super) caller: Caller,
    credential: Credential,
}

impl Pass {
    async fn check(
        app: &App,
        info: &RequestInfo,
        credential: Credential,
    ) -> Result<Self, ApiError> {
        let caller = authenticate(app, info, &credential).await?;
        Ok(Self { caller, credential })
    }

    /// Whether the key still holds, for the same things: a socket lives longer than a request.
    pub(super) async fn holds(&self, app: &App) -> bool {
        match authentication::recheck(app, &self.credential).await {
            Ok(caller) => caller == self.caller,
            Err(Error::Unauthorized(_) | Error::Forbidden(_)) => false,
            // The database is away for a moment.
            Err(_) => true,
        }
    }
}

/// A request for a WebSocket, its key checked where it came with one.
pub(crate) struct Visitor {
    upgrade: Result<WebSocketUpgrade, ApiError>,
    entry: Entry,
    options: WsOptions,
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
            Some(credential) => Entry::Admitted(Pass::check(app, &info, credential).await?),
            None => Entry::Unknown(info),
        };
        let options = parts.extensions.get::<WsOptions>().copied().unwrap_or_default();
        let upgrade = WebSocketUpgrade::from_request_parts(parts, app).await.map_err(|_| {
            ApiError::new(
                StatusCode::UPGRADE_REQUIRED,
                "UPGRADE_REQUIRED",
                "this endpoint speaks WebSocket; connect with a WebSocket client",
            )
        });
        Ok(Self { upgrade, entry, options })
    }
}

impl Visitor {
    /// Who it is, if the key came with the request.
    pub(super) const fn caller(&self) -> Option<&Caller> {
        match &self.entry {
            Entry::Admitted(pass) => Some(&pass.caller),
            Entry::Unknown(_) => None,
        }
    }

    /// Lets the visitor in, or refuses while an HTTP status can still say why.
    pub(super) fn enter(
        self,
        scope: Scope,
    ) -> Result<(WebSocketUpgrade, Entry, WsOptions), ApiError> {
        match (&self.entry, &self.upgrade) {
            (Entry::Admitted(pass), _) => authorization::require(&pass.caller, scope)?,
            (Entry::Unknown(_), Ok(_)) => {}
            (Entry::Unknown(_), Err(_)) => {
                return Err(ApiError::unauthorized("an API key is needed, and a WebSocket client"));
            }
        }
        Ok((bounded(self.upgrade?), self.entry, self.options))
    }
}

impl Entry {
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
            Ok(secret) => Pass::check(app, &info, Credential::ApiKey(secret)).await,
            Err(error) => Err(error),
        };
        match pass {
            Ok(pass) => {
                // The layer at the edge noted the answer before the key was known.
                info.record_use(StatusCode::SWITCHING_PROTOCOLS.as_u16());
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
