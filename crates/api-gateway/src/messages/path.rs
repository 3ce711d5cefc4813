use crate::account::Account;
use omni_app::{App, messages};
use omni_domain::access::Scope;
use omni_domain::message::Message;
use omni_http::ApiError;
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct MessagePath {
    /// The message: its `id` or its `wa_message_id`.
    pub(super) id: String,
}

/// The message of a path, for a caller with this scope.
pub(super) async fn find(
    app: &App,
    account: &Account,
    scope: Scope,
    path: &MessagePath,
) -> Result<Message, ApiError> {
    Ok(messages::resolve(app, &account.caller, scope, account.id, &path.id).await?)
}
