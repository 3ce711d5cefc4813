//! Settings of conversations: which messages are answered, and how.

use crate::text_enum::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// Which messages of groups are answered. Direct chats always are.
    pub enum ReplyFilterMode {
        /// Every message.
        All = "all",
        /// Those that meet one of the conditions.
        Filtered = "filtered",
    }
}

text_enum! {
    /// The scope of the agent's memory.
    pub enum SessionStrategy {
        /// Everything of one person.
        PerUser = "per_user",
        /// Everything of one chat.
        PerChat = "per_chat",
        /// One person in one chat.
        PerUserPerChat = "per_user_per_chat",
    }
}

text_enum! {
    /// What happens to a turn that is being answered when more is written.
    pub enum NewInput {
        /// It continues; the new messages are the next turn.
        Queue = "queue",
        /// It is cancelled; the next turn has its messages too.
        Supersede = "supersede",
    }
}

/// Which messages of groups are answered.
#[expect(clippy::struct_excessive_bools, reason = "the shape of the API: four switches")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ReplyFilter {
    /// All, or those below.
    pub mode: ReplyFilterMode,
    /// In direct chats.
    pub on_dm: bool,
    /// The account is mentioned.
    pub on_mention: bool,
    /// A message of the account is quoted.
    pub on_reply: bool,
    /// One of the names is in the text.
    pub on_name_match: bool,
    /// The names, as whole words in any case.
    pub name_patterns: Vec<String>,
}

impl Default for ReplyFilter {
    /// The default of the first version of Omni, once an agent is set.
    fn default() -> Self {
        Self {
            mode: ReplyFilterMode::Filtered,
            on_dm: true,
            on_mention: true,
            on_reply: true,
            on_name_match: false,
            name_patterns: Vec::new(),
        }
    }
}

/// The facts of a message that decide whether it is for the agent.
#[derive(Debug, Clone, Copy)]
pub struct Addressing<'a> {
    /// In a direct chat.
    pub is_direct: bool,
    /// Every address of the instance's own account: phone JID, LID.
    pub own: &'a [&'a str],
    /// Addresses that are mentioned.
    pub mentions: &'a [String],
    /// It quotes a message of the account.
    pub quotes_own: bool,
    /// Its text.
    pub text: Option<&'a str>,
}

impl ReplyFilter {
    /// Whether a message is answered.
    pub fn admits(&self, message: &Addressing<'_>) -> bool {
        if self.mode == ReplyFilterMode::All {
            return true;
        }
        (self.on_dm && message.is_direct)
            || (self.on_mention
                && message.mentions.iter().any(|one| message.own.contains(&one.as_str())))
            || (self.on_reply && message.quotes_own)
            || (self.on_name_match && message.text.is_some_and(|text| self.names(text)))
    }

    fn names(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.name_patterns.iter().any(|name| contains_word(&text, &name.trim().to_lowercase()))
    }
}

/// Whether the word occurs in the text with no letter or digit directly before or after it.
fn contains_word(text: &str, word: &str) -> bool {
    let bounds = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
    !word.is_empty()
        && text.match_indices(word).any(|(at, found)| {
            bounds(text[..at].chars().next_back())
                && bounds(text[at + found.len()..].chars().next())
        })
}

/// The default word by which an agent sends no answer.
const SILENCE_WORD: &str = "NO_REPLY";

/// Settings of conversations of an instance. Times in milliseconds.
#[expect(clippy::struct_excessive_bools, reason = "the shape of the API: independent switches")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ConversationConfig {
    /// Which messages are answered.
    pub reply_filter: ReplyFilter,
    /// The scope of the agent's memory.
    pub session_strategy: SessionStrategy,
    /// Restart the quiet time while the other side is typing.
    pub restart_on_typing: bool,
    /// What happens to an answer in progress when more is written.
    pub new_input: NewInput,
    /// The first part of an answer quotes the last message it is about.
    pub quote_first: bool,
    /// The text that is sent when the agent could not answer; none if not set.
    pub error_reply: Option<String>,
    /// Answers per minute and person; more wait. 0 is no limit.
    pub rate_limit_per_minute: u32,
    /// For how long a person's own message in a chat pauses the agent there. 0 is not at all.
    pub takeover_ms: u64,
    /// Messages sent through the API pause it, too.
    pub takeover_on_api: bool,
    /// How long files are waited for before the agent is asked without them.
    pub media_wait_ms: u64,
    /// An answer that is this word sends nothing; empty: no word does.
    pub silence_word: String,
    /// Send the files of a turn to agents that accept them, beside their readings.
    pub attach_files: bool,
    /// A message of the phone this soon after the first message of a conversation is taken for an
    /// automatic one and does not pause the agent. 0 is off.
    pub automatic_grace_ms: u64,
    /// Messages in a row that follow an answer within ten seconds before the chat is taken for a loop of
    /// two programs, and the agent is paused in it. 0 is off.
    pub loop_limit: u32,
    /// For how long a loop pauses the agent.
    pub loop_pause_ms: u64,
    /// Answers per hour and chat, all in one series, before it is taken for a loop. 0 is no limit.
    pub answers_per_hour: u32,
    /// Render the Markdown of answers in the channel's own markup.
    pub format_markdown: bool,
    /// Send the images that an answer links in Markdown as images.
    pub send_images: bool,
}

impl Default for ConversationConfig {
    fn default() -> Self {
        Self {
            reply_filter: ReplyFilter::default(),
            session_strategy: SessionStrategy::PerUserPerChat,
            restart_on_typing: false,
            new_input: NewInput::Queue,
            quote_first: false,
            error_reply: None,
            rate_limit_per_minute: 0,
            takeover_ms: 600_000,
            takeover_on_api: false,
            media_wait_ms: 30_000,
            silence_word: SILENCE_WORD.to_owned(),
            attach_files: true,
            automatic_grace_ms: 5000,
            loop_limit: 20,
            loop_pause_ms: 3_600_000,
            answers_per_hour: 120,
            format_markdown: true,
            send_images: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Addressing, ReplyFilter, ReplyFilterMode};

    const OWN: &[&str] = &["5511@s.whatsapp.net", "777@lid"];

    fn filter(change: impl FnOnce(&mut ReplyFilter)) -> ReplyFilter {
        let mut filter =
            ReplyFilter { name_patterns: vec!["Ana".to_owned()], ..ReplyFilter::default() };
        change(&mut filter);
        filter
    }

    /// Test case: filter, direct chat, mentioned, quoted, text; whether it is answered.
    type Case<'a> = (&'a str, ReplyFilter, bool, &'a [String], bool, &'a str, bool);

    #[test]
    fn groups_are_answered_on_mention_reply_or_name() {
        let none: &[String] = &[];
        let by_phone = &["5511@s.whatsapp.net".to_owned()][..];
        let by_lid = &["777@lid".to_owned()][..];
        let other = &["888@lid".to_owned()][..];
        let plain = |_: &mut ReplyFilter| {};
        let cases: Vec<Case<'_>> = vec![
            ("a direct chat", filter(plain), true, none, false, "hi", true),
            ("direct chats off", filter(|f| f.on_dm = false), true, none, false, "hi", false),
            ("a group, addressed to all", filter(plain), false, none, false, "hi", false),
            ("mentioned by phone", filter(plain), false, by_phone, false, "hi", true),
            ("mentioned by LID", filter(plain), false, by_lid, false, "hi", true),
            ("another account is mentioned", filter(plain), false, other, false, "hi", false),
            ("mentions off", filter(|f| f.on_mention = false), false, by_lid, false, "hi", false),
            ("quoted", filter(plain), false, none, true, "hi", true),
            ("quotes off", filter(|f| f.on_reply = false), false, none, true, "hi", false),
            ("named, but names are off", filter(plain), false, none, false, "ana?", false),
            ("named", filter(|f| f.on_name_match = true), false, none, false, "oi ANA!", true),
            (
                "part of a word",
                filter(|f| f.on_name_match = true),
                false,
                none,
                false,
                "banana",
                false,
            ),
            ("always", filter(|f| f.mode = ReplyFilterMode::All), false, none, false, "hi", true),
        ];
        for (name, filter, is_direct, mentions, quotes_own, text, expected) in cases {
            let message =
                Addressing { is_direct, own: OWN, mentions, quotes_own, text: Some(text) };
            assert_eq!(filter.admits(&message), expected, "{name}");
        }
    }
}
