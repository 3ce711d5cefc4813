//! Starts and stops the MCP server, and configures its clients. The protocol itself is at `/mcp`,
//! beside this API.

mod install;
mod start;
mod status;
mod stop;

use omni_app::App;
use omni_http::Routes;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(status::get_mcp_status), status::ENDPOINT)
        .route(routes!(start::start_mcp), start::ENDPOINT)
        .route(routes!(stop::stop_mcp), stop::ENDPOINT)
        .route(routes!(install::install_mcp), install::ENDPOINT)
}
