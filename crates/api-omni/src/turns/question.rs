use super::path::TurnPath;
use crate::agents::PassageView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::turns::{AskedAgent, Entry, TurnQuestion};
use omni_app::{App, turns};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What the agent of a turn was asked.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TurnQuestionView {
    /// The agent; `null` before it was asked, and if it was deleted.
    agent: Option<AskedAgentView>,
    /// The prompt of its version, or of the chat where it has one of its own. What a provider adds to it
    /// is not among it.
    prompt: Option<String>,
    /// Only the beginning of the prompt is here.
    prompt_cut: bool,
    /// The passages of its documents that followed the prompt, best first. Those of a document that was
    /// deleted since have no text.
    passages: Vec<PassageView>,
    /// The conversation, oldest first; the last entry is what was to be answered. An agent with a memory of
    /// its own was given what is new to it, and only that is here.
    history: Vec<QuestionEntryView>,
}

/// The agent that was asked.
#[derive(Debug, Serialize, ToSchema)]
struct AskedAgentView {
    id: Uuid,
    /// Its name now.
    name: String,
    /// Its version at that time.
    version: i32,
}

/// An entry of the conversation.
#[derive(Debug, Serialize, ToSchema)]
struct QuestionEntryView {
    /// `user`, or `assistant`: the agent, or a person who wrote in its place.
    #[schema(example = "user")]
    role: &'static str,
    /// The name of who wrote it, if it is known.
    name: Option<String>,
    text: String,
    /// Only the beginning of the text is here.
    cut: bool,
}

impl From<AskedAgent> for AskedAgentView {
    fn from(agent: AskedAgent) -> Self {
        Self { id: agent.id.uuid(), name: agent.name, version: agent.version }
    }
}

impl From<Entry> for QuestionEntryView {
    fn from(entry: Entry) -> Self {
        Self {
            role: if entry.is_answer { "assistant" } else { "user" },
            name: entry.name,
            text: entry.text.text,
            cut: entry.text.is_cut,
        }
    }
}

impl From<TurnQuestion> for TurnQuestionView {
    fn from(question: TurnQuestion) -> Self {
        Self {
            agent: question.agent.map(AskedAgentView::from),
            prompt_cut: question.prompt.as_ref().is_some_and(|prompt| prompt.is_cut),
            prompt: question.prompt.map(|prompt| prompt.text),
            passages: question.passages.into_iter().map(PassageView::of).collect(),
            history: question.history.into_iter().map(QuestionEntryView::from).collect(),
        }
    }
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesRead).fails(&[Failure::NotFound, Failure::NotSupported]);

/// Get question of turn
///
/// What the agent was given: its prompt, passages of its documents and the conversation. Requests to agents are not stored; this is
/// made of the stored messages, so that one that was edited since has its new text, and one that was
/// deleted is missing. Each text has at most 8000 characters.
#[utoipa::path(
    get,
    path = "/turns/{id}/question",
    tag = "turns",
    params(TurnPath),
    responses((status = 200, body = TurnQuestionView))
)]
pub(crate) async fn get_turn_question(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<TurnPath>,
) -> Reply<TurnQuestionView> {
    Ok(Json(turns::question(&app, &caller, path.id).await?.into()))
}
