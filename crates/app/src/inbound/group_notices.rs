//! What others did in a group: its event. The stored members follow with the group's metadata.

use super::cache::Cache;
use super::chats;
use crate::app::App;
use crate::error::Error;
use crate::sessions::InstanceMeta;
use omni_channel::{GroupNews, GroupNotice};
use omni_domain::conversation::ChatType;
use omni_domain::event::{Event, EventBody, GroupParticipants, GroupUpdated};
use omni_storage::Tx;

pub(super) async fn write(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    meta: &InstanceMeta,
    notice: &GroupNotice,
) -> Result<(), Error> {
    let chat = chats::resolve(app, tx, cache, meta, &notice.group, ChatType::Group, None).await?;
    let (chat_id, address) = (chat.id, notice.group.id.clone());
    let mut event = Event::new(app.env.id(), meta.tenant_id, body(notice), app.env.now());
    event.instance_id = Some(meta.id);
    event.channel = Some(meta.channel);
    event.chat_id = Some(chat_id);
    event.chat_external_id = Some(address);
    tx.append_event(event);
    Ok(())
}

fn body(notice: &GroupNotice) -> EventBody {
    let chat = notice.group.id.clone();
    let by = notice.by.as_ref().map(|by| by.id.clone());
    match &notice.news {
        GroupNews::Changed(changes) => GroupUpdated { chat, by, changes: changes.clone() }.into(),
        GroupNews::Participants(action, people) => {
            let participants = people.iter().map(|one| one.id.clone()).collect();
            GroupParticipants { chat, action: *action, participants, by }.into()
        }
    }
}
