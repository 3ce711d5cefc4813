//! What the limits of an instance decide about one send.

use super::calendar::Calendar;
use super::rules::Rules;
use omni_domain::Timestamp;
use omni_domain::pacing::{Hold, HoldReason, OnLimit};
use std::time::Duration;

/// A message in a conversation whose other side wrote so recently is a reply.
const REPLY_WINDOW: Duration = Duration::from_hours(24);
/// A turn that was missed by more than this, for example because the instance was not connected, is
/// taken anew: those that were missed together would all be sent at once.
const SLOT_VALID: Duration = Duration::from_mins(1);
/// Invites of one request, whatever the limits are.
const MOST_INVITES: u32 = 20;

/// The conversation of a message, for the limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Its other side wrote recently.
    Reply,
    /// It exists.
    Open,
    /// The message begins it.
    New,
}

impl Standing {
    /// Of a conversation whose other side wrote at this time.
    pub(crate) fn of(last_received: Option<Timestamp>, is_open: bool, now: Timestamp) -> Self {
        match last_received {
            Some(at) if now.since(at) < REPLY_WINDOW => Self::Reply,
            _ if is_open => Self::Open,
            _ => Self::New,
        }
    }
}

/// What a decision depends on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts<'a> {
    pub(crate) now: Timestamp,
    pub(crate) standing: Standing,
    /// When the account was linked.
    pub(crate) linked_at: Timestamp,
    /// When the next message may be sent.
    pub(crate) next_send_at: Timestamp,
    /// The network forbids new conversations until then.
    pub(crate) restricted_until: Option<Timestamp>,
    /// The day on which the message begins its conversation, if that was decided before.
    pub(crate) day: Option<i64>,
    /// Its turn, if that was decided before.
    pub(crate) slot: Option<Timestamp>,
    /// The conversations that are begun from today on, by day.
    pub(crate) days: &'a [(i64, i64)],
}

/// Whether a message is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Now.
    Send,
    /// Later.
    Wait(Hold),
    /// Not at all. A later one could be sent from then on.
    Refuse(Hold),
}

/// A verdict, and what is to be recorded with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decision {
    pub(crate) verdict: Verdict,
    /// The day on which the message begins its conversation; to be counted there if it is not yet.
    pub(crate) day: Option<i64>,
    /// Its turn.
    pub(crate) slot: Option<Timestamp>,
    /// When the next message may be sent, if that changes.
    pub(crate) next_send_at: Option<Timestamp>,
}

impl Decision {
    fn plain(verdict: Verdict, day: Option<i64>) -> Self {
        Self { verdict, day, slot: None, next_send_at: None }
    }

    fn by(setting: OnLimit, reason: HoldReason, until: Timestamp, day: Option<i64>) -> Self {
        let hold = Hold { reason, not_before: until };
        match setting {
            OnLimit::Wait => Self::plain(Verdict::Wait(hold), day),
            OnLimit::Refuse => Self::plain(Verdict::Refuse(hold), None),
        }
    }
}

/// Decides about one send.
pub(crate) fn decide(rules: &Rules, facts: &Facts<'_>) -> Decision {
    let calendar = rules.calendar();
    let mut day = facts.day;
    if facts.standing == Standing::New {
        if let Some(until) = facts.restricted_until.filter(|until| *until > facts.now) {
            return Decision::by(rules.on_restriction, HoldReason::Restricted, until, day);
        }
        match begin(rules, &calendar, facts) {
            Ok(begun) => day = begun,
            Err(decision) => return decision,
        }
    }
    if facts.standing != Standing::Reply
        && let Some(until) = rules.quiet_until(&calendar, facts.now)
    {
        return Decision::by(OnLimit::Wait, HoldReason::QuietHours, until, day);
    }
    take_turn(rules, &calendar, facts, day)
}

/// The day on which a message begins its conversation, if that is today; otherwise what is decided
/// about it.
fn begin(rules: &Rules, calendar: &Calendar, facts: &Facts<'_>) -> Result<Option<i64>, Decision> {
    if rules.new_chats == 0 {
        return Ok(None);
    }
    let today = calendar.day(facts.now);
    let later = |day: i64| {
        let (reason, until) = (HoldReason::NewChatsPerDay, calendar.start_of(day));
        Decision::by(rules.on_limit, reason, until, Some(day))
    };
    match facts.day {
        Some(day) if day > today => return Err(later(day)),
        Some(day) => return Ok(Some(day)),
        None => {}
    }
    let linked_on = calendar.day(facts.linked_at);
    let last = today + i64::from(rules.most_days);
    let has_room = |day: &i64| {
        let begun = facts.days.iter().find(|(one, _)| one == day).map_or(0, |(_, chats)| *chats);
        begun < rules.new_chats_on(*day, linked_on)
    };
    match (today..=last).find(has_room) {
        Some(day) if day == today => Ok(Some(day)),
        Some(day) => Err(later(day)),
        None => {
            let (reason, until) = (HoldReason::NewChatsPerDay, calendar.start_of(last + 1));
            Err(Decision::by(OnLimit::Refuse, reason, until, None))
        }
    }
}

/// A message takes the next turn of its minute. Replies take one as well and do not wait for it.
fn take_turn(rules: &Rules, calendar: &Calendar, facts: &Facts<'_>, day: Option<i64>) -> Decision {
    let now = facts.now;
    let send = Decision::plain(Verdict::Send, day);
    if rules.per_minute == 0 {
        return send;
    }
    if let Some(slot) = facts.slot
        && now >= slot
        && now.since(slot) <= SLOT_VALID
    {
        return Decision { slot: Some(slot), ..send };
    }
    let interval = rules.interval(calendar.day(now), calendar.day(facts.linked_at));
    let turn = now.max(facts.next_send_at);
    let early = interval * (rules.burst() - 1);
    let not_before = turn.minus(early);
    let next_send_at = Some(turn.plus(interval));
    if facts.standing == Standing::Reply || not_before <= now {
        return Decision { next_send_at, ..send };
    }
    let hold = Hold { reason: HoldReason::MessagesPerMinute, not_before };
    Decision { verdict: Verdict::Wait(hold), day, slot: Some(not_before), next_send_at }
}

/// Invites that may be sent at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Invites {
    /// How many.
    pub(crate) count: u32,
    /// The day on which each begins a conversation, if those are limited.
    pub(crate) day: Option<i64>,
    /// By how much each delays the next message; zero if messages of a minute are not limited.
    pub(crate) pause: Duration,
}

/// Decides about messages that begin conversations and cannot wait: how many of `wanted` may be sent now.
pub(crate) fn room_for_invites(rules: &Rules, facts: &Facts<'_>, wanted: u32) -> Invites {
    let (now, calendar) = (facts.now, rules.calendar());
    let (today, linked_on) = (calendar.day(now), calendar.day(facts.linked_at));
    let mut invites = Invites { count: wanted.min(MOST_INVITES), day: None, pause: Duration::ZERO };
    if facts.restricted_until.is_some_and(|until| until > now)
        || rules.quiet_until(&calendar, now).is_some()
    {
        invites.count = 0;
    }
    if rules.new_chats > 0 {
        let begun = facts.days.iter().find(|(day, _)| *day == today).map_or(0, |(_, chats)| *chats);
        let left = rules.new_chats_on(today, linked_on) - begun;
        invites.count = invites.count.min(u32::try_from(left).unwrap_or(0));
        invites.day = Some(today);
    }
    if rules.per_minute > 0 {
        invites.pause = rules.interval(today, linked_on);
        let ahead = facts.next_send_at.max(now).since(now).as_millis();
        let taken = ahead.div_ceil(invites.pause.as_millis().max(1));
        let left = rules.burst().saturating_sub(u32::try_from(taken).unwrap_or(u32::MAX));
        invites.count = invites.count.min(left);
    }
    invites
}

#[cfg(test)]
mod tests {
    use super::{Decision, Facts, Invites, Standing, Verdict, decide, room_for_invites};
    use crate::config::PacingDefaults;
    use crate::pacing::Rules;
    use omni_domain::Timestamp;
    use omni_domain::instance::ChannelType;
    use omni_domain::pacing::{Hold, HoldReason, OnLimit, PacingConfig};
    use std::time::Duration;

    const DAY: i64 = 24 * 3600 * 1000;
    const NOON: Timestamp = Timestamp(20_000 * DAY + DAY / 2);

    fn rules(own: &PacingConfig) -> Rules {
        let defaults = PacingDefaults { most_days: 3, ..PacingDefaults::none() };
        Rules::of(&defaults, ChannelType::WhatsappBaileys, own)
    }

    fn facts(standing: Standing) -> Facts<'static> {
        Facts {
            now: NOON,
            standing,
            linked_at: Timestamp(0),
            next_send_at: Timestamp(0),
            restricted_until: None,
            day: None,
            slot: None,
            days: &[],
        }
    }

    fn wait(reason: HoldReason, until: Timestamp) -> Verdict {
        Verdict::Wait(Hold { reason, not_before: until })
    }

    #[test]
    fn a_recent_message_makes_a_reply() {
        let earlier = |hours| Some(NOON.minus(Duration::from_hours(hours)));
        assert_eq!(Standing::of(earlier(23), true, NOON), Standing::Reply);
        assert_eq!(Standing::of(earlier(25), true, NOON), Standing::Open);
        assert_eq!(Standing::of(None, true, NOON), Standing::Open);
        assert_eq!(Standing::of(None, false, NOON), Standing::New);
    }

    #[test]
    fn conversations_beyond_those_of_a_day_are_begun_on_the_next_with_room() {
        let own = PacingConfig { new_chats_per_day: Some(2), ..PacingConfig::default() };
        let today = 20_000;
        let begun =
            |days: &[(i64, i64)]| decide(&rules(&own), &Facts { days, ..facts(Standing::New) });
        let first = begun(&[(today, 1)]);
        assert_eq!((first.verdict, first.day), (Verdict::Send, Some(today)));
        let third = begun(&[(today, 2)]);
        let tomorrow = Timestamp((today + 1) * DAY);
        assert_eq!(third.verdict, wait(HoldReason::NewChatsPerDay, tomorrow));
        assert_eq!(third.day, Some(today + 1));
        let later = begun(&[(today, 2), (today + 1, 2)]);
        assert_eq!(later.day, Some(today + 2));
        let full = [(today, 2), (today + 1, 2), (today + 2, 2), (today + 3, 2)];
        assert!(matches!(begun(&full).verdict, Verdict::Refuse(_)), "not for ever");
        for standing in [Standing::Reply, Standing::Open] {
            let other = decide(&rules(&own), &Facts { days: &full, ..facts(standing) });
            assert_eq!(other, Decision::plain(Verdict::Send, None));
        }
        let own = PacingConfig { on_limit: Some(OnLimit::Refuse), ..own };
        let refused = decide(&rules(&own), &Facts { days: &[(today, 2)], ..facts(Standing::New) });
        assert!(matches!(refused.verdict, Verdict::Refuse(_)));
        assert_eq!(refused.day, None, "it takes no one's place");
    }

    #[test]
    fn a_day_that_was_decided_before_is_not_counted_again() {
        let own = PacingConfig { new_chats_per_day: Some(1), ..PacingConfig::default() };
        let days = &[(20_000, 1)];
        let again = Facts { day: Some(20_000), days, ..facts(Standing::New) };
        assert_eq!(decide(&rules(&own), &again).verdict, Verdict::Send);
    }

    #[test]
    fn messages_of_a_minute_are_spread_after_a_burst_and_replies_are_not() {
        let own = PacingConfig { messages_per_minute: Some(12), ..PacingConfig::default() };
        let rules = rules(&own);
        let (mut next, mut waits) = (Timestamp(0), Vec::new());
        for _ in 0..5 {
            let decision = decide(&rules, &Facts { next_send_at: next, ..facts(Standing::Open) });
            next = decision.next_send_at.expect("a turn is taken");
            waits.push(match decision.verdict {
                Verdict::Wait(hold) => hold.not_before.since(NOON).as_secs(),
                _ => 0,
            });
        }
        assert_eq!(waits, [0, 0, 0, 5, 10]);
        let reply = decide(&rules, &Facts { next_send_at: next, ..facts(Standing::Reply) });
        assert_eq!(reply.verdict, Verdict::Send);
        assert!(reply.next_send_at > Some(next), "it counts");
        let slot = Some(NOON.minus(Duration::from_secs(2)));
        let due = Facts { slot, next_send_at: next, ..facts(Standing::Open) };
        assert_eq!(decide(&rules, &due).next_send_at, None, "its turn is taken once");
        let slot = Some(NOON.minus(Duration::from_hours(1)));
        let missed = Facts { slot, next_send_at: next, ..facts(Standing::Open) };
        assert!(matches!(decide(&rules, &missed).verdict, Verdict::Wait(_)));
    }

    #[test]
    fn only_new_conversations_wait_for_the_end_of_a_restriction() {
        let until = NOON.plus(Duration::from_hours(2));
        let restricted = |standing| {
            let facts = Facts { restricted_until: Some(until), ..facts(standing) };
            decide(&rules(&PacingConfig::default()), &facts).verdict
        };
        assert_eq!(restricted(Standing::New), wait(HoldReason::Restricted, until));
        assert_eq!(restricted(Standing::Open), Verdict::Send);
        assert_eq!(restricted(Standing::Reply), Verdict::Send);
    }

    #[test]
    fn invites_take_what_is_left_of_the_day_and_the_burst() {
        let count =
            |own: &PacingConfig, facts: &Facts<'_>| room_for_invites(&rules(own), facts, 100);
        let new = facts(Standing::New);
        let free = Invites { count: 20, day: None, pause: Duration::ZERO };
        assert_eq!(count(&PacingConfig::default(), &new), free, "never more at once");
        let own = PacingConfig { new_chats_per_day: Some(5), ..PacingConfig::default() };
        let begun = count(&own, &Facts { days: &[(20_000, 3)], ..new });
        assert_eq!((begun.count, begun.day), (2, Some(20_000)));
        assert_eq!(count(&own, &Facts { days: &[(20_000, 9)], ..new }).count, 0);
        let own = PacingConfig { messages_per_minute: Some(12), ..PacingConfig::default() };
        let spread = count(&own, &new);
        assert_eq!((spread.count, spread.pause), (3, Duration::from_secs(5)));
        let next_send_at = NOON.plus(Duration::from_secs(6));
        assert_eq!(count(&own, &Facts { next_send_at, ..new }).count, 1);
        let restricted_until = Some(NOON.plus(Duration::from_secs(1)));
        let none = count(&PacingConfig::default(), &Facts { restricted_until, ..new });
        assert_eq!(none.count, 0);
    }

    #[test]
    fn quiet_hours_let_replies_pass() {
        let time = |text: &str| Some(text.parse().expect(text));
        let own = PacingConfig {
            quiet_from: time("11:00"),
            quiet_until: time("13:00"),
            ..PacingConfig::default()
        };
        let verdict = |standing| decide(&rules(&own), &facts(standing)).verdict;
        let until = NOON.plus(Duration::from_hours(1));
        assert_eq!(verdict(Standing::Open), wait(HoldReason::QuietHours, until));
        assert_eq!(verdict(Standing::Reply), Verdict::Send);
    }
}
