use omni_domain::conversation_settings::ConversationConfig;
use omni_domain::ids::{AgentId, InstanceId, TenantId};
use omni_domain::instance::{CallConfig, ChannelType, Instance, MessagingConfig};
use omni_domain::pacing::PacingConfig;

/// The facts of an instance that the pipeline needs for each message.
#[derive(Debug, Clone)]
pub struct InstanceMeta {
    /// Internal id.
    pub id: InstanceId,
    /// Its tenant.
    pub tenant_id: TenantId,
    /// Its network.
    pub channel: ChannelType,
    /// Its name.
    pub name: String,
    /// Whether an agent answers.
    pub agent_on: bool,
    /// The agent to which it refers, whether or not that answers.
    pub agent_id: Option<AgentId>,
    /// How messages are gathered.
    pub messaging: MessagingConfig,
    /// How conversations are held.
    pub conversation: ConversationConfig,
    /// How fast it may write.
    pub pacing: PacingConfig,
    /// How calls are answered.
    pub calls: CallConfig,
}

impl InstanceMeta {
    pub(crate) fn of(instance: &Instance) -> Self {
        Self {
            id: instance.id,
            tenant_id: instance.tenant_id,
            channel: instance.channel,
            name: instance.name.clone(),
            agent_on: instance.agent.is_some_and(|agent| agent.answers),
            agent_id: instance.agent.map(|agent| agent.id),
            messaging: instance.config.messaging.clone(),
            conversation: instance.config.conversation.clone(),
            pacing: instance.config.pacing.clone(),
            calls: instance.config.calls.clone(),
        }
    }
}
