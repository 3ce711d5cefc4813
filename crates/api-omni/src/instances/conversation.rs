//! The conversation settings of an instance, in requests and responses.

use super::groups::Reset;
use omni_app::instances::ConversationPatch;
use omni_domain::conversation_settings::{
    ConversationConfig, NewInput, ReplyFilter, ReplyFilterMode, SessionStrategy,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which messages are answered.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ReplyFilterSettings {
    /// `all`, or `filtered`: messages that meet any of the conditions.
    #[schema(value_type = Option<String>, default = "filtered")]
    mode: Option<ReplyFilterMode>,
    /// Direct chats.
    #[schema(default = true)]
    on_dm: Option<bool>,
    /// The account is mentioned.
    #[schema(default = true)]
    on_mention: Option<bool>,
    /// A message of the account is quoted.
    #[schema(default = true)]
    on_reply: Option<bool>,
    /// One of `namePatterns` is in the text.
    #[schema(default = false)]
    on_name_match: Option<bool>,
    /// Names, matched as whole words without regard to case; at most 20.
    name_patterns: Option<Vec<String>>,
}

impl From<ReplyFilterSettings> for ReplyFilter {
    fn from(given: ReplyFilterSettings) -> Self {
        let default = Self::default();
        Self {
            mode: given.mode.unwrap_or(default.mode),
            on_dm: given.on_dm.unwrap_or(default.on_dm),
            on_mention: given.on_mention.unwrap_or(default.on_mention),
            on_reply: given.on_reply.unwrap_or(default.on_reply),
            on_name_match: given.on_name_match.unwrap_or(default.on_name_match),
            name_patterns: given.name_patterns.unwrap_or(default.name_patterns),
        }
    }
}

/// Conversation settings. Times in milliseconds.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ConversationSettings {
    reply_filter: Option<ReplyFilterSettings>,
    /// The scope of the agent's memory: `per_user`, `per_chat` or `per_user_per_chat`.
    #[schema(value_type = Option<String>, default = "per_user_per_chat")]
    session_strategy: Option<SessionStrategy>,
    /// Restart the debounce while the contact is typing.
    #[schema(default = false)]
    restart_on_typing: Option<bool>,
    /// What happens to an answer in progress when a new message arrives: `queue` or `supersede`.
    #[schema(value_type = Option<String>, default = "queue")]
    new_input: Option<NewInput>,
    /// The first part of an answer quotes the last message of its turn.
    #[schema(default = false)]
    quote_first: Option<bool>,
    /// The text that is sent when the agent fails to answer.
    #[schema(max_length = 4000)]
    error_reply: Option<String>,
    /// Answers per minute and person; further ones are delayed. 0 is no limit.
    #[schema(default = 0)]
    rate_limit_per_minute: Option<u32>,
    /// For how long a message written by hand pauses the agent in the chat (takeover); 0 is not at
    /// all.
    #[schema(default = 600_000)]
    takeover_ms: Option<u64>,
    /// Messages sent through the API start a takeover, too.
    #[schema(default = false)]
    takeover_on_api: Option<bool>,
    /// How long a turn waits for the processing of files before it runs without them.
    #[schema(default = 30_000)]
    media_wait_ms: Option<u64>,
    /// An answer that equals this text is not sent; empty disables this.
    #[schema(max_length = 80, default = "NO_REPLY")]
    silence_word: Option<String>,
    /// Send the files of a turn to agents that accept them, beside their readings.
    #[schema(default = true)]
    attach_files: Option<bool>,
    /// A message of the phone this soon after the first message of a conversation counts as
    /// automatic and does not pause the agent. 0 is off.
    #[schema(default = 5000)]
    automatic_grace_ms: Option<u64>,
    /// Consecutive messages that follow an answer within ten seconds, after which the chat counts
    /// as a loop of two programs and the agent is paused in it. 0 is off.
    #[schema(default = 20)]
    loop_limit: Option<u32>,
    /// For how long a loop pauses the agent.
    #[schema(default = 3_600_000)]
    loop_pause_ms: Option<u64>,
    /// Answers per hour and chat in one series, after which it counts as a loop. 0 is no limit.
    #[schema(default = 120)]
    answers_per_hour: Option<u32>,
    /// Render the Markdown of answers in the channel's own markup.
    #[schema(default = true)]
    format_markdown: Option<bool>,
    /// Send the images that an answer links in Markdown as images.
    #[schema(default = true)]
    send_images: Option<bool>,
}

impl From<ConversationSettings> for ConversationConfig {
    fn from(given: ConversationSettings) -> Self {
        let default = Self::default();
        Self {
            reply_filter: given.reply_filter.unwrap_or_default().into(),
            session_strategy: given.session_strategy.unwrap_or(default.session_strategy),
            restart_on_typing: given.restart_on_typing.unwrap_or(default.restart_on_typing),
            new_input: given.new_input.unwrap_or(default.new_input),
            quote_first: given.quote_first.unwrap_or(default.quote_first),
            error_reply: given.error_reply,
            rate_limit_per_minute: given
                .rate_limit_per_minute
                .unwrap_or(default.rate_limit_per_minute),
            takeover_ms: given.takeover_ms.unwrap_or(default.takeover_ms),
            takeover_on_api: given.takeover_on_api.unwrap_or(default.takeover_on_api),
            media_wait_ms: given.media_wait_ms.unwrap_or(default.media_wait_ms),
            silence_word: given.silence_word.unwrap_or(default.silence_word),
            attach_files: given.attach_files.unwrap_or(default.attach_files),
            automatic_grace_ms: given.automatic_grace_ms.unwrap_or(default.automatic_grace_ms),
            loop_limit: given.loop_limit.unwrap_or(default.loop_limit),
            loop_pause_ms: given.loop_pause_ms.unwrap_or(default.loop_pause_ms),
            answers_per_hour: given.answers_per_hour.unwrap_or(default.answers_per_hour),
            format_markdown: given.format_markdown.unwrap_or(default.format_markdown),
            send_images: given.send_images.unwrap_or(default.send_images),
        }
    }
}

impl ConversationSettings {
    /// As changes, together with the members that are reset. The filter is read separately: it is
    /// replaced as a whole, and `null` is not allowed inside it.
    pub(super) fn into_patch(
        self,
        reply_filter: Option<ReplyFilter>,
        reset: &Reset,
    ) -> ConversationPatch {
        ConversationPatch {
            reply_filter: reset.change("replyFilter", reply_filter),
            session_strategy: reset.change("sessionStrategy", self.session_strategy),
            restart_on_typing: reset.change("restartOnTyping", self.restart_on_typing),
            new_input: reset.change("newInput", self.new_input),
            quote_first: reset.change("quoteFirst", self.quote_first),
            error_reply: reset.change("errorReply", self.error_reply),
            rate_limit_per_minute: reset.change("rateLimitPerMinute", self.rate_limit_per_minute),
            takeover_ms: reset.change("takeoverMs", self.takeover_ms),
            takeover_on_api: reset.change("takeoverOnApi", self.takeover_on_api),
            media_wait_ms: reset.change("mediaWaitMs", self.media_wait_ms),
            silence_word: reset.change("silenceWord", self.silence_word),
            attach_files: reset.change("attachFiles", self.attach_files),
            automatic_grace_ms: reset.change("automaticGraceMs", self.automatic_grace_ms),
            loop_limit: reset.change("loopLimit", self.loop_limit),
            loop_pause_ms: reset.change("loopPauseMs", self.loop_pause_ms),
            answers_per_hour: reset.change("answersPerHour", self.answers_per_hour),
            format_markdown: reset.change("formatMarkdown", self.format_markdown),
            send_images: reset.change("sendImages", self.send_images),
        }
    }
}

/// Which messages are answered.
#[expect(clippy::struct_excessive_bools, reason = "the specification's shape: four flags")]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ReplyFilterView {
    mode: &'static str,
    on_dm: bool,
    on_mention: bool,
    on_reply: bool,
    on_name_match: bool,
    name_patterns: Vec<String>,
}

/// Conversation settings. Times in milliseconds.
#[expect(clippy::struct_excessive_bools, reason = "the shape of the API: independent switches")]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ConversationView {
    reply_filter: ReplyFilterView,
    session_strategy: &'static str,
    restart_on_typing: bool,
    new_input: &'static str,
    quote_first: bool,
    error_reply: Option<String>,
    rate_limit_per_minute: u32,
    takeover_ms: u64,
    takeover_on_api: bool,
    media_wait_ms: u64,
    silence_word: String,
    attach_files: bool,
    automatic_grace_ms: u64,
    loop_limit: u32,
    loop_pause_ms: u64,
    answers_per_hour: u32,
    format_markdown: bool,
    send_images: bool,
}

impl From<ConversationConfig> for ConversationView {
    fn from(config: ConversationConfig) -> Self {
        let filter = config.reply_filter;
        Self {
            reply_filter: ReplyFilterView {
                mode: filter.mode.as_str(),
                on_dm: filter.on_dm,
                on_mention: filter.on_mention,
                on_reply: filter.on_reply,
                on_name_match: filter.on_name_match,
                name_patterns: filter.name_patterns,
            },
            session_strategy: config.session_strategy.as_str(),
            restart_on_typing: config.restart_on_typing,
            new_input: config.new_input.as_str(),
            quote_first: config.quote_first,
            error_reply: config.error_reply,
            rate_limit_per_minute: config.rate_limit_per_minute,
            takeover_ms: config.takeover_ms,
            takeover_on_api: config.takeover_on_api,
            media_wait_ms: config.media_wait_ms,
            silence_word: config.silence_word,
            attach_files: config.attach_files,
            automatic_grace_ms: config.automatic_grace_ms,
            loop_limit: config.loop_limit,
            loop_pause_ms: config.loop_pause_ms,
            answers_per_hour: config.answers_per_hour,
            format_markdown: config.format_markdown,
            send_images: config.send_images,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ConversationConfig, ConversationSettings};

    #[test]
    fn absent_members_have_the_domains_defaults() {
        let none = ConversationConfig::from(ConversationSettings::default());
        assert_eq!(none, ConversationConfig::default());
    }
}
