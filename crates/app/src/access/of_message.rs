use super::check::{Judged, Verdict, decide_for};
use crate::app::App;
use crate::error::Error;
use omni_domain::PhoneNumber;
use omni_domain::conversation::{Address, Chat, ChatType};
use omni_domain::instance::Instance;
use omni_domain::message::Message;

/// The verdict about a message's sender: of the blocklist, then of the access rules.
pub async fn decide_for_message(
    app: &App,
    instance: &Instance,
    chat: &Chat,
    message: &Message,
) -> Result<Verdict, Error> {
    let sender = [message.sender_platform_id.clone()];
    let known: Vec<Address> = if chat.chat_type == ChatType::Dm {
        vec![chat.address.clone()]
    } else {
        let known = app.store.find_identities(instance.id, &sender).await?;
        known.into_iter().map(|one| one.address).collect()
    };
    let [sender] = &sender;
    let mut addresses = vec![sender.as_str()];
    addresses.extend(known.iter().flat_map(Address::all));
    let mut phones: Vec<PhoneNumber> =
        known.iter().filter_map(|address| address.phone.clone()).collect();
    phones.extend(app.channel(instance.channel)?.phone_of(sender));
    let (channel, person) = (instance.channel, message.sender_person_id);
    let judged = Judged { channel, addresses: &addresses, phones: &phones, person };
    decide_for(app, instance, judged).await
}
