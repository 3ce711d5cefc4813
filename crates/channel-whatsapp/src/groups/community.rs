use super::stored::report;
use super::{group_jid, refusal};
use crate::inbound::Book;
use crate::outbound::iq_error;
use crate::session::Core;
use omni_channel::{ChannelError, LinkChange, LinkOutcome, NewCommunity, SubGroup};
use omni_domain::conversation::Address;
use std::sync::Arc;
use wacore_binary::Jid;
use whatsapp_rust::Client;
use whatsapp_rust::features::{CommunityError, CreateCommunityOptions, MexError};

/// Makes a community with its group for announcements.
pub(crate) async fn create_community(
    core: &Core,
    client: &Arc<Client>,
    community: NewCommunity,
) -> Result<Address, ChannelError> {
    let options = CreateCommunityOptions {
        description: community.description,
        closed: community.join_approval,
        create_general_chat: false,
        ..CreateCommunityOptions::new(community.subject)
    };
    let created = ask(core, client.community().create(options)).await?.metadata;
    report(&created.id, Some(&created.subject), core, client).await;
    Ok(Book::new(client).address(&created.id, None).await)
}

/// Links groups or unlinks them; the network answers for each.
pub(crate) async fn link_groups(
    core: &Core,
    client: &Arc<Client>,
    community: &str,
    change: LinkChange,
    groups: &[String],
) -> Result<Vec<LinkOutcome>, ChannelError> {
    let (jid, communities) = (group_jid(community)?, client.community());
    let groups: Vec<Jid> = groups.iter().map(|one| group_jid(one)).collect::<Result<_, _>>()?;
    let (done, failed) = match change {
        LinkChange::Link => {
            let result = ask(core, communities.link_subgroups(jid, &groups)).await?;
            (result.linked_jids, result.failed_groups)
        }
        LinkChange::Unlink => {
            let result = ask(core, communities.unlink_subgroups(jid, &groups, false)).await?;
            (result.unlinked_jids, result.failed_groups)
        }
    };
    let book = Book::new(client);
    let mut outcomes = Vec::with_capacity(groups.len());
    for jid in done {
        outcomes.push(LinkOutcome { group: book.address(&jid, None).await, refusal: None });
    }
    for (jid, code) in failed {
        let refusal = Some(format!("WhatsApp refused it (code {code})"));
        outcomes.push(LinkOutcome { group: book.address(&jid, None).await, refusal });
    }
    Ok(outcomes)
}

/// The groups of a community.
pub(crate) async fn sub_groups(
    core: &Core,
    client: &Arc<Client>,
    community: &str,
) -> Result<Vec<SubGroup>, ChannelError> {
    let jid = group_jid(community)?;
    let found = ask(core, client.community().get_subgroups(&jid)).await?;
    let book = Book::new(client);
    let mut groups = Vec::with_capacity(found.len());
    for one in found {
        groups.push(SubGroup {
            group: book.address(&one.id, None).await,
            subject: one.subject,
            is_announcements: one.is_default_sub_group,
            members: one.participant_count,
        });
    }
    Ok(groups)
}

/// A query about communities, within the time of queries.
async fn ask<T>(
    core: &Core,
    query: impl Future<Output = Result<T, CommunityError>>,
) -> Result<T, ChannelError> {
    let answered = tokio::time::timeout(core.options.query_timeout, query).await;
    answered.map_err(|_| ChannelError::Timeout)?.map_err(|error| refused(core, &error))
}

fn refused(core: &Core, error: &CommunityError) -> ChannelError {
    match error {
        CommunityError::Iq(error) | CommunityError::Mex(MexError::Request(error)) => {
            iq_error(error, core.context.env.now())
        }
        CommunityError::Group(error) => refusal(core, error),
        _ => ChannelError::Rejected {
            code: "400".to_owned(),
            message: "WhatsApp does not accept this about a community; check the addresses"
                .to_owned(),
        },
    }
}
