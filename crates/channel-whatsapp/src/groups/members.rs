use super::invites::{self, Offer};
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
    let (group, groups) = (group_jid(group)?, client.groups());
    let jid = group.clone();
    let members: Vec<Jid> = members.iter().map(|one| to_jid(one)).collect::<Result<_, _>>()?;
    let answers = match change {
        MemberChange::Add | MemberChange::AddOrInvite { .. } => {
            ask(core, groups.add_participants(jid, &members)).await
        }
        MemberChange::Remove => ask(core, groups.remove_participants(jid, &members)).await,
        MemberChange::Promote => ask(core, groups.promote_participants(jid, &members)).await,
        MemberChange::Demote => ask(core, groups.demote_participants(jid, &members)).await,
    }?;
    let offers: Vec<Offer> = match change {
        MemberChange::AddOrInvite { most } => {
            let most = usize::try_from(most).unwrap_or(usize::MAX);
            answers.iter().filter_map(Offer::of).take(most).collect()
        }
        _ => Vec::new(),
    };
    let mut outcomes = outcomes(client, answers).await;
    for offer in offers {
        let person = Book::new(client).address(&offer.person, None).await;
        let invited = invites::send(core, client, &group, offer).await.is_ok();
        let invitee = outcomes
            .iter_mut()
            .find(|outcome| outcome.member.all().any(|one| person.all().any(|other| one == other)));
        if let Some(outcome) = invitee {
            outcome.invited = invited;
        }
    }
    Ok(outcomes)
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
        outcomes.push(MemberOutcome { member, refusal, invited: false });
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
