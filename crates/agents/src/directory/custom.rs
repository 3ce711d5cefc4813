//! Any HTTP API, described by options.

use super::{AgentDirectory, AgentEntry, ProviderAddress, listing, read};
use crate::address::at;
use crate::error::AgentError;
use crate::options;
use reqwest::Method;

pub(super) async fn health(
    directory: &AgentDirectory,
    address: &ProviderAddress,
) -> Result<(), AgentError> {
    let path = options::text(&address.options, "healthPath").unwrap_or("/health");
    directory.send(address, Method::GET, at(&address.base_url, path)?).await.map(drop)
}

pub(super) async fn agents(
    directory: &AgentDirectory,
    address: &ProviderAddress,
) -> Result<Vec<AgentEntry>, AgentError> {
    let Some(path) = options::text(&address.options, "agentsPath") else {
        return Err(AgentError::Invalid(
            "this provider's agents cannot be listed; set metadata.agentsPath to the path of its \
             list"
                .to_owned(),
        ));
    };
    let answer = directory.send(address, Method::GET, at(&address.base_url, path)?).await?;
    listing::entries(&read(answer).await?, "agent")
}
