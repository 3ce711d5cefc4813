use crate::config::problems::Problems;
use crate::config::{Config, Secret};
use omni_app::config::AiConfig;
use serde::Deserialize;

/// `[ai]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config.default.toml documents every key")]
pub struct Ai {
    pub base_url: String,
    pub api_key: Secret,
    pub model: String,
}

impl Ai {
    pub(in crate::config) fn check(&self, problems: &mut Problems<'_>) {
        let is_address = url::Url::parse(self.base_url.trim())
            .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some());
        if !is_address {
            problems.add("ai.base_url", "give an address, such as https://api.openai.com/v1");
        }
    }
}

impl Config {
    pub(in crate::config) fn app_ai(&self) -> AiConfig {
        AiConfig {
            base_url: self.ai.base_url.trim().to_owned(),
            api_key: self.ai.api_key.expose().trim().to_owned(),
            model: self.ai.model.trim().to_owned(),
        }
    }
}
