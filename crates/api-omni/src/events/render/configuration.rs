//! Bodies about what people configure.

use omni_domain::event::{
    AiLayerChanged, EntryPointChanged, InstanceChanged, KeyChanged, ProviderChanged,
    ProviderHealthChanged, QuickReplyChanged, SettingChanged, UserChanged, ViewChanged,
    WebhookEndpointChanged,
};
use serde_json::{Value, json};

pub(super) fn instance(changed: &InstanceChanged) -> Value {
    json!({
        "instanceId": changed.instance_id,
        "channelType": changed.channel,
        "name": changed.name,
        "changedBy": changed.changed_by,
    })
}

pub(super) fn provider(changed: &ProviderChanged) -> Value {
    json!({
        "providerId": changed.provider_id,
        "name": changed.name,
        "changedBy": changed.changed_by,
    })
}

pub(super) fn key(changed: &KeyChanged) -> Value {
    json!({ "keyId": changed.key_id, "name": changed.name, "changedBy": changed.changed_by })
}

pub(super) fn user(changed: &UserChanged) -> Value {
    json!({ "userId": changed.user_id, "name": changed.name, "changedBy": changed.changed_by })
}

pub(super) fn setting(changed: &SettingChanged) -> Value {
    json!({ "key": changed.key, "changedBy": changed.changed_by })
}

pub(super) fn webhook(changed: &WebhookEndpointChanged) -> Value {
    json!({
        "endpointId": changed.endpoint_id,
        "description": changed.description,
        "changedBy": changed.changed_by,
    })
}

pub(super) fn entry_point(changed: &EntryPointChanged) -> Value {
    json!({
        "entryPointId": changed.entry_point_id,
        "name": changed.name,
        "changedBy": changed.changed_by,
    })
}

pub(super) fn quick_reply(changed: &QuickReplyChanged) -> Value {
    json!({
        "quickReplyId": changed.quick_reply_id,
        "shortcut": changed.shortcut,
        "instanceId": changed.instance_id,
        "changedBy": changed.changed_by,
    })
}

pub(super) fn provider_health(changed: &ProviderHealthChanged) -> Value {
    json!({
        "providerId": changed.provider_id,
        "name": changed.name,
        "healthy": changed.healthy,
        "changedBy": changed.changed_by,
    })
}

pub(super) fn ai_layer(changed: &AiLayerChanged) -> Value {
    json!({
        "instanceId": changed.instance_id,
        "chatId": changed.chat,
        "changedBy": changed.changed_by,
    })
}

pub(super) fn view(changed: &ViewChanged) -> Value {
    json!({ "viewId": changed.view_id, "userId": changed.user_id })
}
