//! The stored chat of a group: its name and its participants, as the network describes them now.

use crate::inbound::{Book, describe_group};
use crate::session::Core;
use crate::store::keys;
use bytes::Bytes;
use omni_channel::{ChatInfo, Inbound, SinkError, StateWrite};
use omni_domain::conversation::ChatType;
use std::sync::Arc;
use std::time::Duration;
use wacore_binary::Jid;
use whatsapp_rust::Client;

/// How long the answer to who made or joined a group waits for the group's description.
const WAIT: Duration = Duration::from_secs(3);

/// Stores a group as it is now. A failure is not logged: the next message or connection fetches it again.
pub(crate) async fn fetch(group: &Jid, core: &Core, client: &Arc<Client>) {
    if let Some(described) = describe(group, client).await {
        let _ = store(described, group, core).await;
    }
}

/// Stores the chat of a group that the account has made or joined, before the request is answered: what
/// follows it finds the chat. Without a description in time it has the name that is known, and the
/// network's notification brings the rest. The group exists in any case, so a failure is logged and not
/// returned: the request would be repeated, and make another group.
pub(super) async fn report(group: &Jid, name: Option<&str>, core: &Core, client: &Arc<Client>) {
    let wait = WAIT.min(core.options.query_timeout);
    // What the network answers to a creation lists those whom it did not add, too.
    let described = tokio::time::timeout(wait, Box::pin(describe(group, client))).await;
    let stored = if let Some(described) = described.ok().flatten() {
        store(described, group, core).await
    } else {
        let info = ChatInfo {
            chat: Book::new(client).address(group, None).await,
            chat_type: ChatType::Group,
            name: name.filter(|name| !name.is_empty()).map(str::to_owned),
            participants: None,
        };
        core.context.sink.accept(vec![Inbound::Chat(info)]).await
    };
    if let Err(error) = stored {
        tracing::warn!(
            instance.id = %core.context.instance,
            %error,
            "the chat of a group that was made or joined could not be stored; it is stored with the network's notification"
        );
    }
}

async fn describe(group: &Jid, client: &Arc<Client>) -> Option<Inbound> {
    let metadata = client.groups().get_metadata(group).await.ok()?;
    Some(describe_group(&metadata, Book::new(client)).await)
}

async fn store(described: Inbound, group: &Jid, core: &Core) -> Result<(), SinkError> {
    core.context.sink.accept(vec![described]).await?;
    core.context.state.enqueue(vec![StateWrite::Put {
        ns: keys::GROUP_SEEN,
        key: group.to_string(),
        value: Bytes::new(),
        num: wacore::time::now_secs(),
    }]);
    Ok(())
}
