use super::get;
use crate::app::App;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::answer::{Answer, AnswerKind, Attendance};
use omni_domain::content::Content;
use omni_domain::conversation::Identity;
use omni_domain::ids::{MessageId, PersonId};
use omni_domain::message::Message;
use std::collections::HashMap;

/// Answers of a message that are read: more than the members of the largest group.
const MOST: u32 = 5_000;

/// What people answered to a poll or an event.
#[derive(Debug, Clone)]
pub struct Answers {
    /// The poll or event.
    pub message: Message,
    /// Which of the two it is.
    pub kind: AnswerKind,
    /// What could be answered, in its order, with who did.
    pub options: Vec<OptionAnswers>,
    /// People whose answer counts.
    pub people: usize,
}

/// Who chose an option.
#[derive(Debug, Clone)]
pub struct OptionAnswers {
    /// The option of a poll; of an event the text of an [`Attendance`].
    pub name: String,
    /// Those who chose it, the earliest first.
    pub answers: Vec<GivenAnswer>,
}

/// An answer and who gave it.
#[derive(Debug, Clone)]
pub struct GivenAnswer {
    /// The answer.
    pub answer: Answer,
    /// The person's name, if it is known.
    pub name: Option<String>,
    /// The person, if one is known.
    pub person_id: Option<PersonId>,
}

/// What people answered to a poll or an event. Only the last answer of each person counts.
pub async fn answers(app: &App, caller: &Caller, id: MessageId) -> Result<Answers, Error> {
    let message = get(app, caller, Scope::MessagesRead, id).await?;
    let Some((kind, names)) = choices(&message.content) else {
        return Err(Error::not_found("poll or event", id));
    };
    let mut given = app.store.list_answers(message.id, MOST).await?;
    given.retain(|answer| !answer.choices.is_empty());
    let known = people(app, &message, &given).await?;
    let of_person = |answer: &Answer| {
        let identity = known.get(&answer.platform_user_id);
        GivenAnswer {
            answer: answer.clone(),
            name: identity.and_then(|identity| identity.display_name.clone()),
            person_id: identity.map(|identity| identity.person_id),
        }
    };
    let option = |name: String| {
        let chose = |answer: &&Answer| answer.choices.contains(&name);
        let answers = given.iter().filter(chose).map(of_person).collect();
        OptionAnswers { name, answers }
    };
    let options = names.into_iter().map(option).collect();
    Ok(Answers { message, kind, options, people: given.len() })
}

/// What can be answered to this content, if anything.
fn choices(content: &Content) -> Option<(AnswerKind, Vec<String>)> {
    match content {
        Content::Poll { options, .. } => Some((AnswerKind::Poll, options.clone())),
        Content::Event(_) => {
            let all = Attendance::ALL.iter().map(|one| one.as_str().to_owned());
            Some((AnswerKind::Event, all.collect()))
        }
        _ => None,
    }
}

/// The accounts of those who answered, by each of their addresses.
async fn people(
    app: &App,
    message: &Message,
    given: &[Answer],
) -> Result<HashMap<String, Identity>, Error> {
    let addresses: Vec<String> =
        given.iter().map(|answer| answer.platform_user_id.clone()).collect();
    let mut known = HashMap::new();
    for identity in app.store.find_identities(message.instance_id, &addresses).await? {
        for address in identity.address.all() {
            known.insert(address.to_owned(), identity.clone());
        }
    }
    Ok(known)
}
