use super::builtin;
use super::change::{self, NewProvider, ProviderDetails};
use super::require_write;
use crate::app::App;
use crate::changes;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::event::EventBody;
use omni_domain::provider::Provider;
use omni_storage::StorageError;

const DEFAULT_TIMEOUT_MS: u64 = 60_000;

/// Creates a provider. It is not requested: `health` does that.
pub async fn create(
    app: &App,
    caller: &Caller,
    new: NewProvider,
) -> Result<ProviderDetails, Error> {
    require_write(caller)?;
    let now = app.env.now();
    let mut provider = Provider {
        id: app.env.id(),
        tenant_id: caller.tenant_id,
        name: new.name.trim().to_owned(),
        kind: new.kind,
        api_url: new.api_url.trim().to_owned(),
        api_key: None,
        default_timeout: new.default_timeout.unwrap_or(DEFAULT_TIMEOUT_MS),
        default_streaming: new.default_streaming.unwrap_or(false),
        metadata: new.metadata,
        health: None,
        created_at: now,
        updated_at: now,
    };
    change::check(app, &provider)?;
    change::check_size(&provider.metadata)?;
    provider.api_key = change::seal(app, &provider, new.api_key)?;
    builtin::seal(app, &mut provider, &serde_json::Map::new())?;
    let (inner, row, principal) = (app.clone(), provider.clone(), caller.principal);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                tx.insert_provider(&row).await?;
                changes::provider(&inner, tx, &row, principal, EventBody::ProviderCreated);
                Ok::<_, StorageError>(())
            })
        })
        .await
        .map_err(|error| change::name_taken(error, &provider.name))?;
    Ok(provider.into())
}
