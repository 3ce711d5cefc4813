use omni_domain::content::{Call, CallMedia};
use serde::Serialize;
use utoipa::ToSchema;

/// A call.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CallView {
    /// How it ended: `missed`, `declined`, `answered` or `unknown`.
    #[schema(example = "missed")]
    status: &'static str,
    video_call: bool,
    /// How long it was, if it was answered.
    seconds: Option<u32>,
}

impl From<&Call> for CallView {
    fn from(call: &Call) -> Self {
        Self {
            status: call.outcome.as_str(),
            video_call: call.media == CallMedia::Video,
            seconds: call.duration_seconds,
        }
    }
}
