use super::{Effect, Verb, filter_instance, limit};
use crate::error::ToolError;
use omni_app::executions::{self, ExecutionDetails, ExecutionQuery};
use omni_app::{App, Caller};
use omni_domain::access::Scope;
use omni_domain::entry_point::{CONVERSATION, EXECUTION, ExecutionStatus, prefixed};
use omni_domain::page::PageRequest;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ListExecutions {
    /// Only those of this instance: its name or id.
    instance: Option<String>,
    /// Only those that are `queued`, `processing`, `completed`, `failed` or `superseded`.
    status: Option<String>,
    /// At most this many, 1 to 100; 20 if absent.
    limit: Option<u32>,
}

impl Verb for ListExecutions {
    const NAME: &'static str = "omni_list_executions";
    const TITLE: &'static str = "List executions";
    const TEXT: &'static str = "Lists what programs asked agents at entry points, newest first, with \
        the answers, and why one failed.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let page = PageRequest::first(limit(self.limit, 20, 100)?);
        let status = self.status.as_deref().map(str::parse::<ExecutionStatus>).transpose()?;
        let instance = self.instance.as_deref();
        let instance_id = filter_instance(app, caller, Scope::MessagesRead, instance).await?;
        let query = ExecutionQuery {
            instance_id,
            statuses: status.into_iter().collect(),
            ..ExecutionQuery::default()
        };
        let found = executions::list(app, caller, query, page).await?;
        let items: Vec<Value> = found.items.iter().map(view).collect();
        Ok(json!({ "items": items, "hasMore": found.next.is_some() }))
    }
}

fn view(details: &ExecutionDetails) -> Value {
    let error = details.turn.as_ref().and_then(|turn| turn.error.as_ref());
    json!({
        "executionId": prefixed(EXECUTION, details.execution.id.uuid()),
        "conversationId": prefixed(CONVERSATION, details.execution.conversation_id.uuid()),
        "status": details.status,
        "response": details.response,
        "error": error.map(|error| &error.message),
        "instanceId": details.execution.instance_id,
        "messageId": details.execution.message_id,
        "createdAt": details.execution.created_at,
    })
}
