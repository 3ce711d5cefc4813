use async_trait::async_trait;
use omni_channel::{
    Capabilities, Channel as _, ChannelContext, ChannelError, ChatAction, Closed, Evidence,
    Liveness, MediaLocator, OutboundMessage, Pulse, Sent, Session, StatusUpdate, StoredMedia,
};
use omni_domain::content::MediaKind;
use omni_domain::conversation::Address;
use omni_domain::entry_point::prefixed;
use omni_domain::ids::MediaId;
use omni_domain::instance::ConnectionState;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio_util::sync::CancellationToken;

/// Connected from its start until it is stopped.
pub(crate) struct ApiSession {
    context: ChannelContext,
    can: Capabilities,
    is_running: AtomicBool,
}

impl ApiSession {
    pub(crate) fn new(context: ChannelContext) -> Self {
        let can = crate::ApiChannel.info().capabilities;
        Self { context, can, is_running: AtomicBool::new(false) }
    }
}

#[async_trait]
impl Session for ApiSession {
    async fn run(&self, stop: CancellationToken) -> Closed {
        let mut update = StatusUpdate::state(ConnectionState::Connected);
        // The account is the instance itself.
        update.owner = Some(Address::new(prefixed("api_", self.context.instance.0)));
        self.is_running.store(true, Ordering::SeqCst);
        self.context.sink.status(update);
        stop.cancelled().await;
        self.is_running.store(false, Ordering::SeqCst);
        Closed::Stopped
    }

    fn liveness(&self) -> Liveness {
        let is_running = self.is_running.load(Ordering::SeqCst);
        let pulse = if is_running { Pulse::Alive } else { Pulse::Quiet };
        Liveness { pulse, evidence: Evidence::default() }
    }

    async fn send(&self, message: OutboundMessage) -> Result<Sent, ChannelError> {
        if !self.is_running.load(Ordering::SeqCst) {
            return Err(ChannelError::NotConnected);
        }
        self.can.require(&message.needs())?;
        Ok(Sent { external_id: message.client_id, at: self.context.env.now(), recipient: None })
    }

    fn sends_when_stored(&self) -> bool {
        self.is_running.load(Ordering::SeqCst)
    }

    async fn act(&self, action: ChatAction) -> Result<(), ChannelError> {
        Err(ChannelError::Unsupported(action.needs()))
    }

    async fn fetch_media(
        &self,
        _: MediaId,
        _: MediaKind,
        _: &str,
        _: &MediaLocator,
    ) -> Result<StoredMedia, ChannelError> {
        // No message has a file.
        Err(ChannelError::MediaGone)
    }

    async fn logout(&self) -> Result<(), ChannelError> {
        Ok(())
    }
}
