//! The address of a message's file for agents, which read it with an API key of their own.

use omni_domain::ids::{InstanceId, MessageId};
use std::sync::OnceLock;

/// Builds the address from the server's public one.
pub type BuildFileUrl = fn(public_url: &str, instance: InstanceId, message: MessageId) -> String;

/// The route of files; empty in a process without an API.
#[derive(Debug, Clone, Default)]
pub struct FileRoute(OnceLock<BuildFileUrl>);

impl FileRoute {
    /// Sets how addresses of the route are built; the first call wins.
    pub fn plug(&self, build: BuildFileUrl) {
        let _ = self.0.set(build);
    }

    /// The address of a message's file, if there is a route.
    pub(crate) fn url(
        &self,
        public_url: &str,
        instance: InstanceId,
        message: MessageId,
    ) -> Option<String> {
        self.0.get().map(|build| build(public_url, instance, message))
    }
}
