use crate::shapes::Time;
use omni_domain::conversation::ChatType;
use omni_domain::ids::InstanceId;
use omni_domain::instance::ChannelType;
use omni_domain::saved_view::{InboxFilter, InboxState, SavedView};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A filter of the inbox that a user keeps.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SavedViewView {
    id: Uuid,
    /// Unique among the user's.
    #[schema(example = "Unread in the shop")]
    name: String,
    filter: InboxFilterView,
    /// Lower ones are shown first; of equal ones, the older.
    position: i64,
    created_at: Time,
    updated_at: Time,
}

/// Which chats a view shows; `null` is all.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct InboxFilterView {
    /// Of this instance.
    instance_id: Option<Uuid>,
    /// On this channel.
    channel: Option<&'static str>,
    /// Of this kind.
    kind: Option<&'static str>,
    /// In this state.
    show: Option<&'static str>,
    /// Assigned to the user of this id, to the user of the view (`me`), or to none (`none`).
    #[schema(example = "me")]
    assigned: Option<String>,
    /// With the label of this id.
    label: Option<String>,
    /// With these words in a name, a number or a message.
    search: Option<String>,
}

impl From<SavedView> for SavedViewView {
    fn from(view: SavedView) -> Self {
        Self {
            id: view.id.uuid(),
            name: view.name,
            filter: view.filter.into(),
            position: view.position,
            created_at: view.created_at.into(),
            updated_at: view.updated_at.into(),
        }
    }
}

impl From<InboxFilter> for InboxFilterView {
    fn from(filter: InboxFilter) -> Self {
        Self {
            instance_id: filter.instance_id.map(InstanceId::uuid),
            channel: filter.channel.map(ChannelType::as_str),
            kind: filter.kind.map(ChatType::as_str),
            show: filter.show.map(InboxState::as_str),
            assigned: filter.assigned.map(|to| to.to_string()),
            label: filter.label,
            search: filter.search,
        }
    }
}
