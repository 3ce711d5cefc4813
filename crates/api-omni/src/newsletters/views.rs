use crate::shapes::Time;
use omni_app::newsletters::NewsletterInfo;
use omni_domain::newsletter::NewsletterRole;
use serde::Serialize;
use utoipa::ToSchema;

/// A newsletter.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewsletterView {
    /// Its address on the channel.
    #[schema(example = "120363025246125486@newsletter")]
    newsletter_id: String,
    /// Its name.
    name: String,
    /// Its description.
    description: Option<String>,
    /// How many people follow it.
    follower_count: u64,
    /// Whether the network has verified who runs it.
    is_verified: bool,
    /// The link by which people follow it.
    #[schema(example = "https://whatsapp.com/channel/0029VaAbCdEf")]
    invite_url: Option<String>,
    /// The account's role in it.
    role: Option<&'static str>,
    /// When it was made.
    created_at: Option<Time>,
}

impl From<NewsletterInfo> for NewsletterView {
    fn from(found: NewsletterInfo) -> Self {
        Self {
            newsletter_id: found.address.id,
            name: found.name,
            description: found.description,
            follower_count: found.followers,
            is_verified: found.verified,
            invite_url: found.invite.map(|code| format!("https://whatsapp.com/channel/{code}")),
            role: found.role.map(NewsletterRole::as_str),
            created_at: found.created_at.map(Into::into),
        }
    }
}
