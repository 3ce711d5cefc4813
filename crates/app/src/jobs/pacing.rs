//! The limits of an instance and of its account, before a message is passed to the network. What is
//! decided is recorded in one transaction with the job: its turn, its day, and that it waits.

use super::ReservationLost;
use crate::app::App;
use crate::error::Error;
use crate::messages::{event, name_partner};
use crate::pacing::{Decision, Facts, Rules, Standing, Verdict, decide};
use crate::sessions::{self, Live};
use omni_domain::Timestamp;
use omni_domain::conversation::{Chat, ChatType};
use omni_domain::event::MessageHeld;
use omni_domain::job::Job;
use omni_domain::message::Message;
use omni_domain::pacing::{HeldSend, Hold, HoldReason, OnLimit};
use omni_storage::{ChatHistory, Tx};
use std::sync::Arc;

/// Whether a message is passed to the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Admission {
    /// Now.
    Send,
    /// Its job waits.
    Held,
    /// Never.
    Refused(Hold),
}

/// Decides about one attempt. An instance without limits costs nothing here.
pub(super) async fn admit(
    app: &App,
    job: &Job,
    message: &Message,
    chat: &Chat,
) -> Result<Admission, Error> {
    let Some(live) = app.sessions.get(message.instance_id) else { return Ok(Admission::Send) };
    // It is noted again if it waits once more. Later failures of it are no limit, which a message to the
    // chat would end.
    live.forget_waiting(chat.id);
    let rules = rules(app, &live);
    if rules.is_unlimited() && live.restricted_until(app.env.now()).is_none() {
        return Ok(Admission::Send);
    }
    let (app, job, message, chat) = (app.clone(), job.clone(), message.clone(), chat.clone());
    let store = app.store.clone();
    store
        .write(move |tx| {
            Box::pin(async move {
                let send =
                    Paced { app: &app, live: &live, job: &job, message: &message, chat: &chat };
                send.admit(tx, &rules).await
            })
        })
        .await
}

/// Whether no limit concerns what the instance sends now, so that it is passed on without a decision.
pub(super) fn is_unlimited(app: &App, live: &Live) -> bool {
    rules(app, live).is_unlimited() && live.restricted_until(app.env.now()).is_none()
}

/// The network refused a message because it restricts the account: new conversations wait or fail from
/// now on, as this message does.
pub(super) async fn restricted(
    app: &App,
    job: &Job,
    message: &Message,
    chat: &Chat,
    until: Option<Timestamp>,
    text: &str,
) -> Result<Admission, Error> {
    let Some(live) = app.sessions.get(message.instance_id) else { return Ok(Admission::Send) };
    let until = sessions::restrict(app, &live, until, text).await?;
    let hold = Hold { reason: HoldReason::Restricted, not_before: until };
    if rules(app, &live).on_restriction() == OnLimit::Refuse {
        return Ok(Admission::Refused(hold));
    }
    let (app, job, message, chat) = (app.clone(), job.clone(), message.clone(), chat.clone());
    let store = app.store.clone();
    store
        .write(move |tx| {
            Box::pin(async move {
                let send =
                    Paced { app: &app, live: &live, job: &job, message: &message, chat: &chat };
                let stored = tx.find_held_send(message.id).await?;
                let day = stored.and_then(|stored| stored.day);
                send.wait(tx, stored, HeldSend { hold: Some(hold), ..send.held(day, None) }).await
            })
        })
        .await
}

/// Why a message that waits for nothing fails, and what to do, for people.
pub(super) fn refusal(hold: Hold) -> String {
    let until = hold.not_before;
    match hold.reason {
        HoldReason::Restricted => format!(
            "the network does not let this account begin conversations until {until}; send it again \
             then, or let the recipient write first"
        ),
        _ => format!(
            "the instance begins no more conversations before {until}; send it again then, raise its \
             limit of new conversations, or let the recipient write first"
        ),
    }
}

fn rules(app: &App, live: &Live) -> Rules {
    let meta = live.meta();
    Rules::of(&app.config.pacing, meta.channel, &meta.pacing)
}

/// One attempt.
struct Paced<'a> {
    app: &'a App,
    live: &'a Arc<Live>,
    job: &'a Job,
    message: &'a Message,
    chat: &'a Chat,
}

impl Paced<'_> {
    async fn admit(&self, tx: &mut Tx, rules: &Rules) -> Result<Admission, Error> {
        let now = self.app.env.now();
        let limits = tx.lock_account_limits(self.live.id).await?;
        let stored = tx.find_held_send(self.message.id).await?;
        let history = tx.chat_history(self.chat.id).await?;
        let is_open = history.is_open || self.chat.chat_type != ChatType::Dm;
        let standing = Standing::of(self.last_received(history), is_open, now);
        let today = rules.calendar().day(now);
        let days = match standing {
            Standing::New => tx.new_chat_days(self.live.id, today).await?,
            Standing::Open | Standing::Reply => Vec::new(),
        };
        let facts = Facts {
            now,
            standing,
            linked_at: limits.as_ref().map_or(now, |limits| limits.linked_at),
            next_send_at: limits.as_ref().map_or(now, |limits| limits.next_send_at),
            restricted_until: self.live.restricted_until(now),
            day: stored.and_then(|stored| stored.day),
            slot: stored.and_then(|stored| stored.slot),
            days: &days,
        };
        self.record(tx, decide(rules, &facts), stored, today).await
    }

    /// When the other side wrote. A status update answers no one, whose updates there are besides.
    fn last_received(&self, history: ChatHistory) -> Option<Timestamp> {
        history.last_received.filter(|_| self.chat.chat_type != ChatType::Broadcast)
    }

    async fn record(
        &self,
        tx: &mut Tx,
        decision: Decision,
        stored: Option<HeldSend>,
        today: i64,
    ) -> Result<Admission, Error> {
        let hold = match decision.verdict {
            Verdict::Refuse(hold) => return Ok(Admission::Refused(hold)),
            Verdict::Wait(hold) => Some(hold),
            Verdict::Send => None,
        };
        if let Some(at) = decision.next_send_at {
            tx.set_next_send(self.live.id, at).await?;
        }
        let counted = stored.and_then(|stored| stored.day);
        if let (Some(day), None) = (decision.day, counted) {
            tx.count_new_chat(self.live.id, day, today).await?;
        }
        let held = HeldSend { hold, ..self.held(decision.day.or(counted), decision.slot) };
        if hold.is_some() {
            return self.wait(tx, stored, held).await;
        }
        let is_worth_a_row = stored.is_some() || held.day.is_some();
        if is_worth_a_row && stored != Some(held) {
            tx.put_held_send(&held).await?;
        }
        Ok(Admission::Send)
    }

    /// The job waits as if this attempt had not been made: later ones of its chat wait behind it, those
    /// of other chats do not.
    async fn wait(
        &self,
        tx: &mut Tx,
        stored: Option<HeldSend>,
        held: HeldSend,
    ) -> Result<Admission, Error> {
        let Some(hold) = held.hold else { return Ok(Admission::Send) };
        if !tx.postpone_job(self.job.id, self.job.attempts, hold.not_before).await? {
            return Err(Error::internal(ReservationLost));
        }
        tx.put_held_send(&held).await?;
        self.live.note_waiting(self.chat.id);
        if stored.and_then(|stored| stored.hold) != held.hold {
            self.announce(tx, hold).await?;
        }
        Ok(Admission::Held)
    }

    async fn announce(&self, tx: &mut Tx, hold: Hold) -> Result<(), Error> {
        let address = &self.chat.address.id;
        let body = MessageHeld {
            external_id: self.message.external_id.clone(),
            chat: address.clone(),
            reason: hold.reason,
            not_before: hold.not_before,
        };
        let mut event = event(self.app, &self.live.meta(), body, self.message, address);
        name_partner(tx, &mut event, self.chat).await?;
        tx.append_event(event);
        Ok(())
    }

    fn held(&self, day: Option<i64>, slot: Option<Timestamp>) -> HeldSend {
        HeldSend {
            message_id: self.message.id,
            instance_id: self.live.id,
            chat_id: self.chat.id,
            hold: None,
            day,
            slot,
            job_id: Some(self.job.id),
        }
    }
}
