use super::{Effect, Verb, limit, time};
use crate::error::ToolError;
use crate::views;
use omni_app::events::{self, TimelineQuery};
use omni_app::{App, Caller};
use omni_domain::ids::PersonId;
use omni_domain::page::PageRequest;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct GetTimeline {
    /// The person's id.
    person_id: String,
    /// Only these channels, such as `whatsapp-baileys`; absent or empty is all.
    #[serde(default)]
    channels: Vec<String>,
    /// Not before, like 2025-01-29T12:00:00Z.
    since: Option<String>,
    /// Before, like 2025-01-29T12:00:00Z.
    until: Option<String>,
    /// At most this many, 1 to 200; 50 if absent.
    limit: Option<u32>,
}

impl Verb for GetTimeline {
    const NAME: &'static str = "omni_get_timeline";
    const TITLE: &'static str = "Get timeline";
    const TEXT: &'static str =
        "Shows the messages to and from a person on all channels, newest first.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let person: PersonId = self.person_id.parse()?;
        let query = TimelineQuery {
            channels: self.channels.iter().map(|name| name.parse()).collect::<Result<_, _>>()?,
            since: time("since", self.since.as_deref())?,
            until: time("until", self.until.as_deref())?,
            ..TimelineQuery::default()
        };
        let page = PageRequest::first(limit(self.limit, 50, 200)?);
        let found = events::timeline(app, caller, person, query, page).await?;
        let items: Vec<Value> =
            found.items.iter().map(|entry| views::event(&entry.event)).collect();
        Ok(json!({ "personId": person, "items": items, "hasMore": found.next.is_some() }))
    }
}
