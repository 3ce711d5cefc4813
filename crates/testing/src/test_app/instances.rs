//! Its instances.

use super::TestApp;
use omni_app::Caller;
use omni_app::instances::{self, NewInstance};
use omni_domain::agent::AgentConfig;
use omni_domain::instance::{ChannelType, InstanceConfig};
use omni_domain::{InstanceId, TenantId};

impl TestApp {
    /// An instance of the mock channel that is not connected yet.
    pub async fn instance(&self, name: &str) -> InstanceId {
        let new = NewInstance {
            name: name.to_owned(),
            channel: ChannelType::WhatsappBaileys,
            config: InstanceConfig::default(),
            agent: AgentConfig::default(),
            proxy: None,
        };
        let system = Caller::system(TenantId::DEFAULT);
        instances::create(&self.app, &system, new).await.unwrap().instance.id
    }

    /// A connected instance of the mock channel.
    pub async fn connected_instance(&self, name: &str) -> InstanceId {
        let id = self.instance(name).await;
        let system = Caller::system(TenantId::DEFAULT);
        instances::connect(&self.app, &system, id).await.unwrap();
        id
    }
}
