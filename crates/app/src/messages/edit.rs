use super::change::{self, Change};
use super::compose::check_text;
use crate::app::App;
use crate::error::{Error, Field};
use omni_channel::Capability;
use omni_domain::access::Caller;
use omni_domain::content::Content;
use omni_domain::ids::MessageId;
use omni_domain::job::payloads::ActionPayload;
use omni_domain::message::Message;

/// Changes the text of a message that was sent from here. Durably queued behind what is sent in its
/// chat; does not wait for the network.
pub async fn edit(
    app: &App,
    caller: &Caller,
    id: MessageId,
    text: String,
) -> Result<Message, Error> {
    check_text(app, &text)?;
    let found = change::find(app, caller, id, Change::Edit, Capability::EditMessage).await?;
    if !matches!(found.message.content, Content::Text { .. }) {
        return Err(Error::invalid(
            Field::Text,
            "only a text message can be changed; delete this one and send another",
        ));
    }
    change::enqueue(app, &found, |chat| ActionPayload::Edit { chat, message_id: id, text }).await?;
    Ok(found.message)
}
