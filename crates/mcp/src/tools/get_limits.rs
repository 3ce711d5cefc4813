use super::{Effect, Verb};
use crate::error::ToolError;
use omni_app::instances::{self, InstanceDetails, InstanceStatus};
use omni_app::{App, Caller};
use omni_domain::access::Scope;
use omni_domain::pacing::{OnLimit, Restriction};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct GetLimits {
    /// The instance: its name or id.
    instance: String,
}

impl Verb for GetLimits {
    const NAME: &'static str = "omni_get_limits";
    const TITLE: &'static str = "Get limits of an instance";
    const TEXT: &'static str = "Shows how fast an instance may write (a `null` is the server's \
        default), and whether its network restricts or bans the account now, until when, and what \
        helps. Use it before many sends, or when a message stays `queued`. Replies wait for no limit.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id = super::instance(app, caller, Scope::InstancesRead, &self.instance).await?;
        let details = instances::get(app, caller, id).await?;
        // Restrictions are read only with the status itself.
        let status = instances::status(app, caller, id).await?;
        Ok(limits(&details, &status))
    }
}

fn limits(details: &InstanceDetails, status: &InstanceStatus) -> Value {
    let pacing = &details.instance.config.pacing;
    let restriction = status.restriction.as_ref().map(|one| {
        json!({
            "code": Restriction::CODE, "since": one.since, "until": one.until,
            "message": one.message,
        })
    });
    let ban = status.ban.as_ref().map(|one| {
        json!({
            "code": one.code, "since": one.since, "until": one.until, "message": one.message,
        })
    });
    json!({
        "instanceId": details.instance.id,
        "messagesPerMinute": pacing.messages_per_minute,
        "newChatsPerDay": pacing.new_chats_per_day,
        "warmUpDays": pacing.warm_up_days,
        "quietFrom": pacing.quiet_from.map(|time| time.to_string()),
        "quietUntil": pacing.quiet_until.map(|time| time.to_string()),
        "timeZone": pacing.time_zone,
        "onLimit": pacing.on_limit.map(OnLimit::as_str),
        "onRestriction": pacing.on_restriction.map(OnLimit::as_str),
        "restriction": restriction,
        "ban": ban,
    })
}
