//! The protocol's methods, each on behalf of the caller of its request.

use crate::error::ToolError;
use crate::host::McpHost;
use crate::{resources, tools};
use axum::http::request::Parts;
use omni_app::{App, Caller, Error};
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, Implementation,
    InitializeRequestParams, InitializeResult, ListResourceTemplatesResult, ListResourcesResult,
    ListToolsResult, PaginatedRequestParams, ReadResourceRequestParams, ReadResourceResponse,
    ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler};
use serde_json::json;
use std::sync::Arc;

const INSTRUCTIONS: &str = "\
Omni connects WhatsApp numbers and bots. Begin with omni_list_instances; tools take an instance by \
its name or id. Read before you write: omni_find_messages, omni_search_messages and omni_get_timeline find messages, omni_send_message really sends. A repeated send needs the same idempotencyKey, or it is sent \
twice.";

/// Serves one request. It has no state of its own, so each request may have a new one.
#[derive(Debug, Clone)]
pub(crate) struct OmniServer {
    app: App,
    host: Arc<McpHost>,
}

impl OmniServer {
    pub(crate) const fn new(app: App, host: Arc<McpHost>) -> Self {
        Self { app, host }
    }

    /// The caller whom the route authenticated; records the client.
    fn caller(&self, context: &RequestContext<RoleServer>) -> Result<Caller, ErrorData> {
        if let Some(client) = context.client_info() {
            self.host.record_client(&client.name, self.app.env.now());
        }
        let parts = context.extensions.get::<Parts>();
        parts.and_then(|parts| parts.extensions.get::<Caller>()).cloned().ok_or_else(|| {
            tracing::error!("MCP is served without its route around it");
            ErrorData::internal_error("the caller is unknown", None)
        })
    }
}

impl ServerHandler for OmniServer {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder().enable_tools().enable_resources().build();
        ServerConfig::new(capabilities)
            .with_server_info(Implementation::new("omni", self.app.version))
            .with_instructions(INSTRUCTIONS)
    }

    async fn initialize(
        &self,
        request: InitializeRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<InitializeResult, ErrorData> {
        self.host.record_client(&request.client_info.name, self.app.env.now());
        context.peer.set_peer_info(request.clone());
        self.negotiate_initialize(&request)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        self.caller(&context)?;
        Ok(ListToolsResult::with_all_items(tools::all().map(|entry| (entry.tool)()).collect()))
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        tools::find(name).map(|entry| (entry.tool)())
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let caller = self.caller(&context)?;
        let entry = tools::find(&request.name).ok_or_else(|| {
            ErrorData::invalid_params(format!("there is no tool `{}`", request.name), None)
        })?;
        let result = (entry.call)(&self.app, &caller, request.arguments.unwrap_or_default()).await;
        Ok(match result {
            Ok(value) => CallToolResult::structured(value),
            Err(error) => refused(&error),
        }
        .into())
    }

    async fn list_resources(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        let caller = self.caller(&context)?;
        let found = resources::list(&self.app, &caller).await.map_err(|error| failed(&error))?;
        Ok(ListResourcesResult::with_all_items(found))
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        self.caller(&context)?;
        Ok(ListResourceTemplatesResult::with_all_items(resources::templates()))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let caller = self.caller(&context)?;
        let read = resources::read(&self.app, &caller, &request.uri).await;
        read.map(ReadResourceResponse::from).map_err(|error| failed(&error))
    }
}

/// The result of a rejected tool call: the agent reads why, and may correct it.
fn refused(error: &ToolError) -> CallToolResult {
    let (code, message) = (error.code(), error.message());
    note(error);
    let mut result = CallToolResult::error(vec![ContentBlock::text(format!("{code}: {message}"))]);
    result.structured_content = Some(json!({ "error": { "code": code, "message": message } }));
    result
}

/// The error of a rejected resource; resources have no results that report errors.
fn failed(error: &ToolError) -> ErrorData {
    note(error);
    let data = Some(json!({ "code": error.code() }));
    match error {
        ToolError::App(Error::NotFound { .. }) => {
            ErrorData::resource_not_found(error.message(), data)
        }
        ToolError::App(Error::Internal(_)) => ErrorData::internal_error(error.message(), data),
        _ => ErrorData::invalid_params(error.message(), data),
    }
}

fn note(error: &ToolError) {
    if let ToolError::App(Error::Internal(cause)) = error {
        tracing::error!(error = %cause, "an MCP request failed internally");
    }
}
