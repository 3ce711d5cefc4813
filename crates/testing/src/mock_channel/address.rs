//! The mock's addresses. It replaces WhatsApp and spells them as WhatsApp does: what tests record
//! of it is what clients see of WhatsApp.

use omni_channel::{ChannelError, Inbound, Recipient, StateUpdate};
use omni_domain::PhoneNumber;
use omni_domain::conversation::{Address, ChatType};

const PERSON: &str = "@s.whatsapp.net";
const GROUP: &str = "@g.us";
const NEWSLETTER: &str = "@newsletter";
pub(super) const STATUS: &str = "status@broadcast";

/// The number of an address.
pub(super) fn phone_of(address: &str) -> Option<PhoneNumber> {
    PhoneNumber::parse(address.strip_suffix(PERSON)?)
}

/// The address of a number, as digits.
pub(super) fn of_digits(digits: &str) -> Address {
    with_phone(Address::new(format!("{digits}{PERSON}")))
}

/// The address with its number.
pub(super) fn with_phone(address: Address) -> Address {
    let phone = address.all().find_map(phone_of);
    Address { phone: address.phone.clone().or(phone), ..address }
}

/// The input of a test, with the phone numbers of its addresses.
pub(super) fn complete(mut inbound: Inbound) -> Inbound {
    let fill = |address: &mut Address| *address = with_phone(address.clone());
    match &mut inbound {
        Inbound::Message(message) | Inbound::Undecryptable(message) => {
            fill(&mut message.chat);
            fill(&mut message.sender);
        }
        Inbound::Contact(update) => fill(&mut update.address),
        Inbound::Chat(info) => fill(&mut info.chat),
        Inbound::State(update) => match &mut **update {
            StateUpdate::Chat { chat, .. }
            | StateUpdate::Starred { chat, .. }
            | StateUpdate::LabelledMessage { chat, .. } => fill(chat),
            StateUpdate::Blocklist(people) => people.iter_mut().for_each(fill),
            _ => {}
        },
        Inbound::Call(call) => fill(&mut call.caller),
        _ => {}
    }
    inbound
}

pub(super) fn parse_recipient(text: &str) -> Result<Recipient, ChannelError> {
    if text.ends_with(GROUP) {
        return Ok(Recipient::new(Address::new(text), ChatType::Group));
    }
    if text.ends_with(NEWSLETTER) {
        return Ok(Recipient::new(Address::new(text), ChatType::Channel));
    }
    if text == STATUS {
        return Ok(Recipient::new(Address::new(text), ChatType::Broadcast));
    }
    let user = match text.strip_suffix(PERSON) {
        Some(user) => user.split_once(':').map_or(user, |(user, _device)| user),
        None => text,
    };
    let digits: String = user.chars().filter(|c| !" +-()".contains(*c)).collect();
    let is_number = (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if !is_number {
        let shown: String = text.chars().take(80).collect();
        return Err(ChannelError::InvalidRecipient(format!(
            "`{shown}` is no number or address of this channel; give a phone number with its \
             country code"
        )));
    }
    let spellings = other_spelling(&digits).map(|digits| format!("{digits}{PERSON}"));
    Ok(Recipient {
        spellings: spellings.into_iter().collect(),
        ..Recipient::new(of_digits(&digits), ChatType::Dm)
    })
}

/// Numbers that begin with these digits are written with or without a 9 after them, as Brazil's.
const WRITTEN_TWICE: &str = "5547";

fn other_spelling(digits: &str) -> Option<String> {
    let local = digits.strip_prefix(WRITTEN_TWICE)?;
    match (local.len(), local.strip_prefix('9')) {
        (9, Some(rest)) => Some(format!("{WRITTEN_TWICE}{rest}")),
        (8, _) => Some(format!("{WRITTEN_TWICE}9{local}")),
        _ => None,
    }
}

/// The address that the network has, where it differs: the one without the 9.
pub(super) fn on_the_network(address: &str) -> Option<Address> {
    let digits = address.strip_suffix(PERSON)?;
    let other = other_spelling(digits)?;
    (other.len() < digits.len()).then(|| of_digits(&other))
}
