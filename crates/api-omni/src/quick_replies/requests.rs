use crate::shapes::given;
use omni_app::entity_tag::Precondition;
use omni_app::quick_replies::{NewQuickReply, QuickReplyPatch};
use omni_domain::ids::InstanceId;
use serde::Deserialize;
use utoipa::ToSchema;

/// A new quick reply.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CreateQuickReplyRequest {
    /// Only for this instance; absent is all instances.
    #[schema(value_type = Option<Uuid>)]
    instance_id: Option<InstanceId>,
    /// Unique: letters, digits, `-` and `_`. A slash before it is dropped, and it is kept in lower case.
    #[schema(min_length = 1, max_length = 32, example = "hours")]
    shortcut: String,
    #[schema(min_length = 1, max_length = 100, example = "Opening hours")]
    title: String,
    /// With `{{name}}` (of the person in the chat), `{{phone}}` (their number) and `{{agent}}` (the name
    /// of the user who answers), which the client fills in. Other names in double braces are refused.
    #[schema(
        min_length = 1,
        max_length = 4096,
        example = "Hello {{name}}, we are open from 9 to 6."
    )]
    text: String,
}

/// Changes of a quick reply: only the given members change.
#[expect(clippy::option_option, reason = "absent, null and a value differ in a patch")]
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(min_properties = 1)]
pub(super) struct UpdateQuickReplyRequest {
    /// Only for this instance; `null` is all instances.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Uuid>)]
    instance_id: Option<Option<InstanceId>>,
    /// Unique: letters, digits, `-` and `_`.
    #[schema(min_length = 1, max_length = 32)]
    shortcut: Option<String>,
    #[schema(min_length = 1, max_length = 100)]
    title: Option<String>,
    /// With the variables `{{name}}`, `{{phone}}` and `{{agent}}`.
    #[schema(min_length = 1, max_length = 4096)]
    text: Option<String>,
}

impl From<CreateQuickReplyRequest> for NewQuickReply {
    fn from(request: CreateQuickReplyRequest) -> Self {
        Self {
            instance_id: request.instance_id,
            shortcut: request.shortcut,
            title: request.title,
            text: request.text,
        }
    }
}

impl From<UpdateQuickReplyRequest> for QuickReplyPatch {
    fn from(request: UpdateQuickReplyRequest) -> Self {
        Self {
            precondition: Precondition::None,
            instance_id: request.instance_id,
            shortcut: request.shortcut,
            title: request.title,
            text: request.text,
        }
    }
}
