use super::{Effect, Verb, filter_instance, limit, time};
use crate::error::ToolError;
use crate::views;
use omni_app::events::{self, EventQuery};
use omni_app::{App, Caller};
use omni_domain::access::Scope;
use omni_domain::event::EventType;
use omni_domain::message::Direction;
use omni_domain::page::PageRequest;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SearchMessages {
    /// Text to search for; absent finds all.
    query: Option<String>,
    /// Only through this instance: its name or id.
    instance: Option<String>,
    /// Only from or to this person: the person's id.
    person_id: Option<String>,
    /// Only `inbound` or only `outbound`.
    direction: Option<String>,
    /// Not before, like 2025-01-29T12:00:00Z.
    since: Option<String>,
    /// Before, like 2025-01-29T12:00:00Z.
    until: Option<String>,
    /// At most this many, 1 to 100; 20 if absent.
    limit: Option<u32>,
}

impl Verb for SearchMessages {
    const NAME: &'static str = "omni_search_messages";
    const TITLE: &'static str = "Search messages";
    const TEXT: &'static str = "Finds messages that were received or sent, newest first, by text, \
        instance, person, direction and time, over all instances this key may see.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let scope = Scope::EventsRead;
        let query = EventQuery {
            instance_id: filter_instance(app, caller, scope, self.instance.as_deref()).await?,
            person_id: self.person_id.as_deref().map(str::parse).transpose()?,
            event_types: vec![EventType::MessageReceived, EventType::MessageSent],
            direction: self.direction.as_deref().map(str::parse::<Direction>).transpose()?,
            since: time("since", self.since.as_deref())?,
            until: time("until", self.until.as_deref())?,
            search: self.query,
            ..EventQuery::default()
        };
        let page = PageRequest::first(limit(self.limit, 20, 100)?);
        let found = events::list(app, caller, query, page).await?;
        let items: Vec<Value> = found.page.items.iter().map(views::event).collect();
        Ok(json!({ "items": items, "total": found.total }))
    }
}
