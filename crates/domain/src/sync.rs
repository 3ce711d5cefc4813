//! Synchronising contacts, chats and message history from a network, step by step.

use crate::clock::Timestamp;
use crate::ids::{ChatId, InstanceId, SyncId, TenantId};
use crate::page::Cursor;
use crate::text_enum::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// The state of a sync.
    pub enum SyncStatus {
        /// Running, or waiting for its connection.
        Running = "running",
        /// Everything that was requested was processed.
        Completed = "completed",
        /// Given up; what was stored stays.
        Failed = "failed",
        /// Cancelled; what was stored stays.
        Cancelled = "cancelled",
    }
}

text_enum! {
    /// The stages of a sync, in this order.
    pub enum SyncStage {
        /// Names and facts of the address book.
        Contacts = "contacts",
        /// Groups and their participants.
        Chats = "chats",
        /// Message history.
        Messages = "messages",
    }
}

/// What to synchronise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[expect(clippy::struct_excessive_bools, reason = "independent options of the caller")]
pub struct SyncOptions {
    /// Contacts.
    pub contacts: bool,
    /// Chats.
    pub chats: bool,
    /// Message history.
    pub messages: bool,
    /// Only messages written since then.
    pub since: Option<Timestamp>,
    /// Only messages written until then.
    pub until: Option<Timestamp>,
    /// Only the messages of these chats; `None` is all.
    pub chat_ids: Option<Vec<ChatId>>,
    /// Messages of groups too.
    pub include_groups: bool,
    /// Messages of broadcast lists too.
    pub include_broadcasts: bool,
    /// A chat that has this many messages of the period is complete.
    pub max_messages_per_chat: u32,
    /// Fetch the files of the messages.
    pub process_media: bool,
    /// Messages (or contacts) per request.
    pub batch_size: u32,
    /// Kept for the channel that will use it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discord: Option<DiscordSync>,
}

impl Default for SyncOptions {
    fn default() -> Self {
        Self {
            contacts: false,
            chats: false,
            messages: false,
            since: None,
            until: None,
            chat_ids: None,
            include_groups: true,
            include_broadcasts: false,
            max_messages_per_chat: 500,
            process_media: false,
            batch_size: 100,
            discord: None,
        }
    }
}

impl SyncOptions {
    /// The requested stages, in their order.
    pub fn stages(&self) -> impl Iterator<Item = SyncStage> + use<> {
        let wanted = [
            (self.contacts, SyncStage::Contacts),
            (self.chats, SyncStage::Chats),
            (self.messages, SyncStage::Messages),
        ];
        wanted.into_iter().filter_map(|(wanted, stage)| wanted.then_some(stage))
    }

    /// The requested stage after this one.
    pub fn stage_after(&self, stage: SyncStage) -> Option<SyncStage> {
        self.stages().find(|next| *next > stage)
    }
}

/// What to synchronise from Discord.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DiscordSync {
    /// Only these guilds; `None` is all.
    pub guild_ids: Option<Vec<String>>,
    /// Only these channels; `None` is all text channels.
    pub channel_ids: Option<Vec<String>>,
    /// Messages of threads too.
    pub include_threads: bool,
    /// Posts of forums too.
    pub include_forums: bool,
    /// Limit per channel.
    pub max_messages_per_channel: u32,
}

/// The message before which history is requested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SyncAnchor {
    /// Its id on the channel.
    pub external_id: String,
    /// The instance's own account wrote it.
    pub from_me: bool,
    /// When it was written.
    pub at: Timestamp,
}

/// Where a sync continues after an interruption. Committed with the step that reached it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SyncPosition {
    /// The last contact that was processed.
    pub contact: Option<Cursor>,
    /// The last chat that was processed.
    pub chat: Option<ChatId>,
    /// In the chat after that: the oldest message that the network has sent.
    pub anchor: Option<SyncAnchor>,
    /// Messages stored for the chats processed so far.
    pub messages: i64,
    /// Consecutive chats for which the phone did not respond.
    pub misses: u32,
}

/// The progress of a stage: contacts, or chats.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SyncProgress {
    /// Processed.
    pub current: i64,
    /// Of this many.
    pub total: i64,
}

/// What a sync has stored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SyncCounts {
    /// Contacts that the network reported.
    pub contacts: i64,
    /// Chats that the network reported.
    pub chats: i64,
    /// Messages that were stored.
    pub messages: i64,
}

/// A sync of one instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncJob {
    /// Internal id.
    pub id: SyncId,
    /// Owner.
    pub tenant_id: TenantId,
    /// The instance.
    pub instance_id: InstanceId,
    /// Its state.
    pub status: SyncStatus,
    /// Its current or last stage.
    pub stage: SyncStage,
    /// The request.
    pub options: SyncOptions,
    /// Where it continues.
    pub position: SyncPosition,
    /// The progress of the stage.
    pub progress: SyncProgress,
    /// What is stored.
    pub counts: SyncCounts,
    /// Chats expected when it started.
    pub estimated_chats: i64,
    /// Messages expected at most when it started.
    pub estimated_messages: i64,
    /// Why it failed.
    pub error: Option<String>,
    /// Start time.
    pub created_at: Timestamp,
    /// Last step.
    pub updated_at: Timestamp,
    /// End time.
    pub finished_at: Option<Timestamp>,
}

/// A schedule of syncs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncSchedule {
    /// The instance; it has at most one.
    pub instance_id: InstanceId,
    /// Owner.
    pub tenant_id: TenantId,
    /// Changes whenever the schedule is set anew.
    pub id: SyncId,
    /// From one start to the next, milliseconds.
    pub interval_ms: i64,
    /// Creation time.
    pub created_at: Timestamp,
    /// The next start.
    pub next_at: Timestamp,
    /// The last start that included contacts and chats.
    pub full_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::{SyncOptions, SyncStage};

    #[test]
    fn only_requested_stages_follow_each_other() {
        let options = SyncOptions { contacts: true, messages: true, ..SyncOptions::default() };
        assert_eq!(options.stages().next(), Some(SyncStage::Contacts));
        assert_eq!(options.stage_after(SyncStage::Contacts), Some(SyncStage::Messages));
        assert_eq!(options.stage_after(SyncStage::Messages), None);
    }

    #[test]
    fn absent_options_have_their_defaults() {
        let options: SyncOptions = serde_json::from_str("{}").expect("an object");
        assert_eq!(options, SyncOptions::default());
        assert!(options.include_groups && !options.include_broadcasts);
    }
}
