//! The MCP server's switch, and the configuration of its clients. The protocol itself is at
//! `/mcp`, beside this API.

mod install;
mod start;
mod status;
mod stop;

use omni_app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(status::get_mcp_status))
        .routes(routes!(start::start_mcp))
        .routes(routes!(stop::stop_mcp))
        .routes(routes!(install::install_mcp))
}
