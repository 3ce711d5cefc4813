//! An event, within what phones show.

use super::compose::check_position;
use crate::error::{Error, Field};
use omni_domain::content::{CalendarEvent, Content};
use url::Url;

const MAX_NAME_CHARS: usize = 100;
const MAX_DESCRIPTION_CHARS: usize = 2_048;
const MAX_PLACE_CHARS: usize = 255;

/// The content, checked.
pub(super) fn event_content(mut event: CalendarEvent) -> Result<Content, Error> {
    event.name = String::from(event.name.trim());
    if event.name.is_empty() || event.name.chars().count() > MAX_NAME_CHARS {
        let message = format!("give a name of 1 to {MAX_NAME_CHARS} characters");
        return Err(Error::invalid(Field::EventName, message));
    }
    if length(event.description.as_ref()) > MAX_DESCRIPTION_CHARS {
        let message = format!("give at most {MAX_DESCRIPTION_CHARS} characters");
        return Err(Error::invalid(Field::EventDescription, message));
    }
    let Some(starts_at) = event.starts_at else {
        return Err(Error::invalid(Field::EventStart, "say when the event starts"));
    };
    if event.ends_at.is_some_and(|ends_at| ends_at < starts_at) {
        return Err(Error::invalid(Field::EventEnd, "an event ends after it starts"));
    }
    check_place(&event)?;
    if event.link.as_deref().is_some_and(|link| !is_web_address(link)) {
        return Err(Error::invalid(Field::EventLink, "give an absolute https address"));
    }
    Ok(Content::Event(Box::new(event)))
}

fn check_place(event: &CalendarEvent) -> Result<(), Error> {
    let Some(place) = &event.place else { return Ok(()) };
    let is_long = length(place.name.as_ref()).max(length(place.address.as_ref())) > MAX_PLACE_CHARS;
    if length(place.name.as_ref()) == 0 || is_long {
        let message = format!("give the place a name of 1 to {MAX_PLACE_CHARS} characters");
        return Err(Error::invalid(Field::EventPlace, message));
    }
    place.position.map_or(Ok(()), |at| check_position(at.latitude, at.longitude))
}

fn length(text: Option<&String>) -> usize {
    text.map_or(0, |text| text.chars().count())
}

fn is_web_address(link: &str) -> bool {
    Url::parse(link).is_ok_and(|url| url.scheme() == "https" && url.has_host())
}

#[cfg(test)]
mod tests {
    use super::event_content;
    use crate::error::{Error, Field};
    use omni_domain::Timestamp;
    use omni_domain::content::{CalendarEvent, EventPlace, Position};

    fn event() -> CalendarEvent {
        CalendarEvent {
            name: " Party ".to_owned(),
            description: None,
            starts_at: Some(Timestamp(10_000)),
            ends_at: None,
            place: None,
            link: None,
            extra_guests: false,
            cancelled: false,
        }
    }

    fn refused(event: CalendarEvent) -> Field {
        match event_content(event) {
            Err(Error::Invalid { field, .. }) => field,
            other => panic!("not refused: {other:?}"),
        }
    }

    #[test]
    fn an_event_that_phones_cannot_show_is_refused() {
        assert!(event_content(event()).is_ok());
        let nowhere = Position { latitude: 91.0, longitude: 0.0 };
        let place = |name: Option<&str>, position| {
            let name = name.map(str::to_owned);
            Some(EventPlace { name, address: None, position })
        };
        for (wrong, field) in [
            (CalendarEvent { name: " ".to_owned(), ..event() }, Field::EventName),
            (CalendarEvent { name: "x".repeat(101), ..event() }, Field::EventName),
            (
                CalendarEvent { description: Some("x".repeat(2_049)), ..event() },
                Field::EventDescription,
            ),
            (CalendarEvent { starts_at: None, ..event() }, Field::EventStart),
            (CalendarEvent { ends_at: Some(Timestamp(9_999)), ..event() }, Field::EventEnd),
            (CalendarEvent { place: place(None, None), ..event() }, Field::EventPlace),
            (
                CalendarEvent { place: place(Some("Pole"), Some(nowhere)), ..event() },
                Field::Latitude,
            ),
            (
                CalendarEvent { link: Some("call.example.org".to_owned()), ..event() },
                Field::EventLink,
            ),
        ] {
            assert_eq!(refused(wrong.clone()), field, "{wrong:?}");
        }
    }
}
