//! The table `saved_views`.

use crate::Store;
use crate::db::{Conn, json_text, parse_json, readable, row, statements};
use crate::error::StorageError;
use crate::store::{locked_lookups, lookups};
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::{SavedViewId, TenantId, UserId};
use omni_domain::saved_view::SavedView;
use uuid::Uuid;

row! {
    struct ViewRow {
        id: Uuid,
        tenant_id: Uuid,
        user_id: Uuid,
        name: String,
        filter: String,
        position: i64,
        created_at: i64,
        updated_at: i64,
    }
}

mod sql {
    use super::statements;

    statements! {
        INSERT = concat!(
            "INSERT INTO saved_views (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        );
        UPDATE = "UPDATE saved_views SET name = $3, filter = $4, position = $5, updated_at = $6
            WHERE user_id = $1 AND id = $2";
        DELETE = "DELETE FROM saved_views WHERE user_id = $1 AND id = $2";
        FIND = concat!("SELECT ", columns!(), " FROM saved_views WHERE user_id = $1 AND id = $2");
        LIST = concat!(
            "SELECT ", columns!(), " FROM saved_views WHERE user_id = $1
             ORDER BY position, created_at, id",
        );
        COUNT = "SELECT COUNT(*) FROM saved_views WHERE user_id = $1";
    }
}
pub(crate) use sql::ALL;

impl TryFrom<ViewRow> for SavedView {
    type Error = StorageError;

    fn try_from(row: ViewRow) -> Result<Self, StorageError> {
        Ok(Self {
            id: SavedViewId(row.id),
            tenant_id: TenantId(row.tenant_id),
            user_id: UserId(row.user_id),
            name: row.name,
            filter: parse_json("saved_views", row.id, &row.filter)?,
            position: row.position,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
        })
    }
}

async fn count(db: &mut Conn<'_>, user: UserId) -> Result<i64, StorageError> {
    let (count,): (i64,) = db.query(sql::COUNT).bind(user.0).one().await?;
    Ok(count)
}

lookups! {
    /// How many views a user has.
    count_saved_views(user: UserId) -> i64 = count;
}

locked_lookups! {
    /// A view of a user that is about to be changed.
    lock_saved_view(user: UserId, id: SavedViewId) -> SavedView = sql::FIND as ViewRow;
}

impl Store {
    /// The views of a user, in their order.
    pub async fn list_saved_views(&self, user: UserId) -> Result<Vec<SavedView>, StorageError> {
        let mut reader = self.reader().await?;
        let rows = reader.conn().query(sql::LIST).bind(user.0).all::<ViewRow>().await?;
        Ok(readable(rows).collect())
    }
}

impl Tx {
    /// Adds a view; `NotUnique("saved_views.name")` if the user has one of that name, `Stale` if the
    /// user is deleted.
    pub async fn insert_saved_view(&mut self, view: &SavedView) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(sql::INSERT).bind(view.id.0).bind(view.tenant_id.0);
        let query = query.bind(view.user_id.0).bind(&view.name).bind(json_text(&view.filter));
        let query = query.bind(view.position).bind(view.created_at.0).bind(view.updated_at.0);
        query.run().await.map(drop)
    }

    /// Writes name, filter and position of a view. Returns whether it exists.
    /// `NotUnique("saved_views.name")` if another one of the user has the name.
    pub async fn update_saved_view(&mut self, view: &SavedView) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db.query(sql::UPDATE).bind(view.user_id.0).bind(view.id.0).bind(&view.name);
        let query = query.bind(json_text(&view.filter)).bind(view.position);
        Ok(query.bind(view.updated_at.0).run().await? > 0)
    }

    /// Deletes a view of a user. Returns whether it existed.
    pub async fn delete_saved_view(
        &mut self,
        user: UserId,
        id: SavedViewId,
    ) -> Result<bool, StorageError> {
        Ok(self.db().query(sql::DELETE).bind(user.0).bind(id.0).run().await? > 0)
    }
}
