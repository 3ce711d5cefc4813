use super::load;
use crate::app::App;
use crate::error::Error;
use crate::pacing::Rules;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;

/// What an instance may do, as it is configured. `None` is no limit. A new account begins with less of the
/// first two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InstanceLimits {
    /// Messages a minute, replies included.
    pub messages_per_minute: Option<u32>,
    /// Conversations a day that it begins.
    pub new_chats_per_day: Option<u32>,
    /// Questions to the network about numbers, an hour.
    pub number_checks_per_hour: u32,
    /// Bytes of a file.
    pub file_bytes: u64,
    /// Characters of a text.
    pub text_chars: usize,
}

/// The limits of an instance.
pub async fn limits(app: &App, caller: &Caller, id: InstanceId) -> Result<InstanceLimits, Error> {
    let instance = load(app, caller, Scope::InstancesRead, id).await?;
    let rules = Rules::of(&app.config.pacing, instance.channel, &instance.config.pacing);
    let network = app.channel(instance.channel)?.info().capabilities;
    let own = &app.config.limits;
    Ok(InstanceLimits {
        messages_per_minute: rules.messages_per_minute(),
        new_chats_per_day: rules.new_chats_per_day(),
        number_checks_per_hour: app.config.number_checks.per_hour,
        file_bytes: own.media_bytes.min(network.max_file_size),
        text_chars: own.text_chars.min(network.max_message_length),
    })
}
