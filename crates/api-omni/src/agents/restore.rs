use super::get::shown;
use super::path::VersionPath;
use super::requests::change;
use super::views::AgentDetailsView;
use crate::shapes::{IfMatchHeader, TaggedReply, given};
use axum::extract::State;
use omni_app::App;
use omni_app::agents::{self, Restore};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure, IfMatch, OptionalJson};
use serde::Deserialize;
use utoipa::ToSchema;

/// What a version does not hold.
#[expect(clippy::option_option, reason = "absent, null and a value differ in a patch")]
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RestoreAgentRequest {
    /// The key for the endpoint of that version; required if it is another than now. Null goes
    /// without.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, write_only)]
    api_key: Option<Option<String>>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite)
    .fails(&[Failure::NotFound, Failure::Stale, Failure::ChannelUnavailable])
    .explains(&[(Failure::Conflict, "Secrets of its tools are no longer stored.")]);

/// Restore version of agent
///
/// The agent becomes as it was, as a new version. Secrets are kept for the addresses that they are
/// for now.
#[utoipa::path(
    post,
    path = "/agents/{id}/versions/{number}/restore",
    tag = "agents",
    params(VersionPath, IfMatchHeader),
    request_body = Option<RestoreAgentRequest>,
    responses((status = 200, body = AgentDetailsView))
)]
pub(crate) async fn restore_agent_version(
    State(app): State<App>,
    Auth(caller): Auth,
    IfMatch(precondition): IfMatch,
    ApiPath(path): ApiPath<VersionPath>,
    OptionalJson(body): OptionalJson<RestoreAgentRequest>,
) -> TaggedReply<AgentDetailsView> {
    let api_key = change(body.unwrap_or_default().api_key);
    let restore = Restore { precondition, number: path.number, api_key };
    let details = agents::restore(&app, &caller, path.id, restore).await?;
    shown(&app, &caller, details).await
}
