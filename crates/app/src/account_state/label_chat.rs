use super::Keeper;
use super::update_chat::change_chat;
use crate::app::App;
use crate::chats::{self, ChatDetails};
use crate::error::Error;
use omni_channel::{Capability, ChatChange};
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;

/// Gives a chat a label, or takes it away.
pub async fn label_chat(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    reference: &str,
    label: &str,
    on: bool,
) -> Result<ChatDetails, Error> {
    let (scope, needs) = (Scope::MessagesSend, Capability::ManageLabels);
    let keeper = Keeper::load(app, caller, scope, instance, needs).await?;
    let chat = chats::find(app, &keeper.instance, reference).await?;
    let label = super::labels::known(app, instance, label).await?;
    let change = ChatChange::Labelled { label: label.id, on };
    change_chat(app, &keeper, &chat, change).await?;
    chats::detail(app, &keeper.instance, chat.id).await
}
