//! What a job was about.

use super::payloads::{
    ActionPayload, FetchPayload, JobPayload, ReadingPayload, SendPayload, TurnPayload,
};
use super::{DeadLetter, JobKind, StoredKind};
use crate::ids::{ChatId, MediaId, MessageId, TurnId};
use serde::Deserialize;

/// The row that a job's payload names, by which its chat is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JobSubject {
    /// A turn.
    Turn(TurnId),
    /// A message.
    Message(MessageId),
    /// A media file.
    Media(MediaId),
    /// A chat.
    Chat(ChatId),
}

impl DeadLetter {
    /// What it was about, if its payload can be read and names a row of a chat.
    pub fn subject(&self) -> Option<JobSubject> {
        let StoredKind::Known(kind) = self.job.kind else { return None };
        match kind {
            JobKind::TurnRun => Some(JobSubject::Turn(self.payload::<TurnPayload>()?.turn_id)),
            JobKind::MessageSend => {
                Some(JobSubject::Message(self.payload::<SendPayload>()?.message_id))
            }
            JobKind::MediaRead => {
                Some(JobSubject::Message(self.payload::<ReadingPayload>()?.message_id))
            }
            JobKind::MediaFetch => {
                Some(JobSubject::Media(self.payload::<FetchPayload>()?.media_id))
            }
            JobKind::ChatAction => of_action(self.payload()?),
            JobKind::BatchRun | JobKind::SyncRun | JobKind::MessageSchedule => None,
        }
    }

    fn payload<P: JobPayload>(&self) -> Option<P> {
        <P as Deserialize>::deserialize(&self.job.payload).ok()
    }
}

fn of_action(action: ActionPayload) -> Option<JobSubject> {
    match action {
        ActionPayload::React { message_id, .. }
        | ActionPayload::Edit { message_id, .. }
        | ActionPayload::Revoke { message_id, .. }
        | ActionPayload::DeleteForMe { message_id, .. }
        | ActionPayload::Pin { message_id, .. }
        | ActionPayload::Keep { message_id, .. } => Some(JobSubject::Message(message_id)),
        ActionPayload::MarkRead { .. } => None,
        ActionPayload::RejectCall { reply, .. } => {
            reply.map(|reply| JobSubject::Chat(reply.chat_id))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::JobSubject;
    use crate::clock::Timestamp;
    use crate::ids::{JobId, TenantId};
    use crate::job::{DeadLetter, Job, JobState, StoredKind};
    use serde_json::{Value, json};
    use uuid::Uuid;

    const ONE: &str = "0190a000-0000-7000-8000-000000000001";
    const TWO: &str = "0190a000-0000-7000-8000-000000000002";

    fn subject(kind: &str, payload: Value) -> Option<JobSubject> {
        let job = Job {
            id: JobId(Uuid::nil()),
            tenant_id: TenantId::DEFAULT,
            instance_id: None,
            kind: StoredKind::of(kind.to_owned()),
            order_key: None,
            payload,
            state: JobState::Dead,
            attempts: 1,
            max_attempts: 1,
            run_at: Timestamp(0),
            lease_until: None,
            last_error: None,
            created_at: Timestamp(0),
        };
        DeadLetter { job, resolution: None }.subject()
    }

    #[test]
    fn the_row_that_a_payload_names_is_the_subject() {
        let message = |id: &str| Some(JobSubject::Message(id.parse().expect("an id")));
        let turn = subject("turn.run", json!({ "turnId": ONE }));
        assert_eq!(turn, Some(JobSubject::Turn(ONE.parse().expect("an id"))));
        assert_eq!(subject("message.send", json!({ "messageId": ONE })), message(ONE));
        let reading = json!({ "mediaId": ONE, "messageId": TWO });
        assert_eq!(subject("media.read", reading), message(TWO));
        let fetch = subject("media.fetch", json!({ "mediaId": ONE }));
        assert_eq!(fetch, Some(JobSubject::Media(ONE.parse().expect("an id"))));
        let edit = json!({ "action": "edit", "chat": "a", "messageId": ONE, "text": "b" });
        assert_eq!(subject("chat.action", edit), message(ONE));
        let call = json!({
            "action": "rejectCall",
            "callId": "C1",
            "caller": "a person",
            "at": Timestamp(0),
            "reply": { "chatId": ONE, "text": "please write" },
        });
        let call = subject("chat.action", call);
        assert_eq!(call, Some(JobSubject::Chat(ONE.parse().expect("an id"))));
    }

    #[test]
    fn what_is_of_no_chat_or_cannot_be_read_has_no_subject() {
        let read = json!({ "action": "markRead", "chat": "a chat", "messages": [["1", null]] });
        assert_eq!(subject("chat.action", read), None);
        assert_eq!(subject("batch.run", json!({ "batchJobId": ONE })), None);
        assert_eq!(subject("turn.run", json!({ "unknown": 7 })), None);
        assert_eq!(subject("turn.run", json!("{")), None);
        assert_eq!(subject("of.tomorrow", json!({ "turnId": ONE })), None);
    }
}
