use super::{Effect, Verb, instance};
use crate::error::ToolError;
use omni_app::{App, Caller, newsletters};
use omni_domain::access::Scope;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct FollowNewsletter {
    /// The instance: its name or id.
    instance: String,
    /// The newsletter: its link, the code in it, or its `newsletterId`.
    newsletter: String,
    /// Follow it no more; needs its `newsletterId`. False if absent.
    unfollow: Option<bool>,
}

impl Verb for FollowNewsletter {
    const NAME: &'static str = "omni_follow_newsletter";
    const TITLE: &'static str = "Follow newsletter";
    const TEXT: &'static str = "Follows a newsletter (a WhatsApp channel), whose posts then arrive as \
        messages, or follows it no more.";
    const EFFECT: Effect = Effect::Repeatable;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id = instance(app, caller, Scope::MessagesSend, &self.instance).await?;
        if self.unfollow.unwrap_or(false) {
            newsletters::unfollow(app, caller, id, &self.newsletter).await?;
            return Ok(json!({ "newsletterId": self.newsletter, "isFollowed": false }));
        }
        let found = newsletters::follow(app, caller, id, &self.newsletter).await?;
        Ok(json!({
            "newsletterId": found.address.id,
            "name": found.name,
            "isFollowed": true,
        }))
    }
}
