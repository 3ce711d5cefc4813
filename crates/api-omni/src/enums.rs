//! Which string fields of the API document have fixed values.
//!
//! In one table, and not as attributes: the values are those of the domain's enums, which know
//! nothing of documents.

use omni_domain::access::Role;
use omni_domain::agent::ToolMethod;
use omni_domain::ai_layer::AiMode;
use omni_domain::answer::AnswerKind;
use omni_domain::content::ContentType;
use omni_domain::conversation::{ChatType, LinkedBy, MediaStatus};
use omni_domain::conversation_settings::{NewInput, ReplyFilterMode, SessionStrategy};
use omni_domain::entry_point::ExecutionStatus;
use omni_domain::event::PausedBy;
use omni_domain::figures::{Division, Grouping};
use omni_domain::instance::{ChannelType, ConnectionState, DebounceMode};
use omni_domain::job::{DeadLetterStatus, JobKind, JobState};
use omni_domain::message::{DeliveryStatus, Direction, MessageSource};
use omni_domain::newsletter::NewsletterRole;
use omni_domain::pacing::{HoldReason, OnLimit};
use omni_domain::person_change::PersonAction;
use omni_domain::provider::ProviderKind;
use omni_domain::proxy::ProxyKind;
use omni_domain::rules::{AccessMode, RuleActionKind, RuleType};
use omni_domain::saved_view::InboxState;
use omni_domain::scheduled_message::ScheduledStatus;
use omni_domain::sync::{SyncStage, SyncStatus};
use omni_domain::turn::{TurnOutcome, TurnStage, TurnState};
use omni_domain::user::{SessionKind, UserStatus};
use omni_domain::webhook::{DeliveryState, DisabledReason, Envelope, Ordering};
use omni_domain::{batch::BatchStatus, content::ReferralSource};
use serde_json::Value;
use utoipa::openapi::schema::{ArrayItems, Components, Object, Schema, SchemaType, Type};
use utoipa::openapi::{OpenApi, RefOr};

/// The values of a domain enum.
macro_rules! all {
    ($name:ident) => {
        $name::ALL.iter().map(|value| value.as_str()).collect()
    };
}

/// A schema, its property, and the property's values.
type Field = (&'static str, &'static str, Vec<&'static str>);

#[expect(clippy::too_many_lines, reason = "a table: one line per field")]
fn fields() -> Vec<Field> {
    let status = || vec!["connected", "connecting", "disconnected", "error"];
    let health = || vec!["healthy", "degraded", "unhealthy"];
    let part = || vec!["ok", "error"];
    let service = || vec!["running", "stopped", "error"];
    let sent = || vec!["sent", "queued"];
    vec![
        ("AccessRuleView", "type", all!(RuleType)),
        ("JoinedGroupView", "status", vec!["joined", "pending"]),
        ("GroupMemberView", "role", vec!["owner", "admin", "member"]),
        ("NewsletterView", "role", all!(NewsletterRole)),
        ("NewsletterPostView", "contentType", all!(ContentType)),
        ("AccessVerdictView", "action", all!(RuleActionKind)),
        ("AccessVerdictView", "mode", all!(AccessMode)),
        ("AnalyticsReportView", "bucket", all!(Division)),
        ("AnalyticsReportView", "groupBy", all!(Grouping)),
        ("AgentConfigRequest", "type", all!(ProviderKind)),
        ("AgentConfigView", "type", all!(ProviderKind)),
        ("AgentPauseView", "by", all!(PausedBy)),
        ("AgentToolBody", "method", all!(ToolMethod)),
        ("AgentToolBody", "type", vec!["http", "mcp"]),
        ("AnswersView", "kind", all!(AnswerKind)),
        ("AttendantView", "kind", vec!["agent", "person"]),
        ("ExecutionView", "status", all!(ExecutionStatus)),
        ("ApiKeyView", "status", vec!["active", "revoked", "expired"]),
        ("BatchJobView", "status", all!(BatchStatus)),
        ("BusView", "kind", vec!["in-process", "postgres", "nats"]),
        ("BusView", "status", part()),
        ("ChatAiLayerView", "mode", all!(AiMode)),
        ("ConnectionStatusView", "state", all!(ConnectionState)),
        ("ConnectionStatusView", "status", status()),
        ("ConversationSettings", "newInput", all!(NewInput)),
        ("ConversationSettings", "sessionStrategy", all!(SessionStrategy)),
        ("CreateAccessRuleRequest", "type", all!(RuleType)),
        ("CreateInstanceRequest", "accessMode", all!(AccessMode)),
        ("CreateProviderRequest", "type", all!(ProviderKind)),
        ("CreateUserRequest", "role", all!(Role)),
        ("CreateWebhookEndpointRequest", "direction", all!(Direction)),
        ("CreateWebhookEndpointRequest", "envelope", all!(Envelope)),
        ("CreateWebhookEndpointRequest", "ordering", all!(Ordering)),
        ("DatabaseView", "status", part()),
        ("DeadLetterView", "state", all!(JobState)),
        ("DeadLetterView", "status", all!(DeadLetterStatus)),
        ("EventFilters", "direction", all!(Direction)),
        ("EventView", "direction", all!(Direction)),
        ("EventView", "errorStage", vec!["agent_request", "channel_send"]),
        ("EventView", "status", vec!["received", "completed", "failed"]),
        ("FoundChatView", "chatType", all!(ChatType)),
        ("HealthView", "status", health()),
        ("InboxFilterRequest", "channel", all!(ChannelType)),
        ("InboxFilterRequest", "kind", all!(ChatType)),
        ("InboxFilterRequest", "show", all!(InboxState)),
        ("InboxFilterView", "channel", all!(ChannelType)),
        ("InboxFilterView", "kind", all!(ChatType)),
        ("InboxFilterView", "show", all!(InboxState)),
        ("InfoView", "environment", vec!["production", "development", "sandbox"]),
        ("InstallMcpRequest", "client", vec!["claude-code", "cursor", "custom"]),
        ("InstallMcpRequest", "method", vec!["http", "stdio"]),
        ("InstanceAiLayerView", "mode", all!(AiMode)),
        ("InstanceView", "state", all!(ConnectionState)),
        ("InstanceView", "status", status()),
        ("InternalHealthView", "status", health()),
        ("LastMessageView", "source", all!(MessageSource)),
        ("LastMessageView", "status", all!(DeliveryStatus)),
        ("LoginRequest", "kind", all!(SessionKind)),
        ("LogEntryView", "level", vec!["debug", "info", "warn", "error"]),
        ("MediaFileView", "mediaStatus", all!(MediaStatus)),
        ("MediaFileView", "source", vec!["local", "channel"]),
        ("MessageResult", "deliveryStatus", all!(DeliveryStatus)),
        ("MessageResult", "status", sent()),
        ("MessageView", "direction", all!(Direction)),
        ("MessageView", "source", all!(MessageSource)),
        ("MessageView", "status", all!(DeliveryStatus)),
        ("MessagingSettings", "debounceMode", all!(DebounceMode)),
        (
            "OnboardingStepView",
            "id",
            vec![
                "welcome",
                "api_keys",
                "first_instance",
                "connect",
                "agent",
                "test_message",
                "complete",
            ],
        ),
        ("OnboardingStepView", "status", vec!["pending", "in_progress", "completed", "skipped"]),
        ("PasskeyView", "step", vec!["sign", "compare"]),
        ("PersonChangeView", "action", all!(PersonAction)),
        ("PersonValueChangeView", "column", vec!["name", "phone", "email"]),
        ("PersonsImportRowView", "outcome", vec!["create", "update", "unchanged", "error"]),
        ("PlatformIdentityView", "linkedBy", all!(LinkedBy)),
        ("ProcessingView", "chatType", all!(ChatType)),
        ("InstanceSyncView", "stage", all!(SyncStage)),
        ("InstanceSyncView", "status", all!(SyncStatus)),
        ("ProgressView", "stage", all!(SyncStage)),
        ("ProviderAgentView", "type", vec!["agent", "team", "workflow", "model"]),
        ("ProviderView", "lastHealthStatus", vec!["healthy", "unhealthy"]),
        ("ProviderView", "type", all!(ProviderKind)),
        ("ProxyView", "type", all!(ProxyKind)),
        ("QuestionEntryView", "role", vec!["user", "assistant"]),
        ("QueueView", "kind", all!(JobKind)),
        ("ReferralView", "source", all!(ReferralSource)),
        ("ReplyFilterSettings", "mode", all!(ReplyFilterMode)),
        ("RuleActionRequest", "type", all!(RuleActionKind)),
        ("RuleActionView", "type", all!(RuleActionKind)),
        ("ScheduledMessageView", "status", all!(ScheduledStatus)),
        ("SentByView", "type", vec!["user"]),
        ("ServiceChangedView", "status", service()),
        ("ServiceView", "status", service()),
        ("SessionView", "kind", all!(SessionKind)),
        ("SettingView", "valueType", vec!["string", "integer", "boolean", "json", "secret"]),
        ("SubprocessConfigView", "databaseProvider", vec!["postgresql", "sqlite"]),
        ("SyncJobView", "status", all!(SyncStatus)),
        ("TestMessageBody", "role", vec!["user", "assistant"]),
        ("TurnErrorView", "stage", all!(TurnStage)),
        ("TurnView", "outcome", all!(TurnOutcome)),
        ("TurnView", "state", all!(TurnState)),
        ("UpdateAccessRuleRequest", "type", all!(RuleType)),
        ("UpdateChatAiLayerRequest", "mode", all!(AiMode)),
        ("UpdateInstanceAiLayerRequest", "mode", all!(AiMode)),
        ("UpdateInstanceRequest", "accessMode", all!(AccessMode)),
        ("UpdateProviderRequest", "type", all!(ProviderKind)),
        ("UpdateUserRequest", "role", all!(Role)),
        ("UserView", "role", all!(Role)),
        ("UserView", "status", all!(UserStatus)),
        ("UpdateWebhookEndpointRequest", "direction", all!(Direction)),
        ("UpdateWebhookEndpointRequest", "ordering", all!(Ordering)),
        ("V1SentView", "status", sent()),
        ("WebhookAttemptRequestView", "envelope", all!(Envelope)),
        ("WebhookDeliveryView", "status", all!(DeliveryState)),
        ("WebhookEndpointView", "direction", all!(Direction)),
        ("WebhookEndpointView", "disabledReason", all!(DisabledReason)),
        ("WebhookEndpointView", "envelope", all!(Envelope)),
        ("WebhookEndpointView", "ordering", all!(Ordering)),
        ("HoldView", "reason", all!(HoldReason)),
        ("PacingSettings", "onLimit", all!(OnLimit)),
        ("PacingSettings", "onRestriction", all!(OnLimit)),
        ("PacingView", "onLimit", all!(OnLimit)),
        ("PacingView", "onRestriction", all!(OnLimit)),
    ]
}

/// Adds the values to the document. Returns the fields that it has not as plain strings.
pub(crate) fn complete(document: &mut OpenApi) -> Vec<(&'static str, &'static str)> {
    let components = document.components.get_or_insert_default();
    let mut unknown = Vec::new();
    for (schema, name, values) in fields() {
        let property =
            schema_of(components, schema).and_then(|object| object.properties.get_mut(name));
        let Some(RefOr::T(Schema::Object(property))) = property else {
            unknown.push((schema, name));
            continue;
        };
        let nullable = match &property.schema_type {
            SchemaType::Type(Type::String) => false,
            SchemaType::Array(types) if types.contains(&Type::String) => true,
            _ => {
                unknown.push((schema, name));
                continue;
            }
        };
        let mut allowed: Vec<Value> = values.into_iter().map(Value::from).collect();
        if nullable {
            allowed.push(Value::Null);
        }
        property.enum_values = Some(allowed);
    }
    unknown
}

/// A schema by its name: one of the document's, or the items of a list that alone has it.
fn schema_of<'d>(components: &'d mut Components, name: &str) -> Option<&'d mut Object> {
    if components.schemas.contains_key(name) {
        return as_object(components.schemas.get_mut(name)?);
    }
    let list = as_object(components.schemas.get_mut(&format!("ListView_{name}"))?)?;
    let RefOr::T(Schema::Array(items)) = list.properties.get_mut("items")? else { return None };
    match &mut items.items {
        ArrayItems::RefOrSchema(item) => as_object(item),
        ArrayItems::False => None,
    }
}

const fn as_object(schema: &mut RefOr<Schema>) -> Option<&mut Object> {
    match schema {
        RefOr::T(Schema::Object(object)) => Some(object),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::complete;

    #[test]
    fn every_field_of_the_table_is_a_string_of_the_document() {
        let mut document = crate::openapi::openapi();
        assert_eq!(complete(&mut document), []);
    }
}
