use super::Manager;
use crate::app::App;
use crate::error::{Error, Field};
use omni_channel::{GroupInvite, JoinedGroup};
use omni_domain::access::Caller;
use omni_domain::content::Content;
use omni_domain::conversation::ChatType;
use omni_domain::ids::{InstanceId, MessageId};
use omni_domain::message::{Direction, Message};

/// Joins a group by an invite that a person sent as a message.
pub async fn accept_invite(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    message: MessageId,
) -> Result<JoinedGroup, Error> {
    let manager = Manager::load(app, caller, id).await?;
    let found = app.store.find_message(caller.tenant_id, message).await?;
    let found = found
        .filter(|found| found.instance_id == id)
        .ok_or_else(|| Error::not_found("message", message))?;
    let invite = invite_of(&found).ok_or_else(|| {
        Error::invalid(Field::InviteMessage, "name a received message with an invite to a group")
    })?;
    Ok(manager.communities(app)?.accept_invite(invite).await?)
}

fn invite_of(message: &Message) -> Option<GroupInvite> {
    let Content::Invite(invite) = &message.content else { return None };
    if message.direction != Direction::Inbound || invite.chat_type != ChatType::Group {
        return None;
    }
    Some(GroupInvite {
        group: invite.chat.clone(),
        code: invite.code.clone()?,
        expires_at: invite.expires_at,
        by: message.sender_platform_id.clone(),
    })
}
