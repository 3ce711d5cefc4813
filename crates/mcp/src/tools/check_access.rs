use super::text_or_number::text_or_number;
use super::{Effect, Verb, instance};
use crate::error::ToolError;
use omni_app::access::{self, CheckAccess as Check};
use omni_app::{App, Caller};
use omni_domain::access::Scope;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CheckAccess {
    /// The instance they would write to: its name or id.
    instance: String,
    /// Their address there, or a phone number.
    #[serde(deserialize_with = "text_or_number")]
    platform_user_id: String,
    /// The channel; the instance's if absent.
    channel: Option<String>,
}

impl Verb for CheckAccess {
    const NAME: &'static str = "omni_check_access";
    const TITLE: &'static str = "Check access";
    const TEXT: &'static str = "Checks whether the messages of a sender would reach the agent of an \
        instance, and which rule decides. Nothing is sent or changed.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let check = Check {
            instance_id: instance(app, caller, Scope::AccessRead, &self.instance).await?,
            platform_user_id: self.platform_user_id,
            channel: self.channel.as_deref().map(str::parse).transpose()?,
        };
        let verdict = access::check(app, caller, check).await?;
        Ok(json!({
            "allowed": verdict.allowed,
            "reason": verdict.reason,
            "ruleId": verdict.rule.map(|rule| rule.id),
        }))
    }
}
