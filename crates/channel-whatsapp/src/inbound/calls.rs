//! Calls: announced, and ended by the caller or on another device of the account.

use crate::inbound::Book;
use crate::session::calls::{Calls, Ringing};
use omni_channel::{CallChange, CallUpdate, Inbound};
use omni_domain::Timestamp;
use omni_domain::content::{CallMedia, CallOutcome};
use wacore::stanza::call::{
    TERMINATE_REASON_ACCEPTED_ELSEWHERE, TERMINATE_REASON_REJECTED_ELSEWHERE,
};
use wacore::types::call::{CallAction, IncomingCall, MissedCall};
use wacore_binary::Jid;

/// Reads a signal of a call. Those about its media are of no use here.
pub(super) async fn signalled(
    call: &IncomingCall,
    calls: &Calls,
    book: Book<'_>,
) -> Option<Inbound> {
    let at = Timestamp(call.timestamp.timestamp_millis());
    match &call.action {
        CallAction::Offer { call_id, call_creator, caller_pn, is_video, group_jid, .. } => {
            let is_group = group_jid.is_some() || call.group.is_some();
            let ringing = Ringing {
                id: call_id.clone(),
                from: call.from.clone(),
                creator: call_creator.clone(),
                caller_pn: caller_pn.clone(),
                group: group_jid.clone(),
            };
            rings(ringing, (*is_video, is_group), at, calls, book).await
        }
        CallAction::OfferNotice { call_id, call_creator, is_video, is_group } => {
            let ringing = Ringing {
                id: call_id.clone(),
                from: call.from.clone(),
                creator: call_creator.clone(),
                caller_pn: None,
                group: None,
            };
            rings(ringing, (*is_video, *is_group), at, calls, book).await
        }
        CallAction::Terminate { call_id, call_creator, reason, .. } => {
            let call = match calls.end(call_id) {
                Some(call) => call,
                None => before(call, (call_id.as_str(), call_creator), calls, book).await?,
            };
            let outcome = match reason.as_deref() {
                Some(TERMINATE_REASON_ACCEPTED_ELSEWHERE) => CallOutcome::Answered,
                Some(TERMINATE_REASON_REJECTED_ELSEWHERE) => CallOutcome::Declined,
                _ => CallOutcome::Missed,
            };
            Some(update(&call, CallChange::Ended(outcome), at, book).await)
        }
        _ => None,
    }
}

/// A call that was announced to an earlier session, and ends now. The account's own calls, from its
/// phone, are none.
async fn before(
    call: &IncomingCall,
    (id, creator): (&str, &Jid),
    calls: &Calls,
    book: Book<'_>,
) -> Option<Ringing> {
    let own = book.own()?;
    let caller = book.address(creator, None).await;
    let is_own = caller.all().any(|one| own.all().any(|other| one == other));
    (!is_own && calls.ends_announced_before(id)).then(|| Ringing {
        id: id.to_owned(),
        from: call.from.clone(),
        creator: creator.clone(),
        caller_pn: None,
        group: None,
    })
}

async fn rings(
    call: Ringing,
    (is_video, is_group): (bool, bool),
    at: Timestamp,
    calls: &Calls,
    book: Book<'_>,
) -> Option<Inbound> {
    let media = if is_video { CallMedia::Video } else { CallMedia::Voice };
    let announced = update(&call, CallChange::Rings { media, is_group }, at, book).await;
    calls.add(call).then_some(announced)
}

/// A call that was over before this session was connected.
pub(super) async fn missed(call: &MissedCall, calls: &Calls, book: Book<'_>) -> Option<Inbound> {
    let rang = calls.end(&call.call_id).is_some();
    if !rang && !calls.ends_first(&call.call_id) {
        return None;
    }
    Some(Inbound::Call(CallUpdate {
        call_id: call.call_id.clone(),
        caller: book.address(&call.from, None).await,
        group: None,
        change: CallChange::Ended(CallOutcome::Missed),
        at: Timestamp(call.timestamp.timestamp_millis()),
    }))
}

/// A call that was rejected from here.
pub(crate) async fn declined(call: &Ringing, at: Timestamp, book: Book<'_>) -> Inbound {
    update(call, CallChange::Ended(CallOutcome::Declined), at, book).await
}

async fn update(call: &Ringing, change: CallChange, at: Timestamp, book: Book<'_>) -> Inbound {
    let group = match &call.group {
        Some(group) => Some(book.address(group, None).await),
        None => None,
    };
    Inbound::Call(CallUpdate {
        call_id: call.id.clone(),
        caller: book.address(&call.creator, call.caller_pn.as_ref()).await,
        group,
        change,
        at,
    })
}
