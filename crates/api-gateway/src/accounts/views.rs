use crate::account::AccountId;
use crate::address::digits;
use crate::shapes::Time;
use omni_app::App;
use omni_app::instances::{InstanceDetails, InstanceStatus};
use omni_domain::instance::ConnectionState;
use serde::Serialize;
use utoipa::ToSchema;

/// A linked number, or one that is to be linked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountView {
    id: AccountId,
    /// Unique.
    #[schema(example = "support")]
    name: String,
    /// `disconnected`, `connecting`, `qr`, `connected` or `error`.
    #[schema(example = "connected")]
    status: &'static str,
    /// What to do, for people.
    status_message: Option<String>,
    /// The number of the account, once it is linked: digits.
    #[schema(example = "5511999998888")]
    phone: Option<String>,
    /// The account's name on the network.
    profile_name: Option<String>,
    last_connected_at: Option<Time>,
    created_at: Time,
    updated_at: Time,
}

impl AccountView {
    pub(crate) fn new(app: &App, details: InstanceDetails) -> Self {
        let InstanceDetails { instance, status, .. } = details;
        let owner = status.owner_id.as_deref().or(instance.owner_id.as_deref());
        Self {
            id: AccountId(instance.id),
            status: status_name(status.state),
            phone: owner.map(|owner| digits(app, owner)),
            name: instance.name,
            status_message: status.message,
            profile_name: status.profile_name.or(instance.profile_name),
            last_connected_at: instance.last_connected_at.map(Time::from),
            created_at: instance.created_at.into(),
            updated_at: instance.updated_at.into(),
        }
    }
}

/// An account with its token, which is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CreatedAccountView {
    #[serde(flatten)]
    pub(super) account: AccountView,
    /// For `Authorization: Bearer`; stored as a hash only.
    #[schema(example = "wapi_…")]
    pub(super) token: String,
}

/// The connection of an account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConnectionView {
    account_id: AccountId,
    /// `disconnected`, `connecting`, `qr`, `connected` or `error`.
    #[schema(example = "qr")]
    status: &'static str,
    /// What to do, for people.
    status_message: Option<String>,
    phone: Option<String>,
    profile_name: Option<String>,
    /// The text of the QR to scan, while `status` is `qr`.
    qr: Option<String>,
    qr_expires_at: Option<Time>,
}

impl ConnectionView {
    pub(super) fn new(app: &App, status: InstanceStatus) -> Self {
        let (qr, qr_expires_at) = match status.qr {
            Some(qr) => (Some(qr.code), Some(qr.expires_at.into())),
            None => (None, None),
        };
        Self {
            account_id: AccountId(status.instance_id),
            status: status_name(status.state),
            status_message: status.message,
            phone: status.owner_id.as_deref().map(|owner| digits(app, owner)),
            profile_name: status.profile_name,
            qr,
            qr_expires_at,
        }
    }
}

/// This API's name of a state. An account that needs a passkey is still being linked.
pub(crate) const fn status_name(state: ConnectionState) -> &'static str {
    match state {
        ConnectionState::Disconnected | ConnectionState::LoggedOut => "disconnected",
        ConnectionState::Connecting
        | ConnectionState::PasskeyRequired
        | ConnectionState::Reconnecting => "connecting",
        ConnectionState::AwaitingPairing => "qr",
        ConnectionState::Connected => "connected",
        ConnectionState::Error => "error",
    }
}
