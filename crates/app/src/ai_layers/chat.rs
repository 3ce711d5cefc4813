//! The layer of a chat: whether it is answered, and a prompt of its own.

use super::account::refer;
use super::refuse_account_token;
use crate::app::App;
use crate::changes;
use crate::error::{Error, Field};
use crate::patch::Change;
use crate::{chats, instances};
use omni_domain::access::{Caller, Scope};
use omni_domain::ai_layer::{AiChat, AiMode};
use omni_domain::conversation::Chat;
use omni_domain::ids::InstanceId;

const MAX_PROMPT_CHARS: usize = 32_000;

/// Changes to the layer of a chat.
#[derive(Clone, Default, PartialEq, Eq)]
#[expect(missing_debug_implementations, reason = "`Change` has no `Debug`")]
pub struct ChatPatch {
    /// Whether it is answered.
    pub mode: Change<AiMode>,
    /// Another system prompt; reset, it is the account's.
    pub prompt: Change<String>,
}

/// The layer of a chat.
pub async fn chat(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    chat: &str,
) -> Result<(Chat, AiChat), Error> {
    let instance = instances::load(app, caller, Scope::MessagesRead, instance).await?;
    let chat = chats::find(app, &instance, chat).await?;
    stored(app, chat).await
}

async fn stored(app: &App, chat: Chat) -> Result<(Chat, AiChat), Error> {
    let found = app.store.ai_chat(chat.id).await?;
    let layer = found.unwrap_or_else(|| unset(&chat));
    Ok((chat, layer))
}

/// Changes the layer of a chat. A patch without a change writes nothing.
pub async fn set_chat(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    chat: &str,
    patch: ChatPatch,
) -> Result<(Chat, AiChat), Error> {
    let instance = instances::load(app, caller, Scope::InstancesWrite, instance).await?;
    refuse_account_token(caller)?;
    if let Change::Set(prompt) = &patch.prompt
        && prompt.chars().count() > MAX_PROMPT_CHARS
    {
        return Err(Error::invalid(Field::AgentPrompt, "a prompt holds at most 32000 characters"));
    }
    let chat = chats::find(app, &instance, chat).await?;
    if patch == ChatPatch::default() {
        return stored(app, chat).await;
    }
    if patch.mode == Change::Set(AiMode::Enabled) {
        Box::pin(refer(app, caller, &instance, true)).await?;
    }
    let (now, first) = (app.env.now(), unset(&chat));
    let (inner, principal, changed) = (app.clone(), caller.principal, chat.clone());
    let layer = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                // Others that change a layer of the account wait for the commit, on every node.
                tx.lock_instance(instance.tenant_id, instance.id).await?;
                let mut layer = tx.ai_chat(first.chat_id).await?.unwrap_or(first);
                patch.mode.apply(&mut layer.mode, AiMode::Inherit);
                patch.prompt.apply_to(&mut layer.prompt);
                layer.updated_at = now;
                tx.put_ai_chat(&layer).await?;
                changes::chat_ai_layer(&inner, tx, (&instance, &changed), principal);
                Ok::<_, Error>(layer)
            })
        })
        .await?;
    Ok((chat, layer))
}

fn unset(chat: &Chat) -> AiChat {
    AiChat { chat_id: chat.id, mode: AiMode::Inherit, prompt: None, updated_at: chat.updated_at }
}
