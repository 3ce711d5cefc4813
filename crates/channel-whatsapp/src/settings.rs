//! `channelConfig` of an instance.

use omni_channel::ChannelError;
use serde_json::{Map, Value};

/// Known names. `sessionPath` and `sessionIdPrefix` are accepted for clients of API v2; no session
/// is kept in files, so they have no effect.
const KNOWN: [&str; 4] = ["deviceName", "sessionPath", "sessionIdPrefix", RECEIVE_STATUS];

/// Whether status updates of others are received.
const RECEIVE_STATUS: &str = "receiveStatus";

const LONGEST_NAME: usize = 50;

/// What an instance sets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Settings {
    /// The name phones show for this device.
    pub(crate) device_name: Option<String>,
    /// Status updates of contacts are stored as messages.
    pub(crate) receive_status: bool,
}

impl Settings {
    pub(crate) fn read(config: &Map<String, Value>) -> Result<Self, ChannelError> {
        for (name, value) in config {
            if !KNOWN.contains(&name.as_str()) {
                return Err(ChannelError::Configuration(format!(
                    "channelConfig.{name} is not known; known are {}",
                    KNOWN.join(", ")
                )));
            }
            if name == RECEIVE_STATUS {
                if !value.is_boolean() && !value.is_null() {
                    return Err(ChannelError::Configuration(format!(
                        "channelConfig.{name} must be true or false"
                    )));
                }
                continue;
            }
            if !value.is_string() && !value.is_null() {
                return Err(ChannelError::Configuration(format!(
                    "channelConfig.{name} must be a text"
                )));
            }
        }
        let device_name = config
            .get("deviceName")
            .and_then(Value::as_str)
            .map(str::trim)
            .filter(|name| !name.is_empty());
        if device_name.is_some_and(|name| {
            name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control)
        }) {
            return Err(ChannelError::Configuration(format!(
                "channelConfig.deviceName must be at most {LONGEST_NAME} characters on one line"
            )));
        }
        let receive_status = config.get(RECEIVE_STATUS).and_then(Value::as_bool).unwrap_or(false);
        Ok(Self { device_name: device_name.map(str::to_owned), receive_status })
    }
}

#[cfg(test)]
mod tests {
    use super::Settings;
    use rstest::rstest;
    use serde_json::{Value, json};

    fn read(value: &Value) -> Result<Settings, String> {
        Settings::read(value.as_object().expect("an object")).map_err(|error| error.to_string())
    }

    #[test]
    fn known_settings_are_accepted() {
        assert_eq!(read(&json!({})), Ok(Settings::default()));
        let settings =
            read(&json!({"deviceName": " Shop ", "sessionPath": "x", "sessionIdPrefix": "y"}));
        assert_eq!(settings.expect("known").device_name.as_deref(), Some("Shop"));
        assert_eq!(read(&json!({"deviceName": null})), Ok(Settings::default()));
        assert!(read(&json!({"receiveStatus": true})).expect("known").receive_status);
    }

    #[rstest]
    #[case(json!({"token": "x"}), "known are deviceName, sessionPath, sessionIdPrefix")]
    #[case(json!({"receiveStatus": "yes"}), "must be true or false")]
    #[case(json!({"deviceName": 5}), "must be a text")]
    #[case(json!({"deviceName": "x".repeat(51)}), "at most 50")]
    #[case(json!({"deviceName": "a\nb"}), "on one line")]
    fn others_are_refused(#[case] config: Value, #[case] message: &str) {
        let error = read(&config).expect_err("refused");
        assert!(error.contains(message), "{error}");
    }
}
