use omni_app::entity_tag::Precondition;
use omni_app::views::{NewView, ViewPatch};
use omni_domain::conversation::ChatType;
use omni_domain::ids::InstanceId;
use omni_domain::instance::ChannelType;
use omni_domain::saved_view::{InboxAssignee, InboxFilter, InboxState};
use serde::Deserialize;
use utoipa::ToSchema;

/// A new view.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CreateViewRequest {
    /// Unique among the user's.
    #[schema(min_length = 1, max_length = 60, example = "Unread in the shop")]
    name: String,
    filter: InboxFilterRequest,
    /// Lower ones are shown first; of equal ones, the older.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1_000_000)]
    position: i64,
}

/// Changes of a view: only the given members change.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(min_properties = 1)]
pub(super) struct UpdateViewRequest {
    /// Unique among the user's.
    #[schema(min_length = 1, max_length = 60)]
    name: Option<String>,
    /// Replaced as a whole.
    filter: Option<InboxFilterRequest>,
    /// Lower ones are shown first.
    #[schema(minimum = 0, maximum = 1_000_000)]
    position: Option<i64>,
}

/// Which chats a view shows; what is absent or `null` is all.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct InboxFilterRequest {
    /// Of this instance.
    #[schema(value_type = Option<Uuid>)]
    instance_id: Option<InstanceId>,
    /// On this channel.
    #[schema(value_type = Option<String>)]
    channel: Option<ChannelType>,
    /// Of this kind.
    #[schema(value_type = Option<String>, example = "dm")]
    kind: Option<ChatType>,
    /// In this state.
    #[schema(value_type = Option<String>, example = "unread")]
    show: Option<InboxState>,
    /// Assigned to the user of this id, to the user of the view (`me`), or to none (`none`).
    #[schema(value_type = Option<String>, example = "me")]
    assigned: Option<InboxAssignee>,
    /// With the label of this id. Labels are an instance's own.
    #[schema(max_length = 200)]
    label: Option<String>,
    /// With these words in a name, a number or a message.
    #[schema(max_length = 200)]
    search: Option<String>,
}

impl From<InboxFilterRequest> for InboxFilter {
    fn from(request: InboxFilterRequest) -> Self {
        Self {
            instance_id: request.instance_id,
            channel: request.channel,
            kind: request.kind,
            show: request.show,
            assigned: request.assigned,
            label: request.label,
            search: request.search,
        }
    }
}

impl From<CreateViewRequest> for NewView {
    fn from(request: CreateViewRequest) -> Self {
        Self { name: request.name, filter: request.filter.into(), position: request.position }
    }
}

impl From<UpdateViewRequest> for ViewPatch {
    fn from(request: UpdateViewRequest) -> Self {
        Self {
            precondition: Precondition::None,
            name: request.name,
            filter: request.filter.map(InboxFilter::from),
            position: request.position,
        }
    }
}
