use crate::shapes::Time;
use omni_domain::content::{CalendarEvent, EventPlace};
use serde::Serialize;
use utoipa::ToSchema;

/// An event, which people answer with whether they come.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CalendarView {
    title: String,
    description: Option<String>,
    start_time: Option<Time>,
    end_time: Option<Time>,
    place: Option<PlaceView>,
    /// The link of its call.
    link: Option<String>,
    /// Whether people may bring others.
    extra_guests: bool,
    /// Whether it does not take place.
    cancelled: bool,
}

/// Where an event is; at least one member is set.
#[derive(Debug, Serialize, ToSchema)]
struct PlaceView {
    name: Option<String>,
    address: Option<String>,
    latitude: Option<f64>,
    longitude: Option<f64>,
}

impl From<&CalendarEvent> for CalendarView {
    fn from(event: &CalendarEvent) -> Self {
        Self {
            title: event.name.clone(),
            description: event.description.clone(),
            start_time: event.starts_at.map(Time::from),
            end_time: event.ends_at.map(Time::from),
            place: event.place.as_ref().map(PlaceView::from),
            link: event.link.clone(),
            extra_guests: event.extra_guests,
            cancelled: event.cancelled,
        }
    }
}

impl From<&EventPlace> for PlaceView {
    fn from(place: &EventPlace) -> Self {
        Self {
            name: place.name.clone(),
            address: place.address.clone(),
            latitude: place.position.map(|position| position.latitude),
            longitude: place.position.map(|position| position.longitude),
        }
    }
}
