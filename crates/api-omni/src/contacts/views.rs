use crate::shapes::Time;
use omni_domain::conversation::Contact;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// An address-book entry.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ContactView {
    id: Uuid,
    instance_id: Uuid,
    /// The channel's address.
    #[schema(example = "5511999998888@s.whatsapp.net")]
    platform_user_id: String,
    /// The other address, where the channel has two.
    alternate_user_id: Option<String>,
    /// The best name known.
    display_name: Option<String>,
    /// The name that the contact chose.
    push_name: Option<String>,
    /// With country code, digits only.
    phone: Option<String>,
    /// The contact's picture, if it was requested recently.
    avatar_url: Option<String>,
    is_group: bool,
    is_business: bool,
    created_at: Time,
    updated_at: Time,
}

impl ContactView {
    pub(super) fn new(contact: Contact, avatar_url: Option<String>) -> Self {
        Self {
            id: contact.id.uuid(),
            instance_id: contact.instance_id.uuid(),
            platform_user_id: contact.address.id,
            alternate_user_id: contact.address.alt,
            display_name: contact.display_name,
            push_name: contact.push_name,
            phone: contact.address.phone.map(|phone| phone.digits().to_owned()),
            avatar_url,
            is_group: contact.is_group,
            is_business: contact.is_business,
            created_at: contact.created_at.into(),
            updated_at: contact.updated_at.into(),
        }
    }
}
