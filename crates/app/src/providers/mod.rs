//! Agent providers: addresses of agents that several instances share.

mod agents;
pub(crate) mod builtin;
mod change;
mod create;
mod delete;
mod get;
mod health;
mod list;
mod update;

pub use agents::agents;
pub use change::{KeyChange, NewProvider, ProviderDetails, ProviderPatch};
pub use create::create;
pub use delete::delete;
pub use get::get;
pub(crate) use health::observe;
pub use health::{HealthReport, health};
pub use list::list;
pub use omni_agents::AgentEntry;
pub use update::update;

use crate::app::App;
use crate::authorization;
use crate::error::{Error, Field};
use crate::secrets::Purpose;
use omni_agents::ProviderAddress;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::{ProviderId, TenantId};
use omni_domain::provider::Provider;
use std::time::Duration;

/// A provider that is silent for this long is unreachable.
const HEALTH_TIMEOUT: Duration = Duration::from_secs(5);
/// A list may take longer.
const LIST_TIMEOUT: Duration = Duration::from_secs(15);

/// Providers belong to every instance: a key that is limited to some may read them only.
fn require_write(caller: &Caller) -> Result<(), Error> {
    authorization::require(caller, Scope::SettingsWrite)?;
    if caller.instance_ids.is_some() {
        return Err(Error::forbidden(
            "a key limited to instances cannot change what all of them share",
        ));
    }
    Ok(())
}

async fn load(app: &App, tenant: TenantId, id: ProviderId) -> Result<Provider, Error> {
    let found = app.store.find_provider(tenant, id).await?;
    found.ok_or_else(|| Error::not_found("provider", id))
}

/// What the key is sealed for.
fn key_purpose(provider: &Provider) -> Purpose {
    Purpose::sent_to(format!("provider/{}/apiKey", provider.id), &provider.api_url)
}

/// The key in clear, for requests to the provider.
pub(crate) fn open_key(app: &App, provider: &Provider) -> Result<Option<String>, Error> {
    let Some(sealed) = &provider.api_key else { return Ok(None) };
    app.sealer.open(&key_purpose(provider), sealed).map(Some).map_err(Error::internal)
}

/// Its address. Checked again, because the configuration may have changed since.
fn address(app: &App, provider: &Provider) -> Result<ProviderAddress, Error> {
    app.guard
        .check(&provider.api_url)
        .map_err(|why| Error::invalid(Field::ProviderUrl, why.to_string()))?;
    Ok(ProviderAddress {
        kind: provider.kind,
        base_url: provider.api_url.clone(),
        api_key: open_key(app, provider)?,
        options: provider.metadata.clone(),
    })
}
