//! Linking by code, and unlinking.

use crate::inbound::spaced;
use crate::jid::parse_recipient;
use crate::session::{Core, WhatsAppSession};
use omni_channel::{ChannelError, Closed, PairingCode};
use omni_domain::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use wacore::iq::devices::RemoveCompanionDeviceSpec;
use wacore::pair_code::PairCodeUtils;
use whatsapp_rust::pair_code::{PairCodeOptions, PairError};
use whatsapp_rust::{Client, IqError};

/// Requests a code while the session offers QRs; both work until one is used.
pub(super) async fn with_code(
    session: &WhatsAppSession,
    phone: &str,
) -> Result<PairingCode, ChannelError> {
    let core = &session.core;
    let recipient = parse_recipient(phone)?;
    let Some(number) = recipient.address.id.strip_suffix("@s.whatsapp.net") else {
        let shown: String = phone.chars().take(80).collect();
        return Err(ChannelError::InvalidRecipient(format!("`{shown}` is not a phone number")));
    };
    if session.client().is_some_and(|client| client.pn().is_some()) {
        return Err(ChannelError::Configuration(
            "this instance is linked already; log it out before pairing it anew".to_owned(),
        ));
    }
    await_server(core).await?;
    let client = session.client().ok_or(ChannelError::NotConnected)?;
    // An unused code is replaced by the one that is requested now.
    client.cancel_pair_code().await;
    let options = PairCodeOptions { phone_number: number.to_owned(), ..PairCodeOptions::default() };
    let request = client.pair_with_code(options);
    let letters = tokio::time::timeout(core.options.query_timeout, request)
        .await
        .map_err(|_| ChannelError::Timeout)?
        .map_err(|error| refused(&error, core.context.env.now()))?;
    let expires_at = core.context.env.now().plus(PairCodeUtils::code_validity());
    Ok(PairingCode { code: spaced(&letters), expires_at })
}

/// The server accepts a code request once it has sent the data for QRs.
async fn await_server(core: &Core) -> Result<(), ChannelError> {
    let offered = core.milestones.offered.notified();
    if core.status.is_offering() {
        return Ok(());
    }
    tokio::time::timeout(core.options.query_timeout, offered)
        .await
        .map_err(|_| ChannelError::NotConnected)
}

fn refused(error: &PairError, now: Timestamp) -> ChannelError {
    if error.rejection().is_some_and(wacore::pair_code::PairCodeRejection::is_throttled) {
        return ChannelError::RateLimited { until: error.backoff().map(|wait| now.plus(wait)) };
    }
    match error {
        PairError::PairCode(reason) => {
            ChannelError::Temporary(format!("no pairing code: {reason}"))
        }
        _ => ChannelError::Temporary(
            "WhatsApp gave no pairing code; check the number and wait a minute before trying again"
                .to_owned(),
        ),
    }
}

/// Ends the session on the network's side.
pub(super) async fn logout(core: &Core, client: &Arc<Client>) -> Result<(), ChannelError> {
    let own = client.pn().ok_or(ChannelError::NotConnected)?;
    let request = client.execute(RemoveCompanionDeviceSpec::new(&own));
    let failure = match tokio::time::timeout(core.options.query_timeout, request).await {
        Ok(Ok(())) => {
            core.close_reason.close(Closed::LoggedOut);
            return Ok(());
        }
        Ok(Err(IqError::ServerError { code, .. })) => ChannelError::Rejected {
            code: code.to_string(),
            message: "WhatsApp did not remove this device".to_owned(),
        },
        Ok(Err(_)) => ChannelError::NotConnected,
        Err(_) => ChannelError::Timeout,
    };
    // The server removes a device by closing its connection, often before it answers.
    for _ in 0..20 {
        if core.close_reason.get() == Some(Closed::LoggedOut) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Err(failure)
}
