//! The exit codes of commands, by which scripts distinguish failures.

use crate::terminal::eprint_line;
use omni_server::config::ConfigError;
use serde_json::json;
use std::process::ExitCode;

/// Exit codes; 0 is success, and clap itself ends with 2 on wrong arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    General = 1,
    Arguments = 2,
    Auth = 3,
    NotFound = 4,
    Validation = 5,
    RateLimited = 6,
    Network = 7,
}

impl Exit {
    /// The exit code for an error of the server.
    pub(crate) const fn of_status(status: u16) -> Self {
        match status {
            401 | 403 => Self::Auth,
            404 => Self::NotFound,
            400 | 409 | 413 | 415 | 422 => Self::Validation,
            429 => Self::RateLimited,
            _ => Self::General,
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::General => "FAILED",
            Self::Arguments => "ARGUMENTS",
            Self::Auth => "UNAUTHORIZED",
            Self::NotFound => "NOT_FOUND",
            Self::Validation => "VALIDATION_ERROR",
            Self::RateLimited => "RATE_LIMITED",
            Self::Network => "NETWORK",
        }
    }
}

/// A failure with its exit code. All others have 1.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    code: Option<String>,
    message: String,
}

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, code: None, message: message.into() }
    }

    /// With the server's own code.
    pub(crate) fn with_code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    pub(crate) const fn exit(&self) -> Exit {
        self.exit
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

/// Reports the error on standard error, and returns the exit code.
pub(crate) fn report(error: &anyhow::Error, json: bool) -> ExitCode {
    let failure = error.downcast_ref::<Failure>();
    let exit = match failure {
        Some(failure) => failure.exit(),
        None if error.is::<ConfigError>() => Exit::Arguments,
        None => Exit::General,
    };
    let text = describe(error);
    if json {
        let code = failure.and_then(|failure| failure.code.as_deref()).unwrap_or(exit.code());
        eprint_line(&json!({ "error": { "code": code, "message": text } }).to_string());
    } else {
        eprint_line(&format!("omni: {text}"));
    }
    ExitCode::from(exit as u8)
}

/// The error and its causes on one line; libraries often repeat a cause in their own text.
pub(crate) fn describe(error: &anyhow::Error) -> String {
    let mut text = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !text.contains(&cause) {
            text = format!("{text}: {cause}");
        }
    }
    text
}
