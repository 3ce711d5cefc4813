use super::text_or_number::text_or_number;
use super::{Effect, Verb, instance};
use crate::error::ToolError;
use omni_app::{App, Caller, account_state};
use omni_domain::access::Scope;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct BlockContact {
    /// The instance: its name or id.
    instance: String,
    /// Whom: a phone number with country code, or an address.
    #[serde(deserialize_with = "text_or_number")]
    contact: String,
    /// Unblock them instead. False if absent.
    unblock: Option<bool>,
}

impl Verb for BlockContact {
    const NAME: &'static str = "omni_block_contact";
    const TITLE: &'static str = "Block contact";
    const TEXT: &'static str = "Blocks a person on all devices of the instance's account, so that they \
        can neither write nor call, or unblocks them. Use it against spam; it needs a key that may \
        change instances.";
    const EFFECT: Effect = Effect::Repeatable;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id = instance(app, caller, Scope::InstancesWrite, &self.instance).await?;
        let unblock = self.unblock.unwrap_or(false);
        if unblock {
            account_state::unblock(app, caller, id, &self.contact).await?;
        } else {
            account_state::block(app, caller, id, &self.contact).await?;
        }
        Ok(json!({ "contact": self.contact, "isBlocked": !unblock }))
    }
}
