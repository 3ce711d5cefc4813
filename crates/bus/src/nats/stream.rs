//! The six streams for outside consumers.

use async_nats::jetstream::stream::{Config, RetentionPolicy, StorageType};
use async_nats::jetstream::{self, context::CreateStreamError};
use omni_domain::event::Event;
use std::time::Duration;

const DAY: Duration = Duration::from_hours(24);
/// How long `JetStream` deduplicates by an event's id.
const DUPLICATES: Duration = Duration::from_mins(2);

/// A stream of events of one family; names, subjects and ages are those of Omni v1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventStream {
    /// Messages and reactions.
    Messages,
    /// People and their accounts.
    Identity,
    /// Media files.
    Media,
    /// Answers of agents.
    Agent,
    /// Decisions of access rules.
    Access,
    /// Connections, calls, presence, groups, webhooks, what people configure, and the system itself.
    Channel,
}

impl EventStream {
    /// Every stream.
    pub const ALL: [Self; 6] =
        [Self::Messages, Self::Identity, Self::Media, Self::Agent, Self::Access, Self::Channel];

    /// The name without the prefix.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Messages => "MESSAGES",
            Self::Identity => "IDENTITY",
            Self::Media => "MEDIA",
            Self::Agent => "AGENT",
            Self::Access => "ACCESS",
            Self::Channel => "CHANNEL",
        }
    }

    /// The families of the event types it contains.
    pub const fn families(self) -> &'static [&'static str] {
        match self {
            Self::Messages => &["message", "reaction"],
            Self::Identity => &["identity"],
            Self::Media => &["media"],
            Self::Agent => &["agent"],
            Self::Access => &["access"],
            Self::Channel => &[
                "instance",
                "system",
                "presence",
                "custom",
                "webhook",
                "chat",
                "label",
                "blocklist",
                "privacy",
                "call",
                "group",
                "provider",
                "key",
                "user",
                "setting",
                "entry_point",
                "quick_reply",
                "ai_layer",
                "view",
            ],
        }
    }

    /// The maximum age of events.
    pub const fn age(self) -> Duration {
        match self {
            Self::Messages | Self::Access => DAY.saturating_mul(30),
            Self::Identity => DAY.saturating_mul(90),
            Self::Media | Self::Agent | Self::Channel => DAY.saturating_mul(7),
        }
    }

    /// The stream's name on the server: `OMNI_MESSAGES` for the prefix `omni`.
    pub fn name(self, prefix: &str) -> String {
        format!("{}_{}", prefix.to_ascii_uppercase(), self.as_str())
    }

    /// The subjects of the stream: `omni.message.>` …
    pub fn subjects(self, prefix: &str) -> Vec<String> {
        self.families().iter().map(|family| format!("{prefix}.{family}.>")).collect()
    }

    fn config(self, prefix: &str, replicas: usize) -> Config {
        Config {
            name: self.name(prefix),
            subjects: self.subjects(prefix),
            max_age: self.age(),
            retention: RetentionPolicy::Limits,
            storage: StorageType::File,
            num_replicas: replicas,
            duplicate_window: DUPLICATES,
            ..Config::default()
        }
    }
}

/// Creates missing streams. An existing one keeps its limits, which its owner may have changed; it gets
/// the subjects of families that are newer than it.
pub(crate) async fn ensure_all(
    jetstream: &jetstream::Context,
    prefix: &str,
    replicas: usize,
) -> Result<(), CreateStreamError> {
    for stream in EventStream::ALL {
        let config = stream.config(prefix, replicas);
        let found = jetstream.get_or_create_stream(config.clone()).await?;
        let mut existing = found.cached_info().config.clone();
        let missing = missing(&existing.subjects, config.subjects);
        if missing.is_empty() {
            continue;
        }
        existing.subjects.extend(missing);
        jetstream.update_stream(&existing).await?;
    }
    Ok(())
}

/// The subjects that none of these patterns contains.
fn missing(patterns: &[String], subjects: Vec<String>) -> Vec<String> {
    let contains = |pattern: &String, subject: &String| {
        pattern == subject
            || pattern.strip_suffix('>').is_some_and(|start| subject.starts_with(start))
    };
    let is_missing = |subject: &String| !patterns.iter().any(|one| contains(one, subject));
    subjects.into_iter().filter(is_missing).collect()
}

/// `<prefix>.<type>.<channel>.<instance>`, without the last two if the event has none.
pub(crate) fn subject(prefix: &str, event: &Event) -> String {
    let kind = event.event_type();
    match (event.channel, event.instance_id) {
        (Some(channel), Some(instance)) => format!("{prefix}.{kind}.{channel}.{instance}"),
        _ => format!("{prefix}.{kind}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{EventStream, missing, subject};
    use omni_domain::event::{Event, EventType, Unreadable};
    use omni_domain::instance::ChannelType;
    use omni_domain::{EventId, InstanceId, TenantId, Timestamp};
    use std::collections::HashSet;

    #[test]
    fn every_event_type_belongs_to_exactly_one_stream() {
        for kind in EventType::ALL {
            let (family, _) = kind.as_str().split_once('.').unwrap();
            let homes = EventStream::ALL.iter().filter(|s| s.families().contains(&family)).count();
            assert_eq!(homes, 1, "{kind}");
        }
    }

    #[test]
    fn an_older_stream_gets_the_subjects_that_it_has_not() {
        let texts =
            |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let wanted = texts(&["omni.instance.>", "omni.call.>"]);
        assert_eq!(missing(&texts(&["omni.instance.>"]), wanted.clone()), ["omni.call.>"]);
        assert!(missing(&texts(&["omni.>"]), wanted.clone()).is_empty());
        assert!(missing(&wanted, wanted.clone()).is_empty());
    }

    #[test]
    fn names_and_subjects_carry_the_prefix() {
        assert_eq!(EventStream::Messages.name("omni"), "OMNI_MESSAGES");
        assert_eq!(EventStream::Messages.subjects("omni"), ["omni.message.>", "omni.reaction.>"]);
        let names: HashSet<_> = EventStream::ALL.iter().map(|s| s.name("omni")).collect();
        assert_eq!(names.len(), 6);
    }

    #[test]
    fn subjects_name_channel_and_instance_if_known() {
        let mut event = Event::new(
            EventId(uuid::Uuid::from_u128(7)),
            TenantId::DEFAULT,
            Unreadable::of(EventType::MessageReceived, serde_json::Value::Null),
            Timestamp(0),
        );
        assert_eq!(subject("omni", &event), "omni.message.received");
        event.channel = Some(ChannelType::WhatsappBaileys);
        event.instance_id = Some(InstanceId(uuid::Uuid::from_u128(9)));
        assert_eq!(
            subject("omni", &event),
            "omni.message.received.whatsapp-baileys.00000000-0000-0000-0000-000000000009"
        );
    }
}
