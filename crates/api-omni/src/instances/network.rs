//! An instance's proxy and the answer to its calls, in requests and responses.

use super::groups::Reset;
use omni_app::instances::CallPatch;
use omni_app::patch::Change;
use omni_domain::instance::CallConfig;
use omni_domain::proxy::InstanceProxy;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

/// How incoming calls are answered: none can be taken here.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CallSettings {
    /// Reject every call as it arrives.
    #[schema(default = false)]
    reject: Option<bool>,
    /// Text that is sent to the caller after a rejection, at most 4000 characters.
    reply: Option<String>,
}

impl From<CallSettings> for CallConfig {
    fn from(given: CallSettings) -> Self {
        Self { reject: given.reject.unwrap_or_default(), reply: given.reply }
    }
}

impl CallSettings {
    pub(super) fn into_patch(self, reset: &Reset) -> CallPatch {
        CallPatch {
            reject: reset.change("reject", self.reject),
            reply: reset.change("reply", self.reply),
        }
    }
}

/// How incoming calls are answered.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CallsView {
    reject: bool,
    reply: Option<String>,
}

impl From<CallConfig> for CallsView {
    fn from(config: CallConfig) -> Self {
        Self { reject: config.reject, reply: config.reply }
    }
}

/// The proxy through which the network is reached, without its user name and password.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProxyView {
    /// `http` or `socks5`.
    #[serde(rename = "type")]
    #[schema(example = "socks5")]
    kind: &'static str,
    /// Its host and port.
    #[schema(example = "proxy.example:1080")]
    host: String,
    /// Whether it has a user name and password. They are never returned.
    has_credentials: bool,
}

impl From<InstanceProxy> for ProxyView {
    fn from(proxy: InstanceProxy) -> Self {
        Self {
            kind: proxy.kind.as_str(),
            host: proxy.authority(),
            has_credentials: proxy.credentials.is_some(),
        }
    }
}

/// The change of a member that `null` removes and that stays if it is absent.
pub(super) fn change<'de, D, T>(deserializer: D) -> Result<Change<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(Option::<T>::deserialize(deserializer)?.map_or(Change::Reset, Change::Set))
}
