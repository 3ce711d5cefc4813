use super::{KEEP_ENDED, MAX_BATCH, began};
use crate::app::App;
use crate::chats;
use crate::error::{Error, Field, Hint, Message};
use crate::instances;
use crate::sessions::sendable;
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::{InstanceId, TenantId};
use omni_domain::instance::Instance;
use omni_domain::job::payloads::SyncPayload;
use omni_domain::sync::{
    DiscordSync, SyncCounts, SyncJob, SyncOptions, SyncPosition, SyncProgress, SyncStage,
    SyncStatus,
};
use omni_storage::{StorageError, SyncChats, Tx};

const MAX_PER_CHAT: u32 = 50_000;
const MAX_IDS: usize = 500;

/// What is to be synchronised. `options.chat_ids` is empty; `chats` has them as the caller
/// wrote them.
#[derive(Debug, Clone, Default)]
pub struct SyncRequest {
    /// What, and how.
    pub options: SyncOptions,
    /// Only the messages of these chats: internal ids or addresses.
    pub chats: Option<Vec<String>>,
}

/// Starts a sync; a conflict if one of the instance is running.
pub async fn start(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    request: SyncRequest,
) -> Result<SyncJob, Error> {
    let instance = instances::load(app, caller, Scope::InstancesWrite, id).await?;
    let options = checked(app, &instance, request).await?;
    sendable(app, id).await?;
    let sync = new_sync(app, instance.tenant_id, id, options).await?;
    let (inner, row) = (app.clone(), sync.clone());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                tx.insert_sync(&row, KEEP_ENDED).await.map_err(in_progress)?;
                enqueue_step(&inner, tx, &row);
                began(&inner, tx, &row);
                Ok::<_, Error>(())
            })
        })
        .await?;
    Ok(sync)
}

/// What a request asks for, with the ids of its chats.
pub(super) async fn checked(
    app: &App,
    instance: &Instance,
    request: SyncRequest,
) -> Result<SyncOptions, Error> {
    let SyncRequest { mut options, chats } = request;
    check(&options)?;
    options.chat_ids = resolve(app, instance, chats).await?;
    Ok(options)
}

fn in_progress(error: StorageError) -> Error {
    match error {
        StorageError::NotUnique { .. } => {
            Error::conflict(Message::from("a sync of this instance is running").hint(Hint::EndSync))
        }
        other => other.into(),
    }
}

/// How much a sync has to do at most.
pub(super) struct Extent {
    /// Chats whose messages are requested.
    pub(super) chats: i64,
    /// Messages that are not stored yet.
    pub(super) messages: i64,
}

/// How much a sync with these options has to do at most.
pub(super) async fn extent(
    app: &App,
    id: InstanceId,
    options: &SyncOptions,
) -> Result<Extent, Error> {
    let chats = app.store.count_sync_chats(id, &SyncChats::of(options)).await?;
    let held = app.store.sync_totals(id).await?.messages;
    let most = chats.saturating_mul(i64::from(options.max_messages_per_chat));
    let messages = if options.messages { most.saturating_sub(held).max(0) } else { 0 };
    Ok(Extent { chats, messages })
}

/// A sync at its beginning, with estimates of its extent.
pub(crate) async fn new_sync(
    app: &App,
    tenant_id: TenantId,
    id: InstanceId,
    options: SyncOptions,
) -> Result<SyncJob, Error> {
    let extent = extent(app, id, &options).await?;
    let now = app.env.now();
    Ok(SyncJob {
        id: app.env.id(),
        tenant_id,
        instance_id: id,
        status: SyncStatus::Running,
        stage: options.stages().next().unwrap_or(SyncStage::Contacts),
        position: SyncPosition::default(),
        progress: SyncProgress::default(),
        counts: SyncCounts::default(),
        estimated_chats: extent.chats,
        estimated_messages: extent.messages,
        error: None,
        created_at: now,
        updated_at: now,
        finished_at: None,
        options,
    })
}

/// The next step, in the transaction that made it necessary.
pub(crate) fn enqueue_step(app: &App, tx: &mut Tx, sync: &SyncJob) {
    let step = app.new_job(sync.tenant_id, &SyncPayload::Run { sync_id: sync.id });
    let key = step_order_key(sync.instance_id);
    tx.insert_job(step.of_instance(sync.instance_id).in_order(key));
}

/// The order key of the steps of an instance's syncs.
pub(super) fn step_order_key(instance: InstanceId) -> String {
    format!("sync:{instance}")
}

async fn resolve(
    app: &App,
    instance: &Instance,
    references: Option<Vec<String>>,
) -> Result<Option<Vec<omni_domain::ids::ChatId>>, Error> {
    let Some(references) = references else { return Ok(None) };
    if references.len() > MAX_IDS {
        return Err(Error::invalid(Field::SyncChatList, format!("name at most {MAX_IDS} chats")));
    }
    let mut ids = Vec::with_capacity(references.len());
    for (at, reference) in references.iter().enumerate() {
        let chat = chats::find(app, instance, reference).await.map_err(|error| match error {
            Error::NotFound { .. } => Error::invalid(
                Field::SyncChat(at),
                Message::from("no such chat").hint(Hint::ListChats),
            ),
            other => other,
        })?;
        ids.push(chat.id);
    }
    Ok(Some(ids))
}

fn check(options: &SyncOptions) -> Result<(), Error> {
    if options.stages().next().is_none() {
        return Err(Error::invalid(
            Field::SyncContacts,
            Message::from("nothing to do; set ")
                .name(Field::SyncContacts)
                .text(", ")
                .name(Field::SyncChats)
                .text(" or ")
                .name(Field::SyncMessages),
        ));
    }
    let since = options.since.unwrap_or(Timestamp(i64::MIN));
    if options.until.is_some_and(|until| until < since) {
        return Err(Error::invalid(
            Field::PeriodEnd,
            "the end of the period comes before its beginning",
        ));
    }
    if !(1..=MAX_BATCH).contains(&options.batch_size) {
        return Err(Error::invalid(
            Field::SyncBatchSize,
            format!("give a number from 1 to {MAX_BATCH}"),
        ));
    }
    if !(1..=MAX_PER_CHAT).contains(&options.max_messages_per_chat) {
        return Err(Error::invalid(
            Field::SyncMaxPerChat,
            format!("give a number from 1 to {MAX_PER_CHAT}"),
        ));
    }
    options.discord.as_ref().map_or(Ok(()), check_discord)
}

/// Accepted now and used by a later channel, but checked now.
fn check_discord(options: &DiscordSync) -> Result<(), Error> {
    if !(1..=MAX_PER_CHAT).contains(&options.max_messages_per_channel) {
        return Err(Error::invalid(
            Field::SyncMaxPerChannel,
            format!("give a number from 1 to {MAX_PER_CHAT}"),
        ));
    }
    check_ids(options.guild_ids.as_deref(), Field::SyncGuildList, Field::SyncGuild)?;
    check_ids(options.channel_ids.as_deref(), Field::SyncChannelList, Field::SyncChannel)
}

fn check_ids(ids: Option<&[String]>, list: Field, one: fn(usize) -> Field) -> Result<(), Error> {
    let Some(ids) = ids else { return Ok(()) };
    if ids.len() > MAX_IDS {
        return Err(Error::invalid(list, format!("name at most {MAX_IDS}")));
    }
    let is_id =
        |id: &String| (15..=20).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit());
    match ids.iter().position(|id| !is_id(id)) {
        None => Ok(()),
        Some(at) => {
            Err(Error::invalid(one(at), "not a Discord id; they are numbers of 15 to 20 digits"))
        }
    }
}
