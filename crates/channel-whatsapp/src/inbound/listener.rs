//! Listens to the library's event bus. Handlers run inside the library's own tasks, so they only
//! record and queue; the pump does the rest.

use crate::inbound::message_labels;
use crate::session::Core;
use crate::session::close_reason::lost;
use omni_channel::{Closed, PasskeyStep};
use omni_domain::Timestamp;
use omni_domain::event::LogoutReason;
use std::sync::Arc;
use std::time::Duration;
use wacore::types::events::{
    ConnectFailureReason, Event, EventHandler, EventInterest, EventKind, ServerAck, TempBanReason,
    TemporaryBan,
};

/// Something for the pump.
#[derive(Debug)]
pub(crate) enum Item {
    /// An event with contents to convert.
    Event(Arc<Event>),
    /// A sent message was acknowledged after its wait had ended.
    LateAck(String),
}

/// The handler of one session.
#[derive(Debug)]
pub(crate) struct Listener {
    pub(crate) core: Arc<Core>,
}

const KINDS: [EventKind; 44] = [
    EventKind::Connected,
    EventKind::Disconnected,
    EventKind::PairSuccess,
    EventKind::PairError,
    EventKind::PairingQrCode,
    EventKind::PairingCode,
    EventKind::PairingCodeError,
    EventKind::PairingQrCodesExhausted,
    EventKind::QrScannedWithoutMultidevice,
    EventKind::LoggedOut,
    EventKind::StreamReplaced,
    EventKind::StreamError,
    EventKind::TemporaryBan,
    EventKind::ClientOutdated,
    EventKind::ConnectFailure,
    EventKind::SelfPushNameUpdated,
    EventKind::ServerAck,
    EventKind::Messages,
    EventKind::UndecryptableMessage,
    EventKind::Receipt,
    EventKind::ChatPresence,
    EventKind::Presence,
    EventKind::PushNameUpdate,
    EventKind::ContactUpdate,
    EventKind::ContactNumberChanged,
    EventKind::GroupUpdate,
    EventKind::BusinessStatusUpdate,
    EventKind::HistorySync,
    EventKind::ArchiveUpdate,
    EventKind::PinUpdate,
    EventKind::MuteUpdate,
    EventKind::MarkChatAsReadUpdate,
    EventKind::ClearChatUpdate,
    EventKind::DeleteChatUpdate,
    EventKind::StarUpdate,
    EventKind::LabelEditUpdate,
    EventKind::LabelAssociationUpdate,
    EventKind::RawNode,
    EventKind::IncomingCall,
    EventKind::MissedCall,
    EventKind::PairPasskeyRequest,
    EventKind::PairPasskeyConfirmation,
    EventKind::PairPasskeyError,
    EventKind::DeleteMessageForMeUpdate,
];

impl EventHandler for Listener {
    fn interest(&self) -> EventInterest {
        EventInterest::of(&KINDS)
    }

    fn handle_event(&self, event: Arc<Event>) {
        // Raised for every stanza: those with patches are kept, and none counts as activity.
        if let Event::RawNode(stanza) = &*event {
            if message_labels::has_patches(stanza.get()) {
                self.core.queue.add(Item::Event(event));
            }
            return;
        }
        self.core.vitals.activity();
        match &*event {
            Event::ServerAck(ack) => self.acknowledged(ack),
            Event::Messages(batch) if batch.hook_committed => {}
            Event::Receipt(_) => {
                self.core.vitals.receipt();
                self.core.queue.add(Item::Event(event));
            }
            // Dropped first under load: they have no value a minute later.
            Event::ChatPresence(_) | Event::Presence(_) => {
                self.core.queue.add_if_half_empty(Item::Event(event));
            }
            Event::Messages(_)
            | Event::UndecryptableMessage(_)
            | Event::PushNameUpdate(_)
            | Event::ContactUpdate(_)
            | Event::ContactNumberChanged(_)
            | Event::GroupUpdate(_)
            | Event::BusinessStatusUpdate(_)
            | Event::IncomingCall(_)
            | Event::MissedCall(_)
            | Event::DeleteMessageForMeUpdate(_)
            | Event::HistorySync(_)
            | Event::ArchiveUpdate(_)
            | Event::PinUpdate(_)
            | Event::MuteUpdate(_)
            | Event::MarkChatAsReadUpdate(_)
            | Event::ClearChatUpdate(_)
            | Event::DeleteChatUpdate(_)
            | Event::StarUpdate(_)
            | Event::LabelEditUpdate(_)
            | Event::LabelAssociationUpdate(_) => self.core.queue.add(Item::Event(event)),
            other => self.connection(other),
        }
    }
}

impl Listener {
    fn acknowledged(&self, ack: &ServerAck) {
        if ack.class.as_deref().is_some_and(|class| class != "message") {
            return;
        }
        self.core.vitals.receipt();
        if !self.core.acks.resolve(ack) && ack.error.is_none() {
            self.core.queue.add(Item::LateAck(ack.id.clone()));
        }
    }

    fn connection(&self, event: &Event) {
        let core = &self.core;
        match event {
            Event::Connected(_) => core.milestones.connected(),
            Event::SelfPushNameUpdated(_) => core.milestones.renamed(),
            Event::PairSuccess(_) => core.milestones.paired(),
            Event::Disconnected(gone) => {
                core.close_reason.record(lost(format!("the connection ended: {}", gone.reason)));
            }
            other if self.linking(other) => {}
            other => {
                if let Some((closed, must_close)) = ending(other, core.context.env.now()) {
                    if must_close {
                        core.close_reason.close(closed);
                    } else {
                        core.close_reason.record(closed);
                    }
                }
            }
        }
    }

    /// Handles what concerns the link of a phone; `false` for other events.
    fn linking(&self, event: &Event) -> bool {
        let status = &self.core.status;
        match event {
            Event::PairingQrCode(qr) => self.offered(&qr.code, qr.timeout),
            Event::PairingQrCodesExhausted(codes) => self.exhausted(codes.disconnected),
            Event::PairingCode(offer) => {
                let until = self.core.context.env.now().plus(offer.timeout);
                status.pairing_code(&spaced(&offer.code), until);
            }
            Event::PairPasskeyRequest(request) => {
                let options = request.request_options_json.clone();
                status.passkey(PasskeyStep::Sign { options });
            }
            Event::PairPasskeyConfirmation(confirmation) => {
                let code = confirmation.code.clone();
                status.passkey(PasskeyStep::Compare { code });
            }
            Event::PairPasskeyError(_) => status.passkey_failed(),
            Event::PairError(_) => status.pairing_failed("Pairing failed; try again."),
            Event::PairingCodeError(_) => status.pairing_failed("WhatsApp gave no pairing code."),
            Event::QrScannedWithoutMultidevice(_) => {
                status.pairing_failed("The phone that scanned the QR is too old to link devices.");
            }
            _ => return false,
        }
        true
    }

    fn offered(&self, code: &str, valid: Duration) {
        let core = &self.core;
        core.milestones.offered();
        // A pairing code or a passkey may still be given: then the codes beside it have no limit.
        let waits = core.status.offers_code() || core.status.has_passkey();
        if core.qr_codes.admit(code) || waits {
            core.status.qr(code, valid);
        } else {
            core.close_reason.close(Closed::PairingTimedOut);
        }
    }

    fn exhausted(&self, disconnected: bool) {
        let core = &self.core;
        if disconnected {
            // The next connection gives further codes.
            let more = core.qr_codes.has_more();
            let closed = if more { Closed::Restart } else { Closed::PairingTimedOut };
            core.close_reason.record(closed);
        } else {
            // A pairing code is shown and may still be typed.
            core.milestones.codes_only();
        }
    }
}

/// The network's own text is not included: it could contain a phone number.
fn banned(ban: &TemporaryBan, now: Timestamp) -> Closed {
    let why = match ban.code {
        TempBanReason::SentToTooManyPeople => "it wrote to too many people who do not know it",
        TempBanReason::BlockedByUsers => "too many people blocked it",
        TempBanReason::CreatedTooManyGroups => {
            "it made too many groups with people who do not know it"
        }
        TempBanReason::SentTooManySameMessage => "it sent the same message to too many people",
        TempBanReason::BroadcastList => "it sent too many messages to a broadcast list",
        TempBanReason::Unknown(_) => "it is said to violate the terms of service",
    };
    Closed::Banned {
        code: ban.code.code().to_string(),
        until: now.plus(ban.expire.to_std().unwrap_or_default()),
        message: format!(
            "WhatsApp suspended this account for a while: {why}. Open WhatsApp on the phone to see \
             more, and send less afterwards"
        ),
    }
}

/// `XXXX-XXXX`, as phones show it.
pub(crate) fn spaced(code: &str) -> String {
    match code.split_at_checked(4) {
        Some((first, second)) if !second.is_empty() && !second.starts_with('-') => {
            format!("{first}-{second}")
        }
        _ => code.to_owned(),
    }
}

/// Why the server ends the connection, and whether this side must close it.
fn ending(event: &Event, now: Timestamp) -> Option<(Closed, bool)> {
    let fatal = |reason: &str| Closed::Fatal { reason: reason.to_owned() };
    Some(match event {
        Event::LoggedOut(out) if out.reason == ConnectFailureReason::AccountLocked => {
            (fatal("WhatsApp locked this account. Open WhatsApp on the phone to see why."), false)
        }
        Event::LoggedOut(out) => {
            let reason = if out.on_connect {
                LogoutReason::SessionRefused
            } else {
                LogoutReason::DeviceRemoved
            };
            (Closed::LoggedOut { reason }, false)
        }
        Event::StreamReplaced(_) => (Closed::Replaced, false),
        Event::ClientOutdated(_) => (
            fatal("WhatsApp no longer accepts this version. Update Omni, or set whatsapp.version."),
            false,
        ),
        Event::TemporaryBan(ban) => (banned(ban, now), false),
        Event::ConnectFailure(failure) => match failure.reason {
            ConnectFailureReason::ServiceUnavailable => (Closed::Throttled { seconds: 15 }, false),
            ConnectFailureReason::Unknown(429) => (Closed::Throttled { seconds: 60 }, false),
            ConnectFailureReason::TempBanned => (
                fatal("WhatsApp suspended this account. Open WhatsApp on the phone to see why."),
                false,
            ),
            reason => (lost(format!("WhatsApp refused the login ({reason:?})")), false),
        },
        // The library keeps such a connection; it is known to get stuck (media acknowledgements),
        // and a clean reconnect always repairs it.
        Event::StreamError(error) => {
            let code = if error.code.is_empty() { "without a code" } else { &error.code };
            (lost(format!("WhatsApp reported a stream error ({code})")), true)
        }
        _ => return None,
    })
}
