//! Filters of the inbox that users keep.

use crate::clock::Timestamp;
use crate::conversation::ChatType;
use crate::ids::{InstanceId, ParseError, SavedViewId, TenantId, UserId};
use crate::instance::ChannelType;
use crate::text_enum::text_enum;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

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

/// To whom the chats of a view are assigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InboxAssignee {
    /// To the user of the view.
    Me,
    /// To no user.
    NoUser,
    /// To this user.
    User(UserId),
}

impl fmt::Display for InboxAssignee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Me => f.write_str("me"),
            Self::NoUser => f.write_str("none"),
            Self::User(id) => write!(f, "{id}"),
        }
    }
}

impl FromStr for InboxAssignee {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        match text {
            "me" => Ok(Self::Me),
            "none" => Ok(Self::NoUser),
            id => id.parse().map(Self::User).map_err(|_| ParseError::new("InboxAssignee", id)),
        }
    }
}

impl Serialize for InboxAssignee {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for InboxAssignee {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        let invalid = |_| serde::de::Error::custom("expected the id of a user, `me` or `none`");
        text.parse().map_err(invalid)
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
    /// Assigned so.
    pub assigned: Option<InboxAssignee>,
    /// With the label of this id. Labels are an instance's own.
    pub label: Option<String>,
    /// With these words in a name, a number or a message.
    pub search: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::{InboxAssignee, InboxFilter};
    use crate::ids::UserId;
    use uuid::Uuid;

    #[test]
    fn an_assignee_is_one_text() {
        let user = InboxAssignee::User(UserId(Uuid::from_u128(7)));
        let texts = ["me", "none", "00000000-0000-0000-0000-000000000007"];
        for (assignee, text) in [InboxAssignee::Me, InboxAssignee::NoUser, user].iter().zip(texts) {
            let json = serde_json::to_string(assignee).expect("JSON");
            assert_eq!(json, format!("\"{text}\""));
            let read: InboxAssignee = serde_json::from_str(&json).expect("an assignee");
            assert_eq!(read, *assignee);
        }
        assert!(serde_json::from_str::<InboxAssignee>("\"ann\"").is_err());
    }

    #[test]
    fn a_filter_that_was_stored_before_assignees_and_labels_is_read() {
        let stored =
            r#"{"instanceId":null,"channel":null,"kind":"group","show":null,"search":"x"}"#;
        let read: InboxFilter = serde_json::from_str(stored).expect("a filter");
        assert_eq!((read.assigned, read.label), (None, None));
        assert_eq!(read.search.as_deref(), Some("x"));
    }
}
