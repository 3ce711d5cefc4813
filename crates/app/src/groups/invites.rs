//! Invites to people who cannot be added. Each is a message to someone who may not know the account, so
//! that they are limited as the beginnings of conversations are. None waits: who gets none is reported
//! as not added.

use crate::app::App;
use crate::error::Error;
use crate::pacing::{Facts, Invites, Rules, Standing, room_for_invites};
use omni_domain::instance::Instance;

/// Takes what is left for invites, at most `wanted`; [`release`] follows with those that were not needed.
pub(super) async fn take(app: &App, instance: &Instance, wanted: u32) -> Result<Invites, Error> {
    let rules = Rules::of(&app.config.pacing, instance.channel, &instance.config.pacing);
    let (id, now) = (instance.id, app.env.now());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let limits = tx.lock_account_limits(id).await?;
                let today = rules.calendar().day(now);
                let days = tx.new_chat_days(id, today).await?;
                let restriction = limits.as_ref().and_then(|limits| limits.restriction.as_ref());
                let facts = Facts {
                    now,
                    standing: Standing::New,
                    linked_at: limits.as_ref().map_or(now, |limits| limits.linked_at),
                    next_send_at: limits.as_ref().map_or(now, |limits| limits.next_send_at),
                    restricted_until: restriction.map(|restriction| restriction.until),
                    day: None,
                    slot: None,
                    days: &days,
                };
                let invites = room_for_invites(&rules, &facts, wanted);
                for _ in 0..invites.count {
                    if let Some(day) = invites.day {
                        tx.count_new_chat(id, day, today).await?;
                    }
                }
                if !invites.pause.is_zero() {
                    let turn = facts.next_send_at.max(now);
                    tx.set_next_send(id, turn.plus(invites.pause * invites.count)).await?;
                }
                Ok::<_, Error>(invites)
            })
        })
        .await
}

/// Releases invites that were taken and not sent.
pub(super) async fn release(
    app: &App,
    instance: &Instance,
    invites: Invites,
    unused: u32,
) -> Result<(), Error> {
    if unused == 0 {
        return Ok(());
    }
    let id = instance.id;
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let limits = tx.lock_account_limits(id).await?;
                if let Some(day) = invites.day {
                    tx.uncount_new_chats(id, day, unused).await?;
                }
                if let Some(limits) = limits.filter(|_| !invites.pause.is_zero()) {
                    let turn = limits.next_send_at.minus(invites.pause * unused);
                    tx.set_next_send(id, turn).await?;
                }
                Ok::<_, Error>(())
            })
        })
        .await
}
