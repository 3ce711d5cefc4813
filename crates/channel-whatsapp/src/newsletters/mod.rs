//! Newsletters, which WhatsApp's app calls channels: those that the account follows, and their
//! posts. What is posted while it is connected arrives as messages (`inbound/pump.rs`).

mod change;
mod find;
mod follow;
mod list;
mod mutation;
mod picture;
mod posts;

pub(crate) use change::{change, delete};
pub(crate) use find::find;
pub(crate) use follow::{create, follow, unfollow};
pub(crate) use list::followed;
pub(crate) use posts::posts;

use crate::inbound::moment_of_seconds;
use crate::jid::to_jid;
use crate::outbound::newsletter_refusal;
use crate::session::Core;
use omni_channel::{ChannelError, NewsletterInfo};
use omni_domain::Timestamp;
use omni_domain::conversation::Address;
use omni_domain::newsletter::NewsletterRole;
use wacore_binary::{Jid, JidExt};
use whatsapp_rust::features::{
    NewsletterError, NewsletterMetadata, NewsletterRole as Role, NewsletterVerification,
};

/// The newsletter of an address.
fn newsletter_jid(address: &str) -> Result<Jid, ChannelError> {
    let jid = to_jid(address)?;
    if jid.is_newsletter() {
        return Ok(jid);
    }
    let shown: String = address.chars().take(80).collect();
    Err(ChannelError::InvalidRecipient(format!("`{shown}` is not a channel's address")))
}

/// A query about newsletters, within the time of queries.
async fn ask<T>(
    core: &Core,
    query: impl Future<Output = Result<T, NewsletterError>>,
) -> Result<T, ChannelError> {
    let answered = tokio::time::timeout(core.options.query_timeout, query).await;
    answered.map_err(|_| ChannelError::Timeout)?.map_err(|error| newsletter_refusal(core, &error))
}

/// A change that the network answered with nothing: it has no such newsletter for this account.
fn unchanged() -> NewsletterError {
    NewsletterError::InvalidRequest("the newsletter is as it was".to_owned())
}

fn described(found: NewsletterMetadata) -> NewsletterInfo {
    NewsletterInfo {
        address: Address::new(found.jid.to_string()),
        name: found.name,
        description: found.description,
        followers: found.subscriber_count,
        verified: found.verification == NewsletterVerification::Verified,
        invite: found.invite_code,
        role: found.role.and_then(|role| role_of(&role)),
        created_at: found.creation_time.and_then(moment),
    }
}

fn role_of(role: &Role) -> Option<NewsletterRole> {
    Some(match role {
        Role::Owner => NewsletterRole::Owner,
        Role::Admin => NewsletterRole::Admin,
        Role::Subscriber => NewsletterRole::Follower,
        Role::Guest => NewsletterRole::Guest,
        _ => return None,
    })
}

/// The moment of seconds since the epoch; `None` for one that no calendar holds.
fn moment(seconds: u64) -> Option<Timestamp> {
    i64::try_from(seconds).ok().and_then(moment_of_seconds)
}

#[cfg(test)]
mod tests {
    use super::moment;
    use omni_domain::Timestamp;

    #[test]
    fn a_moment_that_no_calendar_holds_is_left_out() {
        assert_eq!(moment(5), Some(Timestamp(5_000)));
        assert_eq!((moment(u64::MAX), moment(i64::MAX.unsigned_abs())), (None, None));
    }
}
