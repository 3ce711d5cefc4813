use super::views::AccessRuleView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::access::CheckAccess;
use omni_app::{App, access};
use omni_domain::access::Scope;
use omni_domain::ids::InstanceId;
use omni_domain::instance::ChannelType;
use omni_http::{ApiJson, Auth, Endpoint, Failure};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The sender to check.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CheckAccessRequest {
    /// The instance they would write to.
    #[schema(value_type = Uuid)]
    instance_id: InstanceId,
    /// Their address there, or a phone number.
    #[schema(min_length = 1, max_length = 200, example = "+15550002222")]
    platform_user_id: String,
    /// The channel; absent is the instance's.
    #[schema(value_type = Option<String>, example = "whatsapp-baileys")]
    channel: Option<ChannelType>,
}

/// The decision about a sender's messages.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccessVerdictView {
    /// Whether a message would reach the agent.
    allowed: bool,
    /// The rule that decides, if one does and the key may see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<AccessRuleView>,
    /// The reason, as text.
    #[schema(example = "no rule denies it")]
    reason: String,
    /// The instance's mode, which decides where no rule matches: `blocklist`, `allowlist` or
    /// `disabled`.
    #[schema(example = "blocklist")]
    mode: &'static str,
    /// `allow`, `block` or `silent_block`.
    #[schema(example = "allow")]
    action: &'static str,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::AccessRead).fails(&[Failure::NotFound]);

/// Check access
///
/// Decides as for a message, by every address and the person known for the given one. Nothing is
/// sent or stored.
#[utoipa::path(
    post,
    path = "/access/check",
    tag = "access",
    request_body = CheckAccessRequest,
    responses((status = 200, body = AccessVerdictView))
)]
pub(crate) async fn check_access(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiJson(body): ApiJson<CheckAccessRequest>,
) -> Reply<AccessVerdictView> {
    let check = CheckAccess {
        instance_id: body.instance_id,
        platform_user_id: body.platform_user_id,
        channel: body.channel,
    };
    let verdict = access::check(&app, &caller, check).await?;
    Ok(Json(AccessVerdictView {
        allowed: verdict.allowed,
        rule: verdict.rule.map(AccessRuleView::from),
        reason: verdict.reason,
        mode: verdict.mode.as_str(),
        action: verdict.action.as_str(),
    }))
}
