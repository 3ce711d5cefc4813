//! Why a queued message waits.

use crate::shapes::Time;
use omni_domain::pacing::Hold;
use serde::Serialize;
use utoipa::ToSchema;

/// Why a queued message waits, and until when.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HoldView {
    /// `messages_per_minute`, `new_chats_per_day`, `quiet_hours` or `restricted`.
    #[schema(example = "new_chats_per_day")]
    reason: &'static str,
    /// What that means, and what to do.
    message: &'static str,
    /// It is not sent before; it is sent at once when its recipient writes.
    not_before: Time,
}

impl From<Hold> for HoldView {
    fn from(hold: Hold) -> Self {
        Self {
            reason: hold.reason.as_str(),
            message: hold.reason.explanation(),
            not_before: hold.not_before.into(),
        }
    }
}
