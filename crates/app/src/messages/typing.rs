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

/// "typing…", or "recording audio…", in a chat.
#[derive(Debug)]
pub struct ShowTyping {
    /// The instance.
    pub instance_id: InstanceId,
    /// The conversation: a phone number, an address, a chat's id or a person's id.
    pub to: String,
    /// For how long; `None` hides it.
    pub time: Option<Duration>,
    /// "recording audio…" instead.
    pub recording: bool,
}

/// Shows "typing…" for a while, or hides it. Returns the chat's address. Not durable: what is not
/// shown now is of no use later.
pub async fn show_typing(app: &App, caller: &Caller, request: ShowTyping) -> Result<String, Error> {
    let instance = sender(app, caller, request.instance_id).await?;
    let live = sendable(app, instance.id).await?;
    let to = recipient::resolve(app, &instance, &request.to).await?;
    let addresses: Vec<String> = to.addresses().map(str::to_owned).collect();
    let known = first_of(&to, app.store.find_chats(instance.id, &addresses).await?);
    let chat = known.map_or(to.address.id, |chat| chat.address.id);
    let session = reach(app, &live).ok_or(ChannelError::NotConnected)?;
    let active = request.time.is_some();
    session.act(action(chat.clone(), active, request.recording)).await?;
    if let Some(time) = request.time {
        hide_later(app, session, chat.clone(), time.min(LONGEST));
    }
    Ok(chat)
}

fn action(chat: String, active: bool, recording: bool) -> ChatAction {
    if active && recording {
        return ChatAction::Recording { chat };
    }
    ChatAction::Typing { chat, active }
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
