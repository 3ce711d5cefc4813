use super::update_chat::change_chat;
use super::{Keeper, end_of_second};
use crate::app::App;
use crate::chats;
use crate::error::Error;
use omni_channel::{Capability, ChatChange};
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::Chat;
use omni_domain::ids::InstanceId;

/// Removes the messages of a chat from the account's devices and from lists here; starred ones stay
/// unless they are included. The events about them stay.
pub async fn clear_chat(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    reference: &str,
    starred: bool,
) -> Result<(), Error> {
    let (keeper, chat) = load(app, caller, instance, reference).await?;
    let until = until(app.env.now(), chat.last_message_at);
    change_chat(app, &keeper, &chat, ChatChange::Cleared { until, starred }).await
}

/// Deletes a chat from the account's devices and from lists here. A later message brings it back,
/// without the earlier ones.
pub async fn delete_chat(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    reference: &str,
) -> Result<(), Error> {
    let (keeper, chat) = load(app, caller, instance, reference).await?;
    let until = until(app.env.now(), chat.last_message_at);
    change_chat(app, &keeper, &chat, ChatChange::Deleted { until }).await
}

async fn load(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    reference: &str,
) -> Result<(Keeper, Chat), Error> {
    let (scope, needs) = (Scope::MessagesSend, Capability::ManageChats);
    let keeper = Keeper::load(app, caller, scope, instance, needs).await?;
    let chat = chats::find(app, &keeper.instance, reference).await?;
    Ok((keeper, chat))
}

/// Everything that is there, and no later: a message that is on its way is new to other devices too, and
/// its time, by the network's clock, may be before this server's present.
fn until(now: Timestamp, last: Option<Timestamp>) -> Timestamp {
    last.map_or(now, end_of_second)
}

#[cfg(test)]
mod tests {
    use super::until;
    use omni_domain::Timestamp;

    #[test]
    fn what_arrives_after_the_newest_message_stays() {
        let now = Timestamp(90_000);
        assert_eq!(until(now, Some(Timestamp(5_200))), Timestamp(5_999));
        assert_eq!(until(now, Some(Timestamp(91_000))), Timestamp(91_999), "the clocks differ");
        assert_eq!(until(now, None), now);
    }
}
