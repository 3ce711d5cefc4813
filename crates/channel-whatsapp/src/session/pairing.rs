//! Linking by code, and unlinking.

use crate::inbound::spaced;
use crate::jid::parse_recipient;
use crate::session::{Core, WhatsAppSession};
use omni_channel::{ChannelError, Closed, PairingCode};
use omni_domain::Timestamp;
use omni_domain::event::LogoutReason;
use std::sync::Arc;
use std::time::Duration;
use wacore::iq::devices::RemoveCompanionDeviceSpec;
use wacore::pair_code::{PairCodeRejection, PairCodeUtils};
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
    if let Some(reason) = error.rejection() {
        return rejected(reason, error.backoff().map(|wait| now.plus(wait)));
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

/// The server answers `bad-request` for a number that it does not accept, and also for one that
/// requested too many codes; only a time to wait shows that it is the latter.
fn rejected(reason: PairCodeRejection, until: Option<Timestamp>) -> ChannelError {
    match (reason, until) {
        (PairCodeRejection::RateOverlimit, _) | (PairCodeRejection::BadRequest, Some(_)) => {
            ChannelError::RateLimited { until }
        }
        (PairCodeRejection::BadRequest, None) => ChannelError::InvalidRecipient(
            "WhatsApp gives no code for this number; check that it is right and has WhatsApp, and \
             wait some minutes if you have requested several codes for it"
                .to_owned(),
        ),
        (PairCodeRejection::Forbidden | PairCodeRejection::FeatureNotAvailable, _) => {
            ChannelError::Rejected {
                code: reason.code().to_string(),
                message: "WhatsApp does not link this number by code; scan the QR instead"
                    .to_owned(),
            }
        }
        _ => ChannelError::Temporary(format!("WhatsApp gave no pairing code: {reason}")),
    }
}

/// Ends the session on the network's side.
pub(super) async fn logout(core: &Core, client: &Arc<Client>) -> Result<(), ChannelError> {
    let own = client.pn().ok_or(ChannelError::NotConnected)?;
    let request = client.execute(RemoveCompanionDeviceSpec::new(&own));
    let failure = match tokio::time::timeout(core.options.query_timeout, request).await {
        Ok(Ok(())) => {
            core.close_reason.close(Closed::LoggedOut { reason: LogoutReason::Requested });
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
        if matches!(core.close_reason.get(), Some(Closed::LoggedOut { .. })) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Err(failure)
}

#[cfg(test)]
mod tests {
    use super::rejected;
    use omni_channel::ChannelError;
    use omni_domain::Timestamp;
    use wacore::pair_code::PairCodeRejection;

    #[test]
    fn a_refused_number_is_not_taken_for_a_throttle() {
        let until = Some(Timestamp::from_seconds(60));
        let code = |reason, until| rejected(reason, until).code();
        let limited = "channel.rate_limited";
        assert_eq!(code(PairCodeRejection::BadRequest, None), "channel.invalid_recipient");
        assert_eq!(code(PairCodeRejection::BadRequest, until), limited);
        assert_eq!(code(PairCodeRejection::RateOverlimit, None), limited);
        assert_eq!(code(PairCodeRejection::Forbidden, None), "channel.rejected.403");
        assert_eq!(code(PairCodeRejection::FeatureNotAvailable, None), "channel.rejected.452");
        assert_eq!(code(PairCodeRejection::InternalServerError, None), "channel.temporary");
        let error = rejected(PairCodeRejection::RateOverlimit, until);
        assert!(matches!(error, ChannelError::RateLimited { until: at } if at == until));
    }
}
