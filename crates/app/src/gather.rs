//! Gathers what many callers want written at the same moment into one write.
//!
//! Whoever comes first has a write put in line; those who come while it waits for its turn go along.
//! So a lone caller waits for nobody, the busier the server the fewer statements each costs, and
//! what is handed in before something else is put in line is also written before it.

use crate::app::App;
use crate::error::Error;
use futures::future::BoxFuture;
use omni_storage::Tx;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

/// Items of one write.
const MOST_TOGETHER: usize = 64;

/// What becomes of each, in their order; or the error that undid all.
pub(crate) type Outcomes<D> = Result<Vec<Result<D, Error>>, Error>;

/// How items are written.
pub(crate) trait Together: Send + Sync + 'static {
    /// What is handed in.
    type Item: Clone + Send + 'static;
    /// What becomes of it, if all is well.
    type Done: Send + 'static;

    /// Writes several in one transaction; their outcomes, in their order. What is wrong with one is
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
    _place: OwnedSemaphorePermit,
}

/// A bounded line of items, each with a caller who waits for what becomes of it.
pub(crate) struct Gather<T: Together> {
    line: Arc<Mutex<Vec<Waiting<T>>>>,
    places: Arc<Semaphore>,
    written: PhantomData<T>,
}

impl<T: Together> std::fmt::Debug for Gather<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gather").finish_non_exhaustive()
    }
}

impl<T: Together> Gather<T> {
    /// At most `bound` items wait; who comes then waits for a place.
    pub(crate) fn new(bound: usize) -> Self {
        Self {
            line: Arc::default(),
            places: Arc::new(Semaphore::new(bound.max(1))),
            written: PhantomData,
        }
    }

    /// Hands an item in, and returns once it is committed or refused.
    pub(crate) async fn submit(&self, app: &App, item: T::Item) -> Result<T::Done, Error> {
        let Ok(place) = Arc::clone(&self.places).acquire_owned().await else {
            return Err(Error::StorageUnavailable);
        };
        let (answer, answered) = oneshot::channel();
        let is_first = {
            let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
            line.push(Waiting { item, answer, _place: place });
            line.len() == 1
        };
        if is_first {
            lead(app.clone(), Arc::clone(&self.line));
        }
        answered.await.unwrap_or_else(|_| Err(Error::StorageUnavailable))
    }
}

type Line<T> = Arc<Mutex<Vec<Waiting<T>>>>;

/// Puts a write in line for whoever waits when its turn comes. In a task of its own: a caller may
/// go away, those who went along with them may not.
fn lead<T: Together>(app: App, line: Line<T>) {
    tokio::spawn(async move {
        let taken: Line<T> = Arc::default();
        let (inner, ours, all) = (app.clone(), Arc::clone(&taken), Arc::clone(&line));
        let written: Outcomes<T::Done> = app
            .store
            .write(move |tx| {
                Box::pin(async move {
                    let items = take(&inner, &line, &ours);
                    T::write(&inner, tx, items).await
                })
            })
            .await;
        let mut waiting =
            std::mem::take(&mut *taken.lock().unwrap_or_else(PoisonError::into_inner));
        if waiting.is_empty() {
            // Its turn never came: the store is closed.
            waiting = std::mem::take(&mut *all.lock().unwrap_or_else(PoisonError::into_inner));
        }
        match written {
            Ok(outcomes) => {
                for (one, outcome) in waiting.into_iter().zip(outcomes) {
                    // The caller may have gone; what was written stands all the same.
                    let _ = one.answer.send(outcome);
                }
            }
            // Nobody knows whether it was written after all: not again.
            Err(Error::StorageUnavailable) => {
                for one in waiting {
                    let _ = one.answer.send(Err(Error::StorageUnavailable));
                }
            }
            // Whose fault it was shows when each is on its own.
            Err(error) => match <[Waiting<T>; 1]>::try_from(waiting) {
                Ok([only]) => drop(only.answer.send(Err(error))),
                Err(several) => alone(&app, several).await,
            },
        }
    });
}

/// Takes from the line what fits into one write; whoever is left has the next one put in line.
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
