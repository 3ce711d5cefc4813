use super::{Effect, Verb};
use crate::error::ToolError;
use crate::views;
use omni_app::instances::{self, InstanceQuery};
use omni_app::{App, Caller, system};
use omni_domain::page::PageRequest;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Status {}

impl Verb for Status {
    const NAME: &'static str = "omni_status";
    const TITLE: &'static str = "Status";
    const TEXT: &'static str = "Shows the server's health and which instances this key may see are \
        connected. Use it when a send fails or messages do not arrive.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        // First, so that a key without the scope gets no information about the server.
        let page = PageRequest::first(100);
        let found = instances::list(app, caller, InstanceQuery::default(), page).await?;
        let health = system::health(app).await;
        let instances: Vec<Value> = found
            .items
            .iter()
            .map(|details| {
                let mut status = views::status(&details.status);
                status["name"] = json!(details.instance.name);
                status
            })
            .collect();
        Ok(json!({
            "status": health.status,
            "version": health.version,
            "uptimeSeconds": health.uptime_seconds,
            "instances": instances,
        }))
    }
}
