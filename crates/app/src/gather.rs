//! Gathers concurrent writes of many callers into one.
//!
//! The first caller queues a write; callers that arrive while it waits for its turn are included.
//! So a single caller is not delayed, the busier the server the fewer statements each item costs,
//! and an item that is submitted before another write is queued is also written before it.

use crate::app::App;
use crate::error::Error;
use futures::future::BoxFuture;
use omni_storage::Tx;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

/// Items of one write.
const MOST_TOGETHER: usize = 64;

/// The outcome of each, in their order; or the error that undid all.
pub(crate) type Outcomes<D> = Result<Vec<Result<D, Error>>, Error>;

/// How items are written together.
pub(crate) trait Together: Send + Sync + 'static {
    /// What is submitted.
    type Item: Clone + Send + 'static;
    /// The result of a successful item.
    type Done: Send + 'static;

    /// Writes several in one transaction; their outcomes, in their order. A fault of one item is
    /// its own outcome; an error undoes all.
    fn write<'t>(
        app: &'t App,
        tx: &'t mut Tx,
        items: Vec<Self::Item>,
    ) -> BoxFuture<'t, Outcomes<Self::Done>>;
}

struct Waiting<T: Together> {
    item: T::Item,
    answer: oneshot::Sender<Result<T::Done, Error>>,
    _permit: OwnedSemaphorePermit,
}

/// A bounded queue of items, each with a caller that waits for its outcome.
pub(crate) struct Gather<T: Together> {
    line: Arc<Mutex<Vec<Waiting<T>>>>,
    permits: Arc<Semaphore>,
    written: PhantomData<T>,
}

impl<T: Together> std::fmt::Debug for Gather<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gather").finish_non_exhaustive()
    }
}

impl<T: Together> Gather<T> {
    /// At most `bound` items wait; further callers wait for a permit.
    pub(crate) fn new(bound: usize) -> Self {
        Self {
            line: Arc::default(),
            permits: Arc::new(Semaphore::new(bound.max(1))),
            written: PhantomData,
        }
    }

    /// Submits an item, and returns once it is committed or refused.
    pub(crate) async fn submit(&self, app: &App, item: T::Item) -> Result<T::Done, Error> {
        let Ok(permit) = Arc::clone(&self.permits).acquire_owned().await else {
            return Err(Error::StorageUnavailable);
        };
        let (answer, answered) = oneshot::channel();
        let is_first = {
            let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
            line.push(Waiting { item, answer, _permit: permit });
            line.len() == 1
        };
        if is_first {
            lead(app.clone(), Arc::clone(&self.line));
        }
        answered.await.unwrap_or_else(|_| Err(Error::StorageUnavailable))
    }
}

type Line<T> = Arc<Mutex<Vec<Waiting<T>>>>;

/// Queues a write for the items that wait when it runs. In a task of its own: one caller may be
/// dropped while the others of its group still wait.
fn lead<T: Together>(app: App, line: Line<T>) {
    tokio::spawn(async move {
        let taken: Line<T> = Arc::default();
        let (inner, group, all) = (app.clone(), Arc::clone(&taken), Arc::clone(&line));
        let written: Outcomes<T::Done> = app
            .store
            .write(move |tx| {
                Box::pin(async move {
                    let items = take(&inner, &line, &group);
                    T::write(&inner, tx, items).await
                })
            })
            .await;
        let mut waiting =
            std::mem::take(&mut *taken.lock().unwrap_or_else(PoisonError::into_inner));
        if waiting.is_empty() {
            // The write did not run: the store is closed.
            waiting = std::mem::take(&mut *all.lock().unwrap_or_else(PoisonError::into_inner));
        }
        match written {
            Ok(outcomes) => {
                for (one, outcome) in waiting.into_iter().zip(outcomes) {
                    // The caller may be gone; what was written stays written.
                    let _ = one.answer.send(outcome);
                }
            }
            // Whether it was written is unknown: it is not repeated.
            Err(Error::StorageUnavailable) => {
                for one in waiting {
                    let _ = one.answer.send(Err(Error::StorageUnavailable));
                }
            }
            // Each is written on its own, to find out which one fails.
            Err(error) => match <[Waiting<T>; 1]>::try_from(waiting) {
                Ok([only]) => drop(only.answer.send(Err(error))),
                Err(several) => alone(&app, several).await,
            },
        }
    });
}

/// Takes what fits into one write from the queue; another write is queued for the rest.
fn take<T: Together>(app: &App, line: &Line<T>, taken: &Line<T>) -> Vec<T::Item> {
    let mut rest = line.lock().unwrap_or_else(PoisonError::into_inner);
    let count = rest.len().min(MOST_TOGETHER);
    let group: Vec<Waiting<T>> = rest.drain(..count).collect();
    if !rest.is_empty() {
        lead(app.clone(), Arc::clone(line));
    }
    drop(rest);
    let items = group.iter().map(|one| one.item.clone()).collect();
    *taken.lock().unwrap_or_else(PoisonError::into_inner) = group;
    items
}

async fn alone<T: Together>(app: &App, waiting: Vec<Waiting<T>>) {
    for one in waiting {
        let (inner, item) = (app.clone(), one.item);
        let written = app
            .store
            .write(move |tx| Box::pin(async move { T::write(&inner, tx, vec![item]).await }))
            .await;
        let outcome = match written {
            Ok(mut outcomes) => outcomes.pop(),
            Err(error) => Some(Err(error)),
        };
        if let Some(outcome) = outcome {
            let _ = one.answer.send(outcome);
        }
    }
}
