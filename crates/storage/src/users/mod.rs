//! Users, their sessions, their audit log, failed sign-ins, and the keys that sign access tokens.

mod audit;
mod failures;
mod sessions;
mod signing_keys;
mod table;

use crate::Store;
use crate::db::{Conn, Select};
use crate::dialect;
use crate::error::StorageError;
use crate::page::{after, page};
use crate::store::{locked_lookups, lookups};
use crate::tx::Tx;
pub(crate) use audit::ALL as AUDIT;
pub use audit::UserAuditFilter;
pub(crate) use failures::ALL as FAILURES;
pub use failures::SignInFailures;
use omni_domain::Timestamp;
use omni_domain::ids::{TenantId, UserId};
use omni_domain::page::{Cursor, Page, PageRequest};
use omni_domain::user::{Email, User, UserSecrets};
pub(crate) use sessions::ALL as SESSIONS;
pub use sessions::SessionUse;
pub(crate) use signing_keys::ALL as SIGNING_KEYS;
use std::collections::HashMap;
pub(crate) use table::ALL as USERS;
use table::{SecretsRow, UserRow};
use uuid::Uuid;

async fn find(db: &mut Conn<'_>, t: TenantId, id: UserId) -> Result<Option<User>, StorageError> {
    let row = db.query(table::FIND).bind(t.0).bind(id.0).maybe::<UserRow>().await?;
    row.map(User::try_from).transpose()
}

async fn by_email(db: &mut Conn<'_>, email: &Email) -> Result<Option<User>, StorageError> {
    let row = db.query(table::FIND_BY_EMAIL).bind(email.as_str()).maybe::<UserRow>().await?;
    row.map(User::try_from).transpose()
}

async fn secrets(
    db: &mut Conn<'_>,
    t: TenantId,
    id: UserId,
) -> Result<Option<UserSecrets>, StorageError> {
    let row = db.query(table::SECRETS).bind(t.0).bind(id.0).maybe::<SecretsRow>().await?;
    row.map(|row| table::secrets(id, row)).transpose()
}

async fn names(
    db: &mut Conn<'_>,
    t: TenantId,
    ids: &[UserId],
) -> Result<HashMap<UserId, String>, StorageError> {
    let mut found = HashMap::with_capacity(ids.len());
    for some in crate::db::padded(ids) {
        let mut select = Select::new("SELECT id, name FROM users WHERE tenant_id = ");
        select.bind(t.0).and_in("id", some.iter().map(|id| id.0));
        let rows: Vec<(Uuid, String)> = select.on(db).all().await?;
        found.extend(rows.into_iter().map(|(id, name)| (UserId(id), name)));
    }
    Ok(found)
}

async fn any(db: &mut Conn<'_>) -> Result<bool, StorageError> {
    Ok(db.query(table::ANY).maybe::<(Uuid,)>().await?.is_some())
}

lookups! {
    /// A user.
    find_user(t: TenantId, id: UserId) -> Option<User> = find;
    /// The user of that address, of any tenant: a sign-in names no other.
    find_user_by_email(email: &Email) -> Option<User> = by_email;
    /// The names of these users; a deleted one has none.
    user_names(t: TenantId, ids: &[UserId]) -> HashMap<UserId, String> = names;
    /// What proves who a user is.
    find_user_secrets(t: TenantId, id: UserId) -> Option<UserSecrets> = secrets;
    /// Whether there is any user, of any tenant.
    has_users() -> bool = any;
}

locked_lookups! {
    /// A user who is about to be changed.
    lock_user(t: TenantId, id: UserId) -> User = table::FIND as UserRow;
}

impl Store {
    /// The users of a tenant, oldest first, disabled ones included.
    pub async fn list_users(
        &self,
        t: TenantId,
        request: PageRequest,
    ) -> Result<Page<User>, StorageError> {
        self.some_users(table::LIST, t, request).await
    }

    /// The users of a tenant who may sign in, oldest first.
    pub async fn list_active_users(
        &self,
        t: TenantId,
        request: PageRequest,
    ) -> Result<Page<User>, StorageError> {
        self.some_users(table::LIST_ACTIVE, t, request).await
    }

    async fn some_users(
        &self,
        text: &'static str,
        t: TenantId,
        request: PageRequest,
    ) -> Result<Page<User>, StorageError> {
        let from = after(&request);
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let query = db.query(text).bind(t.0).bind(from.key).bind(from.id);
        let rows = query.bind(i64::from(request.limit) + 1).all::<UserRow>().await?;
        Ok(page(rows, request.limit, |user: &User| Cursor {
            key: user.created_at.0,
            id: user.id.0,
        }))
    }
}

impl Tx {
    /// Adds a user; `NotUnique("users.email")` if there is one of that address.
    pub async fn insert_user(
        &mut self,
        user: &User,
        secrets: &UserSecrets,
    ) -> Result<(), StorageError> {
        self.db()
            .query(table::INSERT)
            .bind(user.id.0)
            .bind(user.tenant_id.0)
            .bind(user.email.as_str())
            .bind(&user.name)
            .bind(user.role.as_str())
            .bind(user.is_operator)
            .bind(user.status.as_str())
            .bind(user.must_change_password)
            .bind(secrets.totp_confirmed)
            .bind(user.created_at.0)
            .bind(user.updated_at.0)
            .bind(user.last_sign_in_at.map(|at| at.0))
            .bind(secrets.password_hash.as_deref())
            .bind(secrets.totp_sealed.as_deref())
            .bind(secrets.totp_step)
            .bind(table::recovery_column(secrets))
            .bind(secrets.oidc_subject.as_deref())
            .run()
            .await
            .map(drop)
    }

    /// Writes a user's name, role, operator right, status and time of change. Returns the user, or
    /// `None` if they are deleted.
    pub async fn update_user(&mut self, user: &User) -> Result<Option<User>, StorageError> {
        let mut db = self.db();
        let query = db.query(table::UPDATE).bind(user.tenant_id.0).bind(user.id.0);
        let query = query.bind(&user.name).bind(user.role.as_str()).bind(user.is_operator);
        let query = query.bind(user.status.as_str()).bind(user.updated_at.0);
        query.maybe::<UserRow>().await?.map(User::try_from).transpose()
    }

    /// Gives a user an address, a name and a password of their own, which they need not change. Returns
    /// the user, or `None` if they are deleted; `NotUnique("users.email")` if another has that address.
    pub async fn claim_user(
        &mut self,
        user: &User,
        hash: &str,
    ) -> Result<Option<User>, StorageError> {
        let mut db = self.db();
        let query = db.query(table::CLAIM).bind(user.tenant_id.0).bind(user.id.0);
        let query = query.bind(user.email.as_str()).bind(&user.name).bind(hash).bind(false);
        let query = query.bind(user.updated_at.0);
        query.maybe::<UserRow>().await?.map(User::try_from).transpose()
    }

    /// Gives a user another password. Returns whether they exist.
    pub async fn set_user_password(
        &mut self,
        t: TenantId,
        id: UserId,
        hash: &str,
        must_change: bool,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db.query(table::SET_PASSWORD).bind(t.0).bind(id.0).bind(hash);
        Ok(query.bind(must_change).bind(now.0).run().await? > 0)
    }

    /// Replaces a hash of the same password, if it is still `before`.
    pub async fn rehash_user_password(
        &mut self,
        id: UserId,
        before: &str,
        after: &str,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        Ok(db.query(table::REHASH).bind(id.0).bind(before).bind(after).run().await? > 0)
    }

    /// Writes what a user's one-time codes are checked with. Returns whether they exist.
    pub async fn set_user_totp(
        &mut self,
        t: TenantId,
        id: UserId,
        secrets: &UserSecrets,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db.query(table::SET_TOTP).bind(t.0).bind(id.0);
        let query = query.bind(secrets.totp_sealed.as_deref()).bind(secrets.totp_confirmed);
        let query = query.bind(secrets.totp_step).bind(table::recovery_column(secrets));
        Ok(query.bind(now.0).run().await? > 0)
    }

    /// Binds a user to a subject of the OpenID provider. Returns whether they had none.
    pub async fn set_oidc_subject(
        &mut self,
        id: UserId,
        subject: &str,
    ) -> Result<bool, StorageError> {
        Ok(self.db().query(table::SET_SUBJECT).bind(id.0).bind(subject).run().await? > 0)
    }

    /// Records the time of a sign-in.
    pub async fn record_sign_in(&mut self, id: UserId, now: Timestamp) -> Result<(), StorageError> {
        self.db().query(table::RECORD_SIGN_IN).bind(id.0).bind(now.0).run().await.map(drop)
    }

    /// Deletes a user with their sessions. Returns whether they existed.
    pub async fn delete_user(&mut self, t: TenantId, id: UserId) -> Result<bool, StorageError> {
        Ok(self.db().query(table::DELETE).bind(t.0).bind(id.0).run().await? > 0)
    }

    /// The active owners of a tenant. They stay as they are until the commit, so that of two
    /// changes at the same time the second sees the first.
    pub async fn lock_owners(&mut self, t: TenantId) -> Result<Vec<UserId>, StorageError> {
        let lock = dialect::for_update(self.engine());
        let mut db = self.db();
        let query = db.composed(format!("{}{lock}", table::OWNERS)).bind(t.0);
        let rows = query.all::<(Uuid,)>().await?;
        Ok(rows.into_iter().map(|(id,)| UserId(id)).collect())
    }
}
