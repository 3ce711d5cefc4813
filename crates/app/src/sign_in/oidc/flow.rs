use crate::app::App;
use crate::error::Error;
use crate::secrets::Purpose;
use omni_domain::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long a person may take at the provider.
pub(super) const KEEP: Duration = Duration::from_mins(10);
const HOME: &str = "/";
/// Longest path to return to, bytes.
const PATH_BYTES: usize = 1024;

/// What is kept between the two requests of a sign-in.
#[derive(Serialize, Deserialize)]
pub(super) struct Flow {
    pub(super) state: String,
    pub(super) nonce: String,
    pub(super) verifier: String,
    pub(super) return_to: String,
    pub(super) expires_at: Timestamp,
}

fn purpose() -> Purpose {
    Purpose::kept("oidc/flow")
}

impl Flow {
    pub(super) fn seal(&self, app: &App) -> Result<String, Error> {
        let text = serde_json::to_string(self).map_err(Error::internal)?;
        Ok(app.sealer.seal(&purpose(), &text))
    }

    /// Reads what [`Self::seal`] made here; `None` for anything else, and once it has expired.
    pub(super) fn open(app: &App, sealed: &str) -> Option<Self> {
        let text = app.sealer.open(&purpose(), sealed).ok()?;
        let flow: Self = serde_json::from_str(&text).ok()?;
        (flow.expires_at > app.env.now()).then_some(flow)
    }
}

/// A path of this server; the start page for anything that could lead elsewhere.
pub(super) fn local_path(text: Option<&str>) -> String {
    let is_local = |path: &&str| {
        path.starts_with('/')
            && !path.starts_with("//")
            && path.len() <= PATH_BYTES
            && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
    };
    text.filter(is_local).unwrap_or(HOME).to_owned()
}

#[cfg(test)]
mod tests {
    use super::local_path;

    #[test]
    fn a_sign_in_returns_to_this_server_only() {
        assert_eq!(local_path(Some("/chats/1?tab=files#end")), "/chats/1?tab=files#end");
        for elsewhere in [
            "",
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "javascript:x",
            "/a b",
            "/a\r\nx: y",
        ] {
            assert_eq!(local_path(Some(elsewhere)), "/", "{elsewhere}");
        }
        assert_eq!(local_path(None), "/");
    }
}
