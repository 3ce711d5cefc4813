//! The seven steps.

use crate::error::Error;

/// A step of the wizard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Introduction.
    Welcome,
    /// Keys for reading media.
    ApiKeys,
    /// An instance is created.
    FirstInstance,
    /// It is connected.
    Connect,
    /// An instance has an agent that answers.
    Agent,
    /// It has sent a message.
    TestMessage,
    /// Done.
    Complete,
}

/// The state of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// Later.
    Pending,
    /// The current one.
    InProgress,
    /// Done.
    Completed,
    /// Skipped.
    Skipped,
}

impl Step {
    /// In their order.
    pub const ALL: [Self; 7] = [
        Self::Welcome,
        Self::ApiKeys,
        Self::FirstInstance,
        Self::Connect,
        Self::Agent,
        Self::TestMessage,
        Self::Complete,
    ];

    /// Its stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Welcome => "welcome",
            Self::ApiKeys => "api_keys",
            Self::FirstInstance => "first_instance",
            Self::Connect => "connect",
            Self::Agent => "agent",
            Self::TestMessage => "test_message",
            Self::Complete => "complete",
        }
    }

    /// Whether the rest can be gone on with while it is not done.
    pub const fn can_be_skipped(self) -> bool {
        !matches!(self, Self::Welcome | Self::Complete)
    }

    /// The step of this name.
    pub(super) fn find(id: &str) -> Result<Self, Error> {
        let mut all = Self::ALL.into_iter();
        all.find(|step| step.as_str() == id).ok_or_else(|| Error::not_found("onboarding step", id))
    }
}

impl StepState {
    /// Its stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::Skipped => "skipped",
        }
    }
}
