use super::change::{self, EndpointDetails, EndpointPatch, USUAL_DISABLE_AFTER};
use super::secret::{header_purpose, identity_purpose};
use super::{check, disable, enable, load, reachable, require_readable, wake};
use crate::app::App;
use crate::changes;
use crate::error::{Error, Field};
use crate::patch::Change;
use crate::secrets::AddressChanged;
use omni_domain::access::{Caller, Scope};
use omni_domain::event::EventBody;
use omni_domain::ids::WebhookEndpointId;
use omni_domain::webhook::{DisabledReason, Endpoint};
use omni_storage::Tx;

/// Changes an endpoint. A new address needs headers and the client certificate given again, or
/// removed: they are for the present one alone. The secret stays, because it is never sent.
pub async fn update(
    app: &App,
    caller: &Caller,
    id: WebhookEndpointId,
    patch: EndpointPatch,
) -> Result<EndpointDetails, Error> {
    let found = load(app, caller, Scope::WebhooksWrite, id).await?;
    // Outside of the write, which must not wait for other reads; it is checked again there.
    let seen = changed(app, &found, &patch)?;
    check::check_filter(app, caller, &seen, Some(&found)).await?;
    if patch.active == Some(true) && !found.active {
        enable::give_up(app, id).await?;
    }
    let (inner, caller) = (app.clone(), caller.clone());
    let endpoint = app
        .store
        .write(move |tx| Box::pin(async move { write_in(&inner, tx, &caller, id, patch).await }))
        .await?;
    wake(app);
    Ok(endpoint.into())
}

/// Reads, decides and writes in one transaction, so that two changes at once both count.
async fn write_in(
    app: &App,
    tx: &mut Tx,
    caller: &Caller,
    id: WebhookEndpointId,
    patch: EndpointPatch,
) -> Result<Endpoint, Error> {
    let log = tx.lock_webhook_log().await?;
    let found = tx.lock_webhook_endpoint(caller.tenant_id, id).await?;
    let mut endpoint = reachable(caller, id, found)?;
    endpoint = changed(app, &endpoint, &patch)?;
    endpoint.updated_at = app.env.now();
    match patch.active {
        Some(true) if !endpoint.active => {
            tx.drop_webhook_backfill(id).await?;
            enable::apply(&mut endpoint, log);
        }
        Some(false) if endpoint.active => {
            disable::apply(&mut endpoint, DisabledReason::Manual, log, app.env.now());
        }
        _ => {}
    }
    tx.update_webhook_endpoint(&endpoint).await?;
    tx.revise_webhooks().await?;
    let body = EventBody::WebhookEndpointUpdated;
    changes::webhook_endpoint(app, tx, &endpoint, caller.principal, body);
    Ok(endpoint)
}

/// The endpoint with its new values, if these are good; whether it is active stays as it is.
fn changed(app: &App, before: &Endpoint, patch: &EndpointPatch) -> Result<Endpoint, Error> {
    patch.precondition.check(|| change::tag(before))?;
    require_readable(before)?;
    let form = check::form(app, before.envelope)?;
    let mut endpoint = before.clone();
    refilter(&mut endpoint, patch);
    if let Some(ordering) = patch.ordering {
        endpoint.ordering = ordering;
    }
    patch.description.clone().apply_to(&mut endpoint.description);
    patch.retry.clone().apply(&mut endpoint.retry, form.retry());
    patch.timeout_ms.apply(&mut endpoint.timeout_ms, form.timeout_ms);
    let mut after = endpoint.disable_after.unwrap_or(0);
    patch.disable_after.apply(&mut after, USUAL_DISABLE_AFTER);
    endpoint.disable_after = change::disable_after(after);
    if let Change::Set(ca) = &patch.ca {
        check::check_ca(app, ca)?;
    }
    patch.ca.clone().apply_to(&mut endpoint.ca);
    if let Some(url) = &patch.url {
        url.trim().clone_into(&mut endpoint.url);
    }
    rehead(app, before, &mut endpoint, &patch.headers)?;
    reidentify(app, before, &mut endpoint, &patch.identity)?;
    check::check(app, &endpoint)?;
    Ok(endpoint)
}

fn refilter(endpoint: &mut Endpoint, patch: &EndpointPatch) {
    let filter = &mut endpoint.filter;
    if let Some(events) = &patch.events {
        filter.events.clone_from(events);
    }
    if let Some(types) = &patch.chat_types {
        filter.chat_types.clone_from(types);
    }
    patch.instance_ids.clone().apply_to(&mut filter.instance_ids);
    patch.chat_id.apply_to(&mut filter.chat_id);
    patch.direction.apply_to(&mut filter.direction);
}

fn rehead(
    app: &App,
    before: &Endpoint,
    endpoint: &mut Endpoint,
    changes: &std::collections::BTreeMap<String, Option<String>>,
) -> Result<(), Error> {
    let named: Vec<String> = changes.keys().map(|name| name.trim().to_ascii_lowercase()).collect();
    endpoint.headers.retain(|name, _| !named.contains(name));
    let kept = std::mem::take(&mut endpoint.headers);
    for (name, sealed) in kept {
        let (from, to) = (header_purpose(before, &name), header_purpose(endpoint, &name));
        let sealed = app.sealer.keep(&from, &to, &sealed).map_err(|AddressChanged| {
            Error::invalid(
                Field::WebhookHeaders,
                format!(
                    "a new address needs the header `{name}` given again (or null to remove it)"
                ),
            )
        })?;
        endpoint.headers.insert(name, sealed);
    }
    for (name, value) in changes {
        let Some(value) = value else { continue };
        check::add_header(app, endpoint, name, value)?;
    }
    Ok(())
}

fn reidentify(
    app: &App,
    before: &Endpoint,
    endpoint: &mut Endpoint,
    change: &Change<String>,
) -> Result<(), Error> {
    match change {
        Change::Reset => endpoint.identity = None,
        Change::Set(pem) => endpoint.identity = Some(check::seal_identity(app, endpoint, pem)?),
        Change::Keep => {
            let Some(sealed) = &endpoint.identity else { return Ok(()) };
            let (from, to) = (identity_purpose(before), identity_purpose(endpoint));
            let kept = app.sealer.keep(&from, &to, sealed).map_err(|AddressChanged| {
                Error::invalid(
                    Field::WebhookIdentity,
                    "a new address needs the client certificate given again (or null to go without)",
                )
            })?;
            endpoint.identity = Some(kept);
        }
    }
    Ok(())
}
