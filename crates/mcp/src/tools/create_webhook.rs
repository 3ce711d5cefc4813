use super::{Effect, Verb, instance};
use crate::error::ToolError;
use crate::views;
use omni_app::webhooks::{self, NewEndpoint};
use omni_app::{App, Caller};
use omni_domain::access::Scope;
use omni_domain::webhook::{Envelope, EventPattern, Filter, Ordering};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CreateWebhook {
    /// Where events are delivered with POST, such as `https://example.com/hook`.
    url: String,
    /// Types (`message.received`), groups (`message.*`) or `*`; all if absent.
    #[serde(default)]
    events: Vec<String>,
    /// Only events of this instance: its name or id.
    instance: Option<String>,
    /// What it is for, for people.
    description: Option<String>,
}

impl Verb for CreateWebhook {
    const NAME: &'static str = "omni_create_webhook";
    const TITLE: &'static str = "Create webhook";
    const TEXT: &'static str = "Creates a webhook endpoint, to which events are delivered from now \
        on, signed as Standard Webhooks. The result contains its secret, which is never shown again: \
        give it to the person who runs the receiver.";
    const EFFECT: Effect = Effect::Acts;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let events = self.events.iter().map(|text| text.parse::<EventPattern>());
        let instance_ids = match &self.instance {
            Some(given) => Some(vec![instance(app, caller, Scope::WebhooksWrite, given).await?]),
            None => None,
        };
        let new = NewEndpoint {
            description: self.description,
            url: self.url,
            envelope: Envelope::Omni,
            filter: Filter {
                events: events.collect::<Result<_, _>>()?,
                instance_ids,
                ..Filter::default()
            },
            headers: BTreeMap::new(),
            retry: None,
            timeout_ms: None,
            ordering: Ordering::None,
            disable_after: None,
            ca: None,
            identity: None,
            since: None,
        };
        let created = webhooks::create(app, caller, new).await?;
        let endpoint = views::webhook_endpoint(&created.details);
        Ok(json!({ "endpoint": endpoint, "secret": created.secret }))
    }
}
