use std::fmt;

/// A value of a request that was refused. Each dialect spells it as its requests do; `Display` is
/// plain English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    // Groups.
    /// A group, by reference.
    Group,
    /// The name of a group.
    GroupSubject,
    /// The description of a group.
    GroupDescription,
    /// People of a group.
    GroupMembers,
    /// An invite to a group.
    GroupInvite,
    /// A call.
    Call,
    /// The picture of a group.
    GroupPicture,
    /// After how long the messages of a group disappear.
    GroupTimer,
    /// Groups of a community.
    CommunityGroups,
    /// A message that contains an invite.
    InviteMessage,
    // Newsletters.
    /// A newsletter, by reference.
    Newsletter,
    /// The name of a newsletter.
    NewsletterName,
    /// The picture of a newsletter.
    NewsletterPicture,
    /// How many posts of a newsletter.
    NewsletterPosts,
    // Messages.
    /// Who a message is for.
    Recipient,
    /// The text of a message.
    Text,
    /// The text under a file.
    Caption,
    /// The name on a contact card.
    ContactName,
    /// Latitude of a location.
    Latitude,
    /// Longitude of a location.
    Longitude,
    /// The question of a poll.
    PollQuestion,
    /// The choices of a poll.
    PollOptions,
    /// How many choices one person may make in a poll.
    PollMaxChoices,
    /// The name of an event.
    EventName,
    /// The description of an event.
    EventDescription,
    /// When an event starts.
    EventStart,
    /// When an event ends.
    EventEnd,
    /// Where an event is.
    EventPlace,
    /// The link of an event's call.
    EventLink,
    /// The headline of the preview of a link.
    LinkTitle,
    /// The description of the preview of a link.
    LinkDescription,
    /// The link that a preview is of.
    LinkAddress,
    /// The picture of the preview of a link.
    LinkPicture,
    /// The files of an album.
    AlbumFiles,
    /// Contact cards.
    Contacts,
    /// Whether a video is shown as a GIF.
    Gif,
    /// Whether a video is shown as recorded in the chat.
    VideoNote,
    /// Whether a file may be opened once.
    ViewOnce,
    /// For how long a message is pinned.
    PinDuration,
    /// The message to forward.
    ForwardedMessage,
    /// The emoji of a reaction.
    Emoji,
    /// Those whom a message mentions.
    Mentions,
    /// The address of a file to send.
    FileUrl,
    /// A file to send, as base64.
    FileBase64,
    /// A file to send, as the body of the request.
    FileUpload,
    /// The media type of a file to send.
    FileType,
    /// The body of a request that a network sent.
    NetworkRequest,
    /// The messages to mark as read.
    ReadMessages,
    /// Only messages before this one.
    BeforeMessage,
    /// Only messages after this one.
    AfterMessage,
    // Chats.
    /// The chats to change.
    Chats,
    /// The note on a chat.
    ChatNote,
    /// The text of an internal note.
    NoteText,
    /// The user to whom a chat is assigned.
    Assignee,
    /// Only chats that are assigned to this user.
    AssignedTo,
    /// Until when a chat is muted.
    ChatMute,
    /// After how long messages of a chat disappear.
    ChatDisappearing,
    // Labels, blocklist, privacy.
    /// The name of a label.
    LabelName,
    /// The colour of a label.
    LabelColor,
    /// Who is blocked.
    BlockedContact,
    /// The person who is saved in the address book.
    SavedContact,
    /// The name under which a person is saved.
    SavedName,
    /// Privacy settings.
    Privacy,
    // Dead letters.
    /// How a dead letter was dealt with.
    ResolutionNote,
    // Profiles.
    /// The account whose profile is read.
    ProfileAccount,
    /// The name in the instance's own profile.
    ProfileName,
    /// The text in the instance's own profile.
    ProfileStatus,
    /// The picture in the instance's own profile.
    ProfilePicture,
    /// The picture alone, where only it is changed.
    ProfileImage,
    /// A bot's user name.
    ProfileUsername,
    /// A bot's picture.
    ProfileAvatar,
    /// A bot's activity.
    ProfileActivity,
    /// How many products of a catalogue.
    CatalogueLimit,
    /// The page of a catalogue.
    CataloguePage,
    /// The address to validate.
    ValidatedRecipient,
    // Instances.
    /// The name of an instance.
    InstanceName,
    /// The channel's settings.
    ChannelConfig,
    /// How calls are answered.
    Calls,
    /// The proxy of an instance.
    InstanceProxy,
    /// A challenge that a passkey has signed.
    PasskeyAssertion,
    /// The text that is sent to callers.
    CallReply,
    /// The agent's settings.
    Agent,
    /// The agent's protocol.
    AgentType,
    /// The agent's address.
    AgentUrl,
    /// The agent's provider.
    AgentProvider,
    /// How long the agent may take.
    AgentTimeout,
    /// The agent's prompt.
    AgentPrompt,
    /// The name of an agent.
    AgentName,
    /// The key of an agent's own endpoint.
    AgentKey,
    /// The tools of an agent.
    AgentTools,
    /// The options of an agent's protocol.
    AgentOptions,
    /// The name of a document of an agent.
    DocumentName,
    /// The text of a document of an agent.
    DocumentText,
    /// The file of a document of an agent.
    DocumentFile,
    /// The text of a test of an agent.
    TestMessage,
    /// The chat of a test of an agent.
    TestChat,
    /// The conversation of a test of an agent.
    TestMessages,
    /// The instances that an agent is to answer for.
    AgentInstances,
    /// The settings of how messages are gathered and split.
    Messaging,
    /// How long input is gathered.
    DebounceMs,
    /// The least time that input is gathered.
    DebounceMinMs,
    /// The longest time that input is gathered.
    DebounceMaxMs,
    /// The least pause between the parts of an answer.
    SplitDelayMinMs,
    /// The longest pause between the parts of an answer.
    SplitDelayMaxMs,
    /// The settings of how media is processed.
    InstanceMedia,
    /// The settings of the conversation.
    Conversation,
    /// How long a person's message pauses the agent.
    TakeoverMs,
    /// How soon a message of the phone is taken for an automatic one.
    AutomaticGraceMs,
    /// Quick exchanges that are a loop.
    LoopLimit,
    /// How long a loop pauses the agent.
    LoopPauseMs,
    /// Answers per hour and chat.
    AnswersPerHour,
    /// The word that sends nothing.
    SilenceWord,
    /// How fast an instance may write.
    Pacing,
    /// Messages a minute.
    MessagesPerMinute,
    /// Conversations a day.
    NewChatsPerDay,
    /// Days in which an account's limits grow.
    WarmUpDays,
    /// The beginning of the quiet hours.
    QuietFrom,
    /// The end of the quiet hours.
    QuietUntil,
    /// The time zone of an instance.
    TimeZone,
    /// How long a turn waits for its media.
    MediaWaitMs,
    /// Answers per minute and chat.
    AnswersPerMinute,
    /// What is sent when the agent fails.
    ErrorReply,
    /// Names that the agent answers to in groups.
    NamePatterns,
    /// The phone number to pair with.
    PairingPhone,
    // Providers.
    /// The name of a provider.
    ProviderName,
    /// The address of a provider.
    ProviderUrl,
    /// The key of a provider.
    ProviderKey,
    /// How long a provider may take.
    ProviderTimeout,
    /// The options of a provider.
    ProviderOptions,
    // Webhooks.
    /// The description of a webhook endpoint.
    WebhookDescription,
    /// The address of a webhook endpoint.
    WebhookUrl,
    /// The form of the requests to a webhook endpoint.
    WebhookEnvelope,
    /// The types of events that a webhook endpoint gets.
    WebhookEvents,
    /// The instances whose events a webhook endpoint gets.
    WebhookInstances,
    /// The chat whose events a webhook endpoint gets.
    WebhookChat,
    /// The types of chats whose events a webhook endpoint gets.
    WebhookChatTypes,
    /// The user's own headers of a webhook endpoint.
    WebhookHeaders,
    /// When deliveries of a webhook endpoint are repeated.
    WebhookRetry,
    /// How long a webhook endpoint may take.
    WebhookTimeout,
    /// After how many failures a webhook endpoint is disabled.
    WebhookDisableAfter,
    /// The trusted authorities of a webhook endpoint.
    WebhookCa,
    /// The client certificate of a webhook endpoint.
    WebhookIdentity,
    /// From where on a webhook endpoint gets events.
    WebhookSince,
    /// How long the previous secret of a webhook endpoint stays valid.
    WebhookOverlap,
    /// Which deliveries are replayed.
    WebhookReplay,
    /// How many hours of an endpoint's health are shown.
    HealthHours,
    // Access rules.
    /// The account whose access is checked.
    CheckedAccount,
    /// The instance of a rule.
    RuleInstance,
    /// The criteria of a rule.
    RuleCriteria,
    /// The phone numbers that a rule matches.
    RulePhones,
    /// The accounts that a rule matches.
    RuleAccounts,
    /// The person that a rule matches.
    RulePerson,
    /// The channel that a rule matches.
    RuleChannel,
    /// The kind of a rule's action.
    RuleActionType,
    /// The reply of a rule's action.
    RuleActionMessage,
    /// The priority of a rule.
    RulePriority,
    /// The reason for a rule.
    RuleReason,
    /// The expiry of a rule.
    RuleExpiry,
    // Persons.
    /// What persons are searched for.
    PersonSearch,
    /// The first identity to link.
    FirstIdentity,
    /// The second identity to link.
    SecondIdentity,
    /// The person to merge into.
    MergeTarget,
    /// The reason for a change of persons.
    PersonReason,
    /// The name of a person.
    PersonName,
    /// A table of persons to import, as the body of the request.
    PersonsFile,
    // Quick replies.
    /// The instance of a quick reply.
    QuickReplyInstance,
    /// The shortcut of a quick reply.
    QuickReplyShortcut,
    /// The title of a quick reply.
    QuickReplyTitle,
    /// The text of a quick reply.
    QuickReplyText,
    // Scheduled messages.
    /// When a message is to be sent.
    SendAt,
    // Saved views.
    /// The name of a view.
    ViewName,
    /// The label by which a view selects.
    ViewLabel,
    /// The words that a view searches for.
    ViewSearch,
    /// The place of a view among the others.
    ViewPosition,
    // API keys.
    /// The name of an API key.
    KeyName,
    /// A tenant's name.
    TenantName,
    /// The name of an entry point.
    EntryPointName,
    /// Who an attendant is.
    Attendant,
    /// How many conversations may wait for an attendant.
    AttendantLimit,
    /// The scopes of an API key.
    KeyScopes,
    /// The instances of an API key.
    KeyInstances,
    /// The expiry of an API key.
    KeyExpiry,
    /// The primary key that the operator sets.
    PrimaryKey,
    // Users.
    /// The e-mail address of a user.
    UserEmail,
    /// The name of a user.
    UserName,
    /// A password that a user gets, or signs in with.
    Password,
    /// The password that a user replaces.
    CurrentPassword,
    /// The password that replaces it.
    NewPassword,
    /// A one-time code.
    OneTimeCode,
    // Settings.
    /// The name of a setting.
    SettingKey,
    /// The value of a setting.
    SettingValue,
    /// Several settings at once.
    Settings,
    /// One of several settings, by its name.
    Setting(String),
    /// The reason for a change of settings.
    SettingReason,
    // Events.
    /// What events are searched for.
    SearchQuery,
    /// How many results a search returns.
    SearchLimit,
    /// The end of a period.
    PeriodEnd,
    /// The time zone of a period.
    PeriodZone,
    /// How many days of events are kept.
    RetentionDays,
    // Sync.
    /// Whether contacts are synchronised.
    SyncContacts,
    /// Whether chats are synchronised.
    SyncChats,
    /// Whether messages are synchronised.
    SyncMessages,
    /// How many messages a step requests.
    SyncBatchSize,
    /// The chats to synchronise.
    SyncChatList,
    /// One of the chats to synchronise, by its position.
    SyncChat(usize),
    /// Most messages per chat.
    SyncMaxPerChat,
    /// The Discord guilds to synchronise.
    SyncGuildList,
    /// One of the Discord guilds, by its position.
    SyncGuild(usize),
    /// The Discord channels to synchronise.
    SyncChannelList,
    /// One of the Discord channels, by its position.
    SyncChannel(usize),
    /// Most messages per Discord channel.
    SyncMaxPerChannel,
    /// The interval of the continuous sync.
    SyncInterval,
    // Batch jobs.
    /// The instance of a batch job.
    BatchInstance,
    /// The kinds of media of a batch job.
    BatchMediaTypes,
    /// The beginning of a batch job's period.
    BatchSince,
    /// The end of a batch job's period.
    BatchUntil,
    // Turns.
    /// The instance whose turns are listed.
    TurnInstance,
    /// How long the agent is paused.
    PauseDuration,
    /// An agent's late answer.
    AgentReply,
    // Onboarding.
    /// The data of an onboarding step.
    StepData,
    /// The message that proves the step.
    StepMessage,
    /// The key of Groq.
    StepGroqKey,
    /// The key of Gemini.
    StepGeminiKey,
    /// The key of OpenAI.
    StepOpenAiKey,
    /// Whether the step is skipped.
    StepSkip,
    // Hooks.
    /// The name of a hook's event.
    HookEvent,
    // The server.
    /// The services whose log lines are read.
    LogServices,
    /// The address that MCP listens on.
    McpHost,
    /// The configuration file of an MCP client.
    McpConfigPath,
}

impl fmt::Display for Field {
    /// The variant's name in plain English: `contact name`, `sync chat 2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = format!("{self:?}");
        let (name, value) = whole.split_once('(').unwrap_or((&whole, ""));
        for (at, letter) in name.char_indices() {
            if at > 0 && letter.is_uppercase() {
                f.write_str(" ")?;
            }
            write!(f, "{}", letter.to_ascii_lowercase())?;
        }
        match value.trim_end_matches(')').trim_matches('"') {
            "" => Ok(()),
            value => write!(f, " {value}"),
        }
    }
}
