//! Receives messages: the library acknowledges them to the network only after the sink has
//! committed them.

use crate::inbound::{Book, answers, context, message, pump, sealed};
use crate::session::Core;
use crate::session::background::Task;
use crate::session::close_reason::lost;
use async_trait::async_trait;
use omni_channel::{Closed, Inbound, SinkError};
use omni_domain::content::Content;
use std::sync::Arc;
use wacore::types::events::InboundMessage;
use wacore::types::message::MessageCategory;
use wacore_binary::JidExt;
use whatsapp_rust::{Client, InboundDurabilityHook};

/// Passes batches of messages to the sink.
#[derive(Debug)]
pub(crate) struct Hook {
    pub(crate) core: Arc<Core>,
}

impl Hook {
    async fn read(&self, client: &Client, batch: &[InboundMessage]) -> Vec<Inbound> {
        let book = Book::new(client);
        let me = book.me();
        let mut received = Vec::with_capacity(batch.len());
        for item in batch {
            let chat = &item.info.source.chat;
            if chat.is_newsletter() || !pump::is_received(&self.core, chat) {
                continue;
            }
            let mut envelope = book.envelope(&item.info).await;
            if let Some(seconds) = context::expiration(&item.message) {
                let state = &*self.core.context.state;
                self.core.expirations.put(state, &envelope.chat, seconds).await;
            }
            let mut opened = sealed::open(&self.core, item).await;
            if opened.is_none() {
                opened = sealed::edit_in_the_open(&self.core, item, &envelope).await;
            }
            if let Some(about) = opened.as_ref().and_then(|opened| opened.about.clone()) {
                envelope.comment_on = Some(about);
            }
            let message = opened.as_ref().map_or(&*item.message, |opened| &opened.message);
            let Some(mut inbound) = message::read(message, envelope, &me) else { continue };
            sealed::name_edit(&item.info, &mut inbound);
            let answer = answers::follow(&self.core, client, item, &mut inbound).await;
            if let Inbound::Message(message) = &inbound {
                // Messages of the own phone to its devices have no content for people.
                let is_peer = item.info.category == MessageCategory::Peer;
                if is_peer && matches!(message.content, Content::Unknown { .. }) {
                    continue;
                }
                self.core.background.add(Task::LookUpChat(item.info.source.chat.clone()));
            }
            received.push(inbound);
            received.extend(answer);
        }
        received
    }
}

#[async_trait]
impl InboundDurabilityHook for Hook {
    async fn on_messages(
        &self,
        client: Arc<Client>,
        batch: &[InboundMessage],
    ) -> anyhow::Result<()> {
        self.core.vitals.activity();
        let received = self.read(&client, batch).await;
        if received.is_empty() {
            return Ok(());
        }
        match self.core.context.sink.accept(received).await {
            Ok(()) => Ok(()),
            Err(error) => {
                // The network repeats an unacknowledged message with the next connection, not
                // before.
                self.core.close_reason.close(match &error {
                    SinkError::NotStored(_) => lost("a received message could not be stored"),
                    SinkError::Fenced => Closed::Stopped,
                });
                Err(error.into())
            }
        }
    }
}
