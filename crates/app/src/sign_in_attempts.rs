//! Failed sign-ins, and the pauses that they cost.
//!
//! An attempt is counted as failed before its password is compared, and forgiven when it succeeds:
//! of many attempts at the same time no more are compared than one after the other. What is counted
//! is the address that was typed, whether or not a user has it, so that a pause reveals nothing.
//! Sessions that exist are not affected.

use crate::app::App;
use crate::config::LockoutConfig;
use crate::error::Error;
use crate::keys::Origin;
use crate::user_audit;
use omni_domain::Timestamp;
use omni_domain::access::Principal;
use omni_domain::user::{Email, User};
use omni_domain::user_audit::UserAction;
use omni_storage::{SignInFailures, Tx};
use sha2::{Digest, Sha256};
use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

/// Failures of one write that deletes old ones.
const PIECE: u32 = 1000;

/// What failures are counted of.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    text: String,
    /// Attempts without a pause.
    free: u32,
    /// A success forgets all failures, and not only its own.
    is_cleared: bool,
    /// Whose audit log has the pauses.
    audited: Audited,
}

#[derive(Debug, Clone)]
enum Audited {
    NoOne,
    /// The user of this address, if there is one.
    Address(Email),
    User(Box<User>),
}

impl Audited {
    async fn user(&self, tx: &mut Tx) -> Result<Option<User>, Error> {
        Ok(match self {
            Self::NoOne => None,
            Self::Address(email) => tx.find_user_by_email(email).await?,
            Self::User(user) => Some(User::clone(user)),
        })
    }
}

impl Subject {
    /// The text of an e-mail address: a hash, since typed addresses may be of strangers.
    pub(crate) fn account(email: &Email) -> String {
        format!("account:{}", hex::encode(Sha256::digest(email.as_str().as_bytes())))
    }

    /// The text of a client's address; of IPv6 its network of 64 bits, which one client controls.
    fn client(ip: IpAddr) -> String {
        match ip.to_canonical() {
            IpAddr::V4(ip) => format!("client:{ip}"),
            IpAddr::V6(ip) => {
                let network = Ipv6Addr::from_bits(ip.to_bits() & !u128::from(u64::MAX));
                format!("client:{network}")
            }
        }
    }
}

/// An attempt that is being made. It counts as failed unless [`Attempt::succeed`] or
/// [`Attempt::undo`] is called.
#[derive(Debug)]
pub(crate) struct Attempt {
    /// In one order, so that two attempts never wait for each other.
    subjects: Vec<Subject>,
}

/// Begins an attempt to sign in.
///
/// # Errors
/// [`Error::RateLimited`] during a pause.
pub(crate) async fn begin(app: &App, email: &Email, origin: &Origin) -> Result<Attempt, Error> {
    let lockout = &app.config.auth.lockout;
    let account = Subject {
        text: Subject::account(email),
        free: lockout.account_attempts,
        is_cleared: true,
        audited: Audited::Address(email.clone()),
    };
    // Its own sign-ins do not forgive a client those of others.
    let client = origin.ip.map(|ip| Subject {
        text: Subject::client(ip),
        free: lockout.address_attempts,
        is_cleared: false,
        audited: Audited::NoOne,
    });
    start(app, std::iter::once(account).chain(client).collect(), origin).await
}

/// Begins an attempt of a user who is signed in to prove their password again.
///
/// # Errors
/// [`Error::RateLimited`] during a pause.
pub(crate) async fn begin_own(app: &App, user: &User, origin: &Origin) -> Result<Attempt, Error> {
    let free = app.config.auth.lockout.account_attempts;
    let (text, audited) = (format!("own:{}", user.id), Audited::User(Box::new(user.clone())));
    start(app, vec![Subject { text, free, is_cleared: true, audited }], origin).await
}

async fn start(app: &App, subjects: Vec<Subject>, origin: &Origin) -> Result<Attempt, Error> {
    let now = app.env.now();
    for subject in &subjects {
        let known = app.store.find_sign_in_failures(&subject.text).await?;
        check(known, now)?;
    }
    let (inner, counted, origin) = (app.clone(), subjects.clone(), origin.clone());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                for subject in &counted {
                    count(&inner, tx, subject, now, &origin).await?;
                }
                Ok::<_, Error>(())
            })
        })
        .await?;
    Ok(Attempt { subjects })
}

/// Counts an attempt as failed. A pause that it begins is in the audit log of its user.
async fn count(
    app: &App,
    tx: &mut Tx,
    subject: &Subject,
    now: Timestamp,
    origin: &Origin,
) -> Result<(), Error> {
    let known = tx.claim_sign_in_failures(&subject.text).await?;
    check(Some(known), now)?;
    let failed = failed_again(&app.config.auth.lockout, subject.free, known, now);
    tx.put_sign_in_failures(&subject.text, failed).await?;
    if failed.blocked_until <= now {
        return Ok(());
    }
    // The caller is not known: they have proved nothing.
    if let Some(user) = subject.audited.user(tx).await? {
        let entry = user_audit::entry(app, &user, UserAction::Lock, Principal::System, origin);
        tx.insert_user_audit(&entry).await?;
    }
    Ok(())
}

fn check(known: Option<SignInFailures>, now: Timestamp) -> Result<(), Error> {
    let Some(known) = known.filter(|known| known.blocked_until > now) else { return Ok(()) };
    let wait = known.blocked_until.since(now).as_millis();
    Err(Error::RateLimited { retry_after_ms: u64::try_from(wait).unwrap_or(u64::MAX).max(1) })
}

fn failed_again(
    lockout: &LockoutConfig,
    free: u32,
    known: SignInFailures,
    now: Timestamp,
) -> SignInFailures {
    let is_old = now.since(known.failed_at) >= lockout.keep;
    let failures = if is_old { 1 } else { known.failures.saturating_add(1) };
    let blocked_until = now.plus(pause(lockout, free, failures));
    SignInFailures { failures, blocked_until, failed_at: now }
}

/// None for the first few failures; then each doubles it.
fn pause(lockout: &LockoutConfig, free: u32, failures: i64) -> Duration {
    let beyond = failures.saturating_sub(i64::from(free)).max(0);
    match u32::try_from(beyond).unwrap_or(u32::MAX).checked_sub(1) {
        None => Duration::ZERO,
        Some(doublings) => {
            let factor = 2_u32.saturating_pow(doublings.min(31));
            lockout.pause_min.saturating_mul(factor).min(lockout.pause_max)
        }
    }
}

impl Attempt {
    /// It succeeded.
    pub(crate) async fn succeed(self, app: &App) -> Result<(), Error> {
        self.write(app, true).await
    }

    /// It was not decided: the server was too busy, or more is needed.
    pub(crate) async fn undo(self, app: &App) -> Result<(), Error> {
        self.write(app, false).await
    }

    async fn write(self, app: &App, is_success: bool) -> Result<(), Error> {
        let (lockout, now) = (app.config.auth.lockout.clone(), app.env.now());
        app.store
            .write(move |tx| {
                Box::pin(async move {
                    for subject in &self.subjects {
                        if is_success && subject.is_cleared {
                            tx.clear_sign_in_failures(&subject.text).await?;
                        } else {
                            forgive_one(tx, &lockout, subject, now).await?;
                        }
                    }
                    Ok::<_, Error>(())
                })
            })
            .await
    }
}

async fn forgive_one(
    tx: &mut Tx,
    lockout: &LockoutConfig,
    subject: &Subject,
    now: Timestamp,
) -> Result<(), Error> {
    let known = tx.claim_sign_in_failures(&subject.text).await?;
    let failures = known.failures.saturating_sub(1).max(0);
    let pause = pause(lockout, subject.free, failures);
    let blocked_until = known.blocked_until.min(now.plus(pause));
    let left = SignInFailures { failures, blocked_until, failed_at: known.failed_at };
    Ok(tx.put_sign_in_failures(&subject.text, left).await?)
}

/// Deletes the failures that are forgotten, and the oldest beyond the bound.
pub(crate) async fn delete_old(app: &App) -> Result<(), Error> {
    let lockout = &app.config.auth.lockout;
    let old = app.env.now().minus(lockout.keep);
    // Those of one millisecond are deleted together.
    let surplus = app.store.surplus_sign_in_failures(lockout.max).await?;
    let cutoff = surplus.map_or(old, |at| old.max(at.plus(Duration::from_millis(1))));
    loop {
        let deleted: Result<u64, Error> = app
            .store
            .write(move |tx| {
                Box::pin(async move { Ok(tx.delete_sign_in_failures_before(cutoff, PIECE).await?) })
            })
            .await;
        if deleted? < u64::from(PIECE) {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Subject, pause};
    use crate::config::LockoutConfig;

    #[test]
    fn pauses_double_up_to_a_bound() {
        let lockout = LockoutConfig::default();
        let seconds: Vec<u64> =
            (4..=9).map(|failures| pause(&lockout, 5, failures).as_secs()).collect();
        assert_eq!(seconds, [0, 0, 1, 2, 4, 8]);
        for failures in [16, 40, i64::MAX] {
            assert_eq!(pause(&lockout, 5, failures), lockout.pause_max, "{failures}");
        }
    }

    #[test]
    fn a_client_of_ipv6_is_its_network() {
        let of = |text: &str| Subject::client(text.parse().expect("an address"));
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    }
}
