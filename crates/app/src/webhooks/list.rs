use super::change::EndpointDetails;
use super::may_reach;
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::WebhookEndpointId;
use omni_domain::page::{Cursor, Page, PageRequest};
use omni_domain::webhook::Endpoint;

/// Endpoints read at once for a caller that is limited to instances.
const PAGE: u32 = 200;

/// The endpoints that the caller may see, oldest first.
pub async fn list(
    app: &App,
    caller: &Caller,
    page: PageRequest,
) -> Result<Page<EndpointDetails>, Error> {
    authorization::require(caller, Scope::WebhooksRead)?;
    if caller.instance_ids.is_none() {
        let page = app.store.list_webhook_endpoints(caller.tenant_id, page).await?;
        return Ok(page.map(EndpointDetails::from));
    }
    let mut seen: Vec<Endpoint> = Vec::new();
    let mut from = PageRequest { limit: PAGE, after: page.after };
    while seen.len() <= page.limit as usize {
        let more = app.store.list_webhook_endpoints(caller.tenant_id, from).await?;
        seen.extend(more.items.into_iter().filter(|endpoint| may_reach(caller, endpoint)));
        let Some(next) = more.next else { break };
        from.after = Some(next);
    }
    let cursor =
        |endpoint: &Endpoint| Cursor { key: endpoint.created_at.millis(), id: endpoint.id.uuid() };
    Ok(Page::from_rows(seen, page.limit, cursor).map(EndpointDetails::from))
}

/// The endpoints that a caller limited to instances may see; `None` is all.
pub(super) async fn visible(
    app: &App,
    caller: &Caller,
) -> Result<Option<Vec<WebhookEndpointId>>, Error> {
    if caller.instance_ids.is_none() {
        return Ok(None);
    }
    let all = list(app, caller, PageRequest::first(app.config.webhooks.endpoints)).await?;
    Ok(Some(all.items.into_iter().map(|details| details.endpoint.id).collect()))
}
