//! Messages of every kind.

use super::Subject;
use crate::outbound::{OutboundContent, OutboundMessage, Poll};
use omni_domain::Timestamp;
use omni_domain::content::{
    CalendarEvent, Flow, FlowStart, Interactive, InteractiveAction, ListRow, ListSection,
    MessageContext, ReplyButton, Template,
};
use omni_domain::conversation::ChatType;

/// A message to the person.
pub(super) fn to_person(subject: &dyn Subject, content: OutboundContent) -> OutboundMessage {
    OutboundMessage {
        client_id: subject.channel().new_message_id(),
        to: subject.person(),
        chat_type: ChatType::Dm,
        content,
        context: MessageContext::default(),
        reply_to: None,
        audience: Vec::new(),
    }
}

pub(super) fn text(subject: &dyn Subject, text: &str) -> OutboundMessage {
    to_person(subject, OutboundContent::Text(text.to_owned()))
}

/// A text with a context.
pub(super) fn with_context(subject: &dyn Subject, context: MessageContext) -> OutboundMessage {
    OutboundMessage { context, ..text(subject, "see https://example.org") }
}

pub(super) fn template() -> OutboundContent {
    OutboundContent::Template(Template {
        name: "hello_world".to_owned(),
        language: "en_US".to_owned(),
        components: Vec::new(),
        text: Some("Hello World".to_owned()),
    })
}

pub(super) fn poll() -> OutboundContent {
    OutboundContent::Poll(Poll {
        question: "Tea or coffee?".to_owned(),
        options: vec!["Tea".to_owned(), "Coffee".to_owned()],
        max_choices: 1,
    })
}

pub(super) fn event() -> OutboundContent {
    OutboundContent::Event(Box::new(CalendarEvent {
        name: "Tea".to_owned(),
        description: None,
        starts_at: Some(Timestamp::from_seconds(1_900_000_000)),
        ends_at: None,
        place: None,
        link: None,
        extra_guests: false,
        cancelled: false,
    }))
}

pub(super) fn interactive(action: InteractiveAction) -> OutboundContent {
    OutboundContent::Interactive(Box::new(Interactive {
        header: None,
        body: "Which one?".to_owned(),
        footer: None,
        action,
    }))
}

pub(super) fn buttons() -> InteractiveAction {
    let button = |id: &str| ReplyButton { id: id.to_owned(), title: id.to_uppercase() };
    InteractiveAction::Buttons { buttons: vec![button("yes"), button("no")] }
}

pub(super) fn list() -> InteractiveAction {
    let row = ListRow { id: "small".to_owned(), title: "Small".to_owned(), description: None };
    InteractiveAction::List {
        label: "Sizes".to_owned(),
        sections: vec![ListSection { title: Some("Sizes".to_owned()), rows: vec![row] }],
    }
}

pub(super) fn link() -> InteractiveAction {
    InteractiveAction::Link {
        label: "Open".to_owned(),
        url: "https://example.org/order".to_owned(),
    }
}

pub(super) fn flow() -> InteractiveAction {
    InteractiveAction::Flow(Flow {
        id: "1".to_owned(),
        label: "Fill in".to_owned(),
        token: "token".to_owned(),
        start: FlowStart::Screen { name: "FIRST".to_owned(), data: None },
    })
}
