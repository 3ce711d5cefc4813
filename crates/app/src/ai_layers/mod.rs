//! AI layers: whether and how an agent answers, set for a tenant, an account and a chat.
//!
//! There is no second pipeline. The tenant's layer is an agent to which accounts refer; the account's is
//! its own agent, or settings over the tenant's; a chat's is a switch and a prompt. Turns ask what
//! holds when they begin, and when the agent is asked; what is logged of an answer is its turn.

mod account;
mod answering;
mod chat;
mod global;
mod log;
mod test;
mod test_agent;
mod trial;

pub use account::{AccountLayer, AccountPatch, account, set_account};
pub(crate) use answering::{Answer, answering, skip};
pub use chat::{ChatPatch, chat, set_chat};
pub use global::{GlobalLayer, GlobalPatch, global, set_global};
pub use log::{AiLogEntry, AiLogStatus, log};
pub use omni_agents::{AgentReply, CalledTool};
pub(crate) use test::echo;
pub use test::{TestChat, TestReply, test};
pub use test_agent::{AgentTest, AgentTestReply, TestMessage, test_agent};

use crate::error::Error;
use crate::patch::Change;
use omni_domain::access::{Caller, Principal};
use omni_domain::agent::AgentConfig;
use omni_domain::ai_layer::{AiSettings, MAX_TOKENS, TEMPERATURE};
use omni_domain::instance::ChannelType;
use serde_json::Value;

/// The network whose accounts refer to the tenant's agent.
const NETWORK: ChannelType = ChannelType::WhatsappBaileys;

/// Changes to what the layer of a tenant and that of an account both have. The key is in clear.
#[derive(Clone, Default, PartialEq)]
#[expect(missing_debug_implementations, reason = "it may hold a key in clear")]
pub struct LayerPatch {
    /// Another base URL, of an endpoint of its own. It needs its key given as well.
    pub base_url: Change<String>,
    /// Another key.
    pub api_key: Change<String>,
    /// Another model.
    pub model: Change<String>,
    /// Another system prompt.
    pub prompt: Change<String>,
    /// How much answers vary.
    pub temperature: Change<f64>,
    /// The longest answer, tokens.
    pub max_tokens: Change<u32>,
    /// Milliseconds for one answer.
    pub timeout_ms: Change<u64>,
    /// How it answers.
    pub replies: RepliesPatch,
}

/// Changes to how a layer answers.
#[derive(Clone, Default, PartialEq, Eq)]
#[expect(missing_debug_implementations, reason = "`Change` has no `Debug`")]
pub struct RepliesPatch {
    /// Another delay of answers, milliseconds.
    pub reply_delay_ms: Change<u64>,
    /// Whether direct chats are answered.
    pub reply_to_private: Change<bool>,
    /// Whether groups are answered.
    pub reply_to_groups: Change<bool>,
    /// Whether channels are answered.
    pub reply_to_channels: Change<bool>,
    /// Whether the message itself is the answer.
    pub echo: Change<bool>,
}

impl RepliesPatch {
    fn apply(self, settings: &mut AiSettings) {
        self.reply_delay_ms.apply_to(&mut settings.reply_delay_ms);
        self.reply_to_private.apply_to(&mut settings.reply_to_private);
        self.reply_to_groups.apply_to(&mut settings.reply_to_groups);
        self.reply_to_channels.apply_to(&mut settings.reply_to_channels);
        self.echo.apply_to(&mut settings.echo);
    }
}

/// Layers are set by people, and by keys: a token of an account that leaks must not make it answer as
/// a stranger wants.
fn refuse_account_token(caller: &Caller) -> Result<(), Error> {
    if matches!(caller.principal, Principal::AccountToken { .. }) {
        return Err(Error::forbidden("an account token cannot change AI settings; sign in"));
    }
    Ok(())
}

/// The agent's own option for how much answers vary.
pub(crate) fn temperature(config: &AgentConfig) -> Option<f64> {
    config.options.get(TEMPERATURE).and_then(Value::as_f64)
}

/// The agent's own option for the longest answer.
pub(crate) fn max_tokens(config: &AgentConfig) -> Option<u32> {
    let most = config.options.get(MAX_TOKENS).and_then(Value::as_u64);
    most.and_then(|most| most.try_into().ok())
}
