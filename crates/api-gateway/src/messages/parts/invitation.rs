use crate::shapes::Time;
use omni_domain::content::Invite;
use omni_domain::conversation::ChatType;
use serde::Serialize;
use utoipa::ToSchema;

/// An invitation into a group or channel.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InvitationView {
    /// The address of the group or channel.
    #[schema(example = "120363000000000001@g.us")]
    id: String,
    /// Its name.
    title: Option<String>,
    /// The text that was written with it.
    body: Option<String>,
    /// For the recipient alone; not the code of an invite link.
    invite_code: Option<String>,
    expiration: Option<Time>,
}

impl From<&Invite> for InvitationView {
    fn from(invite: &Invite) -> Self {
        Self {
            id: invite.chat.clone(),
            title: invite.name.clone(),
            body: invite.text.clone(),
            invite_code: invite.code.clone(),
            expiration: invite.expires_at.map(Time::from),
        }
    }
}

/// Whether it leads to a channel, and not into a group.
pub(crate) fn is_to_channel(invite: &Invite) -> bool {
    invite.chat_type == ChatType::Channel
}
