//! Bringing contacts, chats and message history over from a network, step by step.

use crate::clock::Timestamp;
use crate::ids::{ChatId, InstanceId, SyncId, TenantId};
use crate::page::Cursor;
use crate::text_enum::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// Where a sync stands.
    pub enum SyncStatus {
        /// At work, or waiting for its connection.
        Running = "running",
        /// Everything that was asked for was worked through.
        Completed = "completed",
        /// Given up; what was brought over stays.
        Failed = "failed",
        /// Somebody stopped it; what was brought over stays.
        Cancelled = "cancelled",
    }
}

text_enum! {
    /// What a sync is working on, in this order.
    pub enum SyncStage {
        /// Names and facts of the address book.
        Contacts = "contacts",
        /// Groups and who is in them.
        Chats = "chats",
        /// Message history.
        Messages = "messages",
    }
}

/// What to bring over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[expect(clippy::struct_excessive_bools, reason = "independent wishes of the caller")]
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
    /// A chat that holds this many messages of the period is not asked for more.
    pub max_messages_per_chat: u32,
    /// Fetch the files of the messages that come.
    pub process_media: bool,
    /// Messages (or contacts) asked for at a time.
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
    /// The stages that are wanted, in their order.
    pub fn stages(&self) -> impl Iterator<Item = SyncStage> + use<> {
        let wanted = [
            (self.contacts, SyncStage::Contacts),
            (self.chats, SyncStage::Chats),
            (self.messages, SyncStage::Messages),
        ];
        wanted.into_iter().filter_map(|(wanted, stage)| wanted.then_some(stage))
    }

    /// The wanted stage after this one.
    pub fn stage_after(&self, stage: SyncStage) -> Option<SyncStage> {
        self.stages().find(|next| *next > stage)
    }
}

/// What to bring over from Discord.
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

/// A message to go back from.
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

/// Where a sync goes on after an interruption. Committed with the step that reached it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SyncPosition {
    /// The last contact that was worked through.
    pub contact: Option<Cursor>,
    /// The last chat that was worked through.
    pub chat: Option<ChatId>,
    /// In the chat after that: the oldest message that the network has sent.
    pub anchor: Option<SyncAnchor>,
    /// Messages that came for the chats worked through so far.
    pub messages: i64,
    /// Chats in a row for which the phone did not answer.
    pub misses: u32,
}

/// How far a stage has come: contacts, or chats.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SyncProgress {
    /// Worked through.
    pub current: i64,
    /// Of this many.
    pub total: i64,
}

/// What a sync has brought over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SyncCounts {
    /// Contacts that the network told about.
    pub contacts: i64,
    /// Chats that the network told about.
    pub chats: i64,
    /// Messages that were stored.
    pub messages: i64,
}

/// A sync of one instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncJob {
    /// Ours.
    pub id: SyncId,
    /// Owner.
    pub tenant_id: TenantId,
    /// The instance.
    pub instance_id: InstanceId,
    /// Where it stands.
    pub status: SyncStatus,
    /// What it is working on, or worked on last.
    pub stage: SyncStage,
    /// What was asked for.
    pub options: SyncOptions,
    /// Where it goes on.
    pub position: SyncPosition,
    /// How far the stage has come.
    pub progress: SyncProgress,
    /// What has come.
    pub counts: SyncCounts,
    /// Chats expected when it began.
    pub estimated_chats: i64,
    /// Messages expected at most when it began.
    pub estimated_messages: i64,
    /// Why it failed.
    pub error: Option<String>,
    /// Begun.
    pub created_at: Timestamp,
    /// Last step.
    pub updated_at: Timestamp,
    /// Ended.
    pub finished_at: Option<Timestamp>,
}

/// A sync that is started again and again.
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
    /// Set.
    pub created_at: Timestamp,
    /// The next start.
    pub next_at: Timestamp,
    /// The last start that asked about contacts and chats too.
    pub full_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::{SyncOptions, SyncStage};

    #[test]
    fn only_wanted_stages_follow_each_other() {
        let options = SyncOptions { contacts: true, messages: true, ..SyncOptions::default() };
        assert_eq!(options.stages().next(), Some(SyncStage::Contacts));
        assert_eq!(options.stage_after(SyncStage::Contacts), Some(SyncStage::Messages));
        assert_eq!(options.stage_after(SyncStage::Messages), None);
    }

    #[test]
    fn what_is_not_said_is_the_default() {
        let options: SyncOptions = serde_json::from_str("{}").expect("an object");
        assert_eq!(options, SyncOptions::default());
        assert!(options.include_groups && !options.include_broadcasts);
    }
}
