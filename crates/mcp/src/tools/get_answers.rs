use super::{Effect, Verb};
use crate::error::ToolError;
use omni_app::messages::OptionAnswers;
use omni_app::{App, Caller, messages};
use omni_domain::ids::MessageId;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct GetAnswers {
    /// The poll or event: the `messageId` that sending it returned, or that of a received one.
    message_id: String,
}

impl Verb for GetAnswers {
    const NAME: &'static str = "omni_get_answers";
    const TITLE: &'static str = "Get answers to a poll or event";
    const TEXT: &'static str = "Sums up the votes in a poll, or who comes to an event: each option \
        with the number of people who chose it, and who they are. The last answer of each person \
        counts.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id: MessageId = self.message_id.trim().parse()?;
        let answers = messages::answers(app, caller, id).await?;
        Ok(json!({
            "messageId": answers.message.id,
            "kind": answers.kind.as_str(),
            "title": answers.message.content.typed_text(),
            "people": answers.people,
            "options": answers.options.iter().map(option).collect::<Vec<_>>(),
        }))
    }
}

fn option(option: &OptionAnswers) -> Value {
    let person = |given: &messages::GivenAnswer| {
        json!({
            "name": given.name,
            "address": given.answer.platform_user_id,
            "personId": given.person_id,
            "extraGuests": given.answer.extra_guests,
        })
    };
    json!({
        "name": option.name,
        "count": option.answers.len(),
        "people": option.answers.iter().map(person).collect::<Vec<_>>(),
    })
}
