use super::{changed, collect, event_context, plan, reply_url};
use crate::app::App;
use crate::error::{Error, Field, Message};
use crate::sessions::InstanceMeta;
use omni_agents::AgentError;
use omni_domain::Timestamp;
use omni_domain::conversation::Chat;
use omni_domain::ids::TurnId;
use omni_domain::turn::{ReplyPlan, Turn, TurnOutcome, TurnState};
use omni_storage::{ReplyUrl, StorageError, Tx};
use std::fmt;
use std::sync::Arc;

/// How often an answer is stored anew if another node's write and this one waited for each other.
const TRIES: u32 = 3;

const ANSWERED: &str = "this question was answered already; a reply URL is valid for one answer";
const EXPIRED: &str =
    "this reply URL has expired; pipeline.reply_url_keep_s sets how long one is valid";
const VOID: &str = "this question waits for no answer any more: it was answered in the response, cancelled or given up";

/// A reply URL that takes an answer.
#[derive(Debug)]
pub struct OpenReply {
    token: Secret,
    url: ReplyUrl,
}

/// The end of a reply URL, which is its secret.
struct Secret(String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// The reply URL that ends with `token`, if it takes an answer. Needs no body, so that none is
/// read without the secret.
pub async fn open_reply(app: &App, token: &str) -> Result<OpenReply, Error> {
    let url = reply_url::find(app, token).await?;
    check(&url, app.env.now())?;
    Ok(OpenReply { token: Secret(token.to_owned()), url })
}

/// Takes an agent's late answer, sent to a reply URL: `{reply}`, `{parts: [...]}` or plain text.
/// Once this returns the answer is stored together with the job that queues its messages, in the
/// chat's order.
pub async fn answer_late(app: &App, reply: OpenReply, body: &[u8]) -> Result<TurnId, Error> {
    let OpenReply { token, url } = reply;
    // The body may have taken its time.
    check(&url, app.env.now())?;
    let text = omni_agents::read_late_answer(body, reply_url::MAX_ANSWER_BYTES)
        .map_err(|error| refused(&error))?;
    let Some(turn) = waiting_turn(app, &url).await? else {
        // An answer changes the turn and its addresses in one transaction. The address is read
        // again, after the turn, and so shows whether an answer is what ended the wait.
        check(&reply_url::find(app, &token.0).await?, app.env.now())?;
        return Err(Error::Gone(VOID));
    };
    let plan = planned(app, &turn, &text).await?;
    let at = Arc::new(event_context(app, &turn).await?);
    for _ in 0..TRIES {
        let (inner, at, url, plan) = (app.clone(), Arc::clone(&at), url.clone(), plan.clone());
        let redeemed = app
            .store
            .write(move |tx| Box::pin(async move { redeem(&inner, tx, &at, &url, plan).await }))
            .await;
        match redeemed {
            Ok(turn) => return Ok(turn),
            Err(Refused::Failed(error)) => return Err(error),
            Err(Refused::Deadlock) => {}
        }
    }
    Err(Error::StorageUnavailable)
}

/// Why an answer is not stored.
#[derive(Debug)]
enum Refused {
    /// The node that asked wrote at the same time, and the database undid this write.
    Deadlock,
    /// Anything else.
    Failed(Error),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<StorageError> for Refused {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Deadlock => Self::Deadlock,
            other => Self::Failed(other.into()),
        }
    }
}

/// Whether this address still accepts an answer.
fn check(url: &ReplyUrl, now: Timestamp) -> Result<(), Error> {
    if url.expires_at <= now {
        return Err(Error::Gone(EXPIRED));
    }
    if url.used_at.is_some() {
        return Err(Error::conflict(ANSWERED.to_owned()));
    }
    Ok(())
}

/// The fault of the answer; the address stays valid.
fn refused(error: &AgentError) -> Error {
    match error {
        AgentError::TooLarge { limit } => {
            Error::TooLarge { what: "the answer", limit: *limit as u64 }
        }
        AgentError::EmptyAnswer => {
            let message = "the answer is empty; send some text or, for no answer, the value of ";
            Error::invalid(Field::AgentReply, Message::from(message).name(Field::SilenceWord))
        }
        _ => Error::invalid(
            Field::AgentReply,
            "send {\"reply\": \"...\"}, {\"parts\": [\"...\"]} or plain text in UTF-8",
        ),
    }
}

async fn waiting_turn(app: &App, url: &ReplyUrl) -> Result<Option<Turn>, Error> {
    let turn = app.store.find_turn(url.tenant_id, url.turn_id).await?;
    Ok(turn.filter(waits))
}

/// `None` if the agent gives no answer.
async fn planned(app: &App, turn: &Turn, text: &str) -> Result<Option<ReplyPlan>, Error> {
    let instance = app.store.find_instance(turn.tenant_id, turn.instance_id).await?;
    let instance = instance.ok_or(Error::Gone(VOID))?;
    let last = app.store.turn_messages(turn.id).await?.pop();
    plan::whole(app, &instance, last.as_ref(), text)
}

/// A turn that is still being asked accepts an answer, too: an agent's answer may arrive before
/// its "later". What the response contains after that is discarded.
fn waits(turn: &Turn) -> bool {
    matches!(turn.state, TurnState::Running | TurnState::Awaiting) && turn.reply.is_none()
}

async fn redeem(
    app: &App,
    tx: &mut Tx,
    (meta, chat): &(InstanceMeta, Chat),
    url: &ReplyUrl,
    plan: Option<ReplyPlan>,
) -> Result<TurnId, Refused> {
    let now = app.env.now();
    // Addresses of a turn that ended unanswered are used up, too.
    check(url, now)?;
    if !tx.use_reply_urls(url.turn_id, now).await? {
        return Err(Error::conflict(ANSWERED.to_owned()).into());
    }
    // Locked: the node that asked may be storing the agent's "later" just now.
    let turn = tx.lock_turn(url.tenant_id, url.turn_id).await?;
    let mut turn = turn.filter(waits).ok_or(Error::Gone(VOID))?;
    let (previous_state, asking) = (turn.state, turn.job_id);
    let is_silent = plan.is_none();
    if is_silent {
        turn.state = TurnState::Done;
        turn.outcome = Some(TurnOutcome::Silent);
        turn.ended_at = Some(now);
    } else {
        turn.state = TurnState::Awaiting;
        turn.reply = plan;
        turn.job_id = app.env.id();
    }
    turn.error = None;
    turn.answered_at = Some(now);
    turn.agent_latency_ms = i64::try_from(now.since(url.created_at).as_millis()).ok();
    turn.updated_at = now;
    let address = &chat.address.id;
    if !changed::update(app, tx, meta, address, previous_state, &turn).await? {
        return Err(Error::Gone(VOID).into());
    }
    if !is_silent {
        tx.insert_job(collect::job_of(app, &turn, turn.job_id, now));
    }
    // A question that waits to be asked again precedes it in the chat's order, and is obsolete.
    tx.make_job_due(asking, now).await?;
    Ok(turn.id)
}
