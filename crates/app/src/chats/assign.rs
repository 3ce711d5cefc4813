//! Assigning chats to the users who are to answer them.

use super::{ChatDetails, detail, find};
use crate::app::App;
use crate::assignments::event;
use crate::error::{Error, Field};
use crate::instances;
use omni_domain::access::{Caller, Principal, Scope};
use omni_domain::conversation::Chat;
use omni_domain::event::{ChatAssignment, EventBody};
use omni_domain::ids::{ChatId, InstanceId, UserId};
use omni_domain::instance::Instance;
use omni_domain::page::{Page, PageRequest};
use omni_domain::user::{User, UserStatus};
use omni_storage::{AssignedChat, AssignedTo, Tx};

/// To whom the chats of a list are assigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssignedFilter {
    /// To the user who makes the request.
    Me,
    /// To no user.
    NoUser,
    /// To this user.
    User(UserId),
}

impl AssignedFilter {
    pub(super) fn resolve(self, caller: &Caller) -> Result<AssignedTo, Error> {
        match (self, caller.principal) {
            (Self::NoUser, _) => Ok(AssignedTo::NoUser),
            (Self::User(id), _) | (Self::Me, Principal::User(id)) => Ok(AssignedTo::User(id)),
            (Self::Me, _) => {
                let why = "`me` is a user who is signed in, and a key is none; give the user's id";
                Err(Error::invalid(Field::AssignedTo, why))
            }
        }
    }
}

/// Assigns a chat to an active user of the tenant, also where another had it before.
pub async fn assign(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    reference: &str,
    user: UserId,
) -> Result<ChatDetails, Error> {
    change(app, caller, instance, reference, Some(user)).await
}

/// Ends the assignment of a chat.
pub async fn unassign(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    reference: &str,
) -> Result<ChatDetails, Error> {
    change(app, caller, instance, reference, None).await
}

/// The users to whom the chats of an instance can be assigned, oldest first: those of the tenant who may
/// sign in. Who reads chats may see them, without the right to read users.
pub async fn assignable(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    request: PageRequest,
) -> Result<Page<User>, Error> {
    let instance = instances::load(app, caller, Scope::MessagesRead, instance).await?;
    Ok(app.store.list_active_users(instance.tenant_id, request).await?)
}

async fn change(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    reference: &str,
    user: Option<UserId>,
) -> Result<ChatDetails, Error> {
    let instance = instances::load(app, caller, Scope::MessagesSend, instance).await?;
    let id = find(app, &instance, reference).await?.id;
    let (inner, about, by) = (app.clone(), instance.clone(), caller.principal);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                match user {
                    Some(user) => assign_in(&inner, tx, &about, id, user, by).await,
                    None => unassign_in(&inner, tx, &about, id, by).await,
                }
            })
        })
        .await?;
    detail(app, &instance, id).await
}

async fn assign_in(
    app: &App,
    tx: &mut Tx,
    instance: &Instance,
    id: ChatId,
    user: UserId,
    by: Principal,
) -> Result<(), Error> {
    // Before the chat: a user who is being deleted is either found here, or their chats are there.
    let found = tx.lock_user(instance.tenant_id, user).await?;
    if found.is_none_or(|user| user.status != UserStatus::Active) {
        let why = "give the id of an active user of this tenant";
        return Err(Error::invalid(Field::Assignee, why));
    }
    let chat = locked(tx, id).await?;
    let before = tx.chat_assignee(chat.id).await?;
    if before == Some(user) {
        return Ok(());
    }
    tx.assign_chat(chat.id, user, app.env.now()).await?;
    let address = chat.address.id.clone();
    let body = ChatAssignment { chat: address, user_id: user, previous_user_id: before, by };
    let chat = about(instance, &chat);
    tx.append_event(event(app, instance.tenant_id, &chat, EventBody::ChatAssigned(body)));
    Ok(())
}

async fn unassign_in(
    app: &App,
    tx: &mut Tx,
    instance: &Instance,
    id: ChatId,
    by: Principal,
) -> Result<(), Error> {
    let chat = locked(tx, id).await?;
    let Some(user) = tx.chat_assignee(chat.id).await? else { return Ok(()) };
    tx.unassign_chat(chat.id).await?;
    let address = chat.address.id.clone();
    let body = ChatAssignment { chat: address, user_id: user, previous_user_id: None, by };
    let chat = about(instance, &chat);
    tx.append_event(event(app, instance.tenant_id, &chat, EventBody::ChatUnassigned(body)));
    Ok(())
}

/// The chat, which no other node changes until the commit. It may have become part of another.
async fn locked(tx: &mut Tx, id: ChatId) -> Result<Chat, Error> {
    let chat = tx.chat_by_id(id).await?.ok_or_else(|| Error::not_found("chat", id))?;
    tx.lock_chat_state(chat.id).await?;
    Ok(chat)
}

fn about(instance: &Instance, chat: &Chat) -> AssignedChat {
    AssignedChat {
        id: chat.id,
        instance_id: instance.id,
        channel: instance.channel,
        address: chat.address.id.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::AssignedFilter;
    use omni_domain::access::{Caller, Principal};
    use omni_domain::ids::{TenantId, UserId};
    use omni_storage::AssignedTo;
    use uuid::Uuid;

    #[test]
    fn me_is_the_user_who_asks_and_no_key() {
        let user = UserId(Uuid::from_u128(7));
        let system = Caller::system(TenantId::DEFAULT);
        let ann = Caller { principal: Principal::User(user), ..system.clone() };
        assert_eq!(AssignedFilter::Me.resolve(&ann).ok(), Some(AssignedTo::User(user)));
        assert!(AssignedFilter::Me.resolve(&system).is_err());
        assert_eq!(AssignedFilter::NoUser.resolve(&system).ok(), Some(AssignedTo::NoUser));
    }
}
