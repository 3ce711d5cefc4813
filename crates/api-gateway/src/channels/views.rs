use crate::shapes::Time;
use omni_app::newsletters::NewsletterInfo;
use omni_domain::newsletter::NewsletterRole;
use serde::Serialize;
use utoipa::ToSchema;

/// A channel.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChannelView {
    /// Its address.
    #[schema(example = "120363000000000009@newsletter")]
    pub(super) id: String,
    name: String,
    description: Option<String>,
    subscribers_count: u64,
    /// The network has verified who runs it.
    verification: bool,
    invite_code: Option<String>,
    /// `owner`, `admin`, `follower` or `guest`.
    #[schema(example = "owner")]
    role: Option<&'static str>,
    created_at: Option<Time>,
}

impl From<NewsletterInfo> for ChannelView {
    fn from(info: NewsletterInfo) -> Self {
        Self {
            id: info.address.id,
            name: info.name,
            description: info.description,
            subscribers_count: info.followers,
            verification: info.verified,
            invite_code: info.invite,
            role: info.role.map(NewsletterRole::as_str),
            created_at: info.created_at.map(Time::from),
        }
    }
}
