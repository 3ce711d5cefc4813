//! Message history: chat after chat, in pieces, from the oldest stored message into the past.

use super::{StepContext, StepError, StepResult, stage_done};
use omni_channel::{ChannelError, HistoryAnchor, HistoryRequest};
use omni_domain::conversation::Chat;
use omni_domain::message::Direction;
use omni_domain::sync::{SyncAnchor, SyncJob};
use omni_storage::SyncChats;

/// Consecutive chats for which the phone does not respond before the sync is given up.
const MOST_MISSES: u32 = 5;
/// Most files of one chat that are fetched because of a sync.
const MOST_FILES: u32 = 1_000;

pub(super) async fn step(
    context: &StepContext<'_>,
    mut sync: SyncJob,
) -> Result<StepResult, StepError> {
    let store = &context.app.store;
    let chats = SyncChats::of(&sync.options);
    let counted = store.count_sync_chats(sync.instance_id, &chats).await?;
    sync.progress.total = counted.max(sync.progress.current);
    let next = store.next_sync_chat(sync.instance_id, &chats, sync.position.chat).await?;
    let Some(chat) = next else {
        sync.progress.current = sync.progress.total;
        // A phone that answers late does so after its chat was counted.
        let since = sync.created_at;
        let all = store.count_synced_messages_of(sync.instance_id, &chats, since).await?;
        sync.counts.messages = sync.counts.messages.max(all);
        return Ok(stage_done(context.app, sync).into());
    };
    let more = match piece(context, &sync, &chat).await? {
        None => false,
        Some(request) => ask(context, &mut sync, request).await?,
    };
    // Counted from what is stored, so that a step done twice counts once.
    let brought = store.count_synced_messages(chat.id, sync.created_at).await?;
    sync.counts.messages = sync.position.messages + brought;
    if more {
        return Ok(sync.into());
    }
    sync.position.chat = Some(chat.id);
    sync.position.messages = sync.counts.messages;
    sync.position.anchor = None;
    sync.progress.current += 1;
    sync.progress.total = sync.progress.total.max(sync.progress.current);
    let media = if sync.options.process_media {
        store.synced_media_to_fetch(chat.id, sync.created_at, MOST_FILES).await?
    } else {
        Vec::new()
    };
    Ok(StepResult { sync, media })
}

/// The next piece to request; `None` if the chat holds all that is wanted, or no message to start
/// from.
async fn piece(
    context: &StepContext<'_>,
    sync: &SyncJob,
    chat: &Chat,
) -> Result<Option<HistoryRequest>, StepError> {
    let (store, options) = (&context.app.store, &sync.options);
    let held = store.count_messages_between(chat.id, options.since, options.until).await?;
    let left = i64::from(options.max_messages_per_chat) - held;
    if left <= 0 {
        return Ok(None);
    }
    let before = match &sync.position.anchor {
        Some(anchor) => Some(HistoryAnchor {
            external_id: anchor.external_id.clone(),
            from_me: anchor.from_me,
            at: anchor.at,
        }),
        None => store.oldest_message(chat.id).await?.map(|oldest| HistoryAnchor {
            external_id: oldest.external_id,
            from_me: oldest.direction == Direction::Outbound,
            at: oldest.platform_timestamp,
        }),
    };
    let Some(before) = before else { return Ok(None) };
    if options.since.is_some_and(|since| before.at <= since) {
        return Ok(None);
    }
    let count = u32::try_from(left).unwrap_or(u32::MAX).min(options.batch_size);
    Ok(Some(HistoryRequest {
        chat: chat.address.id.clone(),
        before,
        count,
        since: options.since,
        until: options.until,
    }))
}

/// Requests a piece; returns whether the chat may have more.
async fn ask(
    context: &StepContext<'_>,
    sync: &mut SyncJob,
    request: HistoryRequest,
) -> Result<bool, StepError> {
    let before = request.before.clone();
    let page = match context.session.sync_history(request).await {
        Ok(page) => page,
        // The phone may be off, or have no history of this chat; other chats continue.
        Err(ChannelError::Timeout) if sync.position.misses + 1 < MOST_MISSES => {
            sync.position.misses += 1;
            return Ok(false);
        }
        Err(ChannelError::Timeout) => {
            return Err(StepError::Channel(ChannelError::Configuration(
                "the phone does not answer; open WhatsApp on it, then sync again".to_owned(),
            )));
        }
        Err(error) => return Err(error.into()),
    };
    sync.position.misses = 0;
    let Some(oldest) = page.oldest.filter(|_| page.received > 0) else { return Ok(false) };
    let further = oldest.at < before.at || oldest.external_id != before.external_id;
    let went_back = further && oldest.at <= before.at;
    sync.position.anchor = Some(SyncAnchor {
        external_id: oldest.external_id,
        from_me: oldest.from_me,
        at: oldest.at,
    });
    Ok(went_back)
}
