//! Answers to events: whether a person comes.

use crate::inbound::answers::Read;
use crate::inbound::{numbers, secrets};
use crate::jid::bare;
use crate::session::Core;
use omni_domain::answer::{AnswerKind, Attendance};
use omni_domain::content::{Choice, ChoiceKind, Content};
use serde_json::json;
use wacore::event::decrypt_event_response_with_secret;
use wacore_binary::Jid;
use waproto::whatsapp as wa;
use waproto::whatsapp::message::event_response_message::EventResponseType;

/// What was answered; `None` if the event is not known or the answer is not for it.
pub(super) async fn read(
    core: &Core,
    answer: &wa::message::EncEventResponseMessage,
    sender: &Jid,
    sender_alt: Option<&Jid>,
) -> Option<Read> {
    let id = answer.event_creation_message_key.as_option()?.id.as_deref()?;
    let (payload, iv) = (answer.enc_payload.as_deref()?, answer.enc_iv.as_deref()?);
    let kept = secrets::find(core, id).await?;
    // The addresses of both are part of the key, and each may be a phone number or a LID.
    let senders: Vec<String> =
        [Some(sender), sender_alt].into_iter().flatten().map(|jid| bare(jid).to_string()).collect();
    let response =
        kept.creators().map(|creator| bare(&creator).to_string()).find_map(|creator| {
            senders.iter().find_map(|sender| {
                let secret = &kept.secret;
                decrypt_event_response_with_secret(payload, iv, secret, id, &creator, sender).ok()
            })
        })?;
    read_response(id, &response)
}

fn read_response(id: &str, response: &wa::message::EventResponseMessage) -> Option<Read> {
    let attendance = match response.response? {
        EventResponseType::GOING => Attendance::Going,
        EventResponseType::MAYBE => Attendance::Maybe,
        EventResponseType::NOT_GOING => Attendance::NotGoing,
        EventResponseType::UNKNOWN => return None,
    };
    let guests = response.extra_guest_count.unwrap_or_default();
    let extra_guests = u32::try_from(guests).unwrap_or_default();
    let content = Content::Choice(Choice {
        kind: ChoiceKind::Event,
        id: Some(id.to_owned()),
        title: attendance.title().to_owned(),
        description: None,
        data: (extra_guests > 0).then(|| json!({ "extraGuests": extra_guests })),
    });
    Some(Read {
        content,
        kind: AnswerKind::Event,
        choices: vec![attendance.as_str().to_owned()],
        extra_guests,
        at: response.timestamp_ms.and_then(numbers::moment),
    })
}

#[cfg(test)]
mod tests {
    use super::{EventResponseType, read_response};
    use omni_domain::content::Content;
    use serde_json::json;
    use waproto::whatsapp as wa;

    fn response(kind: EventResponseType, guests: i32) -> wa::message::EventResponseMessage {
        wa::message::EventResponseMessage {
            response: Some(kind),
            timestamp_ms: Some(5_000),
            extra_guest_count: Some(guests),
        }
    }

    #[test]
    fn an_answer_says_who_comes() {
        let going = read_response("E", &response(EventResponseType::GOING, 2)).expect("an answer");
        assert_eq!((going.choices, going.extra_guests), (vec!["going".to_owned()], 2));
        let Content::Choice(choice) = going.content else { panic!("no choice") };
        assert_eq!((choice.id.as_deref(), choice.title.as_str()), (Some("E"), "Going"));
        assert_eq!(choice.data, Some(json!({ "extraGuests": 2 })));
        let not = read_response("E", &response(EventResponseType::NOT_GOING, -1)).expect("one");
        assert_eq!((not.choices, not.extra_guests), (vec!["not_going".to_owned()], 0));
        assert!(read_response("E", &response(EventResponseType::UNKNOWN, 0)).is_none());
    }
}
