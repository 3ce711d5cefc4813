use crate::outbound::iq_error;
use crate::session::Core;
use omni_channel::{ChannelError, Inbound, PrivacySetting, StateUpdate};
use std::sync::Arc;
use wacore::iq::privacy::{PrivacyCategory, PrivacyValue};
use whatsapp_rust::Client;

/// Changes a privacy setting.
pub(super) async fn change(
    core: &Core,
    client: &Arc<Client>,
    setting: &PrivacySetting,
) -> Result<(), ChannelError> {
    let (category, value) = read(setting)?;
    let changed = client.set_privacy_setting(category, value).await;
    changed.map(drop).map_err(|error| iq_error(&error, core.context.env.now()))
}

/// The library's terms of a setting that can be changed here: a list of exceptions cannot.
fn read(setting: &PrivacySetting) -> Result<(PrivacyCategory, PrivacyValue), ChannelError> {
    let category = PrivacyCategory::from(setting.name.as_str());
    let value = PrivacyValue::from(setting.value.as_str());
    let is_known = !matches!(category, PrivacyCategory::Other(_));
    let is_list = matches!(value, PrivacyValue::ContactBlacklist);
    if is_known && !is_list && category.is_valid_value(&value) {
        return Ok((category, value));
    }
    let shown = |text: &str| text.chars().take(40).collect::<String>();
    let message = format!(
        "WhatsApp has no privacy setting `{}` with the value `{}`",
        shown(&setting.name),
        shown(&setting.value)
    );
    Err(ChannelError::Rejected { code: PrivacySetting::UNKNOWN.to_owned(), message })
}

/// All settings; `None` if the network does not return them now.
pub(crate) async fn fetch(client: &Arc<Client>) -> Option<Inbound> {
    let answer = client.fetch_privacy_settings().await.ok()?;
    let settings = answer.settings.iter().map(|setting| PrivacySetting {
        name: setting.category.as_str().to_owned(),
        value: setting.value.as_str().to_owned(),
    });
    Some(Inbound::State(Box::new(StateUpdate::Privacy(settings.collect()))))
}

#[cfg(test)]
mod tests {
    use super::read;
    use omni_channel::PrivacySetting;

    #[test]
    fn only_settings_that_the_network_has_are_sent() {
        let setting = |name: &str, value: &str| {
            read(&PrivacySetting { name: name.to_owned(), value: value.to_owned() })
        };
        assert!(setting("last", "contacts").is_ok());
        assert!(setting("readreceipts", "contacts").is_err());
        assert!(setting("shoe size", "all").is_err());
        assert!(setting("last", "contact_blacklist").is_err(), "whom, is not given");
    }
}
