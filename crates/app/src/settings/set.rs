use super::change::{self, Author, Changed, NewValue};
use super::value::{SettingView, ValueType};
use super::{catalog, check_key, require_write};
use crate::app::App;
use crate::entity_tag::Precondition;
use crate::error::{Error, Field};
use omni_domain::access::Caller;
use serde_json::{Map, Value};
use std::collections::HashMap;

const MAX_AT_ONCE: usize = 100;

/// Sets one setting. A name outside the catalogue is created, its type taken from the value.
pub async fn set(
    app: &App,
    caller: &Caller,
    key: &str,
    value: Value,
    precondition: Precondition,
    changed: Changed,
) -> Result<SettingView, Error> {
    require_write(caller)?;
    check_key(key)?;
    let value_type = catalog::check(app, &Field::SettingValue, key, &value)?;
    let new = NewValue { key: key.to_owned(), value, value_type, precondition };
    let written = write(app, caller, vec![new], changed).await?;
    written.into_iter().next().ok_or_else(|| Error::internal("a written setting is missing"))
}

/// Sets several settings: all of them, or none.
pub async fn set_many(
    app: &App,
    caller: &Caller,
    settings: Map<String, Value>,
    changed: Changed,
) -> Result<Vec<SettingView>, Error> {
    require_write(caller)?;
    if settings.is_empty() || settings.len() > MAX_AT_ONCE {
        return Err(Error::invalid(Field::Settings, "give 1 to 100 settings as `{name: value}`"));
    }
    let mut checked = Vec::with_capacity(settings.len());
    for (key, value) in settings {
        let field = Field::Setting(key.clone());
        check_key(&key).map_err(|error| match error {
            Error::Invalid { message, .. } => Error::invalid(field.clone(), message),
            other => other,
        })?;
        let value_type = catalog::check(app, &field, &key, &value)?;
        checked.push(NewValue { key, value, value_type, precondition: Precondition::None });
    }
    write(app, caller, checked, changed).await
}

async fn write(
    app: &App,
    caller: &Caller,
    settings: Vec<NewValue>,
    changed: Changed,
) -> Result<Vec<SettingView>, Error> {
    let keys: Vec<String> = settings.iter().map(|new| new.key.clone()).collect();
    change::check_room(app, caller.tenant_id, &keys).await?;
    let author = Author::of(app, caller, changed).await?;
    let inner = app.clone();
    app.store
        .write(move |tx| {
            Box::pin(async move {
                tx.lock_settings(author.tenant()).await?;
                let mut rows = HashMap::with_capacity(settings.len());
                // Secrets last: each is sealed for the address that is set with it.
                let (secrets, others): (Vec<_>, Vec<_>) =
                    settings.into_iter().partition(|new| new.value_type == ValueType::Secret);
                for new in others.into_iter().chain(secrets) {
                    let row = change::put(&inner, tx, &author, new, &keys).await?;
                    rows.insert(row.key.clone(), row);
                }
                let views = keys.iter().filter_map(|key| rows.remove(key));
                Ok::<_, Error>(views.map(SettingView::stored).collect())
            })
        })
        .await
}
