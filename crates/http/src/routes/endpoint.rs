use super::Failure;
use omni_domain::access::Scope;

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Every client, without a credential.
    Open,
    /// Clients with the secret that belongs in the path, a header or the body of the request.
    Secret,
    /// Only this machine, over its loopback address.
    Local,
    /// Any credential of the dialect, whatever its scopes.
    AnyKey,
    /// A credential with this scope.
    Scope(Scope),
    /// A credential with `admin:*` whose principal may operate the whole server.
    Operator,
}

impl Access {
    /// Whether the request needs a credential of the dialect.
    pub const fn needs_credential(self) -> bool {
        matches!(self, Self::AnyKey | Self::Scope(_) | Self::Operator)
    }

    /// The scope that the credential needs.
    pub const fn scope(self) -> Option<Scope> {
        match self {
            Self::Scope(scope) => Some(scope),
            Self::Operator => Some(Scope::Admin),
            _ => None,
        }
    }
}

/// What a route declares beside its handler: who may call it, and how its use case can fail.
///
/// The errors of every route of its kind (no credential, too many requests, a timeout) are not
/// repeated here; the API document adds them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endpoint {
    pub(crate) access: Access,
    pub(crate) failures: &'static [Failure],
    pub(crate) explained: &'static [(Failure, &'static str)],
    pub(crate) carries_files: bool,
    pub(crate) is_socket: bool,
    pub(crate) ignores_unknown_query: bool,
}

impl Endpoint {
    /// With this access, and no failures of its own.
    pub const fn new(access: Access) -> Self {
        Self {
            access,
            failures: &[],
            explained: &[],
            carries_files: false,
            is_socket: false,
            ignores_unknown_query: false,
        }
    }

    /// For every client.
    pub const fn open() -> Self {
        Self::new(Access::Open)
    }

    /// For any credential of the dialect.
    pub const fn any_key() -> Self {
        Self::new(Access::AnyKey)
    }

    /// For credentials with this scope.
    pub const fn scope(scope: Scope) -> Self {
        Self::new(Access::Scope(scope))
    }

    /// For operators of the server.
    pub const fn operator() -> Self {
        Self::new(Access::Operator)
    }

    /// How its use case can fail.
    #[must_use]
    pub const fn fails(self, failures: &'static [Failure]) -> Self {
        Self { failures, ..self }
    }

    /// Failures whose cause has a sentence of its own in the API document.
    #[must_use]
    pub const fn explains(self, explained: &'static [(Failure, &'static str)]) -> Self {
        Self { explained, ..self }
    }

    /// Its requests or responses carry files, and so have the longer time limit.
    #[must_use]
    pub const fn with_files(self) -> Self {
        Self { carries_files: true, ..self }
    }

    /// Its query string may contain anything: it is called by programs that add parameters of their
    /// own.
    #[must_use]
    pub const fn ignores_unknown_query(self) -> Self {
        Self { ignores_unknown_query: true, ..self }
    }

    /// It is a WebSocket, and rejects requests that do not open one.
    #[must_use]
    pub const fn socket(self) -> Self {
        Self { is_socket: true, ..self }
    }
}
