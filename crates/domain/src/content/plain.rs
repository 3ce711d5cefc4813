//! Content as plain text: for chat lists, and for an agent that reads text alone.

use super::{
    CalendarEvent, Call, CallOutcome, Choice, ContactCard, Content, EventPlace, Interactive,
    InteractiveAction, Invite, Location, Template,
};

/// Characters of a line in a chat list.
const PREVIEW: usize = 120;

impl Content {
    /// One short line for chat lists, at most 120 characters.
    pub fn preview(&self) -> String {
        let text = match self {
            Self::Text { text } => text.as_str(),
            Self::Media(media) => media.caption.as_deref().unwrap_or(media.kind.as_str()),
            Self::Location(_) => "location",
            Self::Contact { .. } => "contact",
            Self::Poll { question, .. } => question,
            Self::Event(event) => &event.name,
            Self::Album { .. } => "album",
            Self::Template(template) => template.text.as_deref().unwrap_or(&template.name),
            Self::Interactive(interactive) => &interactive.body,
            Self::Choice(choice) => &choice.title,
            Self::Call(call) => call_text(call),
            Self::Invite(invite) => {
                invite.text.as_deref().or(invite.name.as_deref()).unwrap_or("invitation")
            }
            Self::Unknown { text, .. } => text.as_deref().unwrap_or("unsupported message"),
        };
        text.chars().take(PREVIEW).collect()
    }

    /// The content as text for a reader without any other form; `None` for content without text. Of
    /// a file that is its kind and caption: its reading is stored elsewhere.
    pub fn as_text(&self) -> Option<String> {
        Some(match self {
            Self::Text { text } => text.clone(),
            Self::Media(media) => match &media.caption {
                Some(caption) => format!("{} {caption}", media.label()),
                None => media.label(),
            },
            Self::Location(location) => location_text(location),
            Self::Contact { contacts } => {
                let cards: Vec<String> = contacts.iter().map(card_text).collect();
                format!("[contact {}]", cards.join("; "))
            }
            Self::Poll { question, options, .. } => {
                choices_text(&format!("[poll] {question}"), options)
            }
            Self::Event(event) => event_text(event),
            Self::Album { images, videos } => album_text(*images, *videos),
            Self::Template(template) => template_text(template),
            Self::Interactive(interactive) => interactive_text(interactive),
            Self::Choice(choice) => choice_text(choice),
            Self::Call(call) => format!("[{}]", call_text(call)),
            Self::Invite(invite) => invite_text(invite),
            Self::Unknown { kind, text } => format!("[{kind}] {}", text.as_ref()?),
        })
    }
}

/// An event, a line for each thing that is known of it.
fn event_text(event: &CalendarEvent) -> String {
    let mark = if event.cancelled { "cancelled event" } else { "event" };
    let mut text = format!("[{mark}] {}", event.name);
    let lines = [
        event.starts_at.map(|at| format!("from {at}")),
        event.ends_at.map(|at| format!("to {at}")),
        event.place.as_ref().map(place_text),
        event.link.clone(),
        event.description.clone(),
    ];
    for line in lines.into_iter().flatten() {
        text.push('\n');
        text.push_str(&line);
    }
    text
}

/// Where an event is: its name and address, or else its position.
fn place_text(place: &EventPlace) -> String {
    let named: Vec<&str> =
        [&place.name, &place.address].into_iter().flatten().map(String::as_str).collect();
    match place.position {
        Some(at) if named.is_empty() => format!("at {}, {}", at.latitude, at.longitude),
        _ => format!("at {}", named.join(", ")),
    }
}

fn album_text(images: u32, videos: u32) -> String {
    format!("[album: pictures {images}, videos {videos}]")
}

fn template_text(template: &Template) -> String {
    match &template.text {
        Some(text) => text.clone(),
        None => format!("[template {}]", template.name),
    }
}

fn interactive_text(interactive: &Interactive) -> String {
    let titles: Vec<&str> = match &interactive.action {
        InteractiveAction::Buttons { buttons } => {
            buttons.iter().map(|button| button.title.as_str()).collect()
        }
        InteractiveAction::List { sections, .. } => sections
            .iter()
            .flat_map(|section| &section.rows)
            .map(|row| row.title.as_str())
            .collect(),
        InteractiveAction::Link { label, url } => vec![label, url],
        InteractiveAction::Flow(flow) => vec![&flow.label],
        InteractiveAction::RequestLocation => vec!["send location"],
        InteractiveAction::Other { .. } => Vec::new(),
    };
    choices_text(&interactive.body, &titles)
}

/// A text with what can be chosen below it.
fn choices_text<T: AsRef<str>>(text: &str, choices: &[T]) -> String {
    if choices.is_empty() {
        return text.to_owned();
    }
    let choices: Vec<&str> = choices.iter().map(AsRef::as_ref).collect();
    format!("{text}\n[{}]", choices.join(" | "))
}

fn location_text(location: &Location) -> String {
    let mut text = format!("{}, {}", location.latitude, location.longitude);
    for (separator, part) in [(": ", &location.name), (", ", &location.address)] {
        if let Some(part) = part {
            text.push_str(separator);
            text.push_str(part);
        }
    }
    let kind = if location.live { "live location" } else { "location" };
    format!("[{kind} {text}]")
}

/// A contact card in one line: the name, every phone number, the e-mail address, the company.
fn card_text(card: &ContactCard) -> String {
    let phones = card.phones();
    let facts = phones.into_iter().chain(card.email.as_deref()).chain(card.organization.as_deref());
    let facts: Vec<&str> = facts.filter(|fact| !fact.is_empty()).collect();
    if facts.is_empty() { card.name.clone() } else { format!("{} {}", card.name, facts.join(", ")) }
}

fn choice_text(choice: &Choice) -> String {
    let mut text = choice.title.clone();
    if let Some(description) = &choice.description {
        text = format!("{text}: {description}");
    }
    if let Some(data) = &choice.data {
        text = format!("{text}\n{data}");
    }
    text
}

const fn call_text(call: &Call) -> &'static str {
    use super::CallMedia::{Video, Voice};
    match (call.media, call.outcome) {
        (Voice, CallOutcome::Missed) => "missed voice call",
        (Voice, CallOutcome::Declined) => "declined voice call",
        (Voice, CallOutcome::Answered | CallOutcome::Unknown) => "voice call",
        (Video, CallOutcome::Missed) => "missed video call",
        (Video, CallOutcome::Declined) => "declined video call",
        (Video, CallOutcome::Answered | CallOutcome::Unknown) => "video call",
    }
}

fn invite_text(invite: &Invite) -> String {
    let name = invite.name.as_deref().unwrap_or(&invite.chat);
    match &invite.text {
        Some(text) => format!("[invitation to {name}] {text}"),
        None => format!("[invitation to {name}]"),
    }
}
