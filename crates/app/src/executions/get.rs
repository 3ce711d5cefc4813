use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::entry_point::{Execution, ExecutionStatus};
use omni_domain::ids::ExecutionId;
use omni_domain::turn::Turn;

/// An execution with its result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExecutionDetails {
    /// The execution.
    pub execution: Execution,
    /// Its state.
    pub status: ExecutionStatus,
    /// The answer, once it is completed; empty if the agent gives no answer.
    pub response: Option<String>,
    /// The turn that has its message.
    pub turn: Option<Turn>,
}

/// An execution of the caller's tenant; `None` if there is none.
pub async fn get(
    app: &App,
    caller: &Caller,
    id: ExecutionId,
) -> Result<Option<ExecutionDetails>, Error> {
    authorization::require(caller, Scope::MessagesRead)?;
    let found = app.store.find_execution(caller.tenant_id, id).await?;
    let found = found.filter(|(execution, _)| caller.may_see(execution.instance_id));
    Ok(found.map(|(execution, turn)| details(execution, turn)))
}

/// The execution with the turn that has its message.
pub(super) fn details(execution: Execution, turn: Option<Turn>) -> ExecutionDetails {
    if execution.superseded_at.is_some() {
        let status = ExecutionStatus::Superseded;
        return ExecutionDetails { execution, status, response: None, turn };
    }
    let status = ExecutionStatus::by_turn(turn.as_ref());
    let completed = turn.as_ref().filter(|_| status == ExecutionStatus::Completed);
    let response = completed.map(text_of);
    ExecutionDetails { execution, status, response, turn }
}

/// The parts of the answer as one text.
fn text_of(turn: &Turn) -> String {
    let parts = turn.reply.iter().flat_map(|reply| &reply.parts);
    parts.map(|part| part.text.as_str()).collect::<Vec<_>>().join("\n\n")
}
