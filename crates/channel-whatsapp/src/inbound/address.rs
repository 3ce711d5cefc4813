//! Resolves the two addresses (phone number and LID) of one person.

use crate::inbound::message::{Envelope, Me};
use crate::jid::{address, address_of, bare, chat_type};
use omni_domain::Timestamp;
use omni_domain::conversation::Address;
use wacore::types::message::MessageInfo;
use wacore_binary::{Jid, JidExt, Server};
use whatsapp_rust::Client;

/// Looks addresses up in the library's LID mapping.
#[derive(Clone, Copy)]
pub(crate) struct Book<'a> {
    client: &'a Client,
}

impl<'a> Book<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    pub(super) fn me(self) -> Me {
        let text = |jid: Option<Jid>| jid.map(|jid| bare(&jid).to_string());
        Me { pn: text(self.client.pn()), lid: text(self.client.lid()) }
    }

    /// The account's own address.
    pub(super) fn own(self) -> Option<Address> {
        address_of(self.client.pn().as_ref(), self.client.lid().as_ref())
    }

    /// The other address, if it is known. A failed look-up counts as unknown: the given address is
    /// valid too.
    async fn other(self, jid: &Jid) -> Option<Jid> {
        for (own, alt) in
            [(self.client.pn(), self.client.lid()), (self.client.lid(), self.client.pn())]
        {
            if own.is_some_and(|own| own.is_same_chat_as(jid)) {
                return alt;
            }
        }
        let entry = self.client.get_lid_pn_entry(jid).await.ok().flatten()?;
        Some(if jid.is_lid() { Jid::pn(&*entry.phone_number) } else { Jid::lid(&*entry.lid) })
    }

    /// A person's or chat's address, the phone JID first where it is known.
    pub(crate) async fn address(self, jid: &Jid, alt: Option<&Jid>) -> Address {
        let jid = bare(jid);
        if !matches!(jid.server, Server::Pn | Server::Lid) {
            return Address::new(jid.to_string());
        }
        let alt = alt.map(bare).filter(|alt| {
            matches!(alt.server, Server::Pn | Server::Lid) && alt.server != jid.server
        });
        let alt = match alt {
            Some(alt) => Some(alt),
            None => self.other(&jid).await.map(|alt| bare(&alt)),
        };
        match alt {
            Some(pn) if jid.is_lid() => address(pn.to_string(), Some(jid.to_string())),
            Some(lid) => address(jid.to_string(), Some(lid.to_string())),
            None => address(jid.to_string(), None),
        }
    }

    /// [`Self::address`] of a JID in text form.
    pub(super) async fn address_of_text(self, text: &str) -> Address {
        match text.parse::<Jid>() {
            Ok(jid) => self.address(&jid, None).await,
            Err(_) => Address::new(text),
        }
    }

    /// Everything about a received message except its content.
    pub(super) async fn envelope(self, info: &MessageInfo) -> Envelope {
        let source = &info.source;
        let sender = self.address(&source.sender, source.sender_alt.as_ref()).await;
        let kind = chat_type(&source.chat);
        let alt_of_chat = if source.is_from_me {
            source.recipient_alt.as_ref().or(info.peer_recipient_pn.as_ref())
        } else {
            source.sender_alt.as_ref()
        };
        let alt_of_chat = alt_of_chat.filter(|_| !source.chat.is_group());
        Envelope {
            id: info.id.clone(),
            chat: self.address(&source.chat, alt_of_chat).await,
            chat_type: kind,
            chat_name: None,
            sender,
            sender_name: Some(info.push_name.clone()).filter(|name| !name.is_empty()),
            from_me: source.is_from_me,
            from_history: false,
            timestamp: Timestamp(info.timestamp.timestamp_millis()),
            comment_on: info.comment_target.clone(),
        }
    }
}
