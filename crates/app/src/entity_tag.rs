//! Which state of a row a caller has read, so that a change can require that the row has not changed
//! since.

use crate::error::Error;
use sha2::{Digest, Sha256};
use std::fmt::Debug;

/// The state of a row: equal for equal states. It does not reveal what they hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityTag(String);

impl EntityTag {
    /// Of everything in a row that a change changes.
    pub(crate) fn of(state: &impl Debug) -> Self {
        let digest = Sha256::digest(format!("{state:?}").as_bytes());
        Self(hex::encode(&digest[..16]))
    }

    /// 32 hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a change requires of the state that it changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Precondition {
    /// Nothing.
    #[default]
    None,
    /// It exists.
    Exists,
    /// It is in one of the states with these tags.
    AnyOf(Vec<String>),
}

impl Precondition {
    /// Refuses a change of a row that is in another state than it requires. `now` is called only
    /// if something is required.
    pub(crate) fn check(&self, now: impl FnOnce() -> EntityTag) -> Result<(), Error> {
        self.check_found(|| Some(now()))
    }

    /// The same of a row that the change creates if there is none.
    pub(crate) fn check_found(&self, now: impl FnOnce() -> Option<EntityTag>) -> Result<(), Error> {
        let holds = match self {
            Self::None => true,
            Self::Exists => now().is_some(),
            Self::AnyOf(tags) => now().is_some_and(|now| tags.contains(&now.0)),
        };
        if holds { Ok(()) } else { Err(Error::Stale) }
    }
}

#[cfg(test)]
mod tests {
    use super::{EntityTag, Precondition};
    use crate::error::Error;

    #[test]
    fn only_the_states_that_a_change_names_satisfy_it() {
        let (one, two) = (EntityTag::of(&("a", 1)), EntityTag::of(&("a", 2)));
        assert_ne!(one, two);
        assert_eq!(one, EntityTag::of(&("a", 1)));
        let requires = |tags: &[&EntityTag]| {
            Precondition::AnyOf(tags.iter().map(|tag| tag.as_str().to_owned()).collect())
        };
        assert!(requires(&[&two, &one]).check(|| one.clone()).is_ok());
        assert!(matches!(requires(&[&two]).check(|| one.clone()), Err(Error::Stale)));
        assert!(matches!(requires(&[]).check(|| one.clone()), Err(Error::Stale)));
        assert!(Precondition::None.check(|| unreachable!("nothing is required")).is_ok());
        assert!(Precondition::Exists.check(|| one.clone()).is_ok());
        for required in [Precondition::Exists, requires(&[&one])] {
            assert!(matches!(required.check_found(|| None), Err(Error::Stale)));
        }
        assert!(Precondition::None.check_found(|| None).is_ok());
    }
}
