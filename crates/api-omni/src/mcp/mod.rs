//! Starts and stops the MCP server, and configures its clients. The protocol itself is at `/mcp`,
//! beside this API.

mod install;
mod start;
mod status;
mod stop;

use omni_app::App;
use omni_http::Routes;
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(status::get_mcp_status), status::ENDPOINT)
        .route(route!(start::start_mcp), start::ENDPOINT)
        .route(route!(stop::stop_mcp), stop::ENDPOINT)
        .route(route!(install::install_mcp), install::ENDPOINT)
}
