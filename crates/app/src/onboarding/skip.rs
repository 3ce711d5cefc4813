use super::require_write;
use super::state::State;
use crate::app::App;
use crate::error::Error;
use omni_domain::access::Caller;

/// Skips the wizard. Completed steps stay completed.
pub async fn skip(app: &App, caller: &Caller) -> Result<(), Error> {
    require_write(caller)?;
    let (tenant, now) = (caller.tenant_id, app.env.now());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                tx.lock_settings(tenant).await?;
                let mut state = State::load_in(tx, tenant).await?;
                state.leave_all_out(now);
                state.store_in(tx, tenant, now).await
            })
        })
        .await
}
