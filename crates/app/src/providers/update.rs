use super::builtin;
use super::change::{self, KeyChange, ProviderDetails, ProviderPatch};
use super::{key_purpose, require_write};
use crate::app::App;
use crate::changes;
use crate::error::{Error, Field};
use crate::secrets::AddressChanged;
use omni_domain::access::Caller;
use omni_domain::event::EventBody;
use omni_domain::ids::ProviderId;
use omni_domain::provider::{Provider, ProviderKind};
use omni_storage::Tx;

/// Changes a provider. Instances that use it send requests to the new address from their next
/// turn on.
pub async fn update(
    app: &App,
    caller: &Caller,
    id: ProviderId,
    patch: ProviderPatch,
) -> Result<ProviderDetails, Error> {
    require_write(caller)?;
    let (inner, caller) = (app.clone(), caller.clone());
    let provider = app
        .store
        .write(move |tx| Box::pin(async move { write_in(&inner, tx, &caller, id, patch).await }))
        .await?;
    Ok(provider.into())
}

/// Reads, decides and writes in one transaction, so that two changes at once both count.
async fn write_in(
    app: &App,
    tx: &mut Tx,
    caller: &Caller,
    id: ProviderId,
    patch: ProviderPatch,
) -> Result<Provider, Error> {
    let found = tx.lock_provider(caller.tenant_id, id).await?;
    let mut provider = found.ok_or_else(|| Error::not_found("provider", id))?;
    patch.precondition.check(|| change::tag(&provider))?;
    if let Some(name) = patch.name {
        name.trim().clone_into(&mut provider.name);
    }
    let kind = patch.kind.unwrap_or(provider.kind);
    let becomes_other = kind != provider.kind
        && [kind, provider.kind].contains(&ProviderKind::Builtin)
        && !provider.metadata.is_empty();
    if becomes_other && patch.metadata.is_none() {
        // They have another meaning there, and what is sealed in them would be shown.
        return Err(Error::invalid(
            Field::ProviderOptions,
            "another type needs its options given again",
        ));
    }
    provider.kind = kind;
    let before = key_purpose(&provider);
    if let Some(url) = patch.api_url {
        url.trim().clone_into(&mut provider.api_url);
    }
    if let (KeyChange::Keep, Some(sealed)) = (&patch.api_key, &provider.api_key) {
        let kept = app.sealer.keep(&before, &key_purpose(&provider), sealed);
        provider.api_key = Some(kept.map_err(|AddressChanged| {
            Error::invalid(
                Field::ProviderKey,
                "a new address needs the key given again (or null to go without)",
            )
        })?);
    }
    provider.default_timeout = patch.default_timeout.unwrap_or(provider.default_timeout);
    provider.default_streaming = patch.default_streaming.unwrap_or(provider.default_streaming);
    let earlier = provider.metadata.clone();
    let has_new_options = patch.metadata.is_some();
    provider.metadata = patch.metadata.unwrap_or(provider.metadata);
    change::check(app, &provider)?;
    if has_new_options {
        change::check_size(&provider.metadata)?;
        builtin::seal(app, &mut provider, &earlier)?;
    }
    match patch.api_key {
        KeyChange::Keep => {}
        KeyChange::Remove => provider.api_key = None,
        KeyChange::Replace(key) => provider.api_key = change::seal(app, &provider, Some(key))?,
    }
    provider.updated_at = app.env.now();
    tx.update_provider(&provider)
        .await
        .map_err(|error| change::name_taken(error, &provider.name))?;
    changes::provider(app, tx, &provider, caller.principal, EventBody::ProviderUpdated);
    Ok(provider)
}
