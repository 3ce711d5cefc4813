//! The channels of this build, for people who choose one.

use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_channel::ChannelInfo;
use omni_domain::PhoneNumber;
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::{Address, ChatType};
use omni_domain::instance::ChannelType;

/// The channels of this build, by name.
pub fn list(app: &App, caller: &Caller) -> Result<Vec<ChannelInfo>, Error> {
    authorization::require(caller, Scope::InstancesRead)?;
    let mut channels: Vec<ChannelInfo> =
        app.channels.values().map(|channel| channel.info()).collect();
    channels.sort_by_key(|info| info.id);
    Ok(channels)
}

/// One channel of this build.
pub fn get(app: &App, caller: &Caller, id: &str) -> Result<ChannelInfo, Error> {
    list(app, caller)?
        .into_iter()
        .find(|info| info.id.as_str() == id)
        .ok_or_else(|| Error::not_found("channel", id))
}

/// The kind of chat that an address is of; `None` if it is none of this network.
pub fn chat_type_of(app: &App, channel: ChannelType, address: &str) -> Option<ChatType> {
    let recipient = app.channels.get(&channel)?.parse_recipient(address).ok()?;
    Some(recipient.chat_type)
}

/// The chat of status updates, on a network that has them.
pub fn status_chat(app: &App, channel: ChannelType) -> Option<Address> {
    app.channels.get(&channel)?.status_chat()
}

/// The phone number in an address, if it has one.
pub fn phone_of(app: &App, channel: ChannelType, address: &str) -> Option<PhoneNumber> {
    app.channels.get(&channel)?.phone_of(address)
}
