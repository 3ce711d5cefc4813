use super::{AgentPatch, WRITE, change, check, load, require_change};
use crate::app::App;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::agent::Agent;
use omni_domain::ids::AgentId;

/// An agent as it would be after a change, which is not stored. The caller needs the rights for the
/// change, and gives secrets for new addresses as for a change: what is stored is sent to no other.
pub(crate) async fn with_draft(
    app: &App,
    caller: &Caller,
    id: AgentId,
    patch: AgentPatch,
) -> Result<Agent, Error> {
    let agent = load(app, caller, WRITE, id).await?;
    require_change(caller, &agent)?;
    let draft = change::changed(app, &agent, patch)?;
    check::check(app, &draft.config)?;
    let provider = match draft.config.provider_id {
        Some(id) => app.store.find_provider(draft.tenant_id, id).await?,
        None => None,
    };
    check::check_with(app, &draft.config, provider)?;
    Ok(draft)
}
