//! `channelConfig` of an instance.

use omni_channel::ChannelError;
use serde_json::{Map, Value};
use waproto::whatsapp::device_props::PlatformType;

/// Known names. `sessionPath` and `sessionIdPrefix` are accepted for clients of API v2; no session
/// is kept in files, so they have no effect.
const KNOWN: [&str; 6] =
    ["deviceName", "devicePlatform", "qrLimit", "sessionPath", "sessionIdPrefix", RECEIVE_STATUS];

/// Whether status updates of others are received.
const RECEIVE_STATUS: &str = "receiveStatus";

const LONGEST_NAME: usize = 50;

/// More would show codes for longer than half an hour.
const MOST_CODES: u64 = 60;

/// The platforms of linked devices that phones have pictures for, as this API names them.
const PLATFORMS: [(&str, PlatformType); 6] = [
    ("desktop", PlatformType::DESKTOP),
    ("chrome", PlatformType::CHROME),
    ("firefox", PlatformType::FIREFOX),
    ("safari", PlatformType::SAFARI),
    ("edge", PlatformType::EDGE),
    ("opera", PlatformType::OPERA),
];

/// What an instance sets.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Settings {
    /// The name phones show for this device, from the next pairing on.
    pub(crate) device_name: Option<String>,
    /// The kind of device that phones show, from the next pairing on.
    pub(crate) platform: Option<PlatformType>,
    /// How many QR codes an attempt to link shows.
    pub(crate) qr_limit: Option<u32>,
    /// Status updates of contacts are stored as messages.
    pub(crate) receive_status: bool,
}

impl Settings {
    pub(crate) fn read(config: &Map<String, Value>) -> Result<Self, ChannelError> {
        for (name, value) in config {
            if !KNOWN.contains(&name.as_str()) {
                return Err(refused(format!(
                    "channelConfig.{name} is not known; known are {}",
                    KNOWN.join(", ")
                )));
            }
            if name == RECEIVE_STATUS && !value.is_boolean() && !value.is_null() {
                return Err(refused(format!("channelConfig.{name} must be true or false")));
            }
            let is_text = name != "qrLimit" && name != RECEIVE_STATUS;
            if is_text && !value.is_string() && !value.is_null() {
                return Err(refused(format!("channelConfig.{name} must be a text")));
            }
        }
        Ok(Self {
            device_name: device_name(config)?,
            platform: platform(config)?,
            qr_limit: qr_limit(config)?,
            receive_status: config.get(RECEIVE_STATUS).and_then(Value::as_bool).unwrap_or(false),
        })
    }
}

const fn refused(message: String) -> ChannelError {
    ChannelError::Configuration(message)
}

fn text<'a>(config: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    config.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
}

fn device_name(config: &Map<String, Value>) -> Result<Option<String>, ChannelError> {
    let name = text(config, "deviceName");
    if name.is_some_and(|name| {
        name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control)
    }) {
        return Err(refused(format!(
            "channelConfig.deviceName must be at most {LONGEST_NAME} characters on one line"
        )));
    }
    Ok(name.map(str::to_owned))
}

fn platform(config: &Map<String, Value>) -> Result<Option<PlatformType>, ChannelError> {
    let Some(name) = text(config, "devicePlatform") else { return Ok(None) };
    let found = PLATFORMS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    let Some((_, platform)) = found else {
        let known = PLATFORMS.map(|(known, _)| known).join(", ");
        return Err(refused(format!("channelConfig.devicePlatform is one of {known}")));
    };
    Ok(Some(*platform))
}

fn qr_limit(config: &Map<String, Value>) -> Result<Option<u32>, ChannelError> {
    match config.get("qrLimit") {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value
            .as_u64()
            .filter(|limit| (1..=MOST_CODES).contains(limit))
            .and_then(|limit| u32::try_from(limit).ok())
            .map(Some)
            .ok_or_else(|| {
                refused(format!("channelConfig.qrLimit is a number of 1 to {MOST_CODES} codes"))
            }),
    }
}

#[cfg(test)]
mod tests {
    use super::Settings;
    use rstest::rstest;
    use serde_json::{Value, json};
    use waproto::whatsapp::device_props::PlatformType;

    fn read(value: &Value) -> Result<Settings, String> {
        Settings::read(value.as_object().expect("an object")).map_err(|error| error.to_string())
    }

    #[test]
    fn known_settings_are_accepted() {
        assert_eq!(read(&json!({})), Ok(Settings::default()));
        let settings = read(&json!({
            "deviceName": " Shop ", "devicePlatform": "Chrome", "qrLimit": 3,
            "sessionPath": "x", "sessionIdPrefix": "y",
        }));
        let settings = settings.expect("known");
        assert_eq!(settings.device_name.as_deref(), Some("Shop"));
        assert_eq!(settings.platform, Some(PlatformType::CHROME));
        assert_eq!(settings.qr_limit, Some(3));
        let nothing = json!({ "deviceName": null, "devicePlatform": null, "qrLimit": null });
        assert_eq!(read(&nothing), Ok(Settings::default()));
        assert!(read(&json!({"receiveStatus": true})).expect("known").receive_status);
    }

    #[rstest]
    #[case(json!({"token": "x"}), "known are deviceName, devicePlatform, qrLimit, sessionPath")]
    #[case(json!({"receiveStatus": "yes"}), "must be true or false")]
    #[case(json!({"deviceName": 5}), "must be a text")]
    #[case(json!({"deviceName": "x".repeat(51)}), "at most 50")]
    #[case(json!({"deviceName": "a\nb"}), "on one line")]
    #[case(json!({"devicePlatform": "toaster"}), "one of desktop, chrome, firefox")]
    #[case(json!({"devicePlatform": 7}), "must be a text")]
    #[case(json!({"qrLimit": 0}), "1 to 60")]
    #[case(json!({"qrLimit": 61}), "1 to 60")]
    #[case(json!({"qrLimit": "3"}), "1 to 60")]
    fn others_are_refused(#[case] config: Value, #[case] message: &str) {
        let error = read(&config).expect_err("refused");
        assert!(error.contains(message), "{error}");
    }
}
