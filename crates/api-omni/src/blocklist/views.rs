use crate::shapes::Time;
use omni_domain::chat_state::BlockedContact;
use serde::Serialize;
use utoipa::ToSchema;

/// A person whom the account has blocked.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BlockedContactView {
    /// The channel's address of the person.
    #[schema(example = "5511999998888@s.whatsapp.net")]
    external_id: String,
    /// Their other address, where the channel has two.
    canonical_id: Option<String>,
    /// Since when it is known here.
    blocked_at: Time,
}

impl From<BlockedContact> for BlockedContactView {
    fn from(contact: BlockedContact) -> Self {
        Self {
            external_id: contact.address,
            canonical_id: contact.address_alt,
            blocked_at: contact.blocked_at.into(),
        }
    }
}
