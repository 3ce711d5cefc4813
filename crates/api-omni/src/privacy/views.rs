use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Privacy settings.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PrivacyView {
    /// The values by name, in the channel's terms: on `WhatsApp` `last`, `online`, `profile`,
    /// `status`, `groupadd`, `readreceipts`, `calladd`, `messages` and `defense`. Empty until the
    /// instance has been connected.
    #[schema(example = json!({ "last": "contacts", "readreceipts": "all" }))]
    settings: BTreeMap<String, String>,
}

impl From<BTreeMap<String, String>> for PrivacyView {
    fn from(settings: BTreeMap<String, String>) -> Self {
        Self { settings }
    }
}
