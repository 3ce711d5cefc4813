use super::{HEALTH_TIMEOUT, address, load, require_write};
use crate::app::App;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::ids::ProviderId;
use omni_domain::provider::ProviderHealth;
use std::time::{Duration, Instant};

/// The result of a health check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HealthReport {
    /// Whether the provider answered as it should.
    pub healthy: bool,
    /// How long that took, or how long it was waited for.
    pub latency: Duration,
    /// Why not.
    pub error: Option<String>,
}

/// Sends a request to the provider, and stores the result. An unreachable provider is a result, no
/// error.
pub async fn health(app: &App, caller: &Caller, id: ProviderId) -> Result<HealthReport, Error> {
    require_write(caller)?;
    let provider = load(app, caller.tenant_id, id).await?;
    let started = Instant::now();
    let error = match address(app, &provider) {
        Ok(address) => {
            let asked = app.directory.health(&address, HEALTH_TIMEOUT).await;
            asked.err().map(|error| error.to_string())
        }
        Err(Error::Invalid { message, .. }) => Some(message.to_string()),
        Err(other) => return Err(other),
    };
    let report = HealthReport { healthy: error.is_none(), latency: started.elapsed(), error };
    let record =
        ProviderHealth { at: app.env.now(), healthy: report.healthy, error: report.error.clone() };
    let tenant = caller.tenant_id;
    app.store
        .write(move |tx| {
            Box::pin(async move { tx.record_provider_health(tenant, id, &record).await })
        })
        .await?;
    Ok(report)
}
