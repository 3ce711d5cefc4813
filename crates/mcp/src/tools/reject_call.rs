use super::{Effect, Verb, instance};
use crate::error::ToolError;
use omni_app::{App, Caller, calls};
use omni_domain::access::Scope;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RejectCall {
    /// The instance that is called: its name or id.
    instance: String,
    /// The call: the `callId` of its `call.received` event.
    call_id: String,
}

impl Verb for RejectCall {
    const NAME: &'static str = "omni_reject_call";
    const TITLE: &'static str = "Reject call";
    const TEXT: &'static str = "Rejects a call that rings at an instance; calls cannot be taken. Write \
        to the caller with omni_send_message afterwards.";
    const EFFECT: Effect = Effect::Repeatable;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id = instance(app, caller, Scope::MessagesSend, &self.instance).await?;
        calls::reject(app, caller, id, &self.call_id).await?;
        Ok(json!({ "callId": self.call_id, "rejected": true }))
    }
}
