use super::{Effect, Verb, instance};
use crate::error::ToolError;
use omni_app::{App, Caller, account_state};
use omni_domain::access::Scope;
use omni_domain::chat_state::Label;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ListLabels {
    /// The instance: its name or id.
    instance: String,
}

impl Verb for ListLabels {
    const NAME: &'static str = "omni_list_labels";
    const TITLE: &'static str = "List labels";
    const TEXT: &'static str = "Lists the labels of an instance, such as `New customer` or `Paid`, \
        with which people sort chats and messages on the phone. omni_set_label gives them.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id = instance(app, caller, Scope::MessagesRead, &self.instance).await?;
        let labels = account_state::labels(app, caller, id).await?;
        let label = |one: &Label| json!({ "labelId": one.id, "name": one.name });
        Ok(json!({ "items": labels.iter().map(label).collect::<Vec<_>>() }))
    }
}
