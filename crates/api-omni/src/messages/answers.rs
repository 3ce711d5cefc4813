use super::by_id::ById;
use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::messages::{Answers, GivenAnswer, OptionAnswers};
use omni_app::{App, messages};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What people answered to a poll or an event.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AnswersView {
    message_id: Uuid,
    /// The channel's id of the message.
    external_id: String,
    /// `poll` or `event`.
    #[schema(example = "poll")]
    kind: &'static str,
    /// The question of the poll, or the name of the event.
    title: Option<String>,
    /// People whose answer counts.
    people: usize,
    /// What could be answered, in its order.
    options: Vec<OptionView>,
}

/// An option, and who chose it.
#[derive(Debug, Serialize, ToSchema)]
struct OptionView {
    /// Of a poll its text; of an event `going`, `maybe` or `not_going`.
    #[schema(example = "tomorrow")]
    name: String,
    /// People who chose it.
    count: usize,
    /// Those who chose it, the earliest first.
    voters: Vec<VoterView>,
}

/// A person who chose an option.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct VoterView {
    /// The person's address on the channel.
    platform_user_id: String,
    display_name: Option<String>,
    person_id: Option<Uuid>,
    /// People whom the person brings to an event.
    extra_guests: u32,
    /// When, according to the channel.
    answered_at: Time,
}

impl From<Answers> for AnswersView {
    fn from(answers: Answers) -> Self {
        Self {
            message_id: answers.message.id.uuid(),
            kind: answers.kind.as_str(),
            title: answers.message.content.typed_text().map(str::to_owned),
            external_id: answers.message.external_id,
            people: answers.people,
            options: answers.options.into_iter().map(OptionView::from).collect(),
        }
    }
}

impl From<OptionAnswers> for OptionView {
    fn from(option: OptionAnswers) -> Self {
        Self {
            name: option.name,
            count: option.answers.len(),
            voters: option.answers.into_iter().map(VoterView::from).collect(),
        }
    }
}

impl From<GivenAnswer> for VoterView {
    fn from(given: GivenAnswer) -> Self {
        Self {
            platform_user_id: given.answer.platform_user_id,
            display_name: given.name,
            person_id: given.person_id.map(omni_domain::ids::PersonId::uuid),
            extra_guests: given.answer.extra_guests,
            answered_at: given.answer.at.into(),
        }
    }
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesRead).fails(&[Failure::NotFound]);

/// Get answers to a poll or event
///
/// The votes in a poll, or who comes to an event. The last answer of each person counts; each
/// change of one is the event `message.answered`.
#[utoipa::path(
    get,
    path = "/messages/{id}/answers",
    tag = "messages",
    params(ById),
    responses((status = 200, body = AnswersView))
)]
pub(crate) async fn list_message_answers(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ById>,
) -> Reply<AnswersView> {
    Ok(Json(messages::answers(&app, &caller, path.id).await?.into()))
}
