//! Tools of MCP servers, over streamable HTTP.

use super::config::{MAX_TOOLS, McpSource};
use super::toolbox::Spec;
use rmcp::RoleClient;
use rmcp::ServiceExt as _;
use rmcp::model::CallToolRequestParams;
use rmcp::service::RunningService;
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use serde_json::{Map, Value};
use std::fmt;
use std::time::Duration;

/// One message of a server is read up to this size, bytes.
const MAX_MESSAGE_BYTES: usize = 1024 * 1024;

/// A connected server and its tools. Closed when dropped.
pub(super) struct McpTools {
    service: RunningService<RoleClient, ()>,
    pub(super) specs: Vec<Spec>,
}

impl fmt::Debug for McpTools {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("McpTools").field("tools", &self.specs.len()).finish_non_exhaustive()
    }
}

impl McpTools {
    /// Initialises the session and lists the server's tools; `None` if it does not answer in time.
    pub(super) async fn open(
        http: &reqwest::Client,
        source: &McpSource,
        limit: Duration,
    ) -> Option<Self> {
        let connected = tokio::time::timeout(limit, Self::connect(http, source)).await;
        connected.ok().flatten()
    }

    // The library's error may quote the address, which may hold a secret.
    async fn connect(http: &reqwest::Client, source: &McpSource) -> Option<Self> {
        let mut config = StreamableHttpClientTransportConfig::with_uri(source.url.trim())
            .max_sse_event_size(MAX_MESSAGE_BYTES)
            .max_json_response_size(MAX_MESSAGE_BYTES);
        if let Some(token) = source.token.as_deref() {
            config = config.auth_header(token.trim());
        }
        let transport = StreamableHttpClientTransport::with_client(http.clone(), config);
        let service = ().serve(transport).await.ok()?;
        let tools = service.list_all_tools().await.ok()?;
        let specs = tools
            .into_iter()
            .take(MAX_TOOLS)
            .map(|tool| Spec {
                name: tool.name.into_owned(),
                description: tool.description.map(std::borrow::Cow::into_owned).unwrap_or_default(),
                parameters: Value::Object(tool.input_schema.as_ref().clone()),
            })
            .collect();
        Some(Self { service, specs })
    }

    /// The result's texts; or why it failed, as a text that the model may read.
    pub(super) async fn call(
        &self,
        name: &str,
        arguments: &Map<String, Value>,
    ) -> Result<String, String> {
        let params = CallToolRequestParams::new(name.to_owned()).with_arguments(arguments.clone());
        let result = self.service.call_tool(params).await;
        let result = result.map_err(|_| "the tool's server did not answer".to_owned())?;
        let texts: Vec<String> = result
            .content
            .iter()
            .filter_map(|block| block.as_text().map(|text| text.text.clone()))
            .collect();
        let text = match (&result.structured_content, texts.is_empty()) {
            (Some(value), true) => value.to_string(),
            _ => texts.join("\n"),
        };
        if result.is_error == Some(true) { Err(text) } else { Ok(text) }
    }
}
