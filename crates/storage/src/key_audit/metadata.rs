//! The column `metadata` of the audit.

use omni_domain::access::Principal;
use omni_domain::ids::ApiKeyId;
use omni_domain::key::KeyAudit;
use serde::{Deserialize, Deserializer, Serialize};

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Metadata {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) request_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    principal: Option<Principal>,
    /// In rows written before `principal`.
    #[serde(skip_serializing, deserialize_with = "by_key")]
    by_key_id: ByKey,
    /// Those that this version does not have are left out when they are read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) fields: Vec<String>,
}

/// The older member `byKeyId`.
#[derive(Debug, Clone, Copy, Default)]
enum ByKey {
    /// The row has none.
    #[default]
    Absent,
    /// A key, or `null` for the system.
    Present(Option<ApiKeyId>),
}

fn by_key<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ByKey, D::Error> {
    Option::deserialize(deserializer).map(ByKey::Present)
}

impl Metadata {
    /// What is stored of an entry; `None` if there is nothing to store.
    pub(super) fn of(entry: &KeyAudit) -> Option<Self> {
        let KeyAudit { request_id, changed_by, changed_fields, .. } = entry;
        if request_id.is_none() && changed_by.is_none() && changed_fields.is_empty() {
            return None;
        }
        Some(Self {
            request_id: request_id.clone(),
            principal: *changed_by,
            by_key_id: ByKey::Absent,
            fields: changed_fields.iter().map(|field| field.as_str().to_owned()).collect(),
        })
    }

    pub(super) fn changed_by(&self) -> Option<Principal> {
        self.principal.or(match self.by_key_id {
            ByKey::Absent => None,
            ByKey::Present(key) => Some(key.map_or(Principal::System, Principal::ApiKey)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Metadata;
    use omni_domain::access::Principal;
    use omni_domain::ids::ApiKeyId;
    use uuid::Uuid;

    #[test]
    fn earlier_rows_name_their_principal() {
        let by =
            |json: &str| serde_json::from_str::<Metadata>(json).expect("readable").changed_by();
        let id = "00000000-0000-0000-0000-000000000001";
        let key = Principal::ApiKey(ApiKeyId(Uuid::from_u128(1)));
        assert_eq!(by(&format!(r#"{{"byKeyId":"{id}","fields":["name"]}}"#)), Some(key));
        assert_eq!(by(r#"{"byKeyId":null}"#), Some(Principal::System));
        assert_eq!(by(r#"{"requestId":"r"}"#), None);
        assert_eq!(by(&format!(r#"{{"principal":"api_key:{id}"}}"#)), Some(key));
    }
}
