use super::require_write;
use super::state::{self, State};
use crate::app::App;
use crate::error::Error;
use omni_domain::access::Caller;

/// Skips the wizard. Completed steps stay completed.
pub async fn skip(app: &App, caller: &Caller) -> Result<(), Error> {
    require_write(caller)?;
    state::change(app, caller, State::leave_all_out).await.map(drop)
}
