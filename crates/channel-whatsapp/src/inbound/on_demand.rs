//! Requests older messages from the phone, and recognises its answer.

use crate::jid::to_jid;
use crate::session::Core;
use omni_channel::{ChannelError, HistoryAnchor, HistoryPage, HistoryRequest, Inbound};
use omni_domain::Timestamp;
use omni_domain::conversation::Address;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::oneshot;
use waproto::whatsapp as wa;
use whatsapp_rust::Client;

/// The on-demand history request of a session; one is pending at a time.
#[derive(Debug, Default)]
pub(crate) struct OnDemandHistory {
    permit: tokio::sync::Mutex<()>,
    pending: Mutex<Option<Pending>>,
}

#[derive(Debug)]
struct Pending {
    filter: Filter,
    answer: oneshot::Sender<HistoryPage>,
}

/// The part of an answer that was requested.
#[derive(Debug, Clone)]
pub(super) struct Filter {
    chat: String,
    before: HistoryAnchor,
    since: Option<Timestamp>,
    until: Option<Timestamp>,
}

impl Filter {
    pub(super) fn matches_chat(&self, chat: &Address) -> bool {
        chat.all().any(|address| address == self.chat)
    }

    /// Whether a page of the chat answers this request. The answer to an earlier request, given up
    /// or interrupted by a restart, ends at the message this request begins with, or after it.
    pub(super) fn is_answered_by(&self, page: &HistoryPage) -> bool {
        let Some(oldest) = &page.oldest else { return true };
        let same = oldest.external_id == self.before.external_id;
        // A phone may repeat the message itself when it has nothing older.
        oldest.at <= self.before.at && (!same || page.received == 1)
    }

    /// Whether something received is within the period; anything but a message always is.
    pub(super) fn accepts(&self, received: &Inbound) -> bool {
        let Inbound::Message(message) = received else { return true };
        let at = message.timestamp;
        self.since.is_none_or(|since| at >= since) && self.until.is_none_or(|until| at <= until)
    }
}

/// Clears the pending request when the future that waits for it is dropped.
struct Clear<'a>(&'a OnDemandHistory);

impl Drop for Clear<'_> {
    fn drop(&mut self) {
        self.0.set(None);
    }
}

impl OnDemandHistory {
    fn set(&self, pending: Option<Pending>) {
        *self.pending.lock().unwrap_or_else(PoisonError::into_inner) = pending;
    }

    /// The filter of the pending request.
    pub(super) fn filter(&self) -> Option<Filter> {
        let pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        pending.as_ref().map(|pending| pending.filter.clone())
    }

    /// Completes the pending request, once its answer is stored.
    pub(super) fn answered(&self, page: HistoryPage) {
        let pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(pending) = pending {
            // The requester may have given up.
            let _ = pending.answer.send(page);
        }
    }
}

/// Sends the request and waits (bounded) until the answer is stored. The phone must be online.
pub(crate) async fn request(
    core: &Core,
    client: &Arc<Client>,
    request: HistoryRequest,
) -> Result<HistoryPage, ChannelError> {
    if !core.options.history {
        return Err(ChannelError::Configuration(
            "history is switched off on this server (whatsapp.history)".to_owned(),
        ));
    }
    let chat = to_jid(&request.chat)?;
    let count = i32::try_from(request.count).unwrap_or(i32::MAX);
    let exchange = async {
        let _permit = core.on_demand.permit.lock().await;
        let (answer, answered) = oneshot::channel();
        let HistoryAnchor { external_id, from_me, at } = &request.before;
        let filter = Filter {
            chat: request.chat,
            before: request.before.clone(),
            since: request.since,
            until: request.until,
        };
        core.on_demand.set(Some(Pending { filter, answer }));
        let _clear = Clear(&core.on_demand);
        client
            .fetch_message_history(&chat, external_id, *from_me, at.millis(), count)
            .await
            .map_err(|_| {
                ChannelError::Temporary("the request to the phone could not be sent".to_owned())
            })?;
        answered.await.map_err(|_| ChannelError::NotConnected)
    };
    tokio::time::timeout(core.options.history_timeout, exchange)
        .await
        .unwrap_or(Err(ChannelError::Timeout))
}

/// The oldest message of a conversation, readable or not.
pub(super) fn oldest(conversation: &wa::Conversation) -> Option<HistoryAnchor> {
    let anchors = conversation.messages.iter().filter_map(|item| {
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

#[cfg(test)]
mod tests {
    use super::{Filter, HistoryAnchor, HistoryPage, Timestamp};

    fn anchor(external_id: &str, at: i64) -> HistoryAnchor {
        HistoryAnchor { external_id: external_id.to_owned(), from_me: false, at: Timestamp(at) }
    }

    #[test]
    fn the_late_answer_to_an_earlier_request_does_not_end_this_one() {
        let filter = Filter {
            chat: "1@s.whatsapp.net".to_owned(),
            before: anchor("B", 20),
            since: None,
            until: None,
        };
        let page = |oldest: Option<HistoryAnchor>, received| HistoryPage { received, oldest };
        for (answers, page) in [
            (true, page(Some(anchor("A", 10)), 7)),
            (true, page(Some(anchor("A", 20)), 7)),
            (true, page(None, 0)),
            (true, page(Some(anchor("B", 20)), 1)),
            (false, page(Some(anchor("B", 20)), 7)),
            (false, page(Some(anchor("C", 30)), 7)),
        ] {
            assert_eq!(filter.is_answered_by(&page), answers, "{page:?}");
        }
    }
}
