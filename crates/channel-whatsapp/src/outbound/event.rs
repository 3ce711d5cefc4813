//! Events of a chat.

use omni_domain::Timestamp;
use omni_domain::content::{CalendarEvent, EventPlace};
use waproto::buffa::MessageField;
use waproto::whatsapp as wa;
use waproto::whatsapp::message as kinds;

/// An event. Answers to it are encrypted with a secret that is part of the message.
pub(super) fn event(
    event: &CalendarEvent,
    secret: Vec<u8>,
    context: Option<wa::ContextInfo>,
) -> wa::Message {
    wa::Message {
        event_message: MessageField::some(kinds::EventMessage {
            name: Some(event.name.clone()),
            description: event.description.clone(),
            location: event.place.as_ref().map_or_else(MessageField::default, place),
            join_link: event.link.clone(),
            start_time: event.starts_at.map(seconds),
            end_time: event.ends_at.map(seconds),
            extra_guests_allowed: Some(event.extra_guests),
            is_canceled: Some(event.cancelled),
            context_info: context.map_or_else(MessageField::default, MessageField::some),
            ..Default::default()
        }),
        message_context_info: MessageField::some(wa::MessageContextInfo {
            message_secret: Some(secret),
            ..Default::default()
        }),
        ..wa::Message::default()
    }
}

fn place(place: &EventPlace) -> MessageField<kinds::LocationMessage> {
    MessageField::some(kinds::LocationMessage {
        name: place.name.clone(),
        address: place.address.clone(),
        degrees_latitude: place.position.map(|position| position.latitude),
        degrees_longitude: place.position.map(|position| position.longitude),
        ..Default::default()
    })
}

/// Phones count whole seconds.
const fn seconds(at: Timestamp) -> i64 {
    at.millis() / 1000
}
