//! Whether an instance's settings are valid.

use crate::agents;
use crate::app::App;
use crate::error::{Error, Field, Message};
use crate::pacing::is_time_zone;
use omni_domain::agent::AgentConfig;
use omni_domain::conversation_settings::ConversationConfig;
use omni_domain::instance::{CallConfig, ChannelType, InstanceConfig};
use omni_domain::pacing::PacingConfig;

const MAX_NAME: usize = 255;
const MAX_DEBOUNCE_MS: u64 = 30_000;
const MAX_TAKEOVER_MS: u64 = 30 * 24 * 3600 * 1000;
const MAX_AUTOMATIC_GRACE_MS: u64 = 60_000;
const MAX_LOOP_LIMIT: u32 = 50;
const MAX_MEDIA_WAIT_MS: u64 = 600_000;
const MAX_RATE: u32 = 1000;
const MAX_REPLY_CHARS: usize = 4000;
const MAX_NAMES: usize = 20;
const MAX_MESSAGES_PER_MINUTE: u32 = 10_000;
const MAX_NEW_CHATS: u32 = 100_000;
const MAX_WARM_UP_DAYS: u32 = 365;
const MAX_NAME_CHARS: usize = 80;

pub(super) fn check_name(name: &str) -> Result<String, Error> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME {
        return Err(Error::invalid(
            Field::InstanceName,
            "an instance needs a name of 1 to 255 characters",
        ));
    }
    if name.chars().any(char::is_control) {
        return Err(Error::invalid(Field::InstanceName, "a name holds no control characters"));
    }
    Ok(name.to_owned())
}

/// Checks these settings, with those of the instance's own agent.
pub(super) fn check(
    app: &App,
    channel: ChannelType,
    config: &InstanceConfig,
    agent: Option<&AgentConfig>,
) -> Result<(), Error> {
    app.channel(channel)?.check_settings(&config.channel_config)?;
    if let Some(agent) = agent {
        agents::check(app, agent)?;
    }
    check_conversation(&config.conversation)?;
    check_pacing(&config.pacing)?;
    check_calls(&config.calls)?;
    let messaging = &config.messaging;
    let times = [
        (Field::DebounceMs, messaging.debounce_ms),
        (Field::DebounceMinMs, messaging.debounce_min_ms),
        (Field::DebounceMaxMs, messaging.debounce_max_ms),
        (Field::SplitDelayMinMs, messaging.split_delay_min_ms),
        (Field::SplitDelayMaxMs, messaging.split_delay_max_ms),
    ];
    for (field, value) in times {
        if value > MAX_DEBOUNCE_MS {
            return Err(Error::invalid(field, "give a time of 0 to 30000 ms"));
        }
    }
    if messaging.debounce_min_ms > messaging.debounce_max_ms {
        return Err(Error::invalid(
            Field::DebounceMinMs,
            Message::from("the shortest time exceeds ").name(Field::DebounceMaxMs),
        ));
    }
    if messaging.split_delay_min_ms > messaging.split_delay_max_ms {
        return Err(Error::invalid(
            Field::SplitDelayMinMs,
            Message::from("the shortest pause exceeds ").name(Field::SplitDelayMaxMs),
        ));
    }
    Ok(())
}

fn check_pacing(pacing: &PacingConfig) -> Result<(), Error> {
    let limits = [
        (Field::MessagesPerMinute, pacing.messages_per_minute, MAX_MESSAGES_PER_MINUTE),
        (Field::NewChatsPerDay, pacing.new_chats_per_day, MAX_NEW_CHATS),
        (Field::WarmUpDays, pacing.warm_up_days, MAX_WARM_UP_DAYS),
    ];
    for (field, value, most) in limits {
        if value.is_some_and(|value| value > most) {
            return Err(Error::invalid(field, format!("give a number of 0 to {most}")));
        }
    }
    match (pacing.quiet_from, pacing.quiet_until) {
        (Some(_), None) => {
            return Err(Error::invalid(
                Field::QuietUntil,
                "give the end of the quiet hours as well",
            ));
        }
        (None, Some(_)) => {
            let why = "give the beginning of the quiet hours as well";
            return Err(Error::invalid(Field::QuietFrom, why));
        }
        _ => {}
    }
    if pacing.time_zone.as_deref().is_some_and(|zone| !is_time_zone(zone)) {
        let why = "give the IANA name of a time zone, such as `America/Sao_Paulo`, or null for the \
                   server's own";
        return Err(Error::invalid(Field::TimeZone, why));
    }
    Ok(())
}

fn check_calls(calls: &CallConfig) -> Result<(), Error> {
    let reply = calls.reply.as_deref();
    if reply.is_some_and(|text| text.trim().is_empty() || text.chars().count() > MAX_REPLY_CHARS) {
        return Err(Error::invalid(
            Field::CallReply,
            "give 1 to 4000 characters, or null for no reply",
        ));
    }
    Ok(())
}

fn check_loops(conversation: &ConversationConfig) -> Result<(), Error> {
    if conversation.loop_limit > MAX_LOOP_LIMIT {
        return Err(Error::invalid(Field::LoopLimit, "give a number of 0 to 50 messages"));
    }
    if !(1..=MAX_TAKEOVER_MS).contains(&conversation.loop_pause_ms) {
        return Err(Error::invalid(Field::LoopPauseMs, "give a time of 1 ms to 30 days"));
    }
    if conversation.answers_per_hour > MAX_RATE {
        return Err(Error::invalid(Field::AnswersPerHour, "give a number of 0 to 1000 answers"));
    }
    Ok(())
}

fn check_conversation(conversation: &ConversationConfig) -> Result<(), Error> {
    if conversation.takeover_ms > MAX_TAKEOVER_MS {
        return Err(Error::invalid(Field::TakeoverMs, "give a time of at most 30 days"));
    }
    if conversation.media_wait_ms > MAX_MEDIA_WAIT_MS {
        return Err(Error::invalid(Field::MediaWaitMs, "give a time of 0 to 600000 ms"));
    }
    if conversation.rate_limit_per_minute > MAX_RATE {
        return Err(Error::invalid(Field::AnswersPerMinute, "give a number of 0 to 1000 answers"));
    }
    if conversation.automatic_grace_ms > MAX_AUTOMATIC_GRACE_MS {
        return Err(Error::invalid(Field::AutomaticGraceMs, "give a time of 0 to 60000 ms"));
    }
    check_loops(conversation)?;
    if conversation.silence_word.chars().count() > MAX_NAME_CHARS {
        return Err(Error::invalid(
            Field::SilenceWord,
            "give a word of at most 80 characters, or an empty one for none",
        ));
    }
    let words = conversation.error_reply.as_deref();
    if words.is_some_and(|words| words.trim().is_empty() || words.chars().count() > MAX_REPLY_CHARS)
    {
        return Err(Error::invalid(
            Field::ErrorReply,
            "give 1 to 4000 characters, or null for no reply",
        ));
    }
    let names = &conversation.reply_filter.name_patterns;
    let fits = |name: &String| !name.trim().is_empty() && name.chars().count() <= MAX_NAME_CHARS;
    if names.len() > MAX_NAMES || !names.iter().all(fits) {
        return Err(Error::invalid(
            Field::NamePatterns,
            "give at most 20 names of 1 to 80 characters",
        ));
    }
    Ok(())
}
