use std::fmt;

/// The last AI layer: the endpoint of tenants whose own layer has none. Empty texts are not set.
#[derive(Clone)]
pub struct AiConfig {
    /// Base URL of an API with `/chat/completions`.
    pub base_url: String,
    /// The key for it. It is sent nowhere else.
    pub api_key: String,
    /// The model.
    pub model: String,
}

impl AiConfig {
    /// The key, for requests to this address.
    pub fn key_for(&self, url: &str) -> Option<&str> {
        let bare = |url: &str| url.trim().trim_end_matches('/').to_owned();
        let is_here = !self.api_key.is_empty() && bare(&self.base_url) == bare(url);
        is_here.then_some(self.api_key.as_str())
    }
}

impl fmt::Debug for AiConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AiConfig").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

impl Default for AiConfig {
    fn default() -> Self {
        Self {
            base_url: "https://api.openai.com/v1".to_owned(),
            api_key: String::new(),
            model: "gpt-4o-mini".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::AiConfig;

    #[test]
    fn the_key_is_for_its_own_address() {
        let config = AiConfig { api_key: "hidden".to_owned(), ..AiConfig::default() };
        assert_eq!(config.key_for("https://api.openai.com/v1/"), Some("hidden"));
        assert_eq!(config.key_for("https://other.example/v1"), None);
        assert_eq!(AiConfig::default().key_for("https://api.openai.com/v1"), None);
        assert!(!format!("{config:?}").contains("hidden"));
    }
}
