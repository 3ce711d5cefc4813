//! The users who sent messages, with their names. A message has the id of its user; the name is read where it
//! is shown, so that it is the present one.

use crate::app::App;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::ids::{TenantId, UserId};
use omni_domain::message::{Message, SentBy};
use omni_storage::Tx;
use std::collections::{BTreeSet, HashMap};

/// Who sends with this caller; `None` unless a user is signed in.
pub(super) async fn of_caller(app: &App, caller: &Caller) -> Result<Option<SentBy>, Error> {
    match caller.principal.user() {
        Some(user) => named(app, caller.tenant_id, user).await.map(Some),
        None => Ok(None),
    }
}

/// A user with their name; a deleted one has none.
pub(super) async fn named(app: &App, tenant: TenantId, id: UserId) -> Result<SentBy, Error> {
    let name = app.store.user_names(tenant, &[id]).await?.remove(&id);
    Ok(SentBy::User { id, name })
}

/// Adds their names to those of a tenant's messages that users sent: with one query, and without any if
/// there are none.
pub async fn name_senders(app: &App, messages: &mut [Message]) -> Result<(), Error> {
    let Some((tenant, users)) = users_of(messages) else { return Ok(()) };
    give(messages, &app.store.user_names(tenant, &users).await?);
    Ok(())
}

/// The same in a transaction.
pub(crate) async fn name_senders_in(tx: &mut Tx, messages: &mut [Message]) -> Result<(), Error> {
    let Some((tenant, users)) = users_of(messages) else { return Ok(()) };
    give(messages, &tx.user_names(tenant, &users).await?);
    Ok(())
}

/// The users of messages and their tenant; `None` if no user sent any.
fn users_of(messages: &[Message]) -> Option<(TenantId, Vec<UserId>)> {
    let tenant = messages.first()?.tenant_id;
    let users: BTreeSet<UserId> =
        messages.iter().filter_map(|message| Some(message.sent_by.as_ref()?.user_id())).collect();
    (!users.is_empty()).then(|| (tenant, users.into_iter().collect()))
}

fn give(messages: &mut [Message], names: &HashMap<UserId, String>) {
    for message in messages {
        if let Some(SentBy::User { id, name }) = &mut message.sent_by {
            *name = names.get(id).cloned();
        }
    }
}
