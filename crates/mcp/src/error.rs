use crate::spelling::McpSpelling;
use omni_app::Error;
use omni_domain::ids::ParseError;

/// Why a tool or a resource was rejected.
#[derive(Debug)]
pub(crate) enum ToolError {
    /// By the application.
    App(Error),
    /// Its arguments cannot be read.
    Arguments(String),
}

impl ToolError {
    pub(crate) fn arguments(message: impl Into<String>) -> Self {
        Self::Arguments(message.into())
    }

    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::App(error) => error.code(),
            Self::Arguments(_) => "VALIDATION_ERROR",
        }
    }

    /// What is wrong and what to do, for the agent.
    pub(crate) fn message(&self) -> String {
        match self {
            Self::App(error) => error.message().spell(&McpSpelling),
            Self::Arguments(message) => message.clone(),
        }
    }
}

impl From<Error> for ToolError {
    fn from(error: Error) -> Self {
        Self::App(error)
    }
}

impl From<ParseError> for ToolError {
    fn from(error: ParseError) -> Self {
        Self::Arguments(error.to_string())
    }
}
