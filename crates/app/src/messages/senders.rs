//! The users who sent messages, with their names. A message has the id of its user; the name is read where it
//! is shown, so that it is the present one.

use crate::app::App;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::ids::{TenantId, UserId};
use omni_domain::message::{Message, SentBy};
use std::collections::BTreeSet;

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
    let Some(tenant) = messages.first().map(|message| message.tenant_id) else { return Ok(()) };
    let users: BTreeSet<UserId> =
        messages.iter().filter_map(|message| Some(message.sent_by.as_ref()?.user_id())).collect();
    if users.is_empty() {
        return Ok(());
    }
    let users: Vec<UserId> = users.into_iter().collect();
    let names = app.store.user_names(tenant, &users).await?;
    for message in messages {
        if let Some(SentBy::User { id, name }) = &mut message.sent_by {
            *name = names.get(id).cloned();
        }
    }
    Ok(())
}
