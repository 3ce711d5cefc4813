use super::{Effect, Verb, instance};
use crate::error::ToolError;
use omni_app::newsletters::{self, NewsletterInfo};
use omni_app::{App, Caller};
use omni_domain::access::Scope;
use omni_domain::newsletter::NewsletterRole;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ListNewsletters {
    /// The instance: its name or id.
    instance: String,
}

impl Verb for ListNewsletters {
    const NAME: &'static str = "omni_list_newsletters";
    const TITLE: &'static str = "List newsletters";
    const TEXT: &'static str = "Lists the newsletters (WhatsApp's channels) that an instance follows \
        or runs, with its role. To post in one that it runs, use omni_send_message with the \
        `newsletterId` as `to`.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id = instance(app, caller, Scope::MessagesRead, &self.instance).await?;
        let found = newsletters::list(app, caller, id).await?;
        Ok(json!({ "items": found.iter().map(newsletter).collect::<Vec<_>>() }))
    }
}

fn newsletter(found: &NewsletterInfo) -> Value {
    json!({
        "newsletterId": found.address.id,
        "name": found.name,
        "description": found.description,
        "followerCount": found.followers,
        "role": found.role.map(NewsletterRole::as_str),
    })
}
