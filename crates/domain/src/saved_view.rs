//! Filters of the inbox that users keep.

use crate::clock::Timestamp;
use crate::conversation::ChatType;
use crate::ids::{InstanceId, SavedViewId, TenantId, UserId};
use crate::instance::ChannelType;
use crate::text_enum::text_enum;
use serde::{Deserialize, Serialize};

/// A filter of the inbox, under a name of its user's choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// Internal id.
    pub id: SavedViewId,
    /// Owner of the user.
    pub tenant_id: TenantId,
    /// The user who keeps it.
    pub user_id: UserId,
    /// Unique among the user's.
    pub name: String,
    /// Which chats it shows.
    pub filter: InboxFilter,
    /// Lower ones are shown first; of equal ones, the older.
    pub position: i64,
    /// Creation time.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
}

text_enum! {
    /// A state by which chats are listed.
    pub enum InboxState {
        /// With messages that no one has read.
        Unread = "unread",
        /// Whose newest answer by an agent, or newest message, failed.
        Failed = "failed",
        /// In which the agent is paused.
        Paused = "paused",
        /// Pinned.
        Pinned = "pinned",
        /// Archived.
        Archived = "archived",
    }
}

/// Which chats a view shows; `None` is all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct InboxFilter {
    /// Of this instance.
    pub instance_id: Option<InstanceId>,
    /// On this network.
    pub channel: Option<ChannelType>,
    /// Of this kind.
    pub kind: Option<ChatType>,
    /// In this state.
    pub show: Option<InboxState>,
    /// With these words in a name, a number or a message.
    pub search: Option<String>,
}
