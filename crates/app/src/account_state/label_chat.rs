use super::label_keeper::LabelKeeper;
use super::update_chat::{change_chat, store};
use crate::app::App;
use crate::chats::{self, ChatDetails};
use crate::error::Error;
use omni_channel::ChatChange;
use omni_domain::access::Caller;
use omni_domain::ids::InstanceId;

/// Gives a chat a label, or takes it away: on all devices of the account, or here alone where the
/// channel has no labels.
pub async fn label_chat(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    reference: &str,
    label: &str,
    on: bool,
) -> Result<ChatDetails, Error> {
    let keeper = LabelKeeper::load(app, caller, instance).await?;
    let chat = chats::find(app, keeper.instance(), reference).await?;
    let label = super::labels::known(app, instance, label).await?;
    let change = ChatChange::Labelled { label: label.id, on };
    match &keeper {
        LabelKeeper::Network(keeper) => change_chat(app, keeper, &chat, change).await?,
        LabelKeeper::Local(_) => store(app, keeper.meta(), chat.id, change).await?,
    }
    chats::detail(app, keeper.instance(), chat.id).await
}
