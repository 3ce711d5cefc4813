use super::user;
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::saved_view::SavedView;

/// The views of the user who makes the request, in their order.
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<SavedView>, Error> {
    authorization::require(caller, Scope::MessagesRead)?;
    Ok(app.store.list_saved_views(user(caller)?).await?)
}
