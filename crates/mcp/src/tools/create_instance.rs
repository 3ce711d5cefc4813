use super::{Effect, Verb};
use crate::error::ToolError;
use crate::views;
use omni_app::instances::{self, NewInstance};
use omni_app::{App, Caller};
use omni_domain::agent::AgentConfig;
use omni_domain::instance::{ChannelType, InstanceConfig};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CreateInstance {
    /// A name that no other instance has, 1 to 255 characters.
    name: String,
    /// Its channel, such as `whatsapp-baileys`.
    channel: String,
}

impl Verb for CreateInstance {
    const NAME: &'static str = "omni_create_instance";
    const TITLE: &'static str = "Create instance";
    const TEXT: &'static str = "Creates an instance for a number or bot. It is not connected yet: \
        use omni_restart_instance, then a person must scan its QR in the dashboard or with \
        `omni instances connect NAME`.";
    const EFFECT: Effect = Effect::Acts;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let channel: ChannelType = self.channel.parse()?;
        let new = NewInstance {
            name: self.name,
            channel,
            config: InstanceConfig::default(),
            agent: AgentConfig::default(),
            proxy: None,
        };
        Ok(views::instance(&instances::create(app, caller, new).await?))
    }
}
