use super::hasher::Password;
use super::rules::{check_email, check_name, check_password, generate_password};
use crate::app::App;
use crate::authorization::{require, require_all_instances, require_role};
use crate::changes;
use crate::error::{Error, Field};
use crate::keys::Origin;
use crate::user_audit;
use omni_domain::access::{Caller, Role, Scope};
use omni_domain::event::{EventBody, UserChanged};
use omni_domain::ids::TenantId;
use omni_domain::user::{Email, User, UserSecrets, UserStatus};
use omni_domain::user_audit::UserAudit;
use omni_storage::StorageError;

/// A user to be created.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Unique on the server.
    pub email: String,
    /// For people, 1 to 255 characters.
    pub name: String,
    /// At most what the creator may do.
    pub role: Role,
    /// Their first password, 10 to 128 characters; `None` is a generated one.
    pub password: Option<String>,
    /// Whether they must change that password before they may do anything else.
    pub must_change_password: bool,
    /// Whether they may operate the server as a whole; `None` is as their creator may, for roles
    /// that hold `admin:*`.
    pub is_operator: Option<bool>,
}

/// A created user.
#[derive(Debug)]
pub struct CreatedUser {
    /// The user.
    pub user: User,
    /// The generated password, which is shown this once; `None` if the caller gave one.
    pub password: Option<Password>,
}

/// Creates a user of the caller's tenant. Their rights are at most those of the caller.
pub async fn create(
    app: &App,
    caller: &Caller,
    new: NewUser,
    origin: &Origin,
) -> Result<CreatedUser, Error> {
    require(caller, Scope::UsersWrite)?;
    require_all_instances(caller, "a key limited to instances cannot create users")?;
    let email = check_email(&new.email)?;
    let name = check_name(&new.name)?;
    let qualifies = new.role.may(Scope::Admin);
    if new.is_operator == Some(true) && !qualifies {
        return Err(Error::forbidden("only owners and administrators may operate the server"));
    }
    let is_operator = new.is_operator.unwrap_or(caller.is_operator) && qualifies;
    require_role(caller, new.role, is_operator)?;
    let given = match &new.password {
        Some(text) => Some(check_password(Field::Password, text, &email)?),
        None => None,
    };
    let must_change = given.is_none() || new.must_change_password;
    let generated = given.is_none().then(generate_password);
    let Some(password) = given.or_else(|| generated.clone()) else {
        return Err(Error::internal("a password is given or generated"));
    };
    let user = new_user(app, caller.tenant_id, email, name, new.role);
    let user = User { is_operator, must_change_password: must_change, ..user };
    let entry = user_audit::created(app, &user, caller.principal, origin);
    insert(app, &user, &password, entry, Some(EventBody::UserCreated)).await?;
    Ok(CreatedUser { user, password: generated })
}

/// A user who must change a password that they get.
pub(crate) fn new_user(
    app: &App,
    tenant_id: TenantId,
    email: Email,
    name: String,
    role: Role,
) -> User {
    let now = app.env.now();
    User {
        id: app.env.id(),
        tenant_id,
        email,
        name,
        role,
        is_operator: false,
        status: UserStatus::Active,
        must_change_password: true,
        has_totp: false,
        created_at: now,
        updated_at: now,
        last_sign_in_at: None,
    }
}

/// Writes a user with the entry of the audit log and, but for the user of first start, with the event.
pub(super) async fn insert(
    app: &App,
    user: &User,
    password: &Password,
    entry: UserAudit,
    event: Option<fn(UserChanged) -> EventBody>,
) -> Result<(), Error> {
    let hash = app.hasher.hash(password).await?;
    let secrets = UserSecrets { password_hash: Some(hash), ..UserSecrets::default() };
    let (inner, row) = (app.clone(), user.clone());
    let written: Result<(), StorageError> = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                tx.insert_user(&row, &secrets).await?;
                if let Some(body) = event {
                    changes::user(&inner, tx, &row, entry.changed_by, body);
                }
                tx.insert_user_audit(&entry).await
            })
        })
        .await;
    written.map_err(|error| match error {
        StorageError::NotUnique { .. } => {
            Error::conflict("another user of this server has this e-mail address")
        }
        other => other.into(),
    })
}
