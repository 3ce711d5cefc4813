use super::{Effect, Verb, limit};
use crate::error::ToolError;
use crate::views;
use omni_app::instances::{self, InstanceQuery};
use omni_app::{App, Caller};
use omni_domain::page::PageRequest;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ListInstances {
    /// At most this many, 1 to 100; 50 if absent.
    limit: Option<u32>,
}

impl Verb for ListInstances {
    const NAME: &'static str = "omni_list_instances";
    const TITLE: &'static str = "List instances";
    const TEXT: &'static str = "Lists the connected numbers and bots (instances) this key may see, \
        with their state. Use it first: other tools take an instance's name or id.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let page = PageRequest::first(limit(self.limit, 50, 100)?);
        let found = instances::list(app, caller, InstanceQuery::default(), page).await?;
        let items: Vec<Value> = found.items.iter().map(views::instance).collect();
        Ok(json!({ "items": items, "hasMore": found.next.is_some() }))
    }
}
