use super::change::change;
use crate::app::App;
use crate::error::Error;
use crate::keys::Origin;
use omni_domain::access::Caller;
use omni_domain::ids::UserId;
use omni_domain::user::{User, UserStatus};

/// Disables a user: their sessions end at once, on every node, and they can start no other. Twice is
/// not an error.
pub async fn disable(
    app: &App,
    caller: &Caller,
    id: UserId,
    origin: &Origin,
) -> Result<User, Error> {
    set(app, caller, id, UserStatus::Disabled, origin).await
}

/// Lets a user sign in again. Twice is not an error.
pub async fn enable(
    app: &App,
    caller: &Caller,
    id: UserId,
    origin: &Origin,
) -> Result<User, Error> {
    set(app, caller, id, UserStatus::Active, origin).await
}

async fn set(
    app: &App,
    caller: &Caller,
    id: UserId,
    status: UserStatus,
    origin: &Origin,
) -> Result<User, Error> {
    change(app, caller, id, origin, move |user| Ok(User { status, ..user.clone() })).await
}
