use crate::text_enum::text_enum;

text_enum! {
    /// A permission: `*`, `noun:*` or `noun:verb`.
    pub enum Scope {
        /// Everything.
        Full = "*",
        /// Everything about instances.
        Instances = "instances:*",
        /// Reading instances.
        InstancesRead = "instances:read",
        /// Creating, changing and connecting instances.
        InstancesWrite = "instances:write",
        /// Deleting instances.
        InstancesDelete = "instances:delete",
        /// Everything about messages.
        Messages = "messages:*",
        /// Sending messages.
        MessagesSend = "messages:send",
        /// Reading chats and messages.
        MessagesRead = "messages:read",
        /// Everything about events.
        Events = "events:*",
        /// Reading the event log.
        EventsRead = "events:read",
        /// Everything about persons.
        Persons = "persons:*",
        /// Reading persons.
        PersonsRead = "persons:read",
        /// Linking, unlinking and merging persons.
        PersonsWrite = "persons:write",
        /// Everything about access rules.
        Access = "access:*",
        /// Reading and checking access rules.
        AccessRead = "access:read",
        /// Changing access rules.
        AccessWrite = "access:write",
        /// Everything about settings.
        Settings = "settings:*",
        /// Reading settings and providers.
        SettingsRead = "settings:read",
        /// Changing settings and providers.
        SettingsWrite = "settings:write",
        /// Everything about users.
        Users = "users:*",
        /// Reading users.
        UsersRead = "users:read",
        /// Creating, changing, disabling and deleting users.
        UsersWrite = "users:write",
        /// Everything about webhooks.
        Webhooks = "webhooks:*",
        /// Reading webhook endpoints and their deliveries.
        WebhooksRead = "webhooks:read",
        /// Changing webhook endpoints, and sending deliveries again.
        WebhooksWrite = "webhooks:write",
        /// Administration: API keys, dead letters, and, for operators, the server itself.
        Admin = "admin:*",
    }
}

impl Scope {
    /// Whether holding this scope permits `needed`.
    pub fn permits(self, needed: Self) -> bool {
        if self == Self::Full || self == needed {
            return true;
        }
        let Some(noun) = self.as_str().strip_suffix(":*") else { return false };
        needed.as_str().split_once(':').is_some_and(|(other, _)| other == noun)
    }
}

#[cfg(test)]
mod tests {
    use super::Scope;

    #[test]
    fn scopes_permit_exactly_what_they_name() {
        assert!(Scope::Full.permits(Scope::Admin));
        assert!(Scope::Messages.permits(Scope::MessagesSend));
        assert!(Scope::MessagesSend.permits(Scope::MessagesSend));
        assert!(!Scope::MessagesRead.permits(Scope::MessagesSend));
        assert!(!Scope::InstancesRead.permits(Scope::MessagesRead));
        assert!(!Scope::MessagesSend.permits(Scope::Messages));
        assert!(!Scope::Admin.permits(Scope::Full));
    }

    #[test]
    fn every_scope_is_read_as_it_is_printed() {
        for scope in Scope::ALL {
            assert_eq!(scope.to_string().parse(), Ok(*scope));
        }
        assert!("everything".parse::<Scope>().is_err());
    }
}
