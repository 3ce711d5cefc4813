use super::change::{self, Author, Changed};
use super::{catalog, check_key, require_write};
use crate::app::App;
use crate::error::Error;
use omni_domain::access::Caller;

/// Resets a setting: a known one has its default again, any other is deleted.
pub async fn delete(app: &App, caller: &Caller, key: &str, changed: Changed) -> Result<(), Error> {
    require_write(caller)?;
    check_key(key)?;
    let author = Author::of(app, caller, changed).await?;
    let (inner, name) = (app.clone(), key.to_owned());
    let was_set = app
        .store
        .write(move |tx| Box::pin(async move { change::remove(&inner, tx, &author, &name).await }))
        .await?;
    if was_set || catalog::known(key).is_some() {
        return Ok(());
    }
    Err(Error::not_found("setting", key))
}
