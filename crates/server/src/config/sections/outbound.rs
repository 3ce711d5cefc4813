use crate::config::problems::Problems;
use ipnet::IpNet;
use serde::Deserialize;

/// `[outbound]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config.default.toml documents every key")]
pub struct Outbound {
    pub allow: Vec<String>,
    pub fetch_timeout_s: u64,
    pub preview_timeout_s: u64,
    pub preview_bytes: usize,
}

impl Outbound {
    pub(in crate::config) fn check(&self, problems: &mut Problems<'_>) {
        for entry in &self.allow {
            // A mistyped network would otherwise be read as a name that nothing matches.
            let network = entry.contains('/') && entry.parse::<IpNet>().is_err();
            if network || entry.contains("://") || entry.contains(char::is_whitespace) {
                let problem = format!(
                    "`{entry}` is not an address, a network like 10.0.0.0/8 or a host name"
                );
                problems.add("outbound.allow", problem);
            }
        }
        problems.range("outbound.fetch_timeout_s", self.fetch_timeout_s, &(1..=600));
        problems.range("outbound.preview_timeout_s", self.preview_timeout_s, &(1..=30));
        problems.range("outbound.preview_bytes", self.preview_bytes, &(1024..=16_777_216));
    }
}
