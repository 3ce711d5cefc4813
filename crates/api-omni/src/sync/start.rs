use crate::instances::InstancePath;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::sync::SyncRequest;
use omni_app::{App, sync};
use omni_domain::Timestamp;
use omni_domain::access::Scope;
use omni_domain::sync::{DiscordSync, SyncJob, SyncOptions};
use omni_http::{ApiError, ApiJson, ApiPath, Auth, Endpoint, Failure};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What to sync.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct StartSyncRequest {
    /// Entries of the address book.
    sync_contacts: bool,
    /// Groups and their members.
    sync_chats: bool,
    /// Message history.
    sync_messages: bool,
    /// Only messages written since then.
    #[schema(value_type = Option<String>, format = DateTime)]
    since: Option<Timestamp>,
    /// Only messages written until then.
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
    /// For Discord. Validated, and used once that channel exists.
    discord: Option<DiscordFields>,
    /// For WhatsApp.
    whatsapp: Option<WhatsAppFields>,
    /// Fetch the files of synced messages, too. Slower.
    #[schema(default = false)]
    process_media: Option<bool>,
    /// Messages (or contacts) per request.
    #[schema(minimum = 1, maximum = 500, default = 100)]
    batch_size: Option<u32>,
}

/// What to sync from Discord.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DiscordFields {
    /// Only these guilds; all if absent.
    guild_ids: Option<Vec<String>>,
    /// Only these channels; all text channels if absent.
    channel_ids: Option<Vec<String>>,
    /// Messages of threads, too.
    #[schema(default = false)]
    include_threads: Option<bool>,
    /// Posts of forums, too.
    #[schema(default = false)]
    include_forums: Option<bool>,
    #[schema(minimum = 1, maximum = 50000, default = 1000)]
    max_messages_per_channel: Option<u32>,
}

/// What to sync from WhatsApp.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WhatsAppFields {
    /// Only these chats (internal ids or addresses); all if absent.
    chat_ids: Option<Vec<String>>,
    /// Groups, too.
    #[schema(default = true)]
    include_groups: Option<bool>,
    /// Broadcast lists, too.
    #[schema(default = false)]
    include_broadcasts: Option<bool>,
    /// Most messages of the period per chat; no more are requested for it.
    #[schema(minimum = 1, maximum = 50000, default = 500)]
    max_messages_per_chat: Option<u32>,
}

impl From<StartSyncRequest> for SyncRequest {
    fn from(body: StartSyncRequest) -> Self {
        let defaults = SyncOptions::default();
        let whatsapp = body.whatsapp.unwrap_or_default();
        let options = SyncOptions {
            contacts: body.sync_contacts,
            chats: body.sync_chats,
            messages: body.sync_messages,
            since: body.since,
            until: body.until,
            chat_ids: None,
            include_groups: whatsapp.include_groups.unwrap_or(defaults.include_groups),
            include_broadcasts: whatsapp.include_broadcasts.unwrap_or(defaults.include_broadcasts),
            max_messages_per_chat: whatsapp
                .max_messages_per_chat
                .unwrap_or(defaults.max_messages_per_chat),
            process_media: body.process_media.unwrap_or(defaults.process_media),
            batch_size: body.batch_size.unwrap_or(defaults.batch_size),
            discord: body.discord.map(DiscordSync::from),
        };
        Self { options, chats: whatsapp.chat_ids }
    }
}

impl From<DiscordFields> for DiscordSync {
    fn from(fields: DiscordFields) -> Self {
        Self {
            guild_ids: fields.guild_ids,
            channel_ids: fields.channel_ids,
            include_threads: fields.include_threads.unwrap_or_default(),
            include_forums: fields.include_forums.unwrap_or_default(),
            max_messages_per_channel: fields.max_messages_per_channel.unwrap_or(1000),
        }
    }
}

/// A started sync.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SyncStartedView {
    job_id: Uuid,
    /// Always `started`.
    #[schema(example = "started")]
    status: &'static str,
    /// Chats whose messages will be requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    estimated_chats: Option<i64>,
    /// Upper bound of the number of messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    estimated_messages: Option<i64>,
}

impl From<SyncJob> for SyncStartedView {
    fn from(job: SyncJob) -> Self {
        let messages = job.options.messages;
        Self {
            job_id: job.id.uuid(),
            status: "started",
            estimated_chats: messages.then_some(job.estimated_chats),
            estimated_messages: messages.then_some(job.estimated_messages),
        }
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite)
    .fails(&[Failure::NotFound, Failure::NotSupported])
    .explains(&[
        (Failure::Conflict, "A sync is already running."),
        (Failure::NotConnected, "The instance is not connected."),
    ]);

/// Trigger sync
///
/// One at a time per instance (409). It continues after a restart of the server, waits while the
/// instance reconnects, and can be cancelled with `DELETE /instances/{id}/sync`. On WhatsApp,
/// message history comes from the phone, which must be online; the history that was sent at pairing
/// is already stored.
#[utoipa::path(
    post,
    path = "/instances/{id}/sync",
    tag = "sync",
    params(InstancePath),
    request_body = StartSyncRequest,
    responses(
        (status = 202, description = "The sync is started.", body = SyncStartedView)
    )
)]
pub(crate) async fn start_sync(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
    ApiJson(body): ApiJson<StartSyncRequest>,
) -> Result<(StatusCode, Json<SyncStartedView>), ApiError> {
    let job = sync::start(&app, &caller, path.id, body.into()).await?;
    Ok((StatusCode::ACCEPTED, Json(job.into())))
}
