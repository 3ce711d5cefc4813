//! The provider's description and keys, and requests to it.

use crate::app::App;
use crate::config::OidcConfig;
use crate::error::Error;
use crate::net::guard::{Guard, Refused};
use futures::TryStreamExt as _;
use omni_domain::Timestamp;
use openidconnect::core::{CoreClient, CoreProviderMetadata};
use openidconnect::{
    ClientId, ClientSecret, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest,
    HttpResponse, IssuerUrl, RedirectUrl, http,
};
use std::fmt;
use std::time::Duration;
use tokio::sync::Mutex;

/// The provider's description is read again after so long, and with it its keys.
const KEEP: Duration = Duration::from_mins(5);
/// Time for one request.
const WAIT: Duration = Duration::from_secs(10);
/// Largest response, bytes.
const MAX_BYTES: usize = 1024 * 1024;

/// A client of the provider, once its description is known.
pub(super) type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// What was read of the provider. One reading at a time.
#[derive(Default)]
pub(crate) struct OidcProvider {
    known: Mutex<Option<Known>>,
}

struct Known {
    metadata: CoreProviderMetadata,
    read_at: Timestamp,
}

impl fmt::Debug for OidcProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OidcProvider")
    }
}

/// Why a request to the provider failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum RequestError {
    #[error("{0}")]
    Refused(#[from] Refused),
    #[error("the provider cannot be reached: {0}")]
    Http(#[from] reqwest::Error),
    #[error("the provider's response is larger than {MAX_BYTES} bytes")]
    TooLarge,
    #[error("the provider's response cannot be read: {0}")]
    Malformed(#[from] http::Error),
}

/// The settings, if signing in with a provider is set up.
pub(super) fn config(app: &App) -> Result<&OidcConfig, Error> {
    let config = app.config.auth.oidc.as_ref();
    config.ok_or_else(|| Error::not_found("sign-in method", "oidc"))
}

/// The client for this address to return to.
pub(super) async fn client(app: &App, redirect_uri: &str) -> Result<Client, Error> {
    let config = config(app)?;
    let metadata = metadata(app, config).await?;
    let secret = Some(&config.client_secret).filter(|secret| !secret.is_empty());
    let client = CoreClient::from_provider_metadata(
        metadata,
        ClientId::new(config.client_id.clone()),
        secret.map(|secret| ClientSecret::new(secret.clone())),
    );
    let redirect = RedirectUrl::new(redirect_uri.to_owned()).map_err(Error::internal)?;
    Ok(client.set_redirect_uri(redirect))
}

async fn metadata(app: &App, config: &OidcConfig) -> Result<CoreProviderMetadata, Error> {
    let mut known = app.oidc.known.lock().await;
    let now = app.env.now();
    if let Some(fresh) = known.as_ref().filter(|known| now.since(known.read_at) < KEEP) {
        return Ok(fresh.metadata.clone());
    }
    let issuer = IssuerUrl::new(config.issuer.clone()).map_err(Error::internal)?;
    let http = |request| send(app.guard.clone(), request);
    let metadata = CoreProviderMetadata::discover_async(issuer, &http).await;
    let metadata = metadata.map_err(|error| unavailable(&error))?;
    *known = Some(Known { metadata: metadata.clone(), read_at: now });
    Ok(metadata)
}

/// The caller is shown that the provider is the cause; its answer is for the operator.
pub(super) fn unavailable(error: &dyn std::error::Error) -> Error {
    let mut causes = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        causes = format!("{causes}: {cause}");
        source = cause.source();
    }
    tracing::warn!(error = causes, "the OpenID provider cannot be used");
    Error::IdentityUnavailable
}

/// A request by the guarded client, bounded in time and size.
pub(super) async fn send(guard: Guard, request: HttpRequest) -> Result<HttpResponse, RequestError> {
    let (parts, body) = request.into_parts();
    let url = guard.check(&parts.uri.to_string())?;
    let sent = guard.patient().request(parts.method, url).headers(parts.headers).body(body);
    let answer = sent.timeout(WAIT).send().await?;
    let mut response = http::Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        response = response.header(name, value);
    }
    let mut bytes = Vec::new();
    let mut chunks = answer.bytes_stream();
    while let Some(chunk) = chunks.try_next().await? {
        if bytes.len() + chunk.len() > MAX_BYTES {
            return Err(RequestError::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(response.body(bytes)?)
}
