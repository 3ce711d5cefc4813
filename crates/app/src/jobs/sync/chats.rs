//! The chats that the network lists: groups, with their members.

use super::{StepContext, StepError, StepResult, stage_done};
use omni_channel::{ChatInfo, Inbound};
use omni_domain::conversation::{Address, ChatType};
use omni_domain::sync::{SyncJob, SyncOptions};
use std::collections::HashSet;

pub(super) async fn step(
    context: &StepContext<'_>,
    mut sync: SyncJob,
) -> Result<StepResult, StepError> {
    let listed = context.session.sync_chats().await?;
    let chosen = chosen(context, &sync.options).await?;
    let wanted: Vec<Inbound> = listed
        .into_iter()
        .filter(|info| is_wanted(&sync.options, chosen.as_ref(), info))
        .map(Inbound::Chat)
        .collect();
    let count = i64::try_from(wanted.len()).unwrap_or(i64::MAX);
    context.write(wanted).await?;
    sync.counts.chats = count;
    sync.progress.current = count;
    sync.progress.total = count;
    Ok(stage_done(context.app, sync).into())
}

/// The addresses of the chats that the caller named.
async fn chosen(
    context: &StepContext<'_>,
    options: &SyncOptions,
) -> Result<Option<HashSet<String>>, StepError> {
    let Some(ids) = &options.chat_ids else { return Ok(None) };
    let mut addresses = HashSet::new();
    for id in ids {
        if let Some(chat) = context.app.store.chat_by_id(*id).await? {
            addresses.extend(chat.address.all().map(str::to_owned));
        }
    }
    Ok(Some(addresses))
}

fn is_wanted(options: &SyncOptions, chosen: Option<&HashSet<String>>, info: &ChatInfo) -> bool {
    let of_a_wanted_kind = match info.chat_type {
        ChatType::Group => options.include_groups,
        ChatType::Broadcast => options.include_broadcasts,
        ChatType::Dm | ChatType::Channel | ChatType::Thread => true,
    };
    let named = |address: &Address, chosen: &HashSet<String>| {
        address.all().any(|address| chosen.contains(address))
    };
    of_a_wanted_kind && chosen.is_none_or(|chosen| named(&info.chat, chosen))
}
