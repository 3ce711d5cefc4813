//! The changes in a patch of an instance.

use crate::agents::AgentPatch;
use crate::entity_tag::Precondition;
use crate::patch::Change;
use omni_domain::conversation_settings::{
    ConversationConfig, NewInput, ReplyFilter, SessionStrategy,
};
use omni_domain::ids::AgentId;
use omni_domain::instance::{
    CallConfig, DebounceMode, InstanceConfig, MediaConfig, MessagingConfig,
};
use omni_domain::pacing::{OnLimit, PacingConfig, TimeOfDay};
use omni_domain::rules::AccessMode;
use serde_json::Value;

/// Changes to an instance. Members that are not named stay.
#[derive(Clone, Default)]
#[expect(missing_debug_implementations, reason = "it may hold a key in clear")]
pub struct InstancePatch {
    /// The state that it changes.
    pub precondition: Precondition,
    /// Another name.
    pub name: Option<String>,
    /// Settings of the channel, by name; `None` removes one.
    pub channel_config: Option<Vec<(String, Option<Value>)>>,
    /// What answers.
    pub agent: Option<AgentChange>,
    /// How messages are gathered and replies split.
    pub messaging: MessagingPatch,
    /// What is done with received media.
    pub media: MediaPatch,
    /// How conversations are held.
    pub conversation: ConversationPatch,
    /// Who may talk to the agents when no access rule matches.
    pub access_mode: Option<AccessMode>,
    /// How fast it may write.
    pub pacing: PacingPatch,
    /// How calls are answered.
    pub calls: CallPatch,
    /// The address of its proxy, with its password in clear.
    pub proxy: Change<String>,
}

/// Changes to [`CallConfig`].
#[derive(Clone, Default)]
#[expect(missing_debug_implementations, reason = "`Change` has no `Debug`")]
pub struct CallPatch {
    /// Whether calls are rejected.
    pub reject: Change<bool>,
    /// The text that is sent to the caller after a rejection.
    pub reply: Change<String>,
}

impl CallPatch {
    fn apply(self, config: &mut CallConfig) {
        self.reject.apply(&mut config.reject, CallConfig::default().reject);
        self.reply.apply_to(&mut config.reply);
    }
}

/// The change of an instance's agent.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "it may hold a key in clear")]
pub enum AgentChange {
    /// The agent that belongs to the instance changes; it is created if there is none, or only that of
    /// the tenant's AI layer.
    Own(Box<AgentPatch>),
    /// The same, also where the instance refers to an agent that is not its alone: it refers to its own
    /// from then on.
    OwnInstead(Box<AgentPatch>),
    /// This agent answers, which any number of instances may refer to. The instance's own agent is
    /// deleted.
    Use(AgentId),
    /// The same, where nothing answers yet; otherwise nothing changes.
    UseIfNone(AgentId),
    /// Nothing answers. The instance's own agent is deleted.
    Remove,
}

/// Changes to [`MessagingConfig`].
#[derive(Clone, Default)]
#[expect(missing_debug_implementations, reason = "`Change` has no `Debug`")]
pub struct MessagingPatch {
    /// How messages are gathered.
    pub debounce_mode: Change<DebounceMode>,
    /// Quiet time of the fixed mode, in milliseconds.
    pub debounce_ms: Change<u64>,
    /// Shortest quiet time of the randomized mode.
    pub debounce_min_ms: Change<u64>,
    /// Longest quiet time of the randomized mode.
    pub debounce_max_ms: Change<u64>,
    /// Whether replies are split on blank lines.
    pub enable_auto_split: Change<bool>,
    /// Shortest pause between parts.
    pub split_delay_min_ms: Change<u64>,
    /// Longest pause between parts.
    pub split_delay_max_ms: Change<u64>,
    /// Whether the sender's name precedes the text.
    pub username_prefix: Change<bool>,
    /// Whether texts are sent with the preview of their first link.
    pub link_previews: Change<bool>,
}

impl MessagingPatch {
    fn apply(self, config: &mut MessagingConfig) {
        let default = MessagingConfig::default();
        self.debounce_mode.apply(&mut config.debounce_mode, default.debounce_mode);
        self.debounce_ms.apply(&mut config.debounce_ms, default.debounce_ms);
        self.debounce_min_ms.apply(&mut config.debounce_min_ms, default.debounce_min_ms);
        self.debounce_max_ms.apply(&mut config.debounce_max_ms, default.debounce_max_ms);
        self.enable_auto_split.apply(&mut config.enable_auto_split, default.enable_auto_split);
        self.split_delay_min_ms.apply(&mut config.split_delay_min_ms, default.split_delay_min_ms);
        self.split_delay_max_ms.apply(&mut config.split_delay_max_ms, default.split_delay_max_ms);
        self.username_prefix.apply(&mut config.username_prefix, default.username_prefix);
        self.link_previews.apply(&mut config.link_previews, default.link_previews);
    }
}

/// Changes to [`MediaConfig`].
#[derive(Clone, Default)]
#[expect(missing_debug_implementations, reason = "`Change` has no `Debug`")]
pub struct MediaPatch {
    /// Transcribe audio.
    pub process_audio: Change<bool>,
    /// Describe images.
    pub process_images: Change<bool>,
    /// Describe video.
    pub process_video: Change<bool>,
    /// Extract documents.
    pub process_documents: Change<bool>,
    /// Also for senders that get no answer.
    pub process_on_blocked: Change<bool>,
}

impl MediaPatch {
    fn apply(self, config: &mut MediaConfig) {
        let default = MediaConfig::default();
        self.process_audio.apply(&mut config.process_audio, default.process_audio);
        self.process_images.apply(&mut config.process_images, default.process_images);
        self.process_video.apply(&mut config.process_video, default.process_video);
        self.process_documents.apply(&mut config.process_documents, default.process_documents);
        self.process_on_blocked.apply(&mut config.process_on_blocked, default.process_on_blocked);
    }
}

/// Changes to [`ConversationConfig`].
#[derive(Clone, Default)]
#[expect(missing_debug_implementations, reason = "`Change` has no `Debug`")]
pub struct ConversationPatch {
    /// Which messages get an answer.
    pub reply_filter: Change<ReplyFilter>,
    /// The scope of the agent's memory.
    pub session_strategy: Change<SessionStrategy>,
    /// Whether typing restarts the quiet time.
    pub restart_on_typing: Change<bool>,
    /// What happens to an answer in progress when more is written.
    pub new_input: Change<NewInput>,
    /// Whether the first part of an answer quotes.
    pub quote_first: Change<bool>,
    /// Text that is sent when the agent could not answer.
    pub error_reply: Change<String>,
    /// Answers per minute and person.
    pub rate_limit_per_minute: Change<u32>,
    /// For how long a person's own message pauses the agent.
    pub takeover_ms: Change<u64>,
    /// Whether messages sent through the API pause it, too.
    pub takeover_on_api: Change<bool>,
    /// How long files are waited for.
    pub media_wait_ms: Change<u64>,
    /// An answer that is this word sends nothing; empty: no word does.
    pub silence_word: Change<String>,
    /// Send the files of a turn to agents that accept them, beside their readings.
    pub attach_files: Change<bool>,
    /// A message of the phone this soon after the first message of a conversation is taken for an
    /// automatic one and does not pause the agent. 0 is off.
    pub automatic_grace_ms: Change<u64>,
    /// Messages in a row that follow an answer within ten seconds before the chat is taken for a loop of
    /// two programs, and the agent is paused in it. 0 is off.
    pub loop_limit: Change<u32>,
    /// For how long a loop pauses the agent.
    pub loop_pause_ms: Change<u64>,
    /// Answers per hour and chat, all in one series, before it is taken for a loop. 0 is no limit.
    pub answers_per_hour: Change<u32>,
    /// Render the Markdown of answers in the channel's own markup.
    pub format_markdown: Change<bool>,
    /// Send the images that an answer links in Markdown as images.
    pub send_images: Change<bool>,
}

impl ConversationPatch {
    fn apply(self, config: &mut ConversationConfig) {
        let default = ConversationConfig::default();
        self.reply_filter.apply(&mut config.reply_filter, default.reply_filter);
        self.session_strategy.apply(&mut config.session_strategy, default.session_strategy);
        self.restart_on_typing.apply(&mut config.restart_on_typing, default.restart_on_typing);
        self.new_input.apply(&mut config.new_input, default.new_input);
        self.quote_first.apply(&mut config.quote_first, default.quote_first);
        self.error_reply.apply_to(&mut config.error_reply);
        self.rate_limit_per_minute
            .apply(&mut config.rate_limit_per_minute, default.rate_limit_per_minute);
        self.takeover_ms.apply(&mut config.takeover_ms, default.takeover_ms);
        self.takeover_on_api.apply(&mut config.takeover_on_api, default.takeover_on_api);
        self.media_wait_ms.apply(&mut config.media_wait_ms, default.media_wait_ms);
        self.silence_word.apply(&mut config.silence_word, default.silence_word);
        self.attach_files.apply(&mut config.attach_files, default.attach_files);
        self.automatic_grace_ms.apply(&mut config.automatic_grace_ms, default.automatic_grace_ms);
        self.loop_limit.apply(&mut config.loop_limit, default.loop_limit);
        self.loop_pause_ms.apply(&mut config.loop_pause_ms, default.loop_pause_ms);
        self.answers_per_hour.apply(&mut config.answers_per_hour, default.answers_per_hour);
        self.format_markdown.apply(&mut config.format_markdown, default.format_markdown);
        self.send_images.apply(&mut config.send_images, default.send_images);
    }
}

/// Changes to [`PacingConfig`]. A member that is reset is the server's default again.
#[derive(Clone, Default)]
#[expect(missing_debug_implementations, reason = "`Change` has no `Debug`")]
pub struct PacingPatch {
    /// Messages a minute.
    pub messages_per_minute: Change<u32>,
    /// Conversations a day that it begins.
    pub new_chats_per_day: Change<u32>,
    /// Days in which the limits of a new account grow.
    pub warm_up_days: Change<u32>,
    /// The beginning of its quiet hours.
    pub quiet_from: Change<TimeOfDay>,
    /// Their end.
    pub quiet_until: Change<TimeOfDay>,
    /// Its IANA time zone.
    pub time_zone: Change<String>,
    /// What happens to a message that begins one conversation too many.
    pub on_limit: Change<OnLimit>,
    /// What happens to a message that begins a conversation while the network forbids it.
    pub on_restriction: Change<OnLimit>,
}

impl PacingPatch {
    fn apply(self, config: &mut PacingConfig) {
        self.messages_per_minute.apply_to(&mut config.messages_per_minute);
        self.new_chats_per_day.apply_to(&mut config.new_chats_per_day);
        self.warm_up_days.apply_to(&mut config.warm_up_days);
        self.quiet_from.apply_to(&mut config.quiet_from);
        self.quiet_until.apply_to(&mut config.quiet_until);
        self.time_zone.apply_to(&mut config.time_zone);
        self.on_limit.apply_to(&mut config.on_limit);
        self.on_restriction.apply_to(&mut config.on_restriction);
    }
}

impl InstancePatch {
    /// Changes the settings, except the name, the agent and the proxy.
    pub(super) fn apply(self, config: &mut InstanceConfig) {
        for (name, value) in self.channel_config.into_iter().flatten() {
            match value {
                Some(value) => drop(config.channel_config.insert(name, value)),
                None => drop(config.channel_config.remove(&name)),
            }
        }
        self.messaging.apply(&mut config.messaging);
        self.media.apply(&mut config.media);
        self.conversation.apply(&mut config.conversation);
        self.pacing.apply(&mut config.pacing);
        config.access_mode = self.access_mode.unwrap_or(config.access_mode);
        self.calls.apply(&mut config.calls);
    }
}
