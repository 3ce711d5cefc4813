//! Saying what is wrong with the settings: the key, where it was set, and what is allowed.

use figment::error::{Actual, Kind};
use figment::{Figment, Metadata, Source};
use std::fmt;
use std::fmt::Display;
use std::ops::RangeInclusive;

/// Everything that is wrong with the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    problems: Vec<String>,
}

impl ConfigError {
    pub(super) const fn new(problems: Vec<String>) -> Self {
        Self { problems }
    }

    /// One line for each problem.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }
}

impl Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the settings cannot be used:")?;
        for problem in &self.problems {
            write!(f, "\n  - {problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}

/// Gathers what the checks of the sections find.
#[derive(Debug)]
pub(super) struct Problems<'f> {
    figment: &'f Figment,
    found: Vec<String>,
}

impl<'f> Problems<'f> {
    pub(super) const fn of(figment: &'f Figment) -> Self {
        Self { figment, found: Vec::new() }
    }

    /// Adds a problem with a key.
    pub(super) fn add(&mut self, key: &str, problem: impl Display) {
        let source = source(self.figment.find_metadata(key));
        self.found.push(format!("{key} ({source}): {problem}"));
    }

    /// Holds a number to its bounds.
    pub(super) fn range<T>(&mut self, key: &str, value: T, allowed: &RangeInclusive<T>)
    where
        T: PartialOrd + Display + Copy,
    {
        if !allowed.contains(&value) {
            let (from, to) = (allowed.start(), allowed.end());
            self.add(key, format_args!("{value} is out of bounds; give {from} to {to}"));
        }
    }

    pub(super) fn into_result(self) -> Result<(), ConfigError> {
        if self.found.is_empty() { Ok(()) } else { Err(ConfigError::new(self.found)) }
    }
}

/// What figment says of a value that does not fit its struct.
pub(super) fn refused(error: &figment::Error) -> ConfigError {
    let each = error.clone().into_iter();
    ConfigError::new(each.map(|error| describe(&error)).collect())
}

fn describe(error: &figment::Error) -> String {
    let key = error.path.join(".");
    let source = source(error.metadata.as_ref());
    let problem = match &error.kind {
        // The value itself is left out: it may be a misplaced secret.
        Kind::InvalidType(found, expected) => {
            format!("{} stands where {} belongs", kind(found), readable(expected))
        }
        Kind::InvalidValue(found, expected) => {
            format!("{found} does not do; give {}", readable(expected))
        }
        Kind::UnknownVariant(found, known) => {
            format!("`{found}` is not one of {}", known.join(", "))
        }
        other => other.to_string(),
    };
    if key.is_empty() {
        format!("{source}: {problem}")
    } else {
        format!("{key} ({source}): {problem}")
    }
}

const fn kind(found: &Actual) -> &'static str {
    match found {
        Actual::Bool(_) => "true or false",
        Actual::Unsigned(_) | Actual::Signed(_) => "a number",
        Actual::Float(_) => "a fraction",
        Actual::Char(_) | Actual::Str(_) => "a text",
        Actual::Seq => "a list",
        Actual::Map => "a section",
        _ => "something else",
    }
}

/// Rust's type names, as people call them.
fn readable(expected: &str) -> &str {
    match expected {
        "u8" => "a number of 0 to 255",
        "u16" => "a number of 0 to 65535",
        "u32" | "u64" | "usize" => "a whole number, not negative,",
        "i32" | "i64" => "a whole number",
        "a string" | "string" => "a text in quotes",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        other => other,
    }
}

/// Where a value was set.
pub(super) fn source(metadata: Option<&Metadata>) -> String {
    let Some(metadata) = metadata else { return "not set".to_owned() };
    match &metadata.source {
        Some(Source::File(path)) => path.display().to_string(),
        _ => metadata.name.to_string(),
    }
}
