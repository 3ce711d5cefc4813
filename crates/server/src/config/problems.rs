//! Reports problems of the settings: the key, its source, and the allowed values.

use figment::error::{Actual, Kind};
use figment::{Figment, Metadata, Source};
use std::fmt;
use std::fmt::Display;
use std::ops::RangeInclusive;

/// All problems of the settings.
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

/// Collects the problems that the checks of the sections find.
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

    /// Checks the bounds of a number.
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

/// Describes figment's errors about values that do not fit their structs.
pub(super) fn refused(error: &figment::Error) -> ConfigError {
    let each = error.clone().into_iter();
    ConfigError::new(each.map(|error| describe(&error)).collect())
}

fn describe(error: &figment::Error) -> String {
    let key = error.path.join(".");
    let source = source(error.metadata.as_ref());
    let problem = match &error.kind {
        // The value itself is omitted: it may be a misplaced secret.
        Kind::InvalidType(found, expected) => {
            format!("expected {}, found {}", readable(expected), kind(found))
        }
        Kind::InvalidValue(found, expected) => {
            format!("{found} is not valid; give {}", readable(expected))
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

/// Rust's type names in plain English.
fn readable(expected: &str) -> &str {
    match expected {
        "u8" => "a number of 0 to 255",
        "u16" => "a number of 0 to 65535",
        "u32" | "u64" | "usize" => "a whole number that is not negative",
        "i32" | "i64" => "a whole number",
        "a string" | "string" => "a text in quotes",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        other => other,
    }
}

/// The source of a value.
pub(super) fn source(metadata: Option<&Metadata>) -> String {
    let Some(metadata) = metadata else { return "not set".to_owned() };
    match &metadata.source {
        Some(Source::File(path)) => path.display().to_string(),
        _ => metadata.name.to_string(),
    }
}
