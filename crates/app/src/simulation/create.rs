use super::require_phones;
use crate::app::App;
use crate::error::{Error, Field};
use omni_domain::PhoneNumber;
use omni_domain::access::Caller;

/// Longest name, characters: what WhatsApp shows.
const NAME_CHARS: usize = 25;
/// Longest number, digits.
const NUMBER_DIGITS: usize = 15;

/// A phone to be made.
#[derive(Debug, Clone)]
pub struct NewPhone {
    /// Its number, as people write it.
    pub phone_number: String,
    /// The name that others see, 1 to 25 characters.
    pub name: String,
}

/// Makes a simulated phone; returns its number.
pub async fn create(app: &App, caller: &Caller, new: NewPhone) -> Result<PhoneNumber, Error> {
    require_phones(caller)?;
    let network = app.simulation.network()?;
    let number = PhoneNumber::parse(&new.phone_number)
        .filter(|number| number.digits().len() <= NUMBER_DIGITS)
        .ok_or_else(|| Error::invalid(Field::PairingPhone, "a number has 5 to 15 digits"))?;
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARS {
        return Err(Error::invalid(Field::ProfileName, "give a name of 1 to 25 characters"));
    }
    app.simulation.reserve(&number, caller.tenant_id)?;
    if let Err(why) = network.create(number.digits(), name).await {
        app.simulation.release(&number);
        return Err(Error::conflict(format!("the phone could not be made: {why}")));
    }
    Ok(number)
}
