use super::{QrCode, connect, load};
use crate::app::App;
use crate::error::{Error, Field};
use crate::sessions::{self, Enough};
use omni_channel::ChannelError;
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;
use omni_domain::instance::ConnectionState;
use std::time::Duration;

/// When to try again if the network asks to slow down without a time.
const USUAL_WAIT: Duration = Duration::from_mins(1);

/// Requests a code to type on the phone with this number, instead of scanning a QR. Connects the
/// instance first if needed.
pub async fn pair(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    phone: &str,
) -> Result<QrCode, Error> {
    let mut instance = load(app, caller, Scope::InstancesWrite, id).await?;
    let digits = phone_digits(phone)?;
    sessions::require_started(app, instance.channel)?;
    if app.sessions.get(id).is_none_or(|live| live.status().state.is_idle()) {
        connect::set_wanted(app, id, true).await?;
        instance.wanted = true;
    }
    let live = sessions::bring_up(app, &instance, Enough::Pairable).await?;
    let status = live.status();
    if status.state == ConnectionState::Connected {
        return Err(Error::conflict("the instance is linked already; log it out first"));
    }
    let can_pair = Enough::Pairable.is_in(&status);
    let session = sessions::reach(app, &live).filter(|_| can_pair).ok_or_else(|| {
        let why = status.message.unwrap_or_else(|| "the network was not reached".to_owned());
        Error::channel_unavailable(format!("no code could be requested: {why}"))
    })?;
    let code =
        session.pair_with_code(&digits).await.map_err(|error| refused(error, app.env.now()))?;
    Ok(QrCode { code: code.code, expires_at: code.expires_at })
}

/// A number that the network does not accept is the caller's to correct; a throttle passes.
fn refused(error: ChannelError, now: Timestamp) -> Error {
    match error {
        ChannelError::Rejected { message, .. } => Error::PairingFailed(message),
        ChannelError::InvalidRecipient(message) => Error::invalid(Field::PairingPhone, message),
        ChannelError::RateLimited { until } => {
            let wait = until.map_or(USUAL_WAIT, |until| until.since(now));
            let retry_after_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
            Error::RateLimited { retry_after_ms }
        }
        other => other.into(),
    }
}

fn phone_digits(phone: &str) -> Result<String, Error> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let strange = phone.chars().any(|c| !c.is_ascii_digit() && !" +-().".contains(c));
    if strange || !(7..=15).contains(&digits.len()) || digits.starts_with('0') {
        return Err(Error::invalid(
            Field::PairingPhone,
            "give the phone's number with its country code, such as +5511999998888",
        ));
    }
    Ok(digits)
}

#[cfg(test)]
mod tests {
    use super::refused;
    use crate::error::{Error, Field};
    use omni_channel::ChannelError;
    use omni_domain::Timestamp;
    use std::time::Duration;

    #[test]
    fn a_refused_number_is_no_throttle() {
        let now = Timestamp::from_seconds(1);
        let number = refused(ChannelError::InvalidRecipient("no code".to_owned()), now);
        assert!(matches!(number, Error::Invalid { field: Field::PairingPhone, .. }), "{number:?}");

        let wait = |until| match refused(ChannelError::RateLimited { until }, now) {
            Error::RateLimited { retry_after_ms } => retry_after_ms,
            other => panic!("not a throttle: {other:?}"),
        };
        assert_eq!(wait(Some(now.plus(Duration::from_secs(30)))), 30_000);
        assert_eq!(wait(None), 60_000);
    }
}
