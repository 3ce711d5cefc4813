//! Whether numbers are registered on a network. A program that asks for many gets its account banned,
//! so that answers are kept, and questions of an instance are bounded.

use crate::app::App;
use crate::error::Error;
use crate::sessions::connected;
use omni_channel::{ChannelError, Found};
use omni_domain::Timestamp;
use omni_domain::ids::InstanceId;
use omni_storage::NumberCheck;

const HOUR_MS: i64 = 3600 * 1000;

/// Why a number cannot be looked up.
#[derive(Debug)]
pub(crate) enum Unknown {
    /// The network, or the session, did not answer.
    Channel(ChannelError),
    /// Anything else.
    Other(Error),
}

impl From<Error> for Unknown {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

impl From<Unknown> for Error {
    fn from(unknown: Unknown) -> Self {
        match unknown {
            Unknown::Channel(error) => error.into(),
            Unknown::Other(error) => error,
        }
    }
}

/// The person of an address (or of any other spelling of a number); `None` if it is not registered.
pub(crate) async fn find(
    app: &App,
    instance: InstanceId,
    address: &str,
) -> Result<Option<Found>, Unknown> {
    let now = app.env.now();
    let kept = app.store.find_number_check(instance, address, now).await.map_err(Error::from)?;
    if let Some(found) = kept.and_then(read) {
        return Ok(found);
    }
    let session = connected(app, instance).await?;
    take(app, instance, now).await?;
    let found = match session.find(address).await {
        Ok(found) => found,
        Err(ChannelError::RecipientUnknown(_)) => None,
        Err(error) => return Err(Unknown::Channel(error)),
    };
    keep(app, instance, address, found.as_ref()).await?;
    Ok(found)
}

/// What was kept; `None` if another version wrote it in a form that this one cannot read.
#[expect(clippy::option_option, reason = "an answer, and whether there is one")]
fn read(check: NumberCheck) -> Option<Option<Found>> {
    match check.found {
        None => Some(None),
        Some(text) => serde_json::from_str(&text).ok().map(Some),
    }
}

/// Counts a question. Beyond the bound it is refused until the next hour.
async fn take(app: &App, instance: InstanceId, now: Timestamp) -> Result<(), Error> {
    let (hour, most) = (now.0.div_euclid(HOUR_MS), app.config.number_checks.per_hour);
    let taken = app
        .store
        .write(move |tx| Box::pin(async move { tx.take_number_check(instance, hour, most).await }))
        .await?;
    if taken {
        return Ok(());
    }
    tracing::warn!(instance.id = %instance, "the instance has asked for as many numbers as it may in an hour");
    let left = (hour + 1) * HOUR_MS - now.0;
    Err(Error::RateLimited { retry_after_ms: u64::try_from(left).unwrap_or(0) })
}

async fn keep(
    app: &App,
    instance: InstanceId,
    address: &str,
    found: Option<&Found>,
) -> Result<(), Error> {
    let config = &app.config.number_checks;
    let keep = if found.is_some() { config.keep_found } else { config.keep_missing };
    if keep.is_zero() {
        return Ok(());
    }
    let found = found.map(serde_json::to_string).transpose().map_err(Error::internal)?;
    let check = NumberCheck { found, expires_at: app.env.now().plus(keep) };
    let (address, most) = (address.to_owned(), config.max);
    app.store
        .write(move |tx| {
            Box::pin(async move { tx.put_number_check(instance, &address, &check, most).await })
        })
        .await?;
    Ok(())
}
