use super::recipient;
use super::send::sender;
use crate::app::App;
use crate::chats::first_of;
use crate::error::Error;
use crate::sessions::{reach, sendable};
use omni_channel::{ChannelError, ChatAction, Session};
use omni_domain::access::Caller;
use omni_domain::ids::InstanceId;
use std::sync::Arc;
use std::time::Duration;

/// The longest time it is shown; phones hide it after 10 to 25 seconds anyway.
const LONGEST: Duration = Duration::from_secs(25);

/// What the other side of a chat sees of its author.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypingState {
    /// "typing…".
    Typing,
    /// "recording audio…".
    Recording,
    /// Neither.
    Paused,
}

/// "typing…", or "recording audio…", in a chat.
#[derive(Debug)]
pub struct ShowTyping {
    /// The instance.
    pub instance_id: InstanceId,
    /// The conversation: a phone number, an address, a chat's id or a person's id.
    pub to: String,
    /// What is shown.
    pub state: TypingState,
    /// For how long; without it until another request, or until phones hide it.
    pub time: Option<Duration>,
}

/// Shows "typing…" or "recording audio…", or hides it. Returns the chat's address. Not durable: what is not
/// shown now is of no use later.
pub async fn show_typing(app: &App, caller: &Caller, request: ShowTyping) -> Result<String, Error> {
    let instance = sender(app, caller, request.instance_id).await?;
    let live = sendable(app, instance.id).await?;
    let to = recipient::resolve(app, &instance, &request.to).await?;
    let addresses: Vec<String> = to.addresses().map(str::to_owned).collect();
    let known = first_of(&to, app.store.find_chats(instance.id, &addresses).await?);
    let chat = known.map_or(to.address.id, |chat| chat.address.id);
    let session = reach(app, &live).ok_or(ChannelError::NotConnected)?;
    session.act(action(chat.clone(), request.state)).await?;
    if let Some(time) = request.time.filter(|_| request.state != TypingState::Paused) {
        hide_later(app, session, chat.clone(), time.min(LONGEST));
    }
    Ok(chat)
}

fn action(chat: String, state: TypingState) -> ChatAction {
    match state {
        TypingState::Typing => ChatAction::Typing { chat, active: true },
        TypingState::Recording => ChatAction::Recording { chat },
        TypingState::Paused => ChatAction::Typing { chat, active: false },
    }
}

fn hide_later(app: &App, session: Arc<dyn Session>, chat: String, time: Duration) {
    let stopping = app.sessions.stopping();
    app.sessions.spawn(async move {
        let waited = stopping.run_until_cancelled(tokio::time::sleep(time)).await;
        if waited.is_some() {
            // Best effort: the phone hides it by itself.
            let _ = session.act(ChatAction::Typing { chat, active: false }).await;
        }
    });
}
