use crate::app::App;
use crate::authorization;
use crate::error::{Error, Field};
use crate::keys::{self, CreatedKey};
use omni_domain::access::{Caller, Scope};
use omni_domain::tenant::{Tenant, TenantStatus};
use omni_storage::StorageError;

const MAX_NAME: usize = 100;
/// The name of a tenant's first key.
const FIRST_KEY: &str = "admin";

/// A created tenant with its first key, whose secret is shown this once.
#[derive(Debug)]
pub struct CreatedTenant {
    /// The tenant.
    pub tenant: Tenant,
    /// A key that may do everything there, and nothing elsewhere.
    pub key: CreatedKey,
}

/// Creates a tenant and its first key, which does not operate the server.
pub async fn create(app: &App, caller: &Caller, name: &str) -> Result<CreatedTenant, Error> {
    authorization::require_server(caller)?;
    let name = check_name(name)?;
    let tenant =
        Tenant { id: app.env.id(), name, status: TenantStatus::Active, created_at: app.env.now() };
    let key = keys::new_key(app, tenant.id, FIRST_KEY.to_owned(), vec![Scope::Full]);
    let (row, key_row) = (tenant.clone(), key.key.clone());
    let entry = keys::created(caller, &key.key);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                tx.insert_tenant(&row).await?;
                tx.insert_key(&key_row).await?;
                tx.insert_key_audit(&[entry]).await
            })
        })
        .await
        .map_err(|error| name_taken(error, &tenant.name))?;
    tracing::info!(tenant.id = %tenant.id, principal = %caller.principal, "a tenant was created");
    Ok(CreatedTenant { tenant, key })
}

fn check_name(name: &str) -> Result<String, Error> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME {
        return Err(Error::invalid(
            Field::TenantName,
            format!("give a name of 1 to {MAX_NAME} characters"),
        ));
    }
    if name.chars().any(char::is_control) {
        return Err(Error::invalid(Field::TenantName, "a name has no control characters"));
    }
    Ok(name.to_owned())
}

fn name_taken(error: StorageError, name: &str) -> Error {
    match error {
        StorageError::NotUnique { .. } => {
            Error::conflict(format!("a tenant named `{name}` exists already; choose another name"))
        }
        other => other.into(),
    }
}
