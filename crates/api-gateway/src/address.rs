//! How addresses of the network are shown: people by the digits of their number, chats as they are.

use omni_app::{App, channels};
use omni_domain::conversation::ChatType;
use omni_domain::instance::ChannelType;

/// The network of this API's accounts.
pub(crate) const NETWORK: ChannelType = ChannelType::WhatsappBaileys;

/// The digits of a person's number; their address if the number is not known.
pub(crate) fn digits(app: &App, address: &str) -> String {
    match channels::phone_of(app, NETWORK, address) {
        Some(phone) => phone.digits().to_owned(),
        None => address.to_owned(),
    }
}

/// The kind of a chat, by its address.
pub(crate) fn kind_of(app: &App, address: &str) -> &'static str {
    chat_kind(channels::chat_type_of(app, NETWORK, address).unwrap_or(ChatType::Dm))
}

/// This API's name of a kind of chat.
pub(crate) const fn chat_kind(kind: ChatType) -> &'static str {
    match kind {
        ChatType::Dm => "private",
        ChatType::Group | ChatType::Thread => "group",
        ChatType::Channel => "channel",
        ChatType::Broadcast => "broadcast",
    }
}
