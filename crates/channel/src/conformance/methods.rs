//! Capabilities with several methods: each method works, or each is refused.

use super::{Outcome, Subject};
use crate::businesses::CatalogueRequest;
use crate::groups::{GroupChange, GroupInvite, LinkChange, MemberChange, NewCommunity, NewGroup};
use crate::inbound::Inbound;
use crate::newsletters::{NewNewsletter, NewsletterChange, PostsRequest};
use crate::state_changes::{ChatChange, PrivacySetting, StateChange};
use crate::{Capability, ChannelError};
use omni_domain::chat_state::Label;

/// A capability that the channel does not have is refused by each of its methods, and not only by the
/// first.
pub(super) fn alike(
    refusal: ChannelError,
    others: impl IntoIterator<Item = Result<(), ChannelError>>,
) -> Outcome {
    for other in others {
        match other {
            Err(other) if other == refusal => {}
            Err(other) => return Outcome::Refused(other),
            Ok(()) => return Outcome::Works,
        }
    }
    Outcome::Refused(refusal)
}

/// Makes a group, changes it and leaves it.
pub(super) async fn groups(subject: &dyn Subject) -> Outcome {
    let (session, person) = (subject.session(), subject.person());
    let group = NewGroup { subject: "Team".to_owned(), members: vec![person.clone()] };
    let group = match session.create_group(group).await {
        Ok(group) => group.id,
        Err(refusal @ ChannelError::Unsupported(_)) => {
            let (group, members) = (subject.group(), [person]);
            let others = [
                session.change_group(&group, GroupChange::Subject("Crew".to_owned())).await,
                session.change_members(&group, MemberChange::Promote, &members).await.map(drop),
                session.invite_link(&group, false).await.map(drop),
                session.join_group("AbCdEf").await.map(drop),
                session.preview_group("AbCdEf").await.map(drop),
                session.group_info(&group).await.map(drop),
                session.leave_group(&group).await,
            ];
            return alike(refusal, others);
        }
        Err(error) => return Outcome::Refused(error),
    };
    let changed = async {
        chat_is_reported(subject, &group)?;
        session.change_group(&group, GroupChange::Subject("Crew".to_owned())).await?;
        session.change_members(&group, MemberChange::Promote, &[person]).await?;
        let link = session.invite_link(&group, false).await?;
        session.preview_group(&link).await?;
        session.group_info(&group).await?;
        session.leave_group(&group).await
    };
    changed.await.into()
}

/// Changes what the account keeps, and changes it back.
pub(super) async fn kept(subject: &dyn Subject, capability: Capability) -> Outcome {
    let (session, person) = (subject.session(), subject.person());
    let chat = |change| StateChange::Chat { chat: person.clone(), change, newest: None };
    let changes = match capability {
        Capability::ManageLabels => {
            let label = Label { id: "7".to_owned(), name: "New".to_owned(), color: 1 };
            let labelled = |on| StateChange::LabelledMessage {
                chat: person.clone(),
                external_id: "3EB0".to_owned(),
                label: "7".to_owned(),
                on,
            };
            let deleted = StateChange::LabelDeleted { id: "7".to_owned() };
            vec![StateChange::Label(label), labelled(true), labelled(false), deleted]
        }
        Capability::BlockPeople => vec![
            StateChange::Blocked { contact: person.clone(), on: true },
            StateChange::Blocked { contact: person.clone(), on: false },
        ],
        Capability::EditPrivacy => {
            let setting = |value: &str| {
                let (name, value) = ("last".to_owned(), value.to_owned());
                StateChange::Privacy(PrivacySetting { name, value })
            };
            vec![setting("contacts"), setting("all")]
        }
        Capability::SaveContacts => {
            vec![StateChange::Contact { contact: person.clone(), name: "Ann Lee".to_owned() }]
        }
        Capability::ShowPresence => vec![StateChange::Online(false), StateChange::Online(true)],
        _ => vec![chat(ChatChange::Archived(true)), chat(ChatChange::Archived(false))],
    };
    let mut outcomes = Vec::new();
    for change in changes {
        outcomes.push(session.change_state(change).await);
    }
    let mut outcomes = outcomes.into_iter();
    match outcomes.next() {
        Some(Err(refusal @ ChannelError::Unsupported(_))) => alike(refusal, outcomes),
        Some(Err(error)) => Outcome::Refused(error),
        _ => outcomes.collect::<Result<(), _>>().into(),
    }
}

fn invite(subject: &dyn Subject) -> GroupInvite {
    GroupInvite {
        group: subject.group(),
        code: "AbCdEf".to_owned(),
        expires_at: None,
        by: subject.person(),
    }
}

/// Looks a person up, by each method that does so.
pub(super) async fn people(subject: &dyn Subject) -> Outcome {
    let (session, person) = (subject.session(), subject.person());
    match session.find(&person).await {
        Ok(_) => {}
        Err(refusal @ ChannelError::Unsupported(_)) => {
            let others = [
                session.profile(&person).await.map(drop),
                session.profile_picture(&person).await.map(drop),
                session.fetch_picture("https://example.com/picture.jpg").await.map(drop),
            ];
            return alike(refusal, others);
        }
        Err(error) => return Outcome::Refused(error),
    }
    if let Err(error) = session.profile(&person).await {
        return Outcome::Refused(error);
    }
    session.profile_picture(&person).await.into()
}

/// Makes a community and lists its groups.
pub(super) async fn communities(subject: &dyn Subject) -> Outcome {
    let session = subject.session();
    let Some(communities) = session.communities() else {
        return Outcome::Refused(ChannelError::Unsupported(Capability::ManageCommunities));
    };
    let community =
        NewCommunity { subject: "All".to_owned(), description: None, join_approval: false };
    let made = match communities.create_community(community).await {
        Ok(made) => made.id,
        Err(refusal @ ChannelError::Unsupported(_)) => {
            let (group, people) = (subject.group(), [subject.person()]);
            let groups = std::slice::from_ref(&group);
            let others = [
                communities.join_requests(&group).await.map(drop),
                communities.answer_requests(&group, true, &people).await.map(drop),
                communities.accept_invite(invite(subject)).await.map(drop),
                communities.link_groups(&group, LinkChange::Link, groups).await.map(drop),
                communities.sub_groups(&group).await.map(drop),
            ];
            return alike(refusal, others);
        }
        Err(error) => return Outcome::Refused(error),
    };
    if let Err(error) = chat_is_reported(subject, &made) {
        return Outcome::Refused(error);
    }
    communities.sub_groups(&made).await.into()
}

/// What follows a request that makes something finds its chat: it is reported before the answer.
fn chat_is_reported(subject: &dyn Subject, address: &str) -> Result<(), ChannelError> {
    let is_it = |item: &Inbound| matches!(item, Inbound::Chat(info) if info.chat.id == address);
    if subject.stored().iter().any(is_it) {
        return Ok(());
    }
    let why = format!("the chat of `{address}` was not reported before the answer");
    Err(ChannelError::Temporary(why))
}

/// Makes a newsletter and lists those that are followed.
pub(super) async fn newsletters(subject: &dyn Subject) -> Outcome {
    let session = subject.session();
    let Some(newsletters) = session.newsletters() else {
        return Outcome::Refused(ChannelError::Unsupported(Capability::FollowChannels));
    };
    let newsletter = NewNewsletter { name: "News".to_owned(), description: None, picture: None };
    let posts = || PostsRequest { count: 10, before: None };
    let made = match newsletters.create(newsletter).await {
        Ok(made) => made.address.id,
        Err(refusal @ ChannelError::Unsupported(_)) => {
            let group = subject.group();
            let others = [
                newsletters.followed().await.map(drop),
                newsletters.follow("AbCdEf").await.map(drop),
                newsletters.unfollow(&group).await,
                newsletters.find("AbCdEf").await.map(drop),
                newsletters.change(&group, NewsletterChange::default()).await.map(drop),
                newsletters.delete(&group).await,
                newsletters.posts(&group, posts()).await.map(drop),
            ];
            return alike(refusal, others);
        }
        Err(error) => return Outcome::Refused(error),
    };
    if let Err(error) = chat_is_reported(subject, &made) {
        return Outcome::Refused(error);
    }
    if let Err(error) = newsletters.posts(&made, posts()).await {
        return Outcome::Refused(error);
    }
    newsletters.followed().await.into()
}

/// Reads what a person shows as a business, and the catalogue; who is none has neither.
pub(super) async fn businesses(subject: &dyn Subject) -> Outcome {
    let session = subject.session();
    let Some(businesses) = session.businesses() else {
        return Outcome::Refused(ChannelError::Unsupported(Capability::ReadBusinesses));
    };
    let person = subject.person();
    let first = businesses.business(&person).await;
    let catalogue =
        businesses.catalogue(&person, CatalogueRequest { count: 10, after: None }).await;
    match first {
        Err(refusal @ ChannelError::Unsupported(_)) => alike(refusal, [catalogue.map(drop)]),
        Err(error) => Outcome::Refused(error),
        Ok(_) => catalogue.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::alike;
    use crate::conformance::Outcome;
    use crate::{Capability, ChannelError};

    #[test]
    fn a_method_that_is_not_refused_like_the_others_is_found() {
        let refused = || ChannelError::Unsupported(Capability::ManageGroups);
        let outcome = alike(refused(), [Err(refused()), Err(refused())]);
        assert!(matches!(outcome, Outcome::Refused(error) if error == refused()));
        let works = alike(refused(), [Err(refused()), Ok(())]);
        assert!(matches!(works, Outcome::Works));
        let fails = alike(refused(), [Err(ChannelError::Timeout)]);
        assert!(matches!(fails, Outcome::Refused(ChannelError::Timeout)));
    }
}
