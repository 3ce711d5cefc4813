use super::refusal;
use omni_channel::ChannelError;
use omni_domain::chat_state::Label;
use std::sync::Arc;
use wacore_binary::Jid;
use whatsapp_rust::Client;

/// Creates a label, or changes it.
pub(super) async fn put(client: &Arc<Client>, label: &Label) -> Result<(), ChannelError> {
    let put = client.labels().create_label(&label.id, &label.name, label.color).await;
    put.map_err(|error| refusal(&error))
}

/// Deletes a label.
pub(super) async fn delete(client: &Arc<Client>, id: &str) -> Result<(), ChannelError> {
    client.labels().delete_label(id).await.map_err(|error| refusal(&error))
}

/// Gives a chat a label, or takes it away.
pub(super) async fn label_chat(
    client: &Arc<Client>,
    label: &str,
    chat: &Jid,
    on: bool,
) -> Result<(), ChannelError> {
    let labels = client.labels();
    let changed = if on {
        labels.add_chat_label(label, chat).await
    } else {
        labels.remove_chat_label(label, chat).await
    };
    changed.map_err(|error| refusal(&error))
}
