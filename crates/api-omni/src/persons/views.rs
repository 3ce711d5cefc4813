use crate::shapes::Time;
use omni_domain::conversation::{Identity, Person};
use omni_domain::instance::ChannelType;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// A human (or company) across channels.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PersonView {
    id: Uuid,
    #[schema(example = "Ann")]
    display_name: Option<String>,
    /// E.164.
    #[schema(example = "+15550002222")]
    primary_phone: Option<String>,
    primary_email: Option<String>,
    avatar_url: Option<String>,
    /// Data of callers and merges; `mergedFrom` lists the persons that were merged into this one.
    #[schema(value_type = Object)]
    metadata: Map<String, Value>,
    created_at: Time,
    updated_at: Time,
}

impl From<Person> for PersonView {
    fn from(person: Person) -> Self {
        Self {
            id: person.id.uuid(),
            display_name: person.display_name,
            primary_phone: person.primary_phone,
            primary_email: person.primary_email,
            avatar_url: person.avatar_url,
            metadata: person.metadata,
            created_at: person.created_at.into(),
            updated_at: person.updated_at.into(),
        }
    }
}

/// A person's account on an instance's channel.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PlatformIdentityView {
    id: Uuid,
    person_id: Uuid,
    #[schema(example = "whatsapp-baileys")]
    channel: &'static str,
    instance_id: Uuid,
    /// The channel's address.
    #[schema(example = "15550002222@s.whatsapp.net")]
    platform_user_id: String,
    /// The profile name that they chose there.
    platform_username: Option<String>,
    profile_pic_url: Option<String>,
    profile_data: ProfileDataView,
    /// Messages they sent.
    message_count: i64,
    last_seen_at: Time,
    first_seen_at: Time,
    /// How it was linked to this person: `initial`, `phone_match` or `manual`.
    linked_by: &'static str,
    /// The confidence of the link, 0 to 100.
    confidence: i64,
    link_reason: Option<String>,
    /// When it was linked to this person.
    linked_at: Time,
    created_at: Time,
    updated_at: Time,
}

/// An account's profile.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ProfileDataView {
    name: Option<String>,
    /// With country code, digits only.
    phone: Option<String>,
    /// The account's other address, where the channel has two.
    alternate_user_id: Option<String>,
}

impl From<Identity> for PlatformIdentityView {
    fn from(identity: Identity) -> Self {
        let linked_at = identity.link.at.unwrap_or(identity.first_seen_at);
        Self {
            id: identity.id.uuid(),
            person_id: identity.person_id.uuid(),
            channel: identity.channel.as_str(),
            instance_id: identity.instance_id.uuid(),
            profile_data: ProfileDataView {
                name: identity.display_name.clone(),
                phone: identity.address.phone.as_ref().map(|phone| phone.digits().to_owned()),
                alternate_user_id: identity.address.alt,
            },
            platform_user_id: identity.address.id,
            platform_username: identity.username.or(identity.display_name),
            profile_pic_url: None,
            message_count: identity.message_count,
            last_seen_at: identity.last_seen_at.into(),
            first_seen_at: identity.first_seen_at.into(),
            linked_by: identity.link.linked_by.as_str(),
            confidence: identity.link.confidence,
            link_reason: identity.link.reason,
            linked_at: linked_at.into(),
            created_at: identity.first_seen_at.into(),
            updated_at: linked_at.max(identity.last_seen_at).into(),
        }
    }
}

/// The presence of a person on channels.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PresenceView {
    person: PersonView,
    /// Oldest first.
    identities: Vec<PlatformIdentityView>,
    summary: PresenceSummaryView,
    /// By channel.
    #[schema(value_type = BTreeMap<String, ChannelPresenceView>)]
    by_channel: BTreeMap<&'static str, ChannelPresenceView>,
}

/// All accounts together.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PresenceSummaryView {
    total_identities: usize,
    #[schema(value_type = Vec<String>)]
    active_channels: Vec<&'static str>,
    /// Messages they sent.
    total_messages: i64,
    last_seen_at: Option<Time>,
    first_seen_at: Option<Time>,
}

/// The accounts on one channel.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ChannelPresenceView {
    identities: Vec<PlatformIdentityView>,
    /// Messages they sent.
    message_count: i64,
    last_seen_at: Option<Time>,
}

impl From<omni_app::persons::Presence> for PresenceView {
    fn from(presence: omni_app::persons::Presence) -> Self {
        let all = &presence.identities;
        let mut channels: Vec<_> = all.iter().map(|identity| identity.channel).collect();
        channels.sort_unstable();
        channels.dedup();
        let summary = PresenceSummaryView {
            total_identities: all.len(),
            active_channels: channels.iter().map(|channel| channel.as_str()).collect(),
            total_messages: all.iter().map(|identity| identity.message_count).sum(),
            last_seen_at: all.iter().map(|identity| identity.last_seen_at).max().map(Time),
            first_seen_at: all.iter().map(|identity| identity.first_seen_at).min().map(Time),
        };
        let on = |channel: ChannelType| {
            let here = || all.iter().filter(move |identity| identity.channel == channel);
            ChannelPresenceView {
                identities: here().cloned().map(PlatformIdentityView::from).collect(),
                message_count: here().map(|identity| identity.message_count).sum(),
                last_seen_at: here().map(|identity| identity.last_seen_at).max().map(Time),
            }
        };
        Self {
            by_channel: channels.iter().map(|channel| (channel.as_str(), on(*channel))).collect(),
            summary,
            person: presence.person.into(),
            identities: presence.identities.into_iter().map(PlatformIdentityView::from).collect(),
        }
    }
}
