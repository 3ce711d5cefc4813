use super::Live;
use std::time::Duration;

const NETWORK_WAIT: Duration = Duration::from_secs(5);

impl Live {
    /// Ends the session on the network's side, once. Best effort: without a connection the phone
    /// lists this device until it is removed there.
    pub(crate) async fn unlink(&self) {
        self.unlinked.get_or_init(|| self.end_on_network()).await;
    }

    async fn end_on_network(&self) {
        let Some(session) = self.session().filter(|_| self.is_ready()) else { return };
        match tokio::time::timeout(NETWORK_WAIT, session.logout()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::warn!(instance.id = %self.id, %error, "the network did not accept the logout");
            }
            Err(_) => {
                tracing::warn!(instance.id = %self.id, "the network did not answer the logout");
            }
        }
    }
}
