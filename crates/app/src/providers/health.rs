use super::{HEALTH_TIMEOUT, address, load, require_write};
use crate::app::App;
use crate::changes;
use crate::error::Error;
use omni_domain::access::{Caller, Principal};
use omni_domain::agent::{Agent, AgentTarget};
use omni_domain::ids::{ProviderId, TenantId};
use omni_domain::provider::{Provider, ProviderHealth};
use omni_storage::{StorageError, Tx};
use std::time::{Duration, Instant};

/// What is recorded of a provider whose breaker opened.
const RESTING: &str = "several requests in a row failed, so that it gets none for a while";

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
    let (inner, tenant, by) = (app.clone(), caller.tenant_id, caller.principal);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                // Deleted meanwhile: there is nothing to record.
                let Some(provider) = tx.lock_provider(tenant, id).await? else { return Ok(()) };
                write_in(&inner, tx, &provider, &record, by).await
            })
        })
        .await?;
    Ok(report)
}

/// Records what requests to an agent's provider have shown of its health, where that is other than what is known.
/// No answer depends on it: what prevents it is logged.
pub(crate) async fn observe(app: &App, agent: &Agent) {
    let Some(AgentTarget::Provider(id)) = agent.config.target() else { return };
    // As `agents::provider_key` names it.
    let Some(healthy) = app.gates.take_health(&id.to_string()) else { return };
    if let Err(error) = record_observed(app, agent.tenant_id, id, healthy).await {
        tracing::warn!(%error, provider = %id, "the health of a provider could not be recorded");
    }
}

async fn record_observed(
    app: &App,
    tenant: TenantId,
    id: ProviderId,
    healthy: bool,
) -> Result<(), StorageError> {
    // Most often nothing is new, as when a process asks a provider that works for the first time.
    let known = app.store.find_provider(tenant, id).await?;
    if !known.is_some_and(|provider| is_news(&provider, healthy)) {
        return Ok(());
    }
    let error = (!healthy).then(|| RESTING.to_owned());
    let record = ProviderHealth { at: app.env.now(), healthy, error };
    let inner = app.clone();
    app.store
        .write(move |tx| {
            Box::pin(async move {
                // Another process may have found the same.
                let found = tx.lock_provider(tenant, id).await?;
                let Some(provider) = found.filter(|one| is_news(one, healthy)) else {
                    return Ok(());
                };
                write_in(&inner, tx, &provider, &record, Principal::System).await
            })
        })
        .await
}

/// Whether it becomes unhealthy, or recovers. That one works which was never checked is no news.
fn is_news(provider: &Provider, healthy: bool) -> bool {
    let is_sick = provider.health.as_ref().is_some_and(|health| !health.healthy);
    healthy == is_sick
}

/// Writes the health of a provider; its event where it is other than before.
async fn write_in(
    app: &App,
    tx: &mut Tx,
    provider: &Provider,
    health: &ProviderHealth,
    by: Principal,
) -> Result<(), StorageError> {
    tx.record_provider_health(provider.tenant_id, provider.id, health).await?;
    let before = provider.health.as_ref().map(|health| health.healthy);
    if before != Some(health.healthy) {
        changes::provider_health(app, tx, provider, health.healthy, by);
    }
    Ok(())
}
