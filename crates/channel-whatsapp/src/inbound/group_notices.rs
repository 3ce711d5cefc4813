//! Who did what in a group, as the network notifies its members.

use crate::inbound::Book;
use omni_channel::{GroupNews, GroupNotice, Inbound};
use omni_domain::conversation::Address;
use omni_domain::event::{GroupChanges, ParticipantAction};
use wacore::stanza::groups::{GroupNotificationAction as Action, GroupParticipantInfo};
use wacore::types::events::GroupUpdate;
use wacore_binary::Jid;

/// How a notification marks members who joined by themselves.
const BY_THEMSELVES: [&str; 2] = ["invite", "linked_group_join"];

/// Reads a notification; `None` if it reports nothing that is of use to people.
pub(super) async fn read(update: &GroupUpdate, book: Book<'_>) -> Option<Inbound> {
    let by = match &update.participant {
        Some(jid) => Some(book.address(jid, update.participant_pn.as_ref()).await),
        None => None,
    };
    let news = match changes(&update.action) {
        Some(changes) => GroupNews::Changed(changes),
        None => participants(&update.action, by.as_ref(), book).await?,
    };
    let group = book.address(&update.group_jid, None).await;
    Some(Inbound::Group(Box::new(GroupNotice { group, by, news })))
}

fn changes(action: &Action) -> Option<GroupChanges> {
    let none = GroupChanges::default();
    Some(match action {
        Action::Subject { subject, .. } => GroupChanges { subject: Some(subject.clone()), ..none },
        Action::Description { description, .. } => {
            GroupChanges { description: Some(description.clone().unwrap_or_default()), ..none }
        }
        Action::Announce => GroupChanges { admins_only_send: Some(true), ..none },
        Action::NotAnnounce => GroupChanges { admins_only_send: Some(false), ..none },
        Action::Locked { .. } => GroupChanges { admins_only_edit: Some(true), ..none },
        Action::Unlocked => GroupChanges { admins_only_edit: Some(false), ..none },
        Action::MemberAddMode { mode } => {
            GroupChanges { admins_only_add: Some(mode == "admin_add"), ..none }
        }
        Action::MembershipApprovalMode { enabled } => {
            GroupChanges { join_approval: Some(*enabled), ..none }
        }
        Action::Ephemeral { expiration, .. } => {
            GroupChanges { disappearing_seconds: Some(*expiration), ..none }
        }
        _ => return None,
    })
}

async fn participants(action: &Action, by: Option<&Address>, book: Book<'_>) -> Option<GroupNews> {
    let (action, people) = match action {
        Action::Add { participants, reason } => {
            let people = addresses(participants, book).await;
            let by_link = reason.as_deref().is_some_and(|reason| BY_THEMSELVES.contains(&reason));
            let joined = by_link || is_among(by, &people);
            let action = if joined { ParticipantAction::Joined } else { ParticipantAction::Added };
            (action, people)
        }
        Action::Remove { participants, .. } => {
            let people = addresses(participants, book).await;
            let left = is_among(by, &people);
            (if left { ParticipantAction::Left } else { ParticipantAction::Removed }, people)
        }
        Action::Promote { participants } => {
            (ParticipantAction::Promoted, addresses(participants, book).await)
        }
        Action::Demote { participants } => {
            (ParticipantAction::Demoted, addresses(participants, book).await)
        }
        Action::CreatedMembershipRequests { requests, .. } => {
            (ParticipantAction::Requested, addresses(requests, book).await)
        }
        Action::MembershipApprovalRequest { .. } => {
            (ParticipantAction::Requested, by.into_iter().cloned().collect())
        }
        Action::RevokedMembershipRequests { participants } => {
            (ParticipantAction::RequestEnded, plain_addresses(participants, book).await)
        }
        _ => return None,
    };
    (!people.is_empty()).then_some(GroupNews::Participants(action, people))
}

fn is_among(who: Option<&Address>, people: &[Address]) -> bool {
    who.is_some_and(|who| people.iter().any(|one| one.all().any(|id| who.all().any(|it| it == id))))
}

async fn addresses(people: &[GroupParticipantInfo], book: Book<'_>) -> Vec<Address> {
    let mut found = Vec::with_capacity(people.len());
    for one in people {
        let alt = one.phone_number.as_ref().or(one.lid.as_ref());
        found.push(book.address(&one.jid, alt).await);
    }
    found
}

async fn plain_addresses(people: &[Jid], book: Book<'_>) -> Vec<Address> {
    let mut found = Vec::with_capacity(people.len());
    for jid in people {
        found.push(book.address(jid, None).await);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{changes, is_among};
    use omni_domain::conversation::Address;
    use omni_domain::event::GroupChanges;
    use wacore::stanza::groups::GroupNotificationAction as Action;

    #[test]
    fn settings_are_read_as_changes() {
        let none = GroupChanges::default;
        let read = |action| changes(&action).expect("a change");
        assert_eq!(
            read(Action::Ephemeral { expiration: 86_400, trigger: None }),
            GroupChanges { disappearing_seconds: Some(86_400), ..none() }
        );
        assert_eq!(
            read(Action::MembershipApprovalMode { enabled: true }),
            GroupChanges { join_approval: Some(true), ..none() }
        );
        assert_eq!(
            read(Action::MemberAddMode { mode: "all_member_add".to_owned() }),
            GroupChanges { admins_only_add: Some(false), ..none() }
        );
        assert!(changes(&Action::Suspended).is_none());
    }

    #[test]
    fn who_left_is_known_by_either_address() {
        let people = [Address::new("1@s.whatsapp.net").with_alt("9@lid")];
        assert!(is_among(Some(&Address::new("9@lid")), &people));
        assert!(!is_among(Some(&Address::new("8@lid")), &people));
        assert!(!is_among(None, &people));
    }
}
