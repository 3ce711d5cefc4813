use super::create::{insert, new_user};
use super::hasher::Password;
use super::rules::{check_email, check_password, generate_password};
use crate::app::App;
use crate::error::{Error, Field};
use crate::keys::Origin;
use crate::user_audit;
use omni_domain::TenantId;
use omni_domain::access::{Principal, Role};
use omni_domain::user::{Email, User};

/// The address of the first user, if none is configured.
const DEFAULT_EMAIL: &str = "admin@localhost";

/// The user of first start.
#[derive(Debug)]
pub enum FirstUser {
    /// Created just now, with a password that must be changed; it is shown this once.
    Created(Email, Password),
    /// Created just now with the configured password.
    Configured(Email),
    /// There were users before.
    Existing,
}

/// Creates the first owner, who also operates the server, if it has no user. The address and the
/// password are used only then.
pub async fn ensure_first(
    app: &App,
    email: Option<&str>,
    password: Option<&str>,
) -> Result<FirstUser, Error> {
    if app.store.has_users().await? {
        return Ok(FirstUser::Existing);
    }
    let email = check_email(email.unwrap_or(DEFAULT_EMAIL))?;
    let configured = match password {
        Some(text) => Some(check_password(Field::Password, text, &email)?),
        None => None,
    };
    let user = new_user(app, TenantId::DEFAULT, email, "Administrator".to_owned(), Role::Owner);
    let is_configured = configured.is_some();
    let user = User { is_operator: true, must_change_password: !is_configured, ..user };
    let password = configured.unwrap_or_else(generate_password);
    let entry = user_audit::created(app, &user, Principal::System, &Origin::default());
    // No one can have signed in before, so that nothing shows users yet.
    match insert(app, &user, &password, entry, None).await {
        Ok(()) if is_configured => Ok(FirstUser::Configured(user.email)),
        Ok(()) => Ok(FirstUser::Created(user.email, password)),
        // Another node was faster.
        Err(Error::Conflict(_)) => Ok(FirstUser::Existing),
        Err(error) => Err(error),
    }
}
