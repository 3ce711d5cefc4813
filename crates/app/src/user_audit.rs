//! The audit log of users. An entry is written in the transaction of the change that it is about.

use crate::app::App;
use crate::error::Error;
use crate::keys::Origin;
use omni_domain::access::Principal;
use omni_domain::user::User;
use omni_domain::user_audit::{UserAction, UserAudit};
use omni_storage::StorageError;

/// Entries of one write that deletes old ones.
const PIECE: u32 = 1000;
/// Longest user agent that is kept, characters.
const AGENT_CHARS: usize = 255;

/// The entry of what is done to a user, to be written with it.
pub(crate) fn entry(
    app: &App,
    user: &User,
    action: UserAction,
    changed_by: Principal,
    origin: &Origin,
) -> UserAudit {
    UserAudit {
        id: app.env.id(),
        tenant_id: user.tenant_id,
        user_id: user.id,
        action,
        at: app.env.now(),
        changed_by,
        ip: origin.ip.map(|ip| ip.to_string()),
        user_agent: origin.user_agent.as_deref().map(|a| a.chars().take(AGENT_CHARS).collect()),
        request_id: origin.request_id.clone(),
        changed_fields: Vec::new(),
        role: None,
    }
}

/// The entry of a new user.
pub(crate) fn created(app: &App, user: &User, changed_by: Principal, origin: &Origin) -> UserAudit {
    let role = Some(user.role);
    UserAudit { role, ..entry(app, user, UserAction::Create, changed_by, origin) }
}

/// Deletes entries older than `keys.audit_keep`, a bounded number at a time.
pub(crate) async fn delete_old(app: &App) -> Result<(), Error> {
    let cutoff = app.env.now().minus(app.config.keys.audit_keep);
    loop {
        let deleted: Result<u64, StorageError> = app
            .store
            .write(move |tx| {
                Box::pin(async move { tx.delete_user_audit_before(cutoff, PIECE).await })
            })
            .await;
        if deleted? < u64::from(PIECE) {
            return Ok(());
        }
    }
}
