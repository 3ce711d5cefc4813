use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::Timestamp;
use omni_domain::access::Caller;

/// Stops MCP until it is started again, or this process is. Returns the time.
pub async fn stop(app: &App, caller: &Caller) -> Result<Timestamp, Error> {
    authorization::require_server(caller)?;
    app.mcp.host()?.stop().await;
    Ok(app.env.now())
}
