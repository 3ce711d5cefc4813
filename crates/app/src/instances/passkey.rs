//! Linking an account that its owner protects with a passkey.

use super::load;
use crate::app::App;
use crate::error::{Error, Field};
use crate::sessions::{self, Live};
use omni_channel::{ChannelError, PasskeyStep};
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;
use std::sync::Arc;

/// Bytes of an assertion.
const MAX_ASSERTION: usize = 16 * 1024;

/// What the link of an instance waits for.
pub async fn passkey(app: &App, caller: &Caller, id: InstanceId) -> Result<PasskeyStep, Error> {
    waiting(app, caller, id).await.map(|(_, step)| step)
}

/// Hands in the challenge, signed: the JSON of a `PublicKeyCredential`. A code to compare follows.
pub async fn answer_passkey(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    assertion: &str,
) -> Result<(), Error> {
    if assertion.len() > MAX_ASSERTION {
        return Err(Error::invalid(Field::PasskeyAssertion, "an assertion has at most 16 KiB"));
    }
    let (live, step) = waiting(app, caller, id).await?;
    if !matches!(step, PasskeyStep::Sign { .. }) {
        return Err(Error::conflict(
            "the challenge is signed already; compare the code with that on the phone and confirm",
        ));
    }
    let session = sessions::reach(app, &live).ok_or(ChannelError::NotConnected)?;
    session.answer_passkey(assertion).await.map_err(refused)
}

/// Confirms that the phone shows the code of the link.
pub async fn confirm_passkey(app: &App, caller: &Caller, id: InstanceId) -> Result<(), Error> {
    let (live, step) = waiting(app, caller, id).await?;
    if !matches!(step, PasskeyStep::Compare { .. }) {
        return Err(Error::conflict("there is no code to compare yet; sign the challenge first"));
    }
    let session = sessions::reach(app, &live).ok_or(ChannelError::NotConnected)?;
    session.confirm_passkey().await.map_err(refused)
}

async fn waiting(
    app: &App,
    caller: &Caller,
    id: InstanceId,
) -> Result<(Arc<Live>, PasskeyStep), Error> {
    load(app, caller, Scope::InstancesWrite, id).await?;
    let live = sessions::find(app, id).await?;
    let step = live.as_ref().and_then(|live| live.status().passkey);
    live.zip(step).ok_or_else(|| Error::conflict("this instance waits for no passkey"))
}

fn refused(error: ChannelError) -> Error {
    match error {
        ChannelError::Rejected { message, .. } => Error::PairingFailed(message),
        ChannelError::Configuration(message) => Error::invalid(Field::PasskeyAssertion, message),
        other => other.into(),
    }
}
