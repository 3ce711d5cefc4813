use crate::shapes::Time;
use omni_app::chats::ChatDetails;
use omni_domain::Timestamp;
use omni_domain::conversation::Participant;
use omni_domain::ids::{ChatId, IdentityId, InstanceId, MessageId};
use omni_domain::sync::{SyncJob, SyncOptions};
use serde::Serialize;
use uuid::Uuid;

/// A participant of a chat.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ParticipantView {
    /// Unique in the chat: the participant's address.
    id: String,
    chat_id: Uuid,
    platform_user_id: String,
    platform_identity_id: Option<Uuid>,
    display_name: Option<String>,
    role: String,
    joined_at: Time,
    created_at: Time,
    updated_at: Time,
}

impl From<Participant> for ParticipantView {
    fn from(participant: Participant) -> Self {
        Self {
            id: participant.platform_user_id.clone(),
            chat_id: participant.chat_id.uuid(),
            platform_user_id: participant.platform_user_id,
            platform_identity_id: participant.identity_id.map(IdentityId::uuid),
            display_name: participant.display_name,
            role: participant.role,
            joined_at: participant.joined_at.into(),
            created_at: participant.joined_at.into(),
            updated_at: participant.joined_at.into(),
        }
    }
}

/// A group.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GroupView {
    id: Uuid,
    external_id: String,
    name: Option<String>,
    /// Number of members; 0 where the channel has not reported it.
    member_count: i64,
    avatar_url: Option<String>,
    created_at: Time,
}

impl From<ChatDetails> for GroupView {
    fn from(details: ChatDetails) -> Self {
        let ChatDetails { chat, facts, .. } = details;
        Self {
            id: chat.id.uuid(),
            external_id: chat.address.id,
            name: chat.name,
            member_count: facts.participant_count,
            avatar_url: facts.picture_url,
            created_at: chat.created_at.into(),
        }
    }
}

/// A sync, as one of a list.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SyncView {
    job_id: Uuid,
    instance_id: Uuid,
    /// `contacts`, `groups`, `messages`, or `all` for several of them.
    #[serde(rename = "type")]
    kind: &'static str,
    status: &'static str,
    progress_percent: Option<i64>,
    error_message: Option<String>,
    created_at: Time,
    completed_at: Option<Time>,
}

impl From<SyncJob> for SyncView {
    fn from(job: SyncJob) -> Self {
        let progress = job.progress;
        Self {
            job_id: job.id.uuid(),
            instance_id: job.instance_id.uuid(),
            kind: kind(&job.options),
            status: job.status.as_str(),
            progress_percent: progress.current.saturating_mul(100).checked_div(progress.total),
            error_message: job.error,
            created_at: job.created_at.into(),
            completed_at: job.finished_at.map(Time),
        }
    }
}

/// A sync with its configuration and counts.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SyncDetailsView {
    #[serde(flatten)]
    sync: SyncView,
    config: SyncConfigView,
    progress: SyncCountsView,
    started_at: Time,
}

/// What a sync was asked for.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SyncConfigView {
    download_media: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Time>,
}

/// What a sync has done.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SyncCountsView {
    /// Contacts, chats and messages that the network reported and that are stored.
    fetched: i64,
    /// Equal to `fetched`.
    stored: i64,
    /// Contacts or chats of the stage.
    total_estimated: i64,
}

impl From<SyncJob> for SyncDetailsView {
    fn from(job: SyncJob) -> Self {
        let stored = job.counts.contacts + job.counts.chats + job.counts.messages;
        Self {
            config: SyncConfigView {
                download_media: job.options.process_media,
                since: job.options.since.map(Time),
                until: job.options.until.map(Time),
            },
            progress: SyncCountsView {
                fetched: stored,
                stored,
                total_estimated: job.progress.total,
            },
            started_at: job.created_at.into(),
            sync: job.into(),
        }
    }
}

const fn kind(options: &SyncOptions) -> &'static str {
    match (options.contacts, options.chats, options.messages) {
        (true, false, false) => "contacts",
        (false, true, false) => "groups",
        (false, false, true) => "messages",
        _ => "all",
    }
}

/// A chat or a message is marked as read.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReadView {
    success: bool,
    marked_at: Time,
    instance_id: Uuid,
    chat_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<Uuid>,
}

impl ReadView {
    pub(super) fn new(
        at: Timestamp,
        instance: InstanceId,
        chat: ChatId,
        message: Option<MessageId>,
    ) -> Self {
        Self {
            success: true,
            marked_at: at.into(),
            instance_id: instance.uuid(),
            chat_id: chat.uuid(),
            message_id: message.map(MessageId::uuid),
        }
    }
}

/// The dead letters by their outcome.
#[derive(Debug, Serialize)]
pub(super) struct DeadLetterStatsView {
    pub(super) pending: i64,
    pub(super) retrying: i64,
    pub(super) resolved: i64,
    pub(super) abandoned: i64,
    pub(super) total: i64,
}
