//! Agno's `AgentOS` (checked against agno 1.7.6, 2.4.8 and 3.1.10).

use super::{AgentDirectory, AgentEntry, ProviderAddress, listing, read};
use crate::error::AgentError;
use serde_json::Value;

/// `GET /health` answers `{"status": "ok", …}`.
pub(super) async fn health(
    directory: &AgentDirectory,
    address: &ProviderAddress,
) -> Result<(), AgentError> {
    let answer = directory.get(address, &["health"]).await?;
    let body: Value = serde_json::from_slice(&read(answer).await?)
        .map_err(|_| AgentError::BadAnswer("its health is not JSON".to_owned()))?;
    match body["status"].as_str() {
        Some(status) if !status.eq_ignore_ascii_case("ok") => {
            Err(AgentError::BadAnswer("it reports that it is unhealthy".to_owned()))
        }
        _ => Ok(()),
    }
}

/// Agents, then teams, then workflows. Servers without teams or workflows answer 404 there.
pub(super) async fn agents(
    directory: &AgentDirectory,
    address: &ProviderAddress,
) -> Result<Vec<AgentEntry>, AgentError> {
    let answer = directory.get(address, &["agents"]).await?;
    let mut entries = listing::entries(&read(answer).await?, "agent")?;
    for (path, entry_type) in [("teams", "team"), ("workflows", "workflow")] {
        match directory.get(address, &[path]).await {
            Ok(answer) => entries.extend(listing::entries(&read(answer).await?, entry_type)?),
            Err(AgentError::Status { status: 404 | 405, .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(entries)
}
