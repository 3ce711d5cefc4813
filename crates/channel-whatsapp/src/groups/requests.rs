use super::members::outcomes;
use super::{ask, group_jid};
use crate::inbound::{Book, moment_of_seconds};
use crate::jid::to_jid;
use crate::session::Core;
use omni_channel::{ChannelError, JoinRequest, MemberOutcome};
use std::sync::Arc;
use wacore_binary::Jid;
use whatsapp_rust::Client;

/// Who asks to join a group.
pub(crate) async fn join_requests(
    core: &Core,
    client: &Arc<Client>,
    group: &str,
) -> Result<Vec<JoinRequest>, ChannelError> {
    let found = ask(core, client.groups().get_membership_requests(group_jid(group)?)).await?;
    let mut requests = Vec::with_capacity(found.len());
    for one in found {
        let person = Book::new(client).address(&one.jid, None).await;
        let seconds = one.request_time.and_then(|seconds| i64::try_from(seconds).ok());
        let at = seconds.and_then(moment_of_seconds);
        requests.push(JoinRequest { person, at });
    }
    Ok(requests)
}

/// Approves or rejects requests; the network answers for each.
pub(crate) async fn answer_requests(
    core: &Core,
    client: &Arc<Client>,
    group: &str,
    approve: bool,
    people: &[String],
) -> Result<Vec<MemberOutcome>, ChannelError> {
    let (jid, groups) = (group_jid(group)?, client.groups());
    let given: Vec<Jid> = people.iter().map(|one| to_jid(one)).collect::<Result<_, _>>()?;
    let people = as_requested(core, client, &jid, given).await?;
    let answers = if approve {
        ask(core, groups.approve_membership_requests(jid, &people)).await
    } else {
        ask(core, groups.reject_membership_requests(jid, &people)).await
    }?;
    Ok(outcomes(client, answers).await)
}

/// The addresses under which the group has its requests: it may hide phone numbers.
async fn as_requested(
    core: &Core,
    client: &Arc<Client>,
    group: &Jid,
    people: Vec<Jid>,
) -> Result<Vec<Jid>, ChannelError> {
    let requests = ask(core, client.groups().get_membership_requests(group.clone())).await?;
    let mut known = Vec::with_capacity(requests.len());
    for request in requests {
        known.push((Book::new(client).address(&request.jid, None).await, request.jid));
    }
    let resolve = |given: Jid| {
        let text = given.to_string();
        let found = known.iter().find(|(address, _)| address.all().any(|one| one == text));
        found.map_or(given, |(_, jid)| jid.clone())
    };
    Ok(people.into_iter().map(resolve).collect())
}
