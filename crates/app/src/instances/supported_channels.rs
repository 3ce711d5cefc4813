use crate::app::App;
use crate::error::Error;
use crate::keys;
use omni_channel::ChannelInfo;
use omni_domain::access::Caller;

/// The channels of this build.
pub fn supported_channels(app: &App, caller: &Caller) -> Result<Vec<ChannelInfo>, Error> {
    keys::require(caller, "instances:read")?;
    let mut channels: Vec<ChannelInfo> =
        app.channels.values().map(|channel| channel.info()).collect();
    channels.sort_by_key(|info| info.id);
    Ok(channels)
}
