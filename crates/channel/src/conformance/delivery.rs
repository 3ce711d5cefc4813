//! A message that the sink did not store is delivered again.

use super::{LIMIT, Report, Subject, wait};
use crate::inbound::{Inbound, InboundMessage};
use omni_domain::content::Content;

/// A stored message, by its id.
pub(super) fn find(subject: &dyn Subject, external_id: &str) -> Option<InboundMessage> {
    subject.stored().into_iter().find_map(|one| match one {
        Inbound::Message(message) if message.external_id == external_id => Some(*message),
        _ => None,
    })
}

pub(super) async fn check(subject: &dyn Subject, report: &mut Report) {
    subject.refuse_next_batch();
    let external_id = subject.person_writes("keep me").await;
    let Some(message) = wait(LIMIT, || find(subject, &external_id)).await else {
        return report.add("a message that was not stored is not delivered again under its id");
    };
    if message.content != Content::text("keep me") || message.from_me {
        report.add("a message that is delivered again has different content");
    }
    if !message.sender.all().any(|address| address == subject.person()) {
        report.add("a message does not contain its sender's address for sending");
    }
    if let Some(phone) = &message.sender.phone
        && !message.sender.all().any(|id| subject.channel().phone_of(id).as_ref() == Some(phone))
    {
        report.add("a sender's phone number differs from the one in the address");
    }
}
