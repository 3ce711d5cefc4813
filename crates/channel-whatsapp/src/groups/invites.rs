//! Invites to people whose settings do not let others add them to groups.

use super::ask;
use crate::outbound::{deliver, new_message_id};
use crate::session::Core;
use omni_channel::{ChannelError, Sent};
use std::sync::Arc;
use wacore_binary::Jid;
use waproto::buffa::MessageField;
use waproto::whatsapp as wa;
use waproto::whatsapp::message::GroupInviteMessage;
use whatsapp_rust::Client;
use whatsapp_rust::features::ParticipantChangeResponse;

/// What the network offers for a person who could not be added.
#[derive(Debug)]
pub(super) struct Offer {
    pub(super) person: Jid,
    code: String,
    expires: i64,
}

impl Offer {
    pub(super) fn of(answer: &ParticipantChangeResponse) -> Option<Self> {
        let offer = answer.add_request.as_ref()?;
        let expires = i64::try_from(offer.expiration).ok()?;
        let person = answer.phone_number.clone().unwrap_or_else(|| answer.jid.clone());
        Some(Self { person, code: offer.code.clone(), expires })
    }
}

/// Sends the invite as a message to the person.
pub(super) async fn send(
    core: &Core,
    client: &Arc<Client>,
    group: &Jid,
    offer: Offer,
) -> Result<Sent, ChannelError> {
    let name = ask(core, client.groups().get_metadata(group)).await.map(|group| group.subject);
    let body = wa::Message {
        group_invite_message: MessageField::some(GroupInviteMessage {
            group_jid: Some(group.to_string()),
            invite_code: Some(offer.code),
            invite_expiration: Some(offer.expires),
            group_name: name.ok(),
            ..Default::default()
        }),
        ..wa::Message::default()
    };
    deliver(core, client, offer.person, body, &new_message_id(), None).await
}
