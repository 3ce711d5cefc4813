//! What becomes known of a session's state: to callers and subscribers, and in the database.

use crate::app::App;
use crate::events::publish;
use crate::sessions::live::{Live, LiveStatus};
use crate::sessions::{duplicates, is_shared, mirror};
use omni_channel::StatusUpdate;
use omni_domain::Timestamp;
use omni_domain::conversation::Address;
use omni_domain::event::{
    Event, EventBody, InstanceConnected, InstanceDisconnected, InstanceQrOffered, InstanceStatus,
    OfferedQr,
};
use omni_domain::instance::ConnectionState;
use omni_domain::job::JobKind;
use omni_storage::{StateChange, StorageError, Tx};
use std::sync::Arc;

/// Publishes what a session reports: to waiting callers and subscribers now, and to the database.
pub(in crate::sessions) fn report(app: &App, live: &Arc<Live>, update: StatusUpdate) {
    // What is published and recorded of an instance is determined by its owner.
    if is_shared(app) && live.fence().is_none() {
        live.apply(update, app.env.now());
        app.sessions.changed();
        return;
    }
    let Some((before, after)) = show(app, live, update) else { return };
    mirror::report_state(app, live);
    if let Some(qr) = after.qr.as_ref().filter(|qr| before.qr.as_ref() != Some(*qr)) {
        offer(app, live, qr.expires_at);
    }
    if before.state == after.state
        && before.owner == after.owner
        && before.profile_name == after.profile_name
    {
        return;
    }
    record(app, live, &before, &after);
    if after.state == ConnectionState::Connected {
        for kind in JobKind::ALL {
            app.bus.wake(omni_bus::Topic::Jobs(*kind));
        }
    }
}

/// Puts into the log that a QR can be scanned, and not the QR.
fn offer(app: &App, live: &Live, expires_at: Timestamp) {
    let channel = live.meta().channel;
    let event = about(app, live, InstanceQrOffered { instance_id: live.id, channel, expires_at });
    let fence = live.fence();
    app.store.write_later(move |tx| {
        Box::pin(async move {
            if let Some(fence) = &fence {
                tx.check_fences(std::slice::from_ref(fence)).await?;
                if fence.is_lost() {
                    return Ok(());
                }
            }
            tx.append_event(event);
            Ok::<_, StorageError>(())
        })
    });
}

/// Publishes a status to waiting callers and subscribers; the one before and it.
pub(super) fn show(
    app: &App,
    live: &Live,
    update: StatusUpdate,
) -> Option<(LiveStatus, LiveStatus)> {
    let (before, after) = live.apply(update, app.env.now())?;
    app.sessions.changed();
    publish::ephemeral(app, status_event(app, live, &after));
    Some((before, after))
}

fn status_event(app: &App, live: &Live, status: &LiveStatus) -> Event {
    let qr = status.qr.as_ref();
    let body = InstanceStatus {
        instance_id: live.id,
        channel: live.meta().channel,
        state: status.state,
        message: status.message.clone(),
        qr: qr.map(|qr| OfferedQr { code: Some(qr.code.clone()), expires_at: qr.expires_at }),
    };
    about(app, live, body)
}

fn about(app: &App, live: &Live, body: impl Into<EventBody>) -> Event {
    let meta = live.meta();
    let mut event = Event::new(app.env.id(), meta.tenant_id, body, app.env.now());
    event.instance_id = Some(live.id);
    event.channel = Some(meta.channel);
    event
}

fn record(app: &App, live: &Arc<Live>, before: &LiveStatus, after: &LiveStatus) {
    let mut change = StateChange {
        state: after.state,
        message: after.message.clone(),
        since: after.since,
        owner_id: after.owner.as_ref().map(|owner| owner.id.clone()),
        owner_alt: after.owner.as_ref().and_then(|owner| owner.alt.clone()),
        profile_name: after.profile_name.clone(),
        connected_at: after.connected_at,
    };
    let event = connection_event(app, live, before, after);
    let id = live.id;
    let (inner, live) = (app.clone(), Arc::clone(live));
    let newly = after.state == ConnectionState::Connected && before.state != after.state;
    let owner = after.owner.clone().filter(|_| newly);
    let fence = live.fence();
    app.store.write_later(move |tx| {
        Box::pin(async move {
            if let Some(fence) = &fence {
                tx.check_fences(std::slice::from_ref(fence)).await?;
                if fence.is_lost() {
                    return Ok(());
                }
            }
            if let Some(owner) = owner {
                tx.link_account(id, &owner.id, inner.env.now()).await?;
                tx.end_ban(id).await?;
                let warning = warn_of_duplicate(&inner, tx, &live, &owner).await?;
                change.message = warning.or(change.message);
            }
            tx.record_instance_state(id, &change).await?;
            if change.state == ConnectionState::LoggedOut {
                tx.clear_instance_owner(id).await?;
            }
            if let Some(event) = event {
                tx.append_event(event);
            }
            Ok::<_, StorageError>(())
        })
    });
}

/// Warns if the account is linked to another instance as well; the text for the status.
async fn warn_of_duplicate(
    app: &App,
    tx: &mut Tx,
    live: &Live,
    owner: &Address,
) -> Result<Option<String>, StorageError> {
    let meta = live.meta();
    let ids = (meta.tenant_id, meta.id);
    let Some(text) = duplicates::warning(tx, ids, meta.channel, owner).await? else {
        return Ok(None);
    };
    tracing::warn!(instance.id = %meta.id, "the account of this instance is linked to another one");
    if let Some(status) = live.warn(&text) {
        tx.append_event(status_event(app, live, &status));
        app.sessions.changed();
    }
    Ok(Some(text))
}

fn connection_event(
    app: &App,
    live: &Live,
    before: &LiveStatus,
    after: &LiveStatus,
) -> Option<Event> {
    let was = before.state == ConnectionState::Connected;
    let is = after.state == ConnectionState::Connected;
    let channel = live.meta().channel;
    let body: EventBody = match (was, is) {
        (false, true) => InstanceConnected {
            instance_id: live.id,
            channel,
            profile_name: after.profile_name.clone(),
            owner: after.owner.as_ref().map(|owner| owner.id.clone()),
        }
        .into(),
        (was, false) if was || after.state == ConnectionState::LoggedOut => InstanceDisconnected {
            instance_id: live.id,
            channel,
            reason: after.message.clone(),
            will_reconnect: after.state == ConnectionState::Reconnecting,
        }
        .into(),
        _ => return None,
    };
    Some(about(app, live, body))
}
