use super::path::GroupPath;
use crate::account::{Account, AccountQuery};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::groups::{self, MemberChange, MemberOutcome};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Endpoint};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// People of a group.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ParticipantsRequest {
    /// Digits of numbers, or addresses.
    #[schema(min_items = 1, max_items = 100, example = json!(["5511999998888"]))]
    pub(super) participants: Vec<String>,
}

/// What the network did about each.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OutcomeView {
    /// Addresses of those for whom it was done.
    success: Vec<String>,
    /// Those for whom it was refused.
    failed: Vec<FailedView>,
    /// Those who were sent an invite instead.
    invited: Vec<String>,
    /// How many there were.
    processed: usize,
}

/// Whom the network refused.
#[derive(Debug, Serialize, ToSchema)]
struct FailedView {
    id: String,
    reason: String,
}

impl From<Vec<MemberOutcome>> for OutcomeView {
    fn from(outcomes: Vec<MemberOutcome>) -> Self {
        let processed = outcomes.len();
        let mut view =
            Self { success: Vec::new(), failed: Vec::new(), invited: Vec::new(), processed };
        for MemberOutcome { member, refusal, invited } in outcomes {
            match refusal {
                _ if invited => view.invited.push(member.id),
                Some(reason) => view.failed.push(FailedView { id: member.id, reason }),
                None => view.success.push(member.id),
            }
        }
        view
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// A change of people of a group.
#[rustfmt::skip]
macro_rules! change {
    ($name:ident, $method:ident, $path:tt, $change:ident, $title:tt) => {
        #[doc = $title]
        #[utoipa::path(
            $method,
            path = $path,
            tag = "groups",
            params(GroupPath, AccountQuery),
            request_body = ParticipantsRequest,
            responses((status = 200, body = OutcomeView))
        )]
        pub(crate) async fn $name(
            State(app): State<App>,
            account: Account,
            ApiPath(path): ApiPath<GroupPath>,
            ApiJson(body): ApiJson<ParticipantsRequest>,
        ) -> Reply<OutcomeView> {
            let (Account { caller, id }, change) = (account, MemberChange::$change);
            let members = &body.participants;
            let outcomes =
                groups::change_members(&app, &caller, id, &path.id, change, members).await?;
            Ok(Json(outcomes.into()))
        }
    };
}

change!(add_participants, post, "/groups/{id}/participants", INVITING, "Add participants");
change!(remove_participants, delete, "/groups/{id}/participants", Remove, "Remove participants");
change!(promote_participants, patch, "/groups/{id}/admins", Promote, "Promote to admins");
change!(demote_participants, delete, "/groups/{id}/admins", Demote, "Demote admins");
