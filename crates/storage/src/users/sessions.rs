//! The table `user_sessions`.

use crate::Store;
use crate::db::{Conn, row, statements, text};
use crate::error::StorageError;
use crate::page::{before, page};
use crate::store::{locked_lookups, lookups};
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::{TenantId, UserId, UserSessionId};
use omni_domain::page::{Cursor, Page, PageRequest};
use omni_domain::user::UserSession;
pub(crate) use sql::ALL;
use uuid::Uuid;

const TABLE: &str = "user_sessions";

/// The latest use of a session that is not written yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionUse {
    /// The session.
    pub id: UserSessionId,
    /// When.
    pub at: Timestamp,
}

row! {
    struct SessionRow {
        id: Uuid,
        tenant_id: Uuid,
        user_id: Uuid,
        kind: String,
        token_hash: String,
        refresh_hash: Option<String>,
        created_at: i64,
        used_at: i64,
        expires_at: i64,
        ip: Option<String>,
        user_agent: Option<String>,
    }
}

mod sql {
    use super::statements;

    statements! {
        INSERT = concat!(
            "INSERT INTO user_sessions (", columns!(), ")
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        );
        FIND = concat!("SELECT ", columns!(), " FROM user_sessions WHERE id = $1");
        FIND_BY_TOKEN = concat!("SELECT ", columns!(), " FROM user_sessions WHERE token_hash = $1");
        LIST = concat!(
            "SELECT ", columns!(), " FROM user_sessions WHERE user_id = $1 AND tenant_id = $2
             AND expires_at > $3 AND used_at > $4 AND (created_at, id) < ($5, $6)
             ORDER BY created_at DESC, id DESC LIMIT $7",
        );
        REPLACE_REFRESH = "UPDATE user_sessions SET refresh_hash = $2, used_at = $3 WHERE id = $1";
        TOUCH = "UPDATE user_sessions SET used_at = $2 WHERE id = $1 AND used_at < $2";
        DELETE = "DELETE FROM user_sessions WHERE user_id = $1 AND id = $2";
        DELETE_OTHERS = "DELETE FROM user_sessions WHERE user_id = $1 AND id <> $2";
        /// All but the newest `$2` of a user.
        DELETE_SURPLUS = "DELETE FROM user_sessions WHERE id IN
            (SELECT id FROM user_sessions WHERE user_id = $1
             ORDER BY created_at DESC, id DESC LIMIT 1000 OFFSET $2)";
        DELETE_ENDED = "DELETE FROM user_sessions WHERE id IN
            (SELECT id FROM user_sessions WHERE expires_at <= $1 OR used_at <= $2 LIMIT $3)";
    }
}

impl TryFrom<SessionRow> for UserSession {
    type Error = StorageError;

    fn try_from(row: SessionRow) -> Result<Self, StorageError> {
        Ok(Self {
            id: UserSessionId(row.id),
            tenant_id: TenantId(row.tenant_id),
            user_id: UserId(row.user_id),
            kind: text(TABLE, row.id, &row.kind)?,
            token_hash: row.token_hash,
            refresh_hash: row.refresh_hash,
            created_at: Timestamp(row.created_at),
            used_at: Timestamp(row.used_at),
            expires_at: Timestamp(row.expires_at),
            ip: row.ip,
            user_agent: row.user_agent,
        })
    }
}

async fn find(db: &mut Conn<'_>, id: UserSessionId) -> Result<Option<UserSession>, StorageError> {
    let row = db.query(sql::FIND).bind(id.0).maybe::<SessionRow>().await?;
    row.map(UserSession::try_from).transpose()
}

async fn by_token(db: &mut Conn<'_>, hash: &str) -> Result<Option<UserSession>, StorageError> {
    let row = db.query(sql::FIND_BY_TOKEN).bind(hash).maybe::<SessionRow>().await?;
    row.map(UserSession::try_from).transpose()
}

lookups! {
    /// A session, of any tenant: the access token that names it is signed.
    find_user_session(id: UserSessionId) -> Option<UserSession> = find;
    /// The session of a token, by its hash, of any tenant: the token is all that a client has.
    find_user_session_by_token(hash: &str) -> Option<UserSession> = by_token;
}

locked_lookups! {
    /// A session that is about to be changed.
    lock_user_session(id: UserSessionId) -> UserSession = sql::FIND as SessionRow;
}

impl Store {
    /// The sessions of a user that have not ended, newest first: those that expire after `now` and
    /// were used after `used_since`.
    pub async fn list_user_sessions(
        &self,
        t: TenantId,
        user: UserId,
        now: Timestamp,
        used_since: Timestamp,
        request: PageRequest,
    ) -> Result<Page<UserSession>, StorageError> {
        let from = before(request.after);
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let query = db.query(sql::LIST).bind(user.0).bind(t.0).bind(now.0).bind(used_since.0);
        let query = query.bind(from.key).bind(from.id).bind(i64::from(request.limit) + 1);
        let rows = query.all::<SessionRow>().await?;
        Ok(page(rows, request.limit, |one: &UserSession| Cursor {
            key: one.created_at.0,
            id: one.id.0,
        }))
    }
}

impl Tx {
    /// Adds a session, and deletes the user's oldest beyond `max`.
    pub async fn insert_user_session(
        &mut self,
        session: &UserSession,
        max: u32,
    ) -> Result<(), StorageError> {
        let mut db = self.db();
        db.query(sql::INSERT)
            .bind(session.id.0)
            .bind(session.tenant_id.0)
            .bind(session.user_id.0)
            .bind(session.kind.as_str())
            .bind(&session.token_hash)
            .bind(session.refresh_hash.as_deref())
            .bind(session.created_at.0)
            .bind(session.used_at.0)
            .bind(session.expires_at.0)
            .bind(session.ip.as_deref())
            .bind(session.user_agent.as_deref())
            .run()
            .await?;
        let surplus = db.query(sql::DELETE_SURPLUS).bind(session.user_id.0).bind(i64::from(max));
        surplus.run().await.map(drop)
    }

    /// Gives a session another refresh token.
    pub async fn replace_refresh_token(
        &mut self,
        id: UserSessionId,
        hash: &str,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db.query(sql::REPLACE_REFRESH).bind(id.0).bind(hash).bind(now.0);
        Ok(query.run().await? > 0)
    }

    /// Writes uses of sessions.
    pub async fn touch_user_sessions(&mut self, uses: &[SessionUse]) -> Result<(), StorageError> {
        for SessionUse { id, at } in uses {
            self.db().query(sql::TOUCH).bind(id.0).bind(at.0).run().await?;
        }
        Ok(())
    }

    /// Ends a session of a user. Returns whether there was one.
    pub async fn delete_user_session(
        &mut self,
        user: UserId,
        id: UserSessionId,
    ) -> Result<bool, StorageError> {
        Ok(self.db().query(sql::DELETE).bind(user.0).bind(id.0).run().await? > 0)
    }

    /// Ends the sessions of a user, except one. Returns how many.
    pub async fn delete_user_sessions(
        &mut self,
        user: UserId,
        except: Option<UserSessionId>,
    ) -> Result<u64, StorageError> {
        // No session has this id.
        let kept = except.map_or(Uuid::nil(), |id| id.0);
        self.db().query(sql::DELETE_OTHERS).bind(user.0).bind(kept).run().await
    }

    /// Deletes sessions that expired by `now` or were not used since `used_since`, at most `limit`.
    /// Returns how many.
    pub async fn delete_ended_user_sessions(
        &mut self,
        now: Timestamp,
        used_since: Timestamp,
        limit: u32,
    ) -> Result<u64, StorageError> {
        let mut db = self.db();
        let query = db.query(sql::DELETE_ENDED).bind(now.0).bind(used_since.0);
        query.bind(i64::from(limit)).run().await
    }
}
