use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ServicePath {
    /// The service's name: `omni-api`, `nats`, `worker`, `mcp`, or a channel's.
    #[param(example = "worker")]
    pub(super) name: String,
}
