use super::requests::AgentConfigRequest;
use super::views::AgentDetailsView;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::App;
use omni_app::agents::{self, NewAgent};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiJson, Auth, Endpoint};
use serde::Deserialize;
use utoipa::ToSchema;

/// A new agent.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CreateAgentRequest {
    /// For people; it need not be unique.
    #[schema(min_length = 1, max_length = 255, example = "Support")]
    name: String,
    /// What answers.
    #[serde(default)]
    agent: AgentConfigRequest,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite);

/// Create agent
///
/// It answers for no instance yet: `POST /agents/{id}/deploy` makes it do so.
#[utoipa::path(
    post,
    path = "/agents",
    tag = "agents",
    request_body = CreateAgentRequest,
    responses((status = 201, body = AgentDetailsView))
)]
pub(crate) async fn create_agent(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiJson(body): ApiJson<CreateAgentRequest>,
) -> Result<(StatusCode, Json<AgentDetailsView>), ApiError> {
    let new = NewAgent { name: body.name, config: body.agent.into_config()? };
    let created = agents::create(&app, &caller, new).await?;
    Ok((StatusCode::CREATED, Json(AgentDetailsView::new(created, Vec::new()))))
}
