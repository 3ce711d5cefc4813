use super::path::GroupPath;
use crate::account::{Account, AccountQuery};
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::App;
use omni_app::groups::{self, GroupPatch};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiJson, ApiPath, Endpoint};
use serde::Deserialize;
use utoipa::ToSchema;

/// Who may do something in a group.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct GroupSettingRequest {
    /// `send_messages`, `edit_group_info`, `approve_participants` or `add_participants`.
    #[schema(example = "send_messages")]
    setting: String,
    /// `anyone` or `admins`.
    #[schema(example = "admins")]
    policy: String,
}

impl GroupSettingRequest {
    fn patch(&self) -> Result<GroupPatch, ApiError> {
        let admins = Some(match self.policy.as_str() {
            "admins" => true,
            "anyone" => false,
            _ => return Err(ApiError::invalid("policy", "expected anyone or admins")),
        });
        let none = GroupPatch::default();
        Ok(match self.setting.as_str() {
            "send_messages" => GroupPatch { admins_only_send: admins, ..none },
            "edit_group_info" => GroupPatch { admins_only_edit: admins, ..none },
            "approve_participants" => GroupPatch { join_approval: admins, ..none },
            "add_participants" => GroupPatch { admins_only_add: admins, ..none },
            _ => {
                let text = "expected send_messages, edit_group_info, approve_participants or \
                    add_participants";
                return Err(ApiError::invalid("setting", text));
            }
        })
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Set group setting
#[utoipa::path(
    patch,
    path = "/groups/{id}",
    tag = "groups",
    params(GroupPath, AccountQuery),
    request_body = GroupSettingRequest,
    responses((status = 200, body = Success))
)]
pub(crate) async fn set_group_setting(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<GroupPath>,
    ApiJson(body): ApiJson<GroupSettingRequest>,
) -> Reply<Success> {
    let patch = body.patch()?;
    groups::update(&app, &account.caller, account.id, &path.id, patch).await?;
    Ok(Success::reply())
}
