use super::{ask, group_jid};
use crate::inbound::Book;
use crate::jid::to_jid;
use crate::session::Core;
use omni_channel::{ChannelError, MemberChange, MemberOutcome};
use std::sync::Arc;
use wacore_binary::Jid;
use whatsapp_rust::Client;
use whatsapp_rust::features::ParticipantChangeResponse;

/// Adds, removes, promotes or demotes members; the network answers for each.
pub(crate) async fn change_members(
    core: &Core,
    client: &Arc<Client>,
    group: &str,
    change: MemberChange,
    members: &[String],
) -> Result<Vec<MemberOutcome>, ChannelError> {
    let (jid, groups) = (group_jid(group)?, client.groups());
    let members: Vec<Jid> = members.iter().map(|one| to_jid(one)).collect::<Result<_, _>>()?;
    let answers = match change {
        MemberChange::Add => ask(core, groups.add_participants(jid, &members)).await,
        MemberChange::Remove => ask(core, groups.remove_participants(jid, &members)).await,
        MemberChange::Promote => ask(core, groups.promote_participants(jid, &members)).await,
        MemberChange::Demote => ask(core, groups.demote_participants(jid, &members)).await,
    }?;
    Ok(outcomes(client, answers).await)
}

/// What the network answered for each person.
pub(super) async fn outcomes(
    client: &Arc<Client>,
    answers: Vec<ParticipantChangeResponse>,
) -> Vec<MemberOutcome> {
    let mut outcomes = Vec::with_capacity(answers.len());
    for answer in answers {
        let member = Book::new(client).address(&answer.jid, answer.phone_number.as_ref()).await;
        let refusal = answer.error.as_deref().map(reason);
        outcomes.push(MemberOutcome { member, refusal });
    }
    outcomes
}

/// What the network's codes mean.
fn reason(code: &str) -> String {
    match code {
        "403" => "their privacy settings do not allow it; send them the invite link".to_owned(),
        "404" => "they are not in the group, or not on WhatsApp".to_owned(),
        "408" => "they left the group recently; send them the invite link".to_owned(),
        "409" => "they are in the group already".to_owned(),
        code => format!("WhatsApp refused it (code {code})"),
    }
}
