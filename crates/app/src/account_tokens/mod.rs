//! Tokens of accounts: made by people, shown once, and replaced at once.

use crate::app::App;
use crate::authentication::{ACCOUNT_TOKEN_SCOPES, generate_account_token};
use crate::authorization;
use crate::error::Error;
use crate::instances;
use crate::keys;
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Principal, Scope};
use omni_domain::ids::InstanceId;
use omni_storage::AccountToken;

/// Characters of a token that are kept to recognise it.
const SUFFIX_CHARS: usize = 4;

/// A new token of an account; it is shown only once.
#[derive(Clone)]
pub struct NewAccountToken {
    /// The account.
    pub instance_id: InstanceId,
    /// The whole token.
    pub token: String,
    /// Since when it is valid, and the one before it is not.
    pub created_at: Timestamp,
}

impl std::fmt::Debug for NewAccountToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("NewAccountToken");
        shown.field("instance_id", &self.instance_id).finish_non_exhaustive()
    }
}

/// Refuses a caller who may not make a token: one that may do less than the token itself, or is one. A
/// token that replaces itself would let a thief lock its owner out.
pub fn check_maker(caller: &Caller) -> Result<(), Error> {
    if matches!(caller.principal, Principal::AccountToken { .. }) {
        return Err(Error::forbidden("an account token cannot replace itself; sign in"));
    }
    ACCOUNT_TOKEN_SCOPES.iter().try_for_each(|scope| authorization::require(caller, *scope))
}

/// Gives an account a token; the previous one is refused at once, on every node.
pub async fn regenerate(
    app: &App,
    caller: &Caller,
    id: InstanceId,
) -> Result<NewAccountToken, Error> {
    let instance = instances::load(app, caller, Scope::InstancesWrite, id).await?;
    check_maker(caller)?;
    let (token, hash) = generate_account_token();
    let created_at = app.env.now();
    let row = AccountToken {
        instance_id: id,
        id: app.env.id(),
        tenant_id: instance.tenant_id,
        hash,
        suffix: token[token.len() - SUFFIX_CHARS..].to_owned(),
        created_at,
    };
    app.store.write(move |tx| Box::pin(async move { tx.put_account_token(&row).await })).await?;
    keys::changed(app).await;
    Ok(NewAccountToken { instance_id: id, token, created_at })
}

/// The last characters of an account's token, and since when it is valid; `None` if it has none.
pub async fn hint(
    app: &App,
    caller: &Caller,
    id: InstanceId,
) -> Result<Option<(String, Timestamp)>, Error> {
    let instance = instances::load(app, caller, Scope::InstancesRead, id).await?;
    let token = app.store.find_account_token(instance.tenant_id, id).await?;
    Ok(token.map(|token| (token.suffix, token.created_at)))
}
