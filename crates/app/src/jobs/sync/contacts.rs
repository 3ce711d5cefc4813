//! Facts about the contacts of the address book, in pieces.

use super::{StepContext, StepError, StepResult, stage_done};
use omni_channel::Inbound;
use omni_domain::page::PageRequest;
use omni_domain::sync::SyncJob;

/// Most contacts of one request: networks find more of them suspicious.
const MOST_AT_ONCE: u32 = 100;

pub(super) async fn step(
    context: &StepContext<'_>,
    mut sync: SyncJob,
) -> Result<StepResult, StepError> {
    let store = &context.app.store;
    sync.progress.total = store.sync_totals(sync.instance_id).await?.contacts;
    let limit = sync.options.batch_size.clamp(1, MOST_AT_ONCE);
    let request = PageRequest { limit, after: sync.position.contact };
    let page = store.list_contacts(sync.tenant_id, sync.instance_id, None, request).await?;
    let people: Vec<String> = page
        .items
        .iter()
        .filter(|contact| !contact.is_group)
        .map(|contact| contact.address.id.clone())
        .collect();
    let contacts =
        if people.is_empty() { Vec::new() } else { context.session.sync_contacts(&people).await? };
    let count = i64::try_from(contacts.len()).unwrap_or(i64::MAX);
    context.write(contacts.into_iter().map(Inbound::Contact).collect()).await?;
    sync.counts.contacts += count;
    sync.progress.current += i64::try_from(page.items.len()).unwrap_or(i64::MAX);
    sync.progress.total = sync.progress.total.max(sync.progress.current);
    match page.next {
        Some(next) => sync.position.contact = Some(next),
        None => sync = stage_done(context.app, sync),
    }
    Ok(sync.into())
}
