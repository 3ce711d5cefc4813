use crate::app::App;
use crate::error::Error;
use crate::users::own;
use omni_domain::access::Caller;
use omni_domain::page::{Page, PageRequest};
use omni_domain::user::{User, UserSession};

/// The sessions of the user who makes the request, newest first.
pub async fn list_sessions(
    app: &App,
    caller: &Caller,
    request: PageRequest,
) -> Result<Page<UserSession>, Error> {
    let user = own(app, caller).await?;
    let now = app.env.now();
    let used_since = now.minus(app.config.auth.session_idle);
    let list = app.store.list_user_sessions(user.tenant_id, user.id, now, used_since, request);
    Ok(list.await?)
}

/// The user who makes the request, and the session that they use.
pub async fn own_session(app: &App, caller: &Caller) -> Result<(User, UserSession), Error> {
    let user = own(app, caller).await?;
    let missing = || Error::not_found("session", "of this request");
    let id = caller.session.ok_or_else(missing)?;
    let session = app.store.find_user_session(id).await?.ok_or_else(missing)?;
    Ok((user, session))
}
