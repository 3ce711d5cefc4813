use super::set;
use crate::config::Config;
use crate::config::problems::Problems;
use omni_channel_whatsapp::WhatsAppOptions;
use serde::Deserialize;
use std::time::Duration;

/// The version of WhatsApp Web to report; `None` queries the network for the current one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Version(pub Option<(u32, u32, u32)>);

impl TryFrom<String> for Version {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let text = text.trim();
        if text.is_empty() || text == "auto" {
            return Ok(Self(None));
        }
        let parts: Option<Vec<u32>> = text.split('.').map(|part| part.parse().ok()).collect();
        match parts.as_deref() {
            Some(&[major, minor, patch]) => Ok(Self(Some((major, minor, patch)))),
            _ => Err(format!(
                "`{text}` is not a version; give `auto` or one such as 2.3000.1023223821"
            )),
        }
    }
}

/// `[whatsapp]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config.default.toml documents every key")]
pub struct WhatsApp {
    pub url: String,
    pub version: Version,
    pub device_name: String,
    pub qr_limit: u32,
    pub history: bool,
    pub login_timeout_s: u64,
    pub keepalive_interval_s: u64,
    pub keepalive_timeout_s: u64,
    pub ack_timeout_s: u64,
    pub query_timeout_s: u64,
    pub history_timeout_s: u64,
    pub media_idle_timeout_s: u64,
    pub pre_key_count: usize,
}

impl WhatsApp {
    pub(in crate::config) fn check(&self, problems: &mut Problems<'_>) {
        let name = self.device_name.trim();
        if !(1..=50).contains(&name.chars().count()) || name.chars().any(char::is_control) {
            problems.add("whatsapp.device_name", "give 1 to 50 characters on one line");
        }
        problems.range("whatsapp.qr_limit", self.qr_limit, &(1..=60));
        problems.range("whatsapp.login_timeout_s", self.login_timeout_s, &(5..=600));
        problems.range("whatsapp.keepalive_interval_s", self.keepalive_interval_s, &(1..=300));
        problems.range("whatsapp.keepalive_timeout_s", self.keepalive_timeout_s, &(1..=300));
        problems.range("whatsapp.ack_timeout_s", self.ack_timeout_s, &(1..=300));
        problems.range("whatsapp.query_timeout_s", self.query_timeout_s, &(1..=300));
        problems.range("whatsapp.history_timeout_s", self.history_timeout_s, &(1..=100));
        problems.range("whatsapp.media_idle_timeout_s", self.media_idle_timeout_s, &(1..=600));
        problems.range("whatsapp.pre_key_count", self.pre_key_count, &(5..=812));
    }

    /// The chat server's URL, unless it is the real network.
    pub fn url(&self) -> Option<String> {
        set(&self.url)
    }
}

impl Config {
    /// The options of every WhatsApp session.
    pub fn whatsapp_options(&self) -> WhatsAppOptions {
        let section = &self.whatsapp;
        WhatsAppOptions {
            url: section.url(),
            version: section.version.0,
            device_name: section.device_name.trim().to_owned(),
            qr_limit: section.qr_limit,
            login_timeout: Duration::from_secs(section.login_timeout_s),
            keepalive_interval: Duration::from_secs(section.keepalive_interval_s),
            keepalive_timeout: Duration::from_secs(section.keepalive_timeout_s),
            silence_limit: Duration::from_secs(self.pipeline.silence_limit_s),
            ack_timeout: Duration::from_secs(section.ack_timeout_s),
            query_timeout: Duration::from_secs(section.query_timeout_s),
            history_timeout: Duration::from_secs(section.history_timeout_s),
            media_idle_timeout: Duration::from_secs(section.media_idle_timeout_s),
            max_file_size: self.limits.media_max_bytes,
            pre_key_count: section.pre_key_count,
            history: section.history,
            ..WhatsAppOptions::default()
        }
    }
}
