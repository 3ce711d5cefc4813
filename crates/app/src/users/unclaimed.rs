use crate::app::App;
use crate::error::Error;
use omni_domain::TenantId;
use omni_domain::page::PageRequest;
use omni_domain::user::{User, UserStatus};

/// The user of first start while no person has signed in as them: the only one of the first tenant,
/// with the generated password. From then on there is none.
pub(crate) async fn unclaimed(app: &App) -> Result<Option<User>, Error> {
    let page = app.store.list_users(TenantId::DEFAULT, PageRequest::first(2)).await?;
    let [user] = page.items.as_slice() else { return Ok(None) };
    Ok(is_unclaimed(user).then(|| user.clone()))
}

/// Whether no person has signed in as this user of first start.
pub(crate) fn is_unclaimed(user: &User) -> bool {
    user.is_operator
        && user.must_change_password
        && user.last_sign_in_at.is_none()
        && user.status == UserStatus::Active
}
