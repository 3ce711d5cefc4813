//! An endpoint with what is needed to send to it: secrets in clear, a client.

use super::secret::{header_purpose, identity_purpose, secret_purpose};
use crate::app::App;
use crate::error::Error;
use crate::net::guard::OwnTls;
use omni_domain::Timestamp;
use omni_domain::ids::WebhookEndpointId;
use omni_domain::tenant::TenantStatus;
use omni_domain::webhook::Endpoint;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use std::fmt;

/// An endpoint that can be sent to.
#[derive(Clone)]
pub struct Target {
    /// The endpoint, as it is stored.
    pub endpoint: Endpoint,
    current: String,
    previous: Option<(String, Timestamp)>,
    headers: HeaderMap,
    pub(super) client: reqwest::Client,
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target").field("endpoint", &self.endpoint.id).finish_non_exhaustive()
    }
}

impl Target {
    /// The secrets that sign now, the present one first.
    pub(super) fn secrets(&self, now: Timestamp) -> Vec<String> {
        let previous = self.previous.as_ref().filter(|(_, until)| now < *until);
        let previous = previous.map(|(secret, _)| secret.clone());
        std::iter::once(self.current.clone()).chain(previous).collect()
    }

    /// The user's own headers.
    pub(super) const fn headers(&self) -> &HeaderMap {
        &self.headers
    }
}

/// The endpoint of this id; `None` if it is deleted or disabled, or if its tenant is not active: what
/// waits for it is held until the tenant is.
pub async fn target(app: &App, id: WebhookEndpointId) -> Result<Option<Target>, Error> {
    let found = app.store.webhook_endpoint_by_id(id).await?;
    let Some(endpoint) = found.filter(|endpoint| endpoint.active) else { return Ok(None) };
    let tenant = app.store.find_tenant(endpoint.tenant_id).await?;
    if tenant.is_none_or(|tenant| tenant.status != TenantStatus::Active) {
        return Ok(None);
    }
    open(app, endpoint).map(Some)
}

/// With its secrets opened.
pub(super) fn open(app: &App, endpoint: Endpoint) -> Result<Target, Error> {
    let purpose = secret_purpose(endpoint.id);
    let unseal = |sealed: &str| app.sealer.open(&purpose, sealed).map_err(Error::internal);
    let current = unseal(&endpoint.secrets.current)?;
    let previous = match &endpoint.secrets.previous {
        Some((sealed, until)) => Some((unseal(sealed)?, *until)),
        None => None,
    };
    let mut headers = HeaderMap::new();
    for (name, sealed) in &endpoint.headers {
        let value = app.sealer.open(&header_purpose(&endpoint, name), sealed);
        let mut value =
            HeaderValue::from_str(&value.map_err(Error::internal)?).map_err(Error::internal)?;
        value.set_sensitive(true);
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(Error::internal)?;
        headers.insert(name, value);
    }
    let client = client(app, &endpoint)?;
    Ok(Target { endpoint, current, previous, headers, client })
}

fn client(app: &App, endpoint: &Endpoint) -> Result<reqwest::Client, Error> {
    let mut tls = OwnTls::default();
    if let Some(ca) = &endpoint.ca {
        tls.authorities =
            reqwest::Certificate::from_pem_bundle(ca.as_bytes()).map_err(Error::internal)?;
    }
    if let Some(sealed) = &endpoint.identity {
        let pem = app.sealer.open(&identity_purpose(endpoint), sealed).map_err(Error::internal)?;
        let identity = reqwest::Identity::from_pem(pem.as_bytes()).map_err(Error::internal)?;
        tls.identity = Some(identity);
    }
    if tls.authorities.is_empty() && tls.identity.is_none() {
        return Ok(app.guard.strict().clone());
    }
    app.guard.strict_with(tls).map_err(Error::internal)
}
