use super::{Effect, Verb, limit};
use crate::error::ToolError;
use crate::views;
use omni_app::{App, Caller, webhooks};
use omni_domain::page::PageRequest;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ListWebhooks {
    /// At most this many, 1 to 100; 50 if absent.
    limit: Option<u32>,
}

impl Verb for ListWebhooks {
    const NAME: &'static str = "omni_list_webhooks";
    const TITLE: &'static str = "List webhooks";
    const TEXT: &'static str = "Lists the webhook endpoints: the addresses to which events are \
        delivered, which events, and whether they work. Secrets are never shown.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let page = PageRequest::first(limit(self.limit, 50, 100)?);
        let found = webhooks::list(app, caller, page).await?;
        let items: Vec<Value> = found.items.iter().map(views::webhook_endpoint).collect();
        Ok(json!({ "items": items, "hasMore": found.next.is_some() }))
    }
}
