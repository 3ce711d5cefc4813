//! What the network forbids an account for some time: known to the session's owner, stored for the
//! next one, and over in time without a restart.

use super::live::Live;
use crate::app::App;
use crate::error::Error;
use omni_domain::Timestamp;
use omni_domain::event::{
    Event, EventBody, FailureReason, InstanceBanned, InstanceFailed, InstanceLoggedOut,
    InstanceRestricted, InstanceRestrictionEnded, LogoutReason,
};
use omni_domain::ids::ChatId;
use omni_domain::instance::Instance;
use omni_domain::pacing::{Ban, Restriction};
use omni_storage::{Fence, Tx};
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

/// Chats in which messages wait, that a session keeps. Of others a message is sent when its time has
/// come, even if its recipient writes before.
const MOST_CHATS: u32 = 50_000;
/// Messages that one write makes due when the limits are changed.
const RELEASED_AT_ONCE: u32 = 100;

/// What the owner of an instance keeps of its account's limits.
#[derive(Debug, Default)]
pub(super) struct AccountLimits(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    restriction: Option<Restriction>,
    waiting: HashSet<ChatId>,
}

impl AccountLimits {
    fn with<R>(&self, f: impl FnOnce(&mut Known) -> R) -> R {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Live {
    /// Until when the network forbids new conversations, if it does.
    pub(crate) fn restricted_until(&self, now: Timestamp) -> Option<Timestamp> {
        let until = self.limits.with(|known| known.restriction.as_ref().map(|one| one.until));
        until.filter(|until| *until > now)
    }

    /// A message of this chat waits for a limit.
    pub(crate) fn note_waiting(&self, chat: ChatId) {
        self.limits.with(|known| {
            if known.waiting.len() < MOST_CHATS as usize {
                known.waiting.insert(chat);
            }
        });
    }

    /// Whether a message of this chat waits for a limit, for the caller to make it due. It is asked
    /// within a write that may be repeated, so that asking changes nothing.
    pub(crate) fn is_waiting(&self, chat: ChatId) -> bool {
        self.limits.with(|known| known.waiting.contains(&chat))
    }

    /// The first message of this chat no longer waits: it is about to be tried.
    pub(crate) fn forget_waiting(&self, chat: ChatId) {
        self.limits.with(|known| known.waiting.remove(&chat));
    }

    /// Whether the restriction is the first at present: another one that is in force is prolonged.
    fn begin_restriction(
        &self,
        mut restriction: Restriction,
        now: Timestamp,
    ) -> (Restriction, bool) {
        self.limits.with(|known| {
            let present = known.restriction.as_ref().filter(|present| present.until > now);
            let is_first = present.is_none();
            if let Some(present) = present {
                restriction.since = present.since;
                restriction.until = restriction.until.max(present.until);
            }
            known.restriction = Some(restriction.clone());
            (restriction, is_first)
        })
    }

    /// The restriction, once, when its time is over.
    fn take_over_restriction(&self, now: Timestamp) -> Option<Restriction> {
        self.limits.with(|known| known.restriction.take_if(|present| present.until <= now))
    }
}

/// Reads what an earlier owner recorded. Returns the ban that is in force.
pub(super) async fn load(app: &App, live: &Live) -> Result<Option<Ban>, Error> {
    let now = app.env.now();
    let stored = app.store.find_account_limits(live.id).await?;
    let waiting = app.store.chats_of_held_sends(live.id, now, MOST_CHATS).await?;
    let (restriction, ban) = stored.map_or((None, None), |stored| (stored.restriction, stored.ban));
    live.limits.with(|known| {
        known.restriction = restriction;
        known.waiting.extend(waiting);
    });
    Ok(ban.filter(|ban| ban.until > now))
}

/// Applies changed settings. What waits for the instance's limits is decided anew by the changed ones.
pub(super) fn refresh(app: &App, live: &Arc<Live>, instance: &Instance) {
    if !live.refresh(instance) || live.fence().is_none() {
        return;
    }
    let (inner, live) = (app.clone(), Arc::clone(live));
    app.sessions.spawn(async move {
        if let Err(error) = release(&inner, &live).await {
            tracing::warn!(instance.id = %live.id, %error, "messages wait by the former limits");
        }
    });
}

async fn release(app: &App, live: &Arc<Live>) -> Result<(), Error> {
    let mut last = None;
    while !live.stop.is_cancelled() {
        let (id, fence, now) = (live.id, live.fence(), app.env.now());
        let after = last;
        let released = app.store.write(move |tx| {
            Box::pin(async move {
                if !may_write(tx, fence.as_ref()).await? {
                    return Ok::<_, Error>(None);
                }
                if after.is_none() {
                    // The turns that were taken are free again.
                    tx.set_next_send(id, now).await?;
                }
                Ok(tx.release_held_sends(id, now, after, RELEASED_AT_ONCE).await?)
            })
        });
        last = released.await?;
        if last.is_none() {
            break;
        }
    }
    Ok(())
}

/// The network restricts the account: records it, and reports it once. Returns when it ends.
pub(crate) async fn restrict(
    app: &App,
    live: &Arc<Live>,
    until: Option<Timestamp>,
    message: &str,
) -> Result<Timestamp, Error> {
    let now = app.env.now();
    let until = until
        .filter(|until| *until > now)
        .or_else(|| live.restricted_until(now))
        .unwrap_or_else(|| now.plus(app.config.pacing.restriction));
    let begun = Restriction { since: now, until, message: message.to_owned() };
    let (restriction, is_first) = live.begin_restriction(begun, now);
    if is_first {
        tracing::warn!(instance.id = %live.id, until = %restriction.until, "the network does not let this account begin conversations for now");
    }
    let until = restriction.until;
    let body = InstanceRestricted {
        instance_id: live.id,
        channel: live.meta().channel,
        message: restriction.message.clone(),
        until,
    };
    let event = about(app, live, body);
    let (id, fence) = (live.id, live.fence());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                if !may_write(tx, fence.as_ref()).await? {
                    return Ok(());
                }
                // What is stored decides: an earlier write may have failed.
                let is_reported = match tx.find_account_limits(id).await? {
                    Some(limits) => limits.restriction.is_some_and(|one| one.until > now),
                    None => !is_first,
                };
                tx.restrict_account(id, &restriction).await?;
                if !is_reported {
                    tx.append_event(event);
                }
                Ok::<_, Error>(())
            })
        })
        .await?;
    app.sessions.changed();
    Ok(until)
}

/// Ends a restriction whose time is over, and reports it.
pub(super) fn end_if_over(app: &App, live: &Arc<Live>) {
    let now = app.env.now();
    let Some(over) = live.take_over_restriction(now) else { return };
    tracing::info!(instance.id = %live.id, "the restriction of this account is over");
    let (instance_id, channel) = (live.id, live.meta().channel);
    let body = InstanceRestrictionEnded { instance_id, channel, since: over.since };
    let event = about(app, live, body);
    let fence = live.fence();
    app.store.write_later(move |tx| {
        Box::pin(async move {
            if may_write(tx, fence.as_ref()).await? && tx.end_restriction(instance_id, now).await? {
                tx.append_event(event);
            }
            Ok::<_, Error>(())
        })
    });
    app.sessions.changed();
}

/// The network suspends the account: records and reports it.
pub(super) fn ban(app: &App, live: &Arc<Live>, ban: Ban) {
    let body = InstanceBanned {
        instance_id: live.id,
        channel: live.meta().channel,
        code: ban.code.clone(),
        message: ban.message.clone(),
        until: ban.until,
    };
    let event = about(app, live, body);
    let (id, fence) = (live.id, live.fence());
    app.store.write_later(move |tx| {
        Box::pin(async move {
            if may_write(tx, fence.as_ref()).await? {
                tx.ban_account(id, &ban).await?;
                tx.append_event(event);
            }
            Ok::<_, Error>(())
        })
    });
}

/// The session was ended for good: reports why.
pub(super) fn logged_out(app: &App, live: &Arc<Live>, reason: LogoutReason) {
    let body = InstanceLoggedOut {
        instance_id: live.id,
        channel: live.meta().channel,
        reason,
        message: reason.explanation().to_owned(),
    };
    append(app, live, body);
}

/// The session ended, and a person has to act: appends why.
pub(super) fn failed(app: &App, live: &Live, reason: FailureReason, message: &str) {
    let (instance_id, channel) = (live.id, live.meta().channel);
    let message = message.to_owned();
    append(app, live, InstanceFailed { instance_id, channel, reason, message });
}

/// Appends an event, if this process still owns the instance.
fn append(app: &App, live: &Live, body: impl Into<EventBody>) {
    let event = about(app, live, body);
    let fence = live.fence();
    app.store.write_later(move |tx| {
        Box::pin(async move {
            if may_write(tx, fence.as_ref()).await? {
                tx.append_event(event);
            }
            Ok::<_, Error>(())
        })
    });
}

/// Whether this process still owns the instance.
async fn may_write(tx: &mut Tx, fence: Option<&Arc<Fence>>) -> Result<bool, Error> {
    let Some(fence) = fence else { return Ok(false) };
    tx.check_fences(std::slice::from_ref(fence)).await?;
    Ok(!fence.is_lost())
}

fn about(app: &App, live: &Live, body: impl Into<EventBody>) -> Event {
    let meta = live.meta();
    let mut event = Event::new(app.env.id(), meta.tenant_id, body, app.env.now());
    event.instance_id = Some(live.id);
    event.channel = Some(meta.channel);
    event
}
