//! Tokens of accounts: each stands for one instance, and may do with it what its phone may.

use super::cache::CachedToken;
use super::session_token::hash_token;
use crate::app::App;
use crate::error::Error;
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Principal, Scope};
use omni_domain::tenant::TenantStatus;
use omni_storage::AccountToken;
use std::sync::Arc;

/// The prefix of every token.
pub const PREFIX: &str = "wapi_";
const RANDOM_CHARS: usize = 40;

/// What a token permits, for its own instance alone. Deleting is left to persons.
pub(crate) const SCOPES: [Scope; 3] =
    [Scope::InstancesRead, Scope::InstancesWrite, Scope::Messages];

fn refused() -> Error {
    Error::unauthorized("the account token is unknown, or was replaced by another one")
}

/// A new token, and the hash under which it is stored.
pub(crate) fn generate() -> (String, String) {
    use rand::distr::{Alphanumeric, SampleString};
    let random = Alphanumeric.sample_string(&mut rand::rng(), RANDOM_CHARS);
    let token = format!("{PREFIX}{random}");
    let hash = hash_token(&token);
    (token, hash)
}

fn is_well_formed(token: &str) -> bool {
    token.strip_prefix(PREFIX).is_some_and(|rest| {
        rest.len() == RANDOM_CHARS && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// The caller that a token stands for.
pub(super) async fn resolve(app: &App, token: &str, now: Timestamp) -> Result<Arc<Caller>, Error> {
    if !is_well_formed(token) {
        return Err(refused());
    }
    // Looked up by hash: the time of the comparison reveals nothing about the token.
    let hash = hash_token(token);
    let known = match app.key_cache.token(&hash, now, app.caches.keep()) {
        Some(known) => known,
        None => load(app, hash, now).await?,
    };
    if known.tenant != TenantStatus::Active {
        return Err(Error::forbidden("the tenant of this account is suspended"));
    }
    Ok(known.caller)
}

async fn load(app: &App, hash: String, now: Timestamp) -> Result<CachedToken, Error> {
    let seen = app.caches.keeps().then(|| app.key_cache.version());
    let token = app.store.find_account_token_by_hash(&hash).await?.ok_or_else(refused)?;
    // The row of a deleted instance's token may be removed later than the instance.
    let instance = app.store.find_instance(token.tenant_id, token.instance_id).await?;
    instance.ok_or_else(refused)?;
    let tenant = app.store.find_tenant(token.tenant_id).await?.ok_or_else(refused)?.status;
    let known = CachedToken { caller: Arc::new(caller(&token)), tenant, at: now };
    app.key_cache.put_token(hash, known.clone(), seen);
    Ok(known)
}

fn caller(token: &AccountToken) -> Caller {
    Caller {
        tenant_id: token.tenant_id,
        principal: Principal::AccountToken { id: token.id, instance: token.instance_id },
        scopes: SCOPES.to_vec(),
        instance_ids: Some(vec![token.instance_id]),
        is_operator: false,
        session: None,
    }
}

#[cfg(test)]
mod tests {
    use super::{generate, is_well_formed};

    #[test]
    fn a_generated_token_is_well_formed_and_its_hash_does_not_show_it() {
        let (token, hash) = generate();
        assert!(is_well_formed(&token));
        assert!(!hash.contains(&token["wapi_".len()..]));
        for wrong in ["", "wapi_", "wapi_short", "omni_sk_x", &format!("{token}x")] {
            assert!(!is_well_formed(wrong), "{wrong}");
        }
    }
}
