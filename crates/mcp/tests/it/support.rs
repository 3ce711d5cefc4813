use axum::Router;
use omni_api_omni::ApiOptions;
use omni_app::App;
use omni_http::{Host, HostContext, HttpOptions};
use omni_mcp::{McpHost, McpOptions};
use omni_testing::{Database, TestApp, TestOptions};

/// The protocol, and the API that starts and stops it.
fn host(app: &App) -> Router {
    host_with(app, HttpOptions::default())
}

/// The same with these limits.
pub(crate) fn host_with(app: &App, options: HttpOptions) -> Router {
    let context = HostContext::new(options, app.env.clone());
    let mcp = McpHost::new(McpOptions::default(), context.clone());
    let host = Host::new(context).mount(omni_mcp::mount(app, &mcp));
    app.mcp.plug(mcp);
    let api = omni_api_omni::mounts(app, ApiOptions::default());
    let host = api.into_iter().fold(host, Host::mount);
    host.into_router().expect("routes that do not conflict")
}

/// The application behind both, on SQLite.
pub(crate) async fn test_app() -> TestApp {
    test_app_with(TestOptions { database: Database::sqlite(), config: TestApp::config() }).await
}

/// The same application with these options.
pub(crate) async fn test_app_with(options: TestOptions) -> TestApp {
    TestApp::with(options, host).await
}
