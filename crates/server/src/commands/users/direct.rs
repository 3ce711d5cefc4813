//! Users directly in the database, for when no one can sign in.

use super::{Create, Named, name};
use crate::commands::direct::{all_pages, on_database, operator};
use crate::commands::tenants;
use omni_app::keys::Origin;
use omni_app::users::{self, NewUser, Password};
use omni_app::{App, Caller, Error};
use omni_domain::user::{Email, User};
use serde_json::{Value, json};
use std::path::PathBuf;

/// The system, on behalf of the tenant with this name or id, or of the default tenant.
async fn caller(app: &App, tenant: Option<&str>) -> Result<Caller, Error> {
    match tenant {
        Some(text) => Ok(Caller::system(tenants::find(app, text).await?.id)),
        None => Ok(operator()),
    }
}

fn row(user: &User) -> Value {
    json!({
        "id": user.id,
        "email": user.email,
        "name": user.name,
        "role": user.role,
        "status": user.status,
        "isOperator": user.is_operator,
        "hasTotp": user.has_totp,
        "mustChangePassword": user.must_change_password,
        "createdAt": user.created_at,
        "updatedAt": user.updated_at,
        "lastSignInAt": user.last_sign_in_at,
    })
}

/// The user with this id or e-mail address.
pub(crate) async fn find(app: &App, caller: &Caller, text: &str) -> Result<User, Error> {
    if let Ok(id) = text.trim().parse() {
        return users::get(app, caller, id).await;
    }
    let email: Option<Email> = text.parse().ok();
    let users = all_pages(|request| users::list(app, caller, request)).await?;
    let found = users.into_iter().find(|user| Some(&user.email) == email.as_ref());
    found.ok_or_else(|| Error::not_found("user", text))
}

pub(super) async fn create(file: Option<PathBuf>, options: Create) -> anyhow::Result<Value> {
    let Create { email, name: given, role, operator, connection } = options;
    let display = given.unwrap_or_else(|| name(&email));
    let new = NewUser {
        email,
        name: display,
        role,
        password: None,
        must_change_password: true,
        is_operator: Some(operator),
    };
    let created = on_database(file, |app| async move {
        let caller = caller(&app, connection.tenant.as_deref()).await?;
        users::create(&app, &caller, new, &Origin::default()).await
    });
    let created = created.await?;
    let password = created.password.as_ref().map(Password::expose);
    Ok(json!({ "user": row(&created.user), "password": password }))
}

pub(super) async fn list(
    file: Option<PathBuf>,
    tenant: Option<String>,
) -> anyhow::Result<Vec<Value>> {
    on_database(file, |app| async move {
        let caller = caller(&app, tenant.as_deref()).await?;
        let users = all_pages(|request| users::list(&app, &caller, request)).await?;
        Ok(users.iter().map(row).collect())
    })
    .await
}

pub(super) async fn reset_password(
    file: Option<PathBuf>,
    named: Named,
    remove_totp: bool,
) -> anyhow::Result<Value> {
    let reset = on_database(file, |app| async move {
        let caller = caller(&app, named.connection.tenant.as_deref()).await?;
        let user = find(&app, &caller, &named.user).await?;
        let origin = Origin::default();
        users::reset_password(&app, &caller, user.id, remove_totp, &origin).await
    });
    let reset = reset.await?;
    Ok(json!({ "user": row(&reset.user), "password": reset.password.expose() }))
}

pub(super) async fn set_enabled(
    file: Option<PathBuf>,
    named: Named,
    is_enabled: bool,
) -> anyhow::Result<Value> {
    let user = on_database(file, |app| async move {
        let caller = caller(&app, named.connection.tenant.as_deref()).await?;
        let user = find(&app, &caller, &named.user).await?;
        let origin = Origin::default();
        if is_enabled {
            users::enable(&app, &caller, user.id, &origin).await
        } else {
            users::disable(&app, &caller, user.id, &origin).await
        }
    });
    Ok(row(&user.await?))
}
