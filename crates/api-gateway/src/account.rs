//! The account of a request.

use crate::address::NETWORK;
use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use omni_app::{App, Caller, Error, instances};
use omni_domain::access::Principal;
use omni_domain::ids::InstanceId;
use omni_http::{ApiError, ApiQuery, Auth};
use serde::{Deserialize, Serialize, Serializer};
use std::fmt;
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{IntoParams, PartialSchema, ToSchema};
use uuid::Uuid;

const PREFIX: &str = "acc_";

/// The id of an account: that of its instance, as this API writes it. A plain UUID is read, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct AccountId(pub(crate) InstanceId);

impl TryFrom<String> for AccountId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        let id = text.strip_prefix(PREFIX).unwrap_or(&text);
        let id = Uuid::parse_str(id).map_err(|_| "expected the id of an account, `acc_…`")?;
        Ok(Self(InstanceId(id)))
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", self.0.uuid().simple())
    }
}

impl Serialize for AccountId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl PartialSchema for AccountId {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .description(Some("The id of an account."))
            .examples(["acc_0194b2c0000070008000000000000001"])
            .into()
    }
}

impl ToSchema for AccountId {}

/// Which account, for credentials that are not of one.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct AccountQuery {
    /// The account. Needed of a user's token; an account's own token names it already.
    #[param(value_type = Option<String>)]
    account_id: Option<AccountId>,
}

/// The caller and the account that the request is about: that of an account token, or `account_id`.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) caller: Caller,
    pub(crate) id: InstanceId,
}

impl<S> FromRequestParts<S> for Account
where
    S: Send + Sync,
    App: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Auth(caller) = Auth::from_request_parts(parts, state).await?;
        let ApiQuery(query) = ApiQuery::<AccountQuery>::from_request_parts(parts, state).await?;
        let named = query.account_id.map(|id| id.0);
        let id = match caller.principal {
            Principal::AccountToken { instance, .. } => {
                if named.is_some_and(|named| named != instance) {
                    let text = "is another account than the token's; leave it out";
                    return Err(ApiError::invalid("account_id", text));
                }
                instance
            }
            _ => named.ok_or_else(|| {
                let text = "is required, unless an account's own token is sent (`wapi_…`)";
                ApiError::invalid("account_id", text)
            })?,
        };
        if named.is_some() {
            require_network(&App::from_ref(state), &caller, id).await?;
        }
        Ok(Self { caller, id })
    }
}

/// An instance of another network is no account. One that the caller may not see is refused by what the
/// request does.
async fn require_network(app: &App, caller: &Caller, id: InstanceId) -> Result<(), ApiError> {
    match instances::channel_of(app, caller, id).await? {
        Some(channel) if channel != NETWORK => {
            Err(Error::not_found("account", AccountId(id)).into())
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::AccountId;

    #[test]
    fn ids_are_read_as_they_are_written_and_as_other_apis_write_them() {
        let plain = "0194b2c0-0000-7000-8000-000000000001".to_owned();
        let id = AccountId::try_from(plain).expect("a UUID");
        assert_eq!(id.to_string(), "acc_0194b2c0000070008000000000000001");
        assert_eq!(AccountId::try_from(id.to_string()), Ok(id));
        assert!(AccountId::try_from("acc_1".to_owned()).is_err());
    }
}
