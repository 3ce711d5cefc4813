//! Requests in which a network reports events. Any node handles them: nothing here needs the
//! instance's session or lease.

use crate::app::App;
use crate::error::Error;
use crate::sessions::{InstanceMeta, Source};
use async_trait::async_trait;
use futures::future::try_join_all;
use omni_channel::{AccountBatch, Accounts, Answer, IngestError, SignedRequest};
use omni_domain::instance::{ChannelType, Instance};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Handles a request of a network, whose signature is its credential. Its events are stored, for
/// each account through the same pipeline as what sessions receive, before the response is
/// returned. On an error the network delivers it again; repeats are dropped by their ids.
pub async fn ingest(
    app: &App,
    channel: ChannelType,
    request: &SignedRequest,
) -> Result<Answer, Error> {
    let known = Known { app, channel, asked: Mutex::default() };
    let ingested = app.channel(channel)?.ingest(request, &known).await?;
    let asked = known.asked.into_inner().unwrap_or_else(PoisonError::into_inner);
    let batches = ingested.batches.into_iter().filter_map(|batch| {
        // An account that was not looked up was not checked either.
        let instance = asked.get(&batch.account)?;
        // A person disconnected it: nothing is accepted for it.
        instance.wanted.then_some((instance, batch))
    });
    try_join_all(batches.map(|(instance, batch)| store(app, instance, batch))).await?;
    Ok(ingested.answer)
}

async fn store(app: &App, instance: &Instance, batch: AccountBatch) -> Result<(), Error> {
    let here = app.sessions.get(instance.id).map(|live| live.meta());
    let meta = here.unwrap_or_else(|| Arc::new(InstanceMeta::of(instance)));
    let stored = app.ingest.submit(meta, Source::Request, batch.items).await;
    // The reason is in the log already.
    stored.map_err(|_| Error::StorageUnavailable)
}

/// The accounts of a channel, and those that a request concerns.
struct Known<'a> {
    app: &'a App,
    channel: ChannelType,
    asked: Mutex<HashMap<String, Instance>>,
}

impl Known<'_> {
    async fn find(&self, account: &str) -> Result<Option<Instance>, Error> {
        let store = &self.app.store;
        let Some(id) = store.instance_of_account(self.channel, account).await? else {
            return Ok(None);
        };
        Ok(store.instance_by_id(id).await?)
    }
}

#[async_trait]
impl Accounts for Known<'_> {
    async fn settings(
        &self,
        account: &str,
    ) -> Result<Option<Arc<Map<String, Value>>>, IngestError> {
        let found = self.find(account).await;
        let found = found.map_err(|error| IngestError::Unavailable(error.to_string()))?;
        let Some(instance) = found else { return Ok(None) };
        let settings = Arc::new(instance.config.channel_config.clone());
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.insert(account.to_owned(), instance);
        Ok(Some(settings))
    }
}
