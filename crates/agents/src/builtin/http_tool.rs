//! Calling a tool over HTTP.

use super::config::HttpTool;
use crate::error::AgentError;
use crate::http;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Map, Value};

/// The result as text, at most `limit` bytes and whether it was cut; or why it failed, as a text
/// that the model may read.
pub(super) async fn call(
    client: &reqwest::Client,
    tool: &HttpTool,
    arguments: &Map<String, Value>,
    limit: usize,
) -> Result<(Vec<u8>, bool), String> {
    let mut url = crate::address::base_url(&tool.url).map_err(|error| error.to_string())?;
    let request = if tool.get {
        for (name, value) in arguments {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            url.query_pairs_mut().append_pair(name, &text);
        }
        client.get(url)
    } else {
        client.post(url).json(arguments)
    };
    let response = request.headers(headers(tool)?).send().await;
    let response = response.map_err(|error| http::transport(&error).to_string())?;
    let mut response = http::accepted(response).await.map_err(|error| match error {
        AgentError::Status { status, .. } => format!("the tool answered with status {status}"),
        AgentError::Unauthorized => "the tool does not accept its key".to_owned(),
        AgentError::RateLimited { .. } => "the tool limits its calls".to_owned(),
        other => other.to_string(),
    })?;
    let mut body = Vec::new();
    while let Some(piece) =
        response.chunk().await.map_err(|error| http::transport(&error).to_string())?
    {
        let room = limit.saturating_sub(body.len());
        body.extend_from_slice(&piece[..piece.len().min(room)]);
        if piece.len() > room {
            return Ok((body, true));
        }
    }
    Ok((body, false))
}

fn headers(tool: &HttpTool) -> Result<HeaderMap, String> {
    let mut headers = HeaderMap::new();
    for (name, value) in &tool.headers {
        let name = HeaderName::try_from(name.as_str());
        let value = HeaderValue::from_str(value);
        let (Ok(name), Ok(mut value)) = (name, value) else {
            return Err("the tool has a header that cannot be sent".to_owned());
        };
        value.set_sensitive(true);
        headers.insert(name, value);
    }
    Ok(headers)
}
