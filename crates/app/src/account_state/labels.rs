//! Labels of an instance. On WhatsApp only business accounts show them; of a channel without labels they
//! are this server's own.

use super::event;
use super::label_keeper::LabelKeeper;
use crate::app::App;
use crate::error::{Error, Field};
use crate::instances;
use crate::sessions::InstanceMeta;
use omni_channel::StateChange;
use omni_domain::access::{Caller, Scope};
use omni_domain::chat_state::Label;
use omni_domain::event::LabelChanged;
use omni_domain::ids::InstanceId;
use omni_storage::{LabelRevision, StorageError, Tx};

/// Characters of a label's name.
const MAX_NAME: usize = 100;
/// Labels of an instance that can be created here.
const MAX_LABELS: usize = 100;
/// Colours of the network's palette.
const COLORS: i32 = 20;

/// A label to create.
#[derive(Debug, Clone)]
pub struct NewLabel {
    /// Its name, 1 to 100 characters.
    pub name: String,
    /// The number of its colour, 0 to 19; without it the next one.
    pub color: Option<i32>,
}

/// The labels of an instance.
pub async fn labels(app: &App, caller: &Caller, instance: InstanceId) -> Result<Vec<Label>, Error> {
    instances::load(app, caller, Scope::MessagesRead, instance).await?;
    let mut labels = app.store.list_labels(instance).await?;
    labels.sort_by_key(|label| (label.id.parse::<u64>().unwrap_or(u64::MAX), label.id.clone()));
    Ok(labels)
}

/// Creates a label.
pub async fn create_label(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    new: NewLabel,
) -> Result<Label, Error> {
    let name = check_name(&new.name)?;
    check_color(new.color)?;
    let keeper = LabelKeeper::load(app, caller, instance).await?;
    let _one_at_a_time = app.label_order.wait(instance).await;
    if let LabelKeeper::Local(_) = keeper {
        return create_here(app, keeper.meta(), name, new.color).await;
    }
    let label = next(&app.store.list_labels(instance).await?, name, new.color)?;
    put(app, &keeper, label).await
}

/// Creates a label that no network has. Other nodes that create one wait for the commit.
async fn create_here(
    app: &App,
    meta: InstanceMeta,
    name: String,
    color: Option<i32>,
) -> Result<Label, Error> {
    let inner = app.clone();
    app.store
        .write(move |tx| {
            Box::pin(async move {
                if tx.lock_instance(meta.tenant_id, meta.id).await?.is_none() {
                    return Err(Error::not_found("instance", meta.id));
                }
                let label = next(&tx.list_labels(meta.id).await?, name, color)?;
                store(&inner, tx, &meta, &label, None).await?;
                Ok::<_, Error>(label)
            })
        })
        .await
}

/// The label that follows the known ones.
fn next(known: &[Label], name: String, color: Option<i32>) -> Result<Label, Error> {
    if known.len() >= MAX_LABELS {
        return Err(Error::conflict("there are as many labels as can be; delete one first"));
    }
    let taken = known.iter().filter_map(|label| label.id.parse::<u32>().ok()).max();
    let number = taken.unwrap_or_default().saturating_add(1);
    let next = i32::try_from(number).unwrap_or_default().rem_euclid(COLORS);
    Ok(Label { id: number.to_string(), name, color: color.unwrap_or(next) })
}

/// Gives a label another name, or another colour.
pub async fn rename_label(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    id: &str,
    name: Option<String>,
    color: Option<i32>,
) -> Result<Label, Error> {
    let name = name.map(|name| check_name(&name)).transpose()?;
    check_color(color)?;
    let keeper = LabelKeeper::load(app, caller, instance).await?;
    let _one_at_a_time = app.label_order.wait(instance).await;
    let label = known(app, instance, id).await?;
    let (name, color) = (name.unwrap_or(label.name), color.unwrap_or(label.color));
    put(app, &keeper, Label { id: label.id, name, color }).await
}

/// Deletes a label; the chats and messages that have it lose it.
pub async fn delete_label(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    id: &str,
) -> Result<(), Error> {
    let keeper = LabelKeeper::load(app, caller, instance).await?;
    let label = known(app, instance, id).await?;
    let after = Some(app.store.label_revision(instance, id).await?);
    keeper.ask(StateChange::LabelDeleted { id: label.id.clone() }).await?;
    let (inner, meta) = (app.clone(), keeper.meta());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                remove(&inner, tx, &meta, &label.id, after).await?;
                Ok::<_, Error>(())
            })
        })
        .await
}

/// A label that exists.
pub(super) async fn known(app: &App, instance: InstanceId, id: &str) -> Result<Label, Error> {
    let found = app.store.find_label(instance, id).await?;
    found.ok_or_else(|| Error::not_found("label", id))
}

/// Stores a label and its event; a repeat changes nothing.
///
/// What the session reports is stored as it comes: in the network's order. A change made here is stored
/// by the node that asked for it, beside those of other nodes and the reports, which have it as well. It
/// names the revision from before it was asked (`after`), and what was stored since is left as it is.
pub(crate) async fn store(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    label: &Label,
    after: Option<LabelRevision>,
) -> Result<(), StorageError> {
    if tx.find_label(meta.id, &label.id).await?.as_ref() == Some(label) {
        return Ok(());
    }
    if tx.put_label(meta.id, label, after, app.env.now()).await? {
        append(app, tx, meta, label, false);
    }
    Ok(())
}

/// Removes a label, with its event, as [`store`] stores one; a repeat changes nothing.
pub(crate) async fn remove(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    id: &str,
    after: Option<LabelRevision>,
) -> Result<(), StorageError> {
    let Some(label) = tx.find_label(meta.id, id).await? else { return Ok(()) };
    if tx.delete_label(meta.id, id, after, app.env.now()).await? {
        append(app, tx, meta, &label, true);
    }
    Ok(())
}

fn append(app: &App, tx: &mut Tx, meta: &InstanceMeta, label: &Label, deleted: bool) {
    let body = LabelChanged {
        label_id: label.id.clone(),
        name: label.name.clone(),
        color: label.color,
        deleted,
    };
    tx.append_event(event(app, meta, body));
}

async fn put(app: &App, keeper: &LabelKeeper, label: Label) -> Result<Label, Error> {
    let meta = keeper.meta();
    let after = Some(app.store.label_revision(meta.id, &label.id).await?);
    keeper.ask(StateChange::Label(label.clone())).await?;
    let (inner, stored) = (app.clone(), label.clone());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                store(&inner, tx, &meta, &stored, after).await?;
                Ok::<_, Error>(())
            })
        })
        .await?;
    Ok(label)
}

fn check_name(name: &str) -> Result<String, Error> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME {
        let why = format!("give a name of 1 to {MAX_NAME} characters");
        return Err(Error::invalid(Field::LabelName, why));
    }
    Ok(name.to_owned())
}

fn check_color(color: Option<i32>) -> Result<(), Error> {
    if color.is_some_and(|color| !(0..COLORS).contains(&color)) {
        let why = format!("give the number of a colour, 0 to {}", COLORS - 1);
        return Err(Error::invalid(Field::LabelColor, why));
    }
    Ok(())
}
