//! Typed changes of single members.

/// The change of a member.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_debug_implementations, reason = "the value may be a secret")]
pub enum Change<T> {
    /// It stays as it is.
    #[default]
    Keep,
    /// It becomes its default, or empty.
    Reset,
    /// It becomes this.
    Set(T),
}

impl<T> Change<T> {
    /// Changes a member that has a default.
    pub fn apply(self, member: &mut T, default: T) {
        match self {
            Self::Keep => {}
            Self::Reset => *member = default,
            Self::Set(value) => *member = value,
        }
    }

    /// Changes a member that may be empty.
    pub fn apply_to(self, member: &mut Option<T>) {
        match self {
            Self::Keep => {}
            Self::Reset => *member = None,
            Self::Set(value) => *member = Some(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Change;

    #[test]
    fn a_member_stays_is_reset_or_is_set() {
        for (change, expected) in [(Change::Keep, 7), (Change::Reset, 1), (Change::Set(9), 9)] {
            let (mut plain, mut optional) = (7, Some(7));
            change.apply(&mut plain, 1);
            change.apply_to(&mut optional);
            assert_eq!(plain, expected);
            assert_eq!(optional, Some(expected).filter(|_| change != Change::Reset));
        }
    }
}
