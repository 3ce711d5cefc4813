//! Events of a chat.

use crate::inbound::numbers;
use omni_domain::content::{CalendarEvent, Content, EventPlace, Position};
use waproto::whatsapp as wa;
use waproto::whatsapp::message::{EventMessage, LocationMessage};

/// The event in an unwrapped message, or the one to which it invites.
pub(super) fn read(message: &wa::Message) -> Option<Content> {
    if let Some(event) = message.event_message.as_option() {
        return Some(Content::Event(Box::new(of(event))));
    }
    let invite = message.event_invite_message.as_option()?;
    Some(Content::Event(Box::new(CalendarEvent {
        name: invite.event_title.clone().unwrap_or_default(),
        description: full(invite.caption.as_ref()),
        starts_at: invite.start_time.and_then(numbers::moment_of_seconds),
        ends_at: invite.end_time.and_then(numbers::moment_of_seconds),
        place: None,
        link: full(invite.call_link.as_ref()),
        extra_guests: false,
        cancelled: invite.is_canceled.unwrap_or(false),
    })))
}

fn of(event: &EventMessage) -> CalendarEvent {
    CalendarEvent {
        name: event.name.clone().unwrap_or_default(),
        description: full(event.description.as_ref()),
        starts_at: event.start_time.and_then(numbers::moment_of_seconds),
        ends_at: event.end_time.and_then(numbers::moment_of_seconds),
        place: event.location.as_option().and_then(place),
        link: full(event.join_link.as_ref()),
        extra_guests: event.extra_guests_allowed.unwrap_or(false),
        cancelled: event.is_canceled.unwrap_or(false),
    }
}

/// Where it is. `None` if nothing is given of it, or only a position that is none on Earth.
fn place(location: &LocationMessage) -> Option<EventPlace> {
    let (latitude, longitude) = (location.degrees_latitude, location.degrees_longitude);
    let is_given = latitude.is_some() && longitude.is_some();
    let position = numbers::position(latitude, longitude).filter(|_| is_given);
    let place = EventPlace {
        name: full(location.name.as_ref()),
        address: full(location.address.as_ref()),
        position: position.map(|(latitude, longitude)| Position { latitude, longitude }),
    };
    (place != EventPlace::default()).then_some(place)
}

fn full(text: Option<&String>) -> Option<String> {
    text.filter(|text| !text.is_empty()).cloned()
}
