//! One write, with its type erased.

use crate::error::StorageError;
use crate::leases::Fence;
use crate::state::StateWrite;
use crate::tx::Tx;
use futures::future::BoxFuture;
use omni_domain::ids::InstanceId;
use std::fmt::Debug;
use std::sync::Arc;
use tokio::sync::oneshot;

/// A write that waits its turn, runs once, and is answered once its group is committed.
pub(crate) trait Operation: Send {
    /// Whether it only adds to what is written at the end of the group and sends no statement:
    /// then there is nothing to undo there, and a savepoint would be two statements for
    /// none.
    fn only_holds_back(&self) -> bool {
        false
    }

    /// Whether its callers may rely on it after the power failed, so that its commit waits for the disk.
    fn needs_sync(&self) -> bool {
        true
    }

    /// Runs it. Returns whether its changes are to be kept.
    fn run<'t>(&'t mut self, tx: &'t mut Tx) -> BoxFuture<'t, bool>;

    /// Answers the caller. `Err` replaces a success that was not committed, or no result at all.
    fn answer(self: Box<Self>, outcome: Result<(), StorageError>);
}

/// What a write does. Boxed by its caller: a type parameter would have all of this file, and what waits
/// for the result, compiled for each of some hundred writes instead of for each type of result.
pub(crate) type Op<T, E> =
    Box<dyn for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send>;

/// A write and the receiver of its result.
pub(crate) struct Write<T, E> {
    op: Option<Op<T, E>>,
    needs_sync: bool,
    result: Option<Result<T, E>>,
    reply: Option<oneshot::Sender<Result<T, E>>>,
}

impl<T, E> Write<T, E> {
    /// A write with a waiting caller.
    pub(crate) fn new(op: Op<T, E>, reply: oneshot::Sender<Result<T, E>>) -> Self {
        Self { op: Some(op), needs_sync: true, result: None, reply: Some(reply) }
    }

    /// The same for a write that may be lost with the machine's power.
    pub(crate) fn unsynced(op: Op<T, E>, reply: oneshot::Sender<Result<T, E>>) -> Self {
        Self { needs_sync: false, ..Self::new(op, reply) }
    }

    /// A write without a waiting caller.
    pub(crate) fn detached(op: Op<T, E>) -> Self {
        Self { op: Some(op), needs_sync: true, result: None, reply: None }
    }
}

impl<T, E> Operation for Write<T, E>
where
    T: Send,
    E: From<StorageError> + Debug + Send,
{
    fn needs_sync(&self) -> bool {
        self.needs_sync
    }

    fn run<'t>(&'t mut self, tx: &'t mut Tx) -> BoxFuture<'t, bool> {
        Box::pin(async move {
            let Some(op) = self.op.take() else { return false };
            let result = op(tx).await;
            let keep = result.is_ok();
            self.result = Some(result);
            keep
        })
    }

    fn answer(self: Box<Self>, outcome: Result<(), StorageError>) {
        let result = match (self.result, outcome) {
            (Some(Err(error)), _) => Err(error),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (_, Err(error)) => Err(error.into()),
            (None, Ok(())) => Err(StorageError::Unavailable.into()),
        };
        match self.reply {
            // The caller may be gone; what was written stays written.
            Some(reply) => drop(reply.send(result)),
            None => {
                if let Err(error) = result {
                    log_failure(&error);
                }
            }
        }
    }
}

fn log_failure(error: &dyn Debug) {
    tracing::error!(?error, "a write without a waiting caller failed");
}

/// A change of a session's state: the most frequent write of all, two for each message that a
/// network delivers.
pub(crate) struct PutState {
    instance: InstanceId,
    fence: Arc<Fence>,
    writes: Vec<StateWrite>,
    reply: Option<oneshot::Sender<Result<(), StorageError>>>,
}

impl PutState {
    pub(crate) fn new(
        instance: InstanceId,
        fence: Arc<Fence>,
        writes: Vec<StateWrite>,
        reply: Option<oneshot::Sender<Result<(), StorageError>>>,
    ) -> Self {
        Self { instance, fence, writes, reply }
    }
}

impl Operation for PutState {
    fn only_holds_back(&self) -> bool {
        true
    }

    fn run<'t>(&'t mut self, tx: &'t mut Tx) -> BoxFuture<'t, bool> {
        tx.hold_state(self.instance, std::mem::take(&mut self.writes), Some(&self.fence));
        Box::pin(std::future::ready(true))
    }

    fn answer(self: Box<Self>, outcome: Result<(), StorageError>) {
        let refused = self.fence.is_lost();
        let outcome = outcome.and(if refused { Err(StorageError::Fenced) } else { Ok(()) });
        match (self.reply, outcome) {
            // The caller may be gone; what was written stays written.
            (Some(reply), outcome) => drop(reply.send(outcome)),
            (None, Ok(()) | Err(StorageError::Fenced)) => {}
            (None, Err(error)) => {
                tracing::error!(?error, "a session's state was not written");
            }
        }
    }
}
