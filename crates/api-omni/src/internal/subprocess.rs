use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::system::{self, SubprocessConfig};
use omni_http::{Access, Endpoint, Local};
use serde::Serialize;
use utoipa::ToSchema;

/// How a helper process would reach the database and this API; secrets are masked.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SubprocessConfigView {
    /// Its password is masked.
    #[schema(example = "postgres://omni:****@db:5432/omni")]
    database_connection_uri: String,
    /// `postgresql` or `sqlite`.
    #[schema(example = "postgresql")]
    database_provider: &'static str,
    /// Masked but for its last four characters: the server keeps only hashes of keys.
    #[schema(example = "omni_sk_****a1b2")]
    authentication_api_key: String,
}

impl From<SubprocessConfig> for SubprocessConfigView {
    fn from(config: SubprocessConfig) -> Self {
        Self {
            database_connection_uri: config.database_uri,
            database_provider: config.database_provider,
            authentication_api_key: config.api_key,
        }
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::new(Access::Local);

/// Get subprocess configuration
///
/// Accepts only requests from this machine, over its loopback address. This server has no helper
/// processes, so nothing needs the secrets that the first Omni returned here; they are masked.
#[utoipa::path(
    get,
    path = "/_internal/subprocess-config",
    tag = "internal",
    responses(
        (status = 200, body = SubprocessConfigView)
    )
)]
pub(crate) async fn get_subprocess_config(
    State(app): State<App>,
    _: Local,
) -> Reply<SubprocessConfigView> {
    Ok(Json(system::subprocess_config(&app).await?.into()))
}
