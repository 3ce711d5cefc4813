use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_channel::ChannelInfo;
use omni_domain::access::{Caller, Scope};

/// The channels of this build.
pub fn supported_channels(app: &App, caller: &Caller) -> Result<Vec<ChannelInfo>, Error> {
    authorization::require(caller, Scope::InstancesRead)?;
    let mut channels: Vec<ChannelInfo> =
        app.channels.values().map(|channel| channel.info()).collect();
    channels.sort_by_key(|info| info.id);
    Ok(channels)
}
