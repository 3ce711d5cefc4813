//! Gathers what many sessions receive at the same time into one transaction.
//!
//! While a group is being written the next one gathers, so the busier the server, the fewer
//! commits per message; a lone message is written at once.

use super::cache::Cache;
use super::group::{Group, IngestError, write_group};
use crate::app::App;
use crate::events::publish;
use crate::sessions::{InstanceMeta, Source};
use omni_channel::{Inbound, SinkError};
use omni_domain::ids::InstanceId;
use std::sync::{Arc, Mutex as SyncMutex, PoisonError};
use tokio::sync::{Mutex, mpsc, oneshot};

/// One batch of one instance, waiting to be written.
pub(super) struct Submission {
    pub(super) meta: Arc<InstanceMeta>,
    pub(super) source: Source,
    pub(super) items: Vec<Inbound>,
}

struct Waiting {
    submission: Submission,
    answer: oneshot::Sender<Result<(), SinkError>>,
}

/// The queue of the writer; bounded, so that a slow database holds sessions back instead of
/// filling memory.
#[derive(Debug)]
pub struct Ingestor {
    queue: mpsc::Sender<Waiting>,
    receiver: SyncMutex<Option<mpsc::Receiver<Waiting>>>,
    cache: Arc<Mutex<Cache>>,
}

impl std::fmt::Debug for Waiting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Waiting")
    }
}

impl Ingestor {
    pub(crate) fn new(queue: usize) -> Self {
        let (sender, receiver) = mpsc::channel(queue.max(1));
        Self {
            queue: sender,
            receiver: SyncMutex::new(Some(receiver)),
            cache: Arc::new(Mutex::new(Cache::default())),
        }
    }

    /// Writes a batch; returns after the commit.
    pub async fn submit(
        &self,
        meta: Arc<InstanceMeta>,
        source: Source,
        items: Vec<Inbound>,
    ) -> Result<(), SinkError> {
        if items.is_empty() {
            return Ok(());
        }
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting { submission: Submission { meta, source, items }, answer };
        let stopped = || SinkError::NotStored("the server is stopping".to_owned());
        self.queue.send(waiting).await.map_err(|_| stopped())?;
        answered.await.map_err(|_| stopped())?
    }

    /// What is cached, for a write beside the queue.
    pub(super) fn cache(&self) -> Arc<Mutex<Cache>> {
        Arc::clone(&self.cache)
    }

    /// Clears cached persons, from inside a write that changes them.
    pub(crate) async fn drop_senders(&self) {
        self.cache.lock().await.drop_senders();
    }

    /// Clears what is cached of an instance, from inside a write that changes its chats.
    pub(crate) async fn drop_addresses(&self, instance: InstanceId) {
        self.cache.lock().await.drop_instance(instance);
    }

    /// Clears what is cached of a deleted instance.
    pub fn drop_instance(&self, instance: InstanceId) {
        let cache = Arc::clone(&self.cache);
        tokio::spawn(async move { cache.lock().await.drop_instance(instance) });
    }
}

/// Writes groups until the server ends. Started once, with the sessions.
pub async fn run(app: App) {
    let receiver = app.ingest.receiver.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some(mut receiver) = receiver else { return };
    let limit = app.config.ingest.batch.max(1);
    while let Some(first) = receiver.recv().await {
        let mut size = first.submission.items.len();
        let mut waiting = vec![first];
        while size < limit {
            let Ok(next) = receiver.try_recv() else { break };
            size += next.submission.items.len();
            waiting.push(next);
        }
        write(&app, waiting).await;
    }
}

async fn write(app: &App, waiting: Vec<Waiting>) {
    let (submissions, answers): (Vec<Submission>, Vec<_>) =
        waiting.into_iter().map(|waiting| (waiting.submission, waiting.answer)).unzip();
    let submissions = Arc::new(submissions);
    let all = Group { submissions: Arc::clone(&submissions), range: 0..submissions.len() };
    if commit(app, all).await.is_ok() {
        for answer in answers {
            // The session may be gone; its batch is stored all the same.
            let _ = answer.send(Ok(()));
        }
        return;
    }
    // One bad batch must not hold the others back: each is written on its own.
    for (index, answer) in answers.into_iter().enumerate() {
        let alone = Group { submissions: Arc::clone(&submissions), range: index..index + 1 };
        let result = commit(app, alone).await.map_err(|error| match error {
            IngestError::Fenced => SinkError::Fenced,
            IngestError::App(error) => {
                let instance = submissions[index].meta.id;
                tracing::error!(instance.id = %instance, %error, cause = ?error, "an inbound batch could not be stored; the network will deliver it again");
                SinkError::NotStored(error.to_string())
            }
        });
        let _ = answer.send(result);
    }
}

async fn commit(app: &App, group: Group) -> Result<(), IngestError> {
    let (inner, cache) = (app.clone(), Arc::clone(&app.ingest.cache));
    let written = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                let mut cache = cache.lock().await;
                let written = write_group(&inner, tx, &mut cache, &group).await;
                if written.is_err() {
                    // What was cached in this group is rolled back.
                    cache.clear();
                }
                written
            })
        })
        .await;
    match written {
        Ok(written) => {
            for event in written.ephemeral {
                publish::ephemeral(app, event);
            }
            Ok(())
        }
        Err(error) => {
            app.ingest.cache.lock().await.clear();
            Err(error)
        }
    }
}
