//! A conversation with an agent that no one else sees: while it is written, and before it answers for
//! an instance.

use super::answering::of_agent;
use super::test::echo;
use super::trial::{self, Trial, TrialReply};
use crate::agents::{self, AgentPatch};
use crate::app::App;
use crate::error::{Error, Field};
use omni_agents::{AgentReply, Role, Turn};
use omni_domain::access::Caller;
use omni_domain::agent::Agent;
use omni_domain::agent_document::Passage;
use omni_domain::ai_layer::AiLayers;
use omni_domain::ids::AgentId;
use std::time::Duration;
use uuid::Uuid;

/// Messages of one test.
const MAX_MESSAGES: usize = 100;
/// Characters of one message.
const MAX_CHARS: usize = 32_000;
/// Longest time for the answer: a request of a client is open as long.
const LIMIT: Duration = Duration::from_secs(50);

/// A test of an agent.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "the draft may hold a key in clear")]
pub struct AgentTest {
    /// Changes that are not stored: the agent is asked as if they were.
    pub draft: AgentPatch,
    /// The conversation, oldest first: texts of a person (`true`) and of the agent, of which the last
    /// one is a person's.
    pub messages: Vec<TestMessage>,
    /// Identifies the conversation, for agents with a memory of their own.
    pub session: Option<Uuid>,
}

/// A message of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestMessage {
    /// Whether a person wrote it, and not the agent.
    pub from_person: bool,
    /// Its text.
    pub text: String,
}

/// The answer of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentTestReply {
    /// The answer.
    pub reply: AgentReply,
    /// The passages of its documents that the agent was given.
    pub passages: Vec<Passage>,
}

/// Asks an agent as it is, or as it would be after a change. Nothing is stored, and nothing is sent
/// to a network; its tools are called. Switches of the AI layers do not count.
///
/// # Errors
/// [`Error::Invalid`] for a draft or messages that cannot be accepted, and without a provider or an
/// endpoint; [`Error::AiNotConfigured`] without a key; [`Error::AgentFailed`],
/// [`Error::AgentUnavailable`] and [`Error::AgentTimeout`] as the agent fails.
pub async fn test_agent(
    app: &App,
    caller: &Caller,
    id: AgentId,
    test: AgentTest,
) -> Result<AgentTestReply, Error> {
    let agent = agents::with_draft(app, caller, id, test.draft).await?;
    let history = history(test.messages)?;
    if agent.config.target().is_none() {
        return Err(Error::invalid(Field::Agent, "give it a provider or an apiUrl first"));
    }
    let layers = layers(app, &agent).await?;
    let answering = of_agent(app, agent, &layers).await?.map_err(|_| Error::AiNotConfigured)?;
    if answering.echoes {
        let text = history.last().map(|turn| turn.text.as_str()).unwrap_or_default();
        return Ok(AgentTestReply { reply: echo(text), passages: Vec::new() });
    }
    let session = test.session.unwrap_or_else(|| app.env.id());
    let session_id = format!("agent:{id}:test:{session}");
    let trial = Trial { history, session_id, limit: LIMIT };
    let TrialReply { reply, passages } = trial::ask(app, &answering, trial).await?;
    Ok(AgentTestReply { reply, passages })
}

/// The layers that concern it wherever it answers.
async fn layers(app: &App, agent: &Agent) -> Result<AiLayers, Error> {
    let tenant = agent.tenant_id;
    if let Some(instance) = agent.instance_id {
        return Ok(app.store.ai_layers(tenant, instance, None).await?);
    }
    let global = app.store.ai_global(tenant).await?;
    Ok(AiLayers { global, ..AiLayers::default() })
}

fn history(messages: Vec<TestMessage>) -> Result<Vec<Turn>, Error> {
    let refused = |why: &'static str| Err(Error::invalid(Field::TestMessages, why));
    if messages.is_empty() || messages.len() > MAX_MESSAGES {
        return refused("give 1 to 100 messages");
    }
    let is_valid = |text: &str| !text.trim().is_empty() && text.chars().count() <= MAX_CHARS;
    if !messages.iter().all(|message| is_valid(&message.text)) {
        return refused("each message has a text of 1 to 32000 characters");
    }
    if messages.last().is_some_and(|last| !last.from_person) {
        return refused("the last message is the one to answer: a person's");
    }
    let turn = |message: TestMessage| Turn {
        role: if message.from_person { Role::User } else { Role::Assistant },
        text: message.text,
        name: None,
    };
    Ok(messages.into_iter().map(turn).collect())
}

#[cfg(test)]
mod tests {
    use super::{MAX_CHARS, MAX_MESSAGES, TestMessage, history};

    fn message(from_person: bool, text: &str) -> TestMessage {
        TestMessage { from_person, text: text.to_owned() }
    }

    #[test]
    fn a_conversation_ends_with_a_person_and_is_bounded() {
        let talk =
            vec![message(true, "hi"), message(false, "hello"), message(true, "how are you?")];
        assert_eq!(history(talk).expect("accepted").len(), 3);
        let refused = [
            Vec::new(),
            vec![message(true, "x"); MAX_MESSAGES + 1],
            vec![message(true, " ")],
            vec![message(true, &"x".repeat(MAX_CHARS + 1))],
            vec![message(true, "hi"), message(false, "hello")],
        ];
        for messages in refused {
            assert!(history(messages).is_err());
        }
    }
}
