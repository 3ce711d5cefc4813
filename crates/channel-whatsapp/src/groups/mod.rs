//! Groups: what the account does with them. What others do arrives as notifications
//! (`inbound/groups.rs`), and so does the effect of what is done here; the chat of a group that is made or
//! joined is stored before that (`stored.rs`).

mod change;
mod community;
mod create;
mod info;
mod invite;
mod invites;
mod leave;
mod members;
mod requests;
mod stored;

pub(crate) use change::change;
pub(crate) use community::{create_community, link_groups, sub_groups};
pub(crate) use create::create;
pub(crate) use info::info;
pub(crate) use invite::{accept, join, link, preview};
pub(crate) use leave::leave;
pub(crate) use members::change_members;
pub(crate) use requests::{answer_requests, join_requests};
pub(crate) use stored::fetch;

use crate::jid::to_jid;
use crate::outbound::iq_error;
use crate::session::Core;
use omni_channel::ChannelError;
use wacore_binary::{Jid, JidExt};
use whatsapp_rust::features::GroupError;

/// The group of an address.
fn group_jid(address: &str) -> Result<Jid, ChannelError> {
    let jid = to_jid(address)?;
    if jid.is_group() {
        return Ok(jid);
    }
    let shown: String = address.chars().take(80).collect();
    Err(ChannelError::InvalidRecipient(format!("`{shown}` is not a group's address")))
}

/// A query about groups, within the time of queries.
pub(crate) async fn ask<T>(
    core: &Core,
    query: impl Future<Output = Result<T, GroupError>>,
) -> Result<T, ChannelError> {
    let answered = tokio::time::timeout(core.options.query_timeout, query).await;
    answered.map_err(|_| ChannelError::Timeout)?.map_err(|error| refusal(core, &error))
}

fn refusal(core: &Core, error: &GroupError) -> ChannelError {
    match error {
        GroupError::Iq(error) => iq_error(error, core.context.env.now()),
        GroupError::DescriptionConflict => ChannelError::Temporary(
            "the group's description was changed on another device meanwhile; try again".to_owned(),
        ),
        GroupError::InvalidRequest(_) => ChannelError::Rejected {
            code: "400".to_owned(),
            message:
                "WhatsApp does not accept this about a group; check the addresses and the invite"
                    .to_owned(),
        },
        _ => ChannelError::Temporary("WhatsApp did not accept the change of the group".to_owned()),
    }
}
