use crate::app::App;
use crate::error::Error;
use crate::keys::changed;
use crate::users::own;
use omni_domain::access::Caller;
use omni_domain::ids::UserSessionId;

/// Ends the session of the request, at once on every node.
pub async fn sign_out(app: &App, caller: &Caller) -> Result<(), Error> {
    let id = caller.session.ok_or_else(|| Error::not_found("session", "of this request"))?;
    end_session(app, caller, id).await
}

/// Ends a session of the user who makes the request, at once on every node.
pub async fn end_session(app: &App, caller: &Caller, id: UserSessionId) -> Result<(), Error> {
    let user = own(app, caller).await?.id;
    let ended = app
        .store
        .write(move |tx| Box::pin(async move { tx.delete_user_session(user, id).await }))
        .await?;
    changed(app);
    if ended { Ok(()) } else { Err(Error::not_found("session", id)) }
}

/// Ends every session of the user who makes the request, that of the request included. Returns how
/// many.
pub async fn end_all_sessions(app: &App, caller: &Caller) -> Result<u64, Error> {
    let user = own(app, caller).await?.id;
    let ended = app
        .store
        .write(move |tx| Box::pin(async move { tx.delete_user_sessions(user, None).await }))
        .await?;
    changed(app);
    Ok(ended)
}
