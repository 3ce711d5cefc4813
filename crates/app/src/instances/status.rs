use super::{InstanceStatus, load};
use crate::app::App;
use crate::error::Error;
use crate::sessions;
use omni_channel::Evidence;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;
use omni_domain::instance::{ConnectionState, Instance};

/// The connection's current state, by evidence.
pub async fn status(app: &App, caller: &Caller, id: InstanceId) -> Result<InstanceStatus, Error> {
    let instance = load(app, caller, Scope::InstancesRead, id).await?;
    // One that another node has just made is looked for.
    sessions::find(app, id).await?;
    let limits = app.store.find_account_limits(id).await?;
    let (restriction, ban) = limits.map_or((None, None), |limits| (limits.restriction, limits.ban));
    let now = app.env.now();
    Ok(InstanceStatus {
        restriction: restriction.filter(|one| one.until > now),
        ban: ban.filter(|one| one.until > now),
        ..of(app, caller, &instance)
    })
}

/// The same of an instance that is read already, as this caller may see it.
pub(super) fn of(app: &App, caller: &Caller, instance: &Instance) -> InstanceStatus {
    match app.sessions.get(instance.id) {
        Some(live) => live.report(app.env.now()).shown_to(caller),
        None => recorded(app, instance),
    }
}

fn recorded(app: &App, instance: &Instance) -> InstanceStatus {
    // No node owns it: the last record, which is not evidence of being connected.
    let state = match instance.state {
        ConnectionState::Connected
        | ConnectionState::Connecting
        | ConnectionState::Reconnecting
            if !instance.wanted =>
        {
            ConnectionState::Disconnected
        }
        // Another node's, unless this process does without sessions.
        ConnectionState::Connected if sessions::is_shared(app) => ConnectionState::Reconnecting,
        state => state,
    };
    InstanceStatus {
        instance_id: instance.id,
        state,
        since: instance.state_since,
        message: instance.state_message.clone(),
        connected: state == ConnectionState::Connected,
        connected_at: None,
        owner_id: instance.owner_id.clone(),
        profile_name: instance.profile_name.clone(),
        evidence: Evidence::default(),
        qr: None,
        pairing_code: None,
        restriction: None,
        ban: None,
        passkey: None,
    }
}
