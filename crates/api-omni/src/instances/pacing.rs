//! How fast an instance may write, in requests and responses.

use super::groups::Reset;
use omni_app::instances::PacingPatch;
use omni_domain::pacing::{OnLimit, PacingConfig, TimeOfDay};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How fast the instance may write. An absent or `null` member is the server's default
/// (`[pacing]` of its configuration). Replies (in chats whose other side wrote in the last 24 hours)
/// wait for none of these limits.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PacingSettings {
    /// Messages a minute; further ones wait for their turn. 0 is no limit.
    #[schema(maximum = 10_000, example = 20)]
    messages_per_minute: Option<u32>,
    /// Conversations a day that the instance begins. 0 is no limit.
    #[schema(maximum = 100_000, example = 50)]
    new_chats_per_day: Option<u32>,
    /// Days after the account was first linked in which both limits grow to their whole size; 0 is
    /// none.
    #[schema(maximum = 365, example = 14)]
    warm_up_days: Option<u32>,
    /// From this time of the day on only replies are sent. Equal to `quietUntil`: never.
    #[schema(value_type = Option<String>, example = "22:00")]
    quiet_from: Option<TimeOfDay>,
    /// Until this time of the day.
    #[schema(value_type = Option<String>, example = "08:00")]
    quiet_until: Option<TimeOfDay>,
    /// The IANA time zone of the days and the quiet hours.
    #[schema(example = "America/Sao_Paulo")]
    time_zone: Option<String>,
    /// What happens to a message that begins one conversation too many: `wait` or `refuse`.
    #[schema(value_type = Option<String>, example = "wait")]
    on_limit: Option<OnLimit>,
    /// What happens to a message that begins a conversation while the network forbids it: `wait` or
    /// `refuse`.
    #[schema(value_type = Option<String>, example = "wait")]
    on_restriction: Option<OnLimit>,
}

impl From<PacingSettings> for PacingConfig {
    fn from(given: PacingSettings) -> Self {
        Self {
            messages_per_minute: given.messages_per_minute,
            new_chats_per_day: given.new_chats_per_day,
            warm_up_days: given.warm_up_days,
            quiet_from: given.quiet_from,
            quiet_until: given.quiet_until,
            time_zone: given.time_zone,
            on_limit: given.on_limit,
            on_restriction: given.on_restriction,
        }
    }
}

impl PacingSettings {
    /// As changes, together with the members that are reset.
    pub(super) fn into_patch(self, reset: &Reset) -> PacingPatch {
        PacingPatch {
            messages_per_minute: reset.change("messagesPerMinute", self.messages_per_minute),
            new_chats_per_day: reset.change("newChatsPerDay", self.new_chats_per_day),
            warm_up_days: reset.change("warmUpDays", self.warm_up_days),
            quiet_from: reset.change("quietFrom", self.quiet_from),
            quiet_until: reset.change("quietUntil", self.quiet_until),
            time_zone: reset.change("timeZone", self.time_zone),
            on_limit: reset.change("onLimit", self.on_limit),
            on_restriction: reset.change("onRestriction", self.on_restriction),
        }
    }
}

/// How fast the instance may write. A `null` is the server's default.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PacingView {
    messages_per_minute: Option<u32>,
    new_chats_per_day: Option<u32>,
    warm_up_days: Option<u32>,
    quiet_from: Option<String>,
    quiet_until: Option<String>,
    time_zone: Option<String>,
    on_limit: Option<&'static str>,
    on_restriction: Option<&'static str>,
}

impl From<PacingConfig> for PacingView {
    fn from(config: PacingConfig) -> Self {
        Self {
            messages_per_minute: config.messages_per_minute,
            new_chats_per_day: config.new_chats_per_day,
            warm_up_days: config.warm_up_days,
            quiet_from: config.quiet_from.map(|time| time.to_string()),
            quiet_until: config.quiet_until.map(|time| time.to_string()),
            time_zone: config.time_zone,
            on_limit: config.on_limit.map(OnLimit::as_str),
            on_restriction: config.on_restriction.map(OnLimit::as_str),
        }
    }
}
