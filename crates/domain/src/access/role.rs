use super::Scope;
use crate::text_enum::text_enum;

text_enum! {
    /// What a user may do. [`Role::scopes`] is the only definition; `docs/SECURITY.md` shows it.
    pub enum Role {
        /// Everything, owners and administrators included.
        Owner = "owner",
        /// Everything but what concerns owners.
        Admin = "admin",
        /// Conversations: reading and answering them.
        Agent = "agent",
        /// Reading conversations.
        Viewer = "viewer",
    }
}

impl Role {
    /// The scopes of a user with this role.
    pub const fn scopes(self) -> &'static [Scope] {
        match self {
            Self::Owner => &[Scope::Full],
            Self::Admin => &[
                Scope::Instances,
                Scope::Messages,
                Scope::Events,
                Scope::Persons,
                Scope::Access,
                Scope::Settings,
                Scope::Users,
                Scope::Webhooks,
                Scope::Admin,
            ],
            Self::Agent => &[
                Scope::InstancesRead,
                Scope::Messages,
                Scope::EventsRead,
                Scope::Persons,
                Scope::AccessRead,
            ],
            Self::Viewer => &[
                Scope::InstancesRead,
                Scope::MessagesRead,
                Scope::EventsRead,
                Scope::PersonsRead,
                Scope::AccessRead,
            ],
        }
    }

    /// Whether the role permits `needed`.
    pub fn may(self, needed: Scope) -> bool {
        self.scopes().iter().any(|scope| scope.permits(needed))
    }
}

#[cfg(test)]
mod tests {
    use super::{Role, Scope};

    #[test]
    fn each_role_may_do_what_the_next_may_and_more() {
        for pair in Role::ALL.windows(2) {
            let [higher, lower] = pair else { unreachable!("windows of two") };
            for scope in Scope::ALL.iter().filter(|scope| lower.may(**scope)) {
                assert!(higher.may(*scope), "{higher} lacks `{scope}`, which {lower} has");
            }
            assert!(Scope::ALL.iter().any(|scope| higher.may(*scope) && !lower.may(*scope)));
        }
    }

    #[test]
    fn only_owners_may_do_everything_and_readers_change_nothing() {
        assert!(Role::Owner.may(Scope::Full) && !Role::Admin.may(Scope::Full));
        for scope in Scope::ALL.iter().filter(|scope| Role::Viewer.may(**scope)) {
            assert!(scope.as_str().ends_with(":read"), "{scope}");
        }
        assert!(!Role::Agent.may(Scope::UsersRead) && !Role::Agent.may(Scope::SettingsRead));
    }
}
