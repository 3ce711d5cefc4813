use omni_domain::content::ContactCard;
use serde::Serialize;
use utoipa::ToSchema;

/// A contact card.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CardView {
    name: String,
    phone: Option<String>,
    vcard: Option<String>,
}

impl From<&ContactCard> for CardView {
    fn from(card: &ContactCard) -> Self {
        Self { name: card.name.clone(), phone: card.phone.clone(), vcard: card.vcard.clone() }
    }
}
