use super::{AFTER_ERROR, Sender, Sent};
use omni_app::webhooks;
use omni_domain::ids::WebhookDeliveryId;
use omni_domain::webhook::Ordering;
use tokio::task::JoinError;

impl Sender {
    /// Writes how an attempt ended. Its delivery is held until then: otherwise it would be sent again.
    pub(super) fn record(&mut self, sent: Result<Sent, JoinError>) {
        let Sent { id, attempted } = match sent {
            Ok(sent) => sent,
            Err(error) => return self.forget(&error),
        };
        self.judge(&attempted);
        let app = self.app.clone();
        self.recording.spawn(async move {
            while let Err(error) = webhooks::record(&app, attempted.ended.clone()).await {
                tracing::warn!(%error, "an attempt could not be recorded; trying again");
                if app.sessions.stopping().is_cancelled() {
                    break;
                }
                tokio::time::sleep(AFTER_ERROR).await;
            }
            id
        });
    }

    /// A task stopped in the middle. Which one is unknown, so that all deliveries are read anew.
    fn forget(&mut self, error: &JoinError) {
        tracing::error!(webhook.endpoint = %self.id, %error, "an attempt stopped in the middle");
        self.held.clear();
        self.queue.clear();
        self.fall_behind();
    }

    /// An attempt is in the database.
    pub(super) fn recorded(&mut self, recorded: Result<WebhookDeliveryId, JoinError>) {
        match recorded {
            Ok(id) => {
                self.held.remove(&id);
            }
            Err(error) => self.forget(&error),
        }
        let target = self.target.as_ref();
        if target.is_none_or(|target| target.endpoint.ordering != Ordering::None) {
            self.behind = true;
        }
    }
}
