use super::{tag, user};
use crate::app::App;
use crate::authorization;
use crate::changes;
use crate::entity_tag::Precondition;
use crate::error::{Error, Field};
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::SavedViewId;
use omni_domain::saved_view::{InboxAssignee, InboxFilter, SavedView};
use omni_storage::StorageError;

/// Longest name, characters.
const NAME_CHARS: usize = 60;
/// Longest text of a search, characters.
const SEARCH_CHARS: usize = 200;
/// Longest id of a label, characters. The network makes it.
const LABEL_CHARS: usize = 200;
/// Positions range from 0 to this.
const MAX_POSITION: i64 = 1_000_000;

/// A view to keep.
#[derive(Debug, Clone)]
pub struct NewView {
    /// 1 to 60 characters, unique among the user's.
    pub name: String,
    /// Which chats it shows.
    pub filter: InboxFilter,
    /// Lower ones are shown first, 0 to 1,000,000.
    pub position: i64,
}

/// A change of a view; `None` leaves a part as it is.
#[derive(Debug, Clone, Default)]
pub struct ViewPatch {
    /// The state that it changes.
    pub precondition: Precondition,
    /// As of [`NewView`].
    pub name: Option<String>,
    /// Replaced as a whole.
    pub filter: Option<InboxFilter>,
    /// As of [`NewView`].
    pub position: Option<i64>,
}

/// Keeps a view.
pub async fn create(app: &App, caller: &Caller, new: NewView) -> Result<SavedView, Error> {
    authorization::require(caller, Scope::MessagesRead)?;
    let user_id = user(caller)?;
    let now = app.env.now();
    let view = SavedView {
        id: app.env.id(),
        tenant_id: caller.tenant_id,
        user_id,
        name: name(&new.name)?,
        filter: filter(app, caller, new.filter).await?,
        position: position(new.position)?,
        created_at: now,
        updated_at: now,
    };
    let (inner, row, most) = (app.clone(), view.clone(), app.config.replies.views);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                if tx.count_saved_views(user_id).await? >= i64::from(most) {
                    return Err(Error::conflict(format!(
                        "there are {most} views, which is the most; delete one first"
                    )));
                }
                let inserted = tx.insert_saved_view(&row).await;
                inserted.map_err(|error| taken(error, &row.name))?;
                changes::view(&inner, tx, &row);
                Ok(())
            })
        })
        .await?;
    Ok(view)
}

/// Changes a view.
pub async fn update(
    app: &App,
    caller: &Caller,
    id: SavedViewId,
    patch: ViewPatch,
) -> Result<SavedView, Error> {
    authorization::require(caller, Scope::MessagesRead)?;
    let user_id = user(caller)?;
    let new_name = patch.name.as_deref().map(name).transpose()?;
    let new_position = patch.position.map(position).transpose()?;
    let new_filter = match patch.filter {
        Some(given) => Some(filter(app, caller, given).await?),
        None => None,
    };
    let (inner, precondition, now) = (app.clone(), patch.precondition, app.env.now());
    // Merged in the write, so that two changes at once both count.
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let found = tx.lock_saved_view(user_id, id).await?;
                let mut view = found.ok_or_else(|| missing(id))?;
                precondition.check(|| tag(&view))?;
                view.name = new_name.unwrap_or(view.name);
                view.filter = new_filter.unwrap_or(view.filter);
                view.position = new_position.unwrap_or(view.position);
                view.updated_at = now;
                let updated = tx.update_saved_view(&view).await;
                updated.map_err(|error| taken(error, &view.name))?;
                changes::view(&inner, tx, &view);
                Ok::<_, Error>(view)
            })
        })
        .await
}

/// Deletes a view.
pub async fn delete(
    app: &App,
    caller: &Caller,
    id: SavedViewId,
    precondition: Precondition,
) -> Result<(), Error> {
    authorization::require(caller, Scope::MessagesRead)?;
    let user_id = user(caller)?;
    let inner = app.clone();
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let found = tx.lock_saved_view(user_id, id).await?;
                let view = found.ok_or_else(|| missing(id))?;
                precondition.check(|| tag(&view))?;
                tx.delete_saved_view(user_id, id).await?;
                changes::view(&inner, tx, &view);
                Ok::<_, Error>(())
            })
        })
        .await
}

fn missing(id: SavedViewId) -> Error {
    Error::not_found("view", id)
}

fn taken(error: StorageError, name: &str) -> Error {
    match error {
        StorageError::NotUnique { .. } => {
            Error::conflict(format!("there is a view named `{name}` already; choose another name"))
        }
        other => other.into(),
    }
}

fn name(given: &str) -> Result<String, Error> {
    let name = given.trim();
    let fits = (1..=NAME_CHARS).contains(&name.chars().count());
    if fits && !name.chars().any(char::is_control) {
        return Ok(name.to_owned());
    }
    Err(Error::invalid(
        Field::ViewName,
        format!("give a name of 1 to {NAME_CHARS} characters, without control characters"),
    ))
}

fn position(position: i64) -> Result<i64, Error> {
    if (0..=MAX_POSITION).contains(&position) {
        return Ok(position);
    }
    Err(Error::invalid(Field::ViewPosition, "give a number from 0 to 1000000"))
}

async fn filter(app: &App, caller: &Caller, given: InboxFilter) -> Result<InboxFilter, Error> {
    if let Some(id) = given.instance_id {
        authorization::require_instance(caller, id)?;
        let found = app.store.find_instance(caller.tenant_id, id).await?;
        found.map(drop).ok_or_else(|| Error::not_found("instance", id))?;
    }
    if let Some(InboxAssignee::User(id)) = given.assigned {
        let found = app.store.find_user(caller.tenant_id, id).await?;
        found.map(drop).ok_or_else(|| Error::not_found("user", id))?;
    }
    // Not looked up: a label that is renamed or deleted on the phone must not make a view invalid.
    let label = short(given.label, Field::ViewLabel, LABEL_CHARS)?;
    let search = short(given.search, Field::ViewSearch, SEARCH_CHARS)?;
    Ok(InboxFilter { label, search, ..given })
}

/// The text without spaces around it, if anything is left.
fn short(given: Option<String>, field: Field, most: usize) -> Result<Option<String>, Error> {
    let text = given.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    if text.as_ref().is_some_and(|text| text.chars().count() > most) {
        return Err(Error::invalid(field, format!("give at most {most} characters")));
    }
    Ok(text)
}
