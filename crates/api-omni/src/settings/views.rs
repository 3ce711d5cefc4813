use crate::shapes::Time;
use omni_app::settings::{SettingChange, SettingView as Setting, ValueType};
use omni_domain::ids::ApiKeyId;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

/// A setting. A secret's value is shown as `********`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SettingView {
    #[schema(example = "media.default_language")]
    key: String,
    /// The value, or the default while none is set; null without either.
    #[schema(value_type = Value, example = "pt")]
    value: Value,
    /// `string`, `integer`, `boolean`, `json` or `secret`.
    #[schema(example = "string")]
    value_type: &'static str,
    #[schema(example = "media")]
    category: String,
    description: Option<&'static str>,
    is_secret: bool,
    /// The server requires it; deleting it restores the default.
    is_required: bool,
    /// The default, which applies while no value is set.
    #[schema(value_type = Option<Value>)]
    default_value: Option<Value>,
    /// No value is set.
    is_default: bool,
    /// Null while no value is set.
    updated_at: Option<Time>,
}

impl From<Setting> for SettingView {
    fn from(setting: Setting) -> Self {
        Self {
            key: setting.key,
            value: setting.value,
            value_type: setting.value_type.as_str(),
            category: setting.category,
            description: setting.description,
            is_secret: setting.value_type == ValueType::Secret,
            is_required: setting.is_required,
            default_value: setting.default_value,
            is_default: setting.is_default,
            updated_at: setting.updated_at.map(Time),
        }
    }
}

/// Settings.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SettingsView {
    items: Vec<SettingView>,
}

impl From<Vec<Setting>> for SettingsView {
    fn from(settings: Vec<Setting>) -> Self {
        Self { items: settings.into_iter().map(SettingView::from).collect() }
    }
}

/// A change of a setting. A secret's values are shown as `********`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SettingChangeView {
    /// Null if it was not set.
    #[schema(value_type = Value)]
    old_value: Value,
    /// Null if it was deleted.
    #[schema(value_type = Value)]
    new_value: Value,
    /// The name of the user or API key, or `system`.
    #[schema(example = "Dashboard UI")]
    changed_by: String,
    changed_by_key_id: Option<Uuid>,
    changed_at: Time,
    reason: Option<String>,
    ip: Option<String>,
}

impl From<SettingChange> for SettingChangeView {
    fn from(change: SettingChange) -> Self {
        Self {
            old_value: change.old_value.unwrap_or_default(),
            new_value: change.new_value.unwrap_or_default(),
            changed_by: change.changed_by,
            changed_by_key_id: change.principal.api_key().map(ApiKeyId::uuid),
            changed_at: change.changed_at.into(),
            reason: change.reason,
            ip: change.ip,
        }
    }
}

/// The changes of a setting, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SettingHistoryView {
    items: Vec<SettingChangeView>,
}

impl From<Vec<SettingChange>> for SettingHistoryView {
    fn from(changes: Vec<SettingChange>) -> Self {
        Self { items: changes.into_iter().map(SettingChangeView::from).collect() }
    }
}
