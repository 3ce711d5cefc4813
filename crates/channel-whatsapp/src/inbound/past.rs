//! Asking the phone for older messages, and recognising its answer.

use crate::jid::to_jid;
use crate::session::Core;
use omni_channel::{ChannelError, HistoryAnchor, HistoryPage, HistoryRequest, Inbound};
use omni_domain::Timestamp;
use omni_domain::conversation::Address;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::oneshot;
use waproto::whatsapp as wa;
use whatsapp_rust::Client;

/// The one request that a session has out at a time.
#[derive(Debug, Default)]
pub(crate) struct Past {
    turn: tokio::sync::Mutex<()>,
    waiting: Mutex<Option<Waiting>>,
}

#[derive(Debug)]
struct Waiting {
    wish: Wish,
    answer: oneshot::Sender<HistoryPage>,
}

/// What of an answer is wanted.
#[derive(Debug, Clone)]
pub(super) struct Wish {
    chat: String,
    since: Option<Timestamp>,
    until: Option<Timestamp>,
}

impl Wish {
    pub(super) fn is_about(&self, chat: &Address) -> bool {
        chat.all().any(|address| address == self.chat)
    }

    /// Whether something heard falls into the period; what is no message always does.
    pub(super) fn wants(&self, heard: &Inbound) -> bool {
        let Inbound::Message(message) = heard else { return true };
        let at = message.timestamp;
        self.since.is_none_or(|since| at >= since) && self.until.is_none_or(|until| at <= until)
    }
}

/// Forgets the request when whoever waits for it goes away.
struct Clear<'a>(&'a Past);

impl Drop for Clear<'_> {
    fn drop(&mut self) {
        self.0.set(None);
    }
}

impl Past {
    fn set(&self, waiting: Option<Waiting>) {
        *self.waiting.lock().unwrap_or_else(PoisonError::into_inner) = waiting;
    }

    /// What is being waited for.
    pub(super) fn wish(&self) -> Option<Wish> {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.as_ref().map(|waiting| waiting.wish.clone())
    }

    /// The answer is stored.
    pub(super) fn answered(&self, page: HistoryPage) {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(waiting) = waiting {
            // Whoever asked may have given up.
            let _ = waiting.answer.send(page);
        }
    }
}

/// Asks, and waits (bounded) until the answer is stored. The phone must be online.
pub(crate) async fn ask(
    core: &Core,
    client: &Arc<Client>,
    request: HistoryRequest,
) -> Result<HistoryPage, ChannelError> {
    if !core.options.history {
        return Err(ChannelError::Configuration(
            "this server does not take history (whatsapp.history is off)".to_owned(),
        ));
    }
    let chat = to_jid(&request.chat)?;
    let count = i32::try_from(request.count).unwrap_or(i32::MAX);
    let exchange = async {
        let _turn = core.past.turn.lock().await;
        let (answer, answered) = oneshot::channel();
        let wish = Wish { chat: request.chat, since: request.since, until: request.until };
        core.past.set(Some(Waiting { wish, answer }));
        let _clear = Clear(&core.past);
        let HistoryAnchor { external_id, from_me, at } = &request.before;
        client
            .fetch_message_history(&chat, external_id, *from_me, at.millis(), count)
            .await
            .map_err(|_| ChannelError::Temporary("the phone could not be asked".to_owned()))?;
        answered.await.map_err(|_| ChannelError::NotConnected)
    };
    tokio::time::timeout(core.options.history_timeout, exchange)
        .await
        .unwrap_or(Err(ChannelError::Timeout))
}

/// The oldest message of a conversation, readable or not.
pub(super) fn oldest(said: &wa::Conversation) -> Option<HistoryAnchor> {
    let anchors = said.messages.iter().filter_map(|item| {
        let info = item.message.as_option()?;
        let key = info.key.as_option()?;
        let seconds = info.message_timestamp.and_then(|at| i64::try_from(at).ok())?;
        Some(HistoryAnchor {
            external_id: key.id.clone().filter(|id| !id.is_empty())?,
            from_me: key.from_me.unwrap_or(false),
            at: Timestamp::from_seconds(seconds),
        })
    });
    anchors.min_by_key(|anchor| anchor.at)
}
