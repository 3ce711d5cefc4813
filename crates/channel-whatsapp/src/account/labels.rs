use super::refusal;
use crate::inbound::Book;
use crate::jid::to_jid;
use crate::session::Core;
use omni_channel::{ChannelError, Inbound, StateUpdate};
use omni_domain::chat_state::Label;
use std::sync::Arc;
use wacore::appstate::schemas::{Collection, IndexPart, Schema, Scope};
use wacore_binary::Jid;
use waproto::buffa::MessageField;
use waproto::whatsapp::SyncActionValue;
use waproto::whatsapp::sync_action_value::LabelAssociationAction;
use whatsapp_rust::Client;

/// How phones write that a message has a label. The library's registry, which follows WhatsApp's web
/// client, has no entry for it.
pub(crate) const LABEL_MESSAGE: Schema = Schema {
    key: "LabelMessage",
    name: "label_message",
    module: "",
    collection: Collection::Regular,
    version: 3,
    scope: Scope::Message,
    value_field: Some("labelAssociationAction"),
    value_proto_type: Some("SyncActionValue.LabelAssociationAction"),
    value_enum_fields: &[],
    chat_jid_index: Some(2),
    index_parts: &[
        IndexPart::Literal { value: "label_message" },
        IndexPart::StringPart { name: "labelId" },
        IndexPart::Jid { name: "chatJid" },
        IndexPart::StringPart { name: "messageId" },
        IndexPart::BoolString { name: "fromMe" },
        IndexPart::JidOrZero { name: "participant" },
    ],
};

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

/// Gives a message a label, or takes it away. Phones write neither who wrote the message nor whether
/// the account did: both parts of the index are `0`, as other clients of the protocol write them, too.
pub(super) async fn label_message(
    core: &Core,
    client: &Arc<Client>,
    label: &str,
    chat: &str,
    id: &str,
    on: bool,
) -> Result<(), ChannelError> {
    let jid = to_jid(chat)?;
    let written = jid.to_string();
    let action = LabelAssociationAction { labeled: Some(on), ..Default::default() };
    let value = SyncActionValue {
        label_association_action: MessageField::some(action),
        timestamp: Some(wacore::time::now_millis()),
        ..Default::default()
    };
    let index = [label, written.as_str(), id, "0", "0"];
    let changed = client.send_app_state_action(&LABEL_MESSAGE, &index, &value).await;
    changed.map_err(|error| refusal(&error))?;
    // The library reports the other changes that it makes: no one may wait for the answer any more.
    let update = StateUpdate::LabelledMessage {
        chat: Book::new(client).address(&jid, None).await,
        external_id: id.to_owned(),
        label: label.to_owned(),
        on,
    };
    let _ = core.context.sink.accept(vec![Inbound::State(Box::new(update))]).await;
    Ok(())
}
