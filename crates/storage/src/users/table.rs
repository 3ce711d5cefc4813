//! The table `users`.

use crate::db::{json_text, or_fallback, parse_json, row, statements, text};
use crate::error::StorageError;
use omni_domain::Timestamp;
use omni_domain::access::Role;
use omni_domain::ids::{TenantId, UserId};
use omni_domain::user::{User, UserSecrets, UserStatus};
use uuid::Uuid;

row! {
    pub(super) struct UserRow {
        id: Uuid,
        tenant_id: Uuid,
        email: String,
        name: String,
        role: String,
        is_operator: bool,
        status: String,
        must_change_password: bool,
        totp_confirmed: bool,
        created_at: i64,
        updated_at: i64,
        last_sign_in_at: Option<i64>,
    }
}

statements! {
    INSERT = concat!(
        "INSERT INTO users (", columns!(), ", password_hash, totp_sealed, totp_step,
         recovery_hashes, oidc_subject)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
    );
    UPDATE = concat!(
        "UPDATE users SET name = $3, role = $4, is_operator = $5, status = $6, updated_at = $7
         WHERE tenant_id = $1 AND id = $2 RETURNING ", columns!(),
    );
    CLAIM = concat!(
        "UPDATE users SET email = $3, name = $4, password_hash = $5, must_change_password = $6,
         updated_at = $7 WHERE tenant_id = $1 AND id = $2 RETURNING ", columns!(),
    );
    SET_PASSWORD = "UPDATE users SET password_hash = $3, must_change_password = $4,
        updated_at = $5 WHERE tenant_id = $1 AND id = $2";
    REHASH = "UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2";
    SET_TOTP = "UPDATE users SET totp_sealed = $3, totp_confirmed = $4, totp_step = $5,
        recovery_hashes = $6, updated_at = $7 WHERE tenant_id = $1 AND id = $2";
    SET_SUBJECT = "UPDATE users SET oidc_subject = $2 WHERE id = $1 AND oidc_subject IS NULL";
    RECORD_SIGN_IN = "UPDATE users SET last_sign_in_at = $2 WHERE id = $1";
    DELETE = "DELETE FROM users WHERE tenant_id = $1 AND id = $2";
    FIND = concat!("SELECT ", columns!(), " FROM users WHERE tenant_id = $1 AND id = $2");
    FIND_BY_EMAIL = concat!("SELECT ", columns!(), " FROM users WHERE email = $1");
    SECRETS = "SELECT password_hash, totp_sealed, totp_confirmed, totp_step, recovery_hashes,
        oidc_subject FROM users WHERE tenant_id = $1 AND id = $2";
    OWNERS = "SELECT id FROM users
        WHERE tenant_id = $1 AND role = 'owner' AND status = 'active' ORDER BY id";
    ANY = "SELECT id FROM users LIMIT 1";
    LIST = concat!(
        "SELECT ", columns!(), " FROM users
         WHERE tenant_id = $1 AND (created_at > $2 OR (created_at = $2 AND id > $3))
         ORDER BY created_at, id LIMIT $4",
    );
    LIST_ACTIVE = concat!(
        "SELECT ", columns!(), " FROM users
         WHERE tenant_id = $1 AND (created_at > $2 OR (created_at = $2 AND id > $3))
         AND status = 'active' ORDER BY created_at, id LIMIT $4",
    );
}

/// What a user may do.
fn rights(row: &UserRow) -> Result<(Role, UserStatus), StorageError> {
    Ok((text("users", row.id, &row.role)?, text("users", row.id, &row.status)?))
}

/// A user whose rights cannot be read has none: they are shown as a disabled viewer, who can be
/// changed and deleted.
impl TryFrom<UserRow> for User {
    type Error = StorageError;

    fn try_from(row: UserRow) -> Result<Self, StorageError> {
        let rights = or_fallback(rights(&row).map(Some), || None);
        let is_operator = row.is_operator && rights.is_some();
        let (role, status) = rights.unwrap_or((Role::Viewer, UserStatus::Disabled));
        Ok(Self {
            id: UserId(row.id),
            tenant_id: TenantId(row.tenant_id),
            email: text("users", row.id, &row.email)?,
            role,
            status,
            name: row.name,
            is_operator,
            must_change_password: row.must_change_password,
            has_totp: row.totp_confirmed,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            last_sign_in_at: row.last_sign_in_at.map(Timestamp),
        })
    }
}

/// What proves who a user is, as [`SECRETS`] selects it.
pub(super) type SecretsRow = (Option<String>, Option<String>, bool, i64, String, Option<String>);

pub(super) fn secrets(id: UserId, row: SecretsRow) -> Result<UserSecrets, StorageError> {
    let (password_hash, totp_sealed, totp_confirmed, totp_step, recovery, subject) = row;
    let recovery_hashes = parse_json("users", id, &recovery)?;
    Ok(UserSecrets {
        password_hash,
        totp_sealed,
        totp_confirmed,
        totp_step,
        recovery_hashes,
        oidc_subject: subject,
    })
}

/// What is bound for `recovery_hashes`.
pub(super) fn recovery_column(secrets: &UserSecrets) -> String {
    json_text(&secrets.recovery_hashes)
}
