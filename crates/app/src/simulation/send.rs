use super::find;
use crate::app::App;
use crate::error::{Error, Field};
use omni_domain::PhoneNumber;
use omni_domain::access::Caller;

/// Longest text, characters.
const TEXT_CHARS: usize = 4096;

/// Sends a text from a simulated phone; returns the message's id on the network.
pub async fn send(
    app: &App,
    caller: &Caller,
    number: &str,
    to: &str,
    text: &str,
) -> Result<String, Error> {
    let (network, number) = find(app, caller, number)?;
    let to = PhoneNumber::parse(to)
        .ok_or_else(|| Error::invalid(Field::Recipient, "give a phone number"))?;
    if text.trim().is_empty() || text.chars().count() > TEXT_CHARS {
        return Err(Error::invalid(Field::Text, "give a text of 1 to 4096 characters"));
    }
    let sent = network.send(number.digits(), to.digits(), text).await;
    sent.map_err(|why| Error::conflict(format!("the phone could not send: {why}")))
}
