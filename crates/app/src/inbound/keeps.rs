//! Messages that are kept in a chat whose messages disappear, or not any more.

use super::cache::Cache;
use super::updates::target;
use crate::app::App;
use crate::error::Error;
use crate::messages::{Keeping, store_kept};
use crate::sessions::InstanceMeta;
use omni_channel::KeepUpdate;
use omni_storage::Tx;

pub(super) async fn write(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    meta: &InstanceMeta,
    update: &KeepUpdate,
) -> Result<(), Error> {
    let found = target(app, tx, cache, meta, &update.chat, &update.target.external_id).await?;
    let Some(message) = found.filter(|message| message.deleted_at.is_none()) else {
        return Ok(());
    };
    let keeping = Keeping {
        chat: &update.chat.id,
        by: &update.by.id,
        from_me: update.from_me,
        kept: update.kept,
        at: update.at,
    };
    store_kept(app, tx, meta, &message, keeping).await
}
