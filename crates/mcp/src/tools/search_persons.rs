use super::{Effect, Verb, limit};
use crate::error::ToolError;
use crate::views;
use omni_app::{App, Caller, persons};
use omni_domain::page::PageRequest;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SearchPersons {
    /// A part of a name, a phone number, an e-mail or an address on a channel; absent lists the
    /// persons that changed last.
    search: Option<String>,
    /// At most this many, 1 to 100; 20 if absent.
    limit: Option<u32>,
}

impl Verb for SearchPersons {
    const NAME: &'static str = "omni_search_persons";
    const TITLE: &'static str = "Search persons";
    const TEXT: &'static str = "Finds people by name, phone number, e-mail or address. A person may \
        have accounts on several channels; use their id in omni_send_message, \
        omni_get_timeline and omni_get_person_presence.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let page = PageRequest::first(limit(self.limit, 20, 100)?);
        let found = persons::list(app, caller, self.search, page).await?;
        let items: Vec<Value> = found.items.iter().map(views::person).collect();
        Ok(json!({ "items": items, "hasMore": found.next.is_some() }))
    }
}
