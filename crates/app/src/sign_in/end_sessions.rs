use crate::app::App;
use crate::error::Error;
use crate::keys::{Origin, changed};
use crate::user_audit;
use crate::users::own;
use omni_domain::access::Caller;
use omni_domain::ids::UserSessionId;
use omni_domain::user_audit::UserAction;

/// Ends the session of the request, at once on every node.
pub async fn sign_out(app: &App, caller: &Caller, origin: &Origin) -> Result<(), Error> {
    let id = caller.session.ok_or_else(|| Error::not_found("session", "of this request"))?;
    end_session(app, caller, id, origin).await
}

/// Ends a session of the user who makes the request, at once on every node.
pub async fn end_session(
    app: &App,
    caller: &Caller,
    id: UserSessionId,
    origin: &Origin,
) -> Result<(), Error> {
    let user = own(app, caller).await?;
    let entry = user_audit::entry(app, &user, UserAction::EndSession, caller.principal, origin);
    let user = user.id;
    let ended = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                let ended = tx.delete_user_session(user, id).await?;
                if ended {
                    tx.insert_user_audit(&entry).await?;
                }
                Ok::<_, Error>(ended)
            })
        })
        .await?;
    changed(app).await;
    if ended { Ok(()) } else { Err(Error::not_found("session", id)) }
}

/// Ends every session of the user who makes the request, that of the request included. Returns how
/// many.
pub async fn end_all_sessions(app: &App, caller: &Caller, origin: &Origin) -> Result<u64, Error> {
    let user = own(app, caller).await?;
    let entry = user_audit::entry(app, &user, UserAction::EndSession, caller.principal, origin);
    let user = user.id;
    let ended = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                let ended = tx.delete_user_sessions(user, None).await?;
                if ended > 0 {
                    tx.insert_user_audit(&entry).await?;
                }
                Ok::<_, Error>(ended)
            })
        })
        .await?;
    changed(app).await;
    Ok(ended)
}
