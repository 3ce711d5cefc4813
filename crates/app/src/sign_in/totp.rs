//! One-time codes (RFC 6238) and recovery codes.

use crate::app::App;
use crate::changes;
use crate::error::{Error, Field};
use crate::keys::{Origin, changed};
use crate::secrets::Purpose;
use crate::user_audit;
use crate::users::{own, verify_own};
use omni_domain::Timestamp;
use omni_domain::access::Caller;
use omni_domain::event::EventBody;
use omni_domain::ids::UserId;
use omni_domain::user::{User, UserSecrets};
use omni_domain::user_audit::{UserAction, UserAudit};
use sha2::{Digest, Sha256};
use std::fmt;
use totp_rs::{Builder, Secret, Totp};

const ISSUER: &str = "Omni";
/// 160 bits, as RFC 4226 recommends.
const SECRET_BYTES: usize = 20;
const RECOVERY_CODES: usize = 10;
/// Sixteen of 32 letters: 80 bits, so that a fast hash is enough.
const RECOVERY_CHARS: usize = 16;
const RECOVERY_LETTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// The secret of one-time codes that a user is about to enter into an app. Shown this once.
#[derive(Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// In base32, for typing.
    pub secret: String,
    /// `otpauth://totp/…`, for a QR code.
    pub url: String,
}

impl fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Enrolment")
    }
}

/// Codes that each replace a one-time code once. Shown this once.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCodes(pub Vec<String>);

impl fmt::Debug for RecoveryCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCodes")
    }
}

/// How a user proved that they have their second factor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SecondFactor {
    /// They need none.
    NotNeeded,
    /// The code of this time step.
    Step(i64),
    /// The recovery code with this hash.
    Recovery(String),
}

fn wrong() -> Error {
    Error::unauthorized("the one-time code is wrong, has expired or was used before")
}

/// Checks the code of a sign-in. `None` if one is needed and was not given.
pub(super) fn second_factor(
    app: &App,
    user: &User,
    secrets: &UserSecrets,
    code: Option<&str>,
) -> Result<Option<SecondFactor>, Error> {
    if !secrets.totp_confirmed {
        return Ok(Some(SecondFactor::NotNeeded));
    }
    let Some(code) = code.map(str::trim).filter(|code| !code.is_empty()) else { return Ok(None) };
    if let Some(step) = step_of(app, user, secrets, code)? {
        return Ok(Some(SecondFactor::Step(step)));
    }
    let hash = recovery_hash(code);
    if secrets.recovery_hashes.contains(&hash) {
        return Ok(Some(SecondFactor::Recovery(hash)));
    }
    Err(wrong())
}

/// The secrets once the code is used; `None` if they stay as they are. Refuses a code that was used
/// in the meantime.
pub(super) fn used(
    stored: &UserSecrets,
    factor: &SecondFactor,
) -> Result<Option<UserSecrets>, Error> {
    let mut after = stored.clone();
    match factor {
        SecondFactor::NotNeeded if stored.totp_confirmed => return Err(Error::SecondFactorNeeded),
        SecondFactor::NotNeeded => return Ok(None),
        SecondFactor::Step(step) if *step <= stored.totp_step => return Err(wrong()),
        SecondFactor::Step(step) => after.totp_step = *step,
        SecondFactor::Recovery(hash) => {
            after.recovery_hashes.retain(|left| left != hash);
            if after.recovery_hashes.len() == stored.recovery_hashes.len() {
                return Err(wrong());
            }
        }
    }
    Ok(Some(after))
}

/// The time step of a code that is valid now and was not used.
fn step_of(
    app: &App,
    user: &User,
    secrets: &UserSecrets,
    code: &str,
) -> Result<Option<i64>, Error> {
    let Some(sealed) = &secrets.totp_sealed else { return Ok(None) };
    let secret = app.sealer.open(&purpose(user.id), sealed).map_err(Error::internal)?;
    let secret = Secret::try_from_base32(&secret).map_err(|_| corrupt())?;
    let step = totp(secret, user)?.check(code, seconds(app.env.now()));
    let step = step.and_then(|step| i64::try_from(step).ok());
    Ok(step.filter(|step| *step > secrets.totp_step))
}

fn corrupt() -> Error {
    Error::internal("the stored secret of one-time codes cannot be read")
}

fn seconds(now: Timestamp) -> u64 {
    u64::try_from(now.millis().div_euclid(1000)).unwrap_or_default()
}

/// As every app does it: SHA-1, six digits, thirty seconds, one step early or late.
fn totp(secret: Secret, user: &User) -> Result<Totp, Error> {
    // A colon separates issuer and account in the URL; an e-mail address here has none.
    let builder = Builder::new().with_secret(secret).with_account_name(user.email.as_str());
    builder.with_issuer(Some(ISSUER)).build().map_err(|_| corrupt())
}

fn purpose(id: UserId) -> Purpose {
    Purpose::kept(format!("user/{id}/totp"))
}

/// Creates the secret of the caller's one-time codes, which replaces one that was not confirmed.
/// Sign-ins need a code only once [`confirm_totp`] has accepted one.
pub async fn enrol_totp(
    app: &App,
    caller: &Caller,
    password: &str,
    origin: &Origin,
) -> Result<Enrolment, Error> {
    let user = own(app, caller).await?;
    if user.has_totp {
        return Err(Error::conflict("one-time codes are set up; remove them first"));
    }
    verify_own(app, &user, password, origin).await?;
    let secret = Secret::new(rand::random::<[u8; SECRET_BYTES]>().into());
    let text = secret.to_base32();
    let url = totp(secret, &user)?.to_url().map_err(|_| corrupt())?;
    let enrolled = UserSecrets {
        totp_sealed: Some(app.sealer.seal(&purpose(user.id), &text)),
        ..UserSecrets::default()
    };
    // Nothing is set before it is confirmed, so that there is no entry yet.
    write(app, &user, None, move |stored| {
        if stored.totp_confirmed {
            return Err(Error::conflict("one-time codes are set up; remove them first"));
        }
        Ok(enrolled)
    })
    .await?;
    Ok(Enrolment { secret: text, url })
}

/// Makes the caller's sign-ins need a code from now on, if this one is right. Returns the recovery
/// codes.
pub async fn confirm_totp(
    app: &App,
    caller: &Caller,
    code: &str,
    origin: &Origin,
) -> Result<RecoveryCodes, Error> {
    let user = own(app, caller).await?;
    let stored = app.store.find_user_secrets(user.tenant_id, user.id).await?.unwrap_or_default();
    if stored.totp_confirmed || stored.totp_sealed.is_none() {
        return Err(Error::conflict("no one-time codes wait to be confirmed; set them up first"));
    }
    let Some(step) = step_of(app, &user, &stored, code.trim())? else {
        return Err(Error::invalid(Field::OneTimeCode, "is not the code that the app shows now"));
    };
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| recovery_code()).collect();
    let sealed = stored.totp_sealed;
    let recovery_hashes = codes.iter().map(|code| recovery_hash(code)).collect();
    let entry = user_audit::entry(app, &user, UserAction::SetTotp, caller.principal, origin);
    write(app, &user, Some(entry), move |now| {
        if now.totp_confirmed || now.totp_sealed != sealed {
            return Err(Error::Stale);
        }
        Ok(UserSecrets { totp_confirmed: true, totp_step: step, recovery_hashes, ..now })
    })
    .await?;
    Ok(RecoveryCodes(codes))
}

/// Makes the caller's sign-ins need no code any more. Twice is not an error.
pub async fn remove_totp(
    app: &App,
    caller: &Caller,
    password: &str,
    origin: &Origin,
) -> Result<User, Error> {
    let user = own(app, caller).await?;
    verify_own(app, &user, password, origin).await?;
    let entry = user_audit::entry(app, &user, UserAction::RemoveTotp, caller.principal, origin);
    let entry = Some(entry).filter(|_| user.has_totp);
    write(app, &user, entry, |_| Ok(UserSecrets::default())).await?;
    Ok(User { has_totp: false, ..user })
}

/// Changes what a user's codes are checked with, as it is now. The password is left as it is.
async fn write(
    app: &App,
    user: &User,
    entry: Option<UserAudit>,
    change: impl FnOnce(UserSecrets) -> Result<UserSecrets, Error> + Send + 'static,
) -> Result<(), Error> {
    let (tenant, id, now) = (user.tenant_id, user.id, app.env.now());
    let (inner, user) = (app.clone(), user.clone());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                tx.lock_user(tenant, id).await?;
                let stored = tx.find_user_secrets(tenant, id).await?;
                let after = change(stored.ok_or_else(|| Error::not_found("user", id))?)?;
                tx.set_user_totp(tenant, id, &after, now).await?;
                if let Some(entry) = &entry {
                    tx.insert_user_audit(entry).await?;
                    changes::user(&inner, tx, &user, entry.changed_by, EventBody::UserUpdated);
                }
                Ok::<_, Error>(())
            })
        })
        .await?;
    changed(app).await;
    Ok(())
}

/// Four groups of four letters.
fn recovery_code() -> String {
    let mut text = String::with_capacity(RECOVERY_CHARS + 3);
    for (at, byte) in rand::random::<[u8; RECOVERY_CHARS]>().into_iter().enumerate() {
        if at > 0 && at.is_multiple_of(4) {
            text.push('-');
        }
        text.push(char::from(RECOVERY_LETTERS[usize::from(byte) % RECOVERY_LETTERS.len()]));
    }
    text
}

/// However it is typed: case, spaces and hyphens do not count.
fn recovery_hash(code: &str) -> String {
    let letters = code.chars().filter(char::is_ascii_alphanumeric);
    let plain: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    hex::encode(Sha256::digest(plain.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::{SecondFactor, recovery_code, recovery_hash, used};
    use omni_domain::user::UserSecrets;

    #[test]
    fn a_recovery_code_is_read_however_it_is_typed() {
        let code = recovery_code();
        assert_eq!(code.len(), 19);
        let typed = format!(" {} ", code.to_uppercase().replace('-', " "));
        assert_eq!(recovery_hash(&code), recovery_hash(&typed));
        assert_ne!(recovery_hash(&code), recovery_hash(&recovery_code()));
    }

    #[test]
    fn no_code_is_used_twice() {
        let hash = recovery_hash("abcd");
        let stored = UserSecrets {
            totp_confirmed: true,
            totp_step: 7,
            recovery_hashes: vec![hash.clone()],
            ..UserSecrets::default()
        };
        assert!(used(&stored, &SecondFactor::Step(7)).is_err());
        let after = used(&stored, &SecondFactor::Step(8)).expect("a later one").expect("changed");
        assert!(used(&after, &SecondFactor::Step(8)).is_err());
        let recovery = SecondFactor::Recovery(hash);
        let after = used(&stored, &recovery).expect("the first use").expect("changed");
        assert!(used(&after, &recovery).is_err());
        assert!(used(&stored, &SecondFactor::NotNeeded).is_err(), "set up in the meantime");
    }
}
