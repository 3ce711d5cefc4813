use super::change::{self, Author, Changed};
use super::{check_key, require_write};
use crate::app::App;
use crate::entity_tag::Precondition;
use crate::error::Error;
use omni_domain::access::Caller;

/// Resets a setting: a known one has its default again, any other is deleted.
pub async fn delete(
    app: &App,
    caller: &Caller,
    key: &str,
    precondition: Precondition,
    changed: Changed,
) -> Result<(), Error> {
    require_write(caller)?;
    check_key(key)?;
    let author = Author::of(app, caller, changed).await?;
    let (inner, name) = (app.clone(), key.to_owned());
    app.store
        .write(move |tx| {
            Box::pin(async move { change::remove(&inner, tx, &author, &name, &precondition).await })
        })
        .await
}
