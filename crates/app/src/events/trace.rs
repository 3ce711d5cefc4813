use crate::app::App;
use crate::error::Error;
use omni_domain::Timestamp;
use omni_domain::access::Caller;
use omni_domain::agent_document::GivenPassage;
use omni_domain::event::Event;
use omni_domain::ids::EventId;
use omni_domain::message::Message;
use omni_domain::turn::Turn;

/// A step of a message's processing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// What happened.
    pub name: &'static str,
    /// When.
    pub at: Timestamp,
}

/// The processing of a message from the socket to the answer.
#[derive(Debug, Clone)]
pub struct Trace {
    /// The event of the request.
    pub event: Event,
    /// Its turn, if it is part of one.
    pub turn: Option<Turn>,
    /// The passages of its documents that the agent was given.
    pub passages: Vec<GivenPassage>,
    /// The messages of the answer, in order.
    pub replies: Vec<Message>,
    /// The steps, in order.
    pub stages: Vec<Stage>,
}

/// The trace of the message that an event is about.
pub async fn trace(app: &App, caller: &Caller, id: EventId) -> Result<Trace, Error> {
    let event = super::get(app, caller, id).await?;
    let message = match event.message_id {
        Some(id) => app.store.find_message(caller.tenant_id, id).await?,
        None => None,
    };
    let turn = match &message {
        Some(message) => app.store.turn_of_message(message.id).await?,
        None => None,
    };
    let replies = match &turn {
        Some(turn) => replies(app, turn).await?,
        None => Vec::new(),
    };
    let passages = match &turn {
        Some(turn) => app.store.turn_passages(turn.id).await?,
        None => Vec::new(),
    };
    let mut stages = Vec::new();
    let mut add = |name, at: Option<Timestamp>| stages.extend(at.map(|at| Stage { name, at }));
    match &message {
        None => add("happened", Some(event.at)),
        Some(message) => {
            add("written", Some(message.platform_timestamp));
            add("stored", Some(message.created_at));
            add("sent", message.sent_at);
            add("delivered", message.delivered_at);
            add("read", message.read_at);
        }
    }
    if let Some(turn) = &turn {
        add("turn_opened", Some(turn.created_at));
        add("collected", turn.collected_at);
        add("agent_asked", turn.asked_at);
        add("agent_answered", turn.answered_at);
        add("turn_ended", turn.ended_at);
    }
    let asks = message.as_ref().map(|message| message.id);
    for reply in replies.iter().filter(|reply| Some(reply.id) != asks) {
        add("reply_queued", Some(reply.created_at));
        add("reply_sent", reply.sent_at);
        add("reply_delivered", reply.delivered_at);
        add("reply_read", reply.read_at);
    }
    stages.sort_by_key(|stage| stage.at);
    Ok(Trace { event, turn, passages, replies, stages })
}

async fn replies(app: &App, turn: &Turn) -> Result<Vec<Message>, Error> {
    let ids = app.store.turn_reply_ids(turn.id).await?;
    let mut found = app.store.messages_by_ids(&ids).await?;
    found.sort_by_key(|message| ids.iter().position(|id| *id == message.id));
    Ok(found)
}
