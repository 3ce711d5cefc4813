use super::change::{self, EndpointDetails, NewEndpoint, USUAL_DISABLE_AFTER};
use super::envelope::Form;
use super::secret::{new_secret, secret_purpose};
use super::{check, wake};
use crate::app::App;
use crate::authorization;
use crate::changes;
use crate::error::{Error, Field};
use omni_domain::access::{Caller, Scope};
use omni_domain::event::EventBody;
use omni_domain::webhook::{Backfill, Endpoint, SecretSet};
use std::collections::BTreeMap;

/// A new endpoint with its secret, which is shown only once.
#[derive(Debug, Clone)]
pub struct CreatedEndpoint {
    /// The endpoint.
    pub details: EndpointDetails,
    /// The whole secret.
    pub secret: String,
}

/// Creates an endpoint. It gets what happens from now on, or from an earlier position of the log on.
pub async fn create(
    app: &App,
    caller: &Caller,
    new: NewEndpoint,
) -> Result<CreatedEndpoint, Error> {
    authorization::require(caller, Scope::WebhooksWrite)?;
    let secret = new_secret();
    let form = check::form(app, new.envelope)?;
    let mut endpoint = shaped(app, caller, &new, form);
    check::check(app, &endpoint)?;
    check::check_filter(app, caller, &endpoint, None).await?;
    if let Some(ca) = &new.ca {
        check::check_ca(app, ca)?;
    }
    for (name, value) in &new.headers {
        check::add_header(app, &mut endpoint, name, value)?;
    }
    if let Some(pem) = &new.identity {
        endpoint.identity = Some(check::seal_identity(app, &endpoint, pem)?);
    }
    endpoint.secrets.current = app.sealer.seal(&secret_purpose(endpoint.id), &secret);
    let (most, since) = (i64::from(app.config.webhooks.endpoints), new.since);
    let (inner, principal) = (app.clone(), caller.principal);
    let created = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                let log = tx.lock_webhook_log().await?;
                if tx.count_webhook_endpoints(endpoint.tenant_id).await? >= most {
                    return Err(Error::conflict(format!(
                        "there are {most} webhook endpoints already; delete one first"
                    )));
                }
                endpoint.start_seq = log.last_seq;
                tx.insert_webhook_endpoint(&endpoint).await?;
                if let Some(since) = since {
                    let part = earlier(&endpoint, since, log.last_seq)?;
                    tx.put_webhook_backfill(&part).await?;
                }
                tx.revise_webhooks().await?;
                let body = EventBody::WebhookEndpointCreated;
                changes::webhook_endpoint(&inner, tx, &endpoint, principal, body);
                Ok(endpoint)
            })
        })
        .await?;
    wake(app);
    Ok(CreatedEndpoint { details: created.into(), secret })
}

fn shaped(app: &App, caller: &Caller, new: &NewEndpoint, form: Form) -> Endpoint {
    let now = app.env.now();
    Endpoint {
        id: app.env.id(),
        tenant_id: caller.tenant_id,
        description: new.description.clone(),
        url: new.url.trim().to_owned(),
        envelope: new.envelope,
        filter: new.filter.clone(),
        headers: BTreeMap::new(),
        secrets: SecretSet { current: String::new(), previous: None },
        retry: new.retry.clone().unwrap_or_else(|| form.retry()),
        timeout_ms: new.timeout_ms.unwrap_or(form.timeout_ms),
        ordering: new.ordering,
        disable_after: change::disable_after(new.disable_after.unwrap_or(USUAL_DISABLE_AFTER)),
        ca: new.ca.clone(),
        identity: None,
        active: true,
        disabled: None,
        failures: 0,
        failing_since: None,
        start_seq: 0,
        stopped_seq: None,
        created_at: now,
        updated_at: now,
    }
}

fn earlier(endpoint: &Endpoint, since: i64, last: i64) -> Result<Backfill, Error> {
    if !(0..=last).contains(&since) {
        return Err(Error::invalid(
            Field::WebhookSince,
            format!("give a position of the log from 0 to {last}, the newest event's `seq`"),
        ));
    }
    Ok(Backfill {
        endpoint_id: endpoint.id,
        tenant_id: endpoint.tenant_id,
        after_seq: since,
        until_seq: last,
    })
}
