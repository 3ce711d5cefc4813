use serde::Deserialize;

/// `[compat]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config.default.toml documents every key")]
pub struct Compat {
    pub omni_sdk: bool,
}
