use crate::shapes::Time;
use omni_domain::job::Job;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

/// A job that was given up.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DeadLetterView {
    id: Uuid,
    instance_id: Option<Uuid>,
    /// The job's kind, such as `turn.run` or `media.fetch`.
    #[schema(example = "turn.run")]
    kind: &'static str,
    /// `dead`; `queued` after a retry.
    #[schema(example = "dead")]
    state: &'static str,
    /// The ids that it refers to.
    #[schema(value_type = Object)]
    payload: Value,
    attempts: i32,
    max_attempts: i32,
    error: Option<String>,
    created_at: Time,
}

impl From<Job> for DeadLetterView {
    fn from(job: Job) -> Self {
        Self {
            id: job.id.uuid(),
            instance_id: job.instance_id.map(omni_domain::InstanceId::uuid),
            kind: job.kind.as_str(),
            state: job.state.as_str(),
            payload: job.payload,
            attempts: job.attempts,
            max_attempts: job.max_attempts,
            error: job.last_error,
            created_at: job.created_at.into(),
        }
    }
}
