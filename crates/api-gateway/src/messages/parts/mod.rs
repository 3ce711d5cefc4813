//! What a message has besides text: an object by the kind of its content, with WHAPI's names where WHAPI has
//! one.

mod album;
mod call;
mod contact;
mod event;
mod interactive;
mod invitation;
mod location;
mod media;
mod poll;
mod reply;
mod template;
mod unknown;

pub(crate) use album::AlbumView;
pub(crate) use call::CallView;
pub(crate) use contact::CardView;
pub(crate) use event::CalendarView;
pub(crate) use interactive::InteractiveView;
pub(crate) use invitation::{InvitationView, is_to_channel};
pub(crate) use location::LocationView;
pub(crate) use media::MediaView;
pub(crate) use poll::PollView;
pub(crate) use reply::{ReplyView, reply_type};
pub(crate) use template::TemplateView;
pub(crate) use unknown::UnknownView;

use omni_app::App;
use omni_domain::content::Content;
use omni_domain::ids::{InstanceId, MessageId};

/// What a message has besides text; each where it is of that kind.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    pub(crate) media: Option<MediaView>,
    pub(crate) location: Option<LocationView>,
    pub(crate) contacts: Option<Vec<CardView>>,
    pub(crate) poll: Option<PollView>,
    pub(crate) event: Option<CalendarView>,
    pub(crate) album: Option<AlbumView>,
    pub(crate) interactive: Option<Box<InteractiveView>>,
    pub(crate) reply: Option<Box<ReplyView>>,
    pub(crate) hsm: Option<Box<TemplateView>>,
    pub(crate) call: Option<CallView>,
    pub(crate) group_invite: Option<Box<InvitationView>>,
    pub(crate) newsletter_invite: Option<Box<InvitationView>>,
    pub(crate) unknown: Option<UnknownView>,
}

impl Parts {
    /// Of a message by its id; without it, a file has no address.
    pub(crate) fn new(
        app: &App,
        message: Option<(MessageId, InstanceId)>,
        content: &Content,
        view_once: bool,
    ) -> Self {
        let none = Self::default();
        match content {
            // `body` is all of it.
            Content::Text { .. } => none,
            Content::Media(media) => {
                let view = |message| MediaView::new(app, message, media.clone(), view_once);
                Self { media: message.map(view), ..none }
            }
            Content::Location(location) => Self { location: Some(location.into()), ..none },
            Content::Contact { contacts } => {
                Self { contacts: Some(contacts.iter().map(CardView::from).collect()), ..none }
            }
            Content::Poll { question, options, max_choices } => {
                Self { poll: Some(PollView::new(question, options, *max_choices)), ..none }
            }
            Content::Event(event) => Self { event: Some(CalendarView::from(&**event)), ..none },
            Content::Album { images, videos } => {
                Self { album: Some(AlbumView::new(*images, *videos)), ..none }
            }
            Content::Interactive(interactive) => {
                let view = InteractiveView::from(&**interactive);
                Self { interactive: Some(Box::new(view)), ..none }
            }
            Content::Choice(choice) => Self { reply: Some(Box::new(choice.into())), ..none },
            Content::Template(template) => Self { hsm: Some(Box::new(template.into())), ..none },
            Content::Call(call) => Self { call: Some(call.into()), ..none },
            Content::Invite(invite) => {
                let view = Some(Box::new(InvitationView::from(invite)));
                if is_to_channel(invite) {
                    Self { newsletter_invite: view, ..none }
                } else {
                    Self { group_invite: view, ..none }
                }
            }
            Content::Unknown { kind, text } => {
                Self { unknown: Some(UnknownView::new(kind, text.as_deref())), ..none }
            }
        }
    }
}
