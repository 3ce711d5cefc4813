use super::members::{OutcomeView, ParticipantsRequest};
use super::path::GroupPath;
use crate::account::{Account, AccountQuery};
use crate::address::digits;
use crate::shapes::{ListView, PageParams, Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::{App, groups};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, ApiQuery, Endpoint};
use serde::Serialize;
use utoipa::ToSchema;

/// A person who asks to join a group.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ApplicationView {
    /// Their address.
    id: String,
    phone: String,
    requested_at: Option<Time>,
}

pub(crate) const LIST: Endpoint = Endpoint::scope(Scope::MessagesRead);
pub(crate) const ANSWER: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// List join requests
#[utoipa::path(
    get,
    path = "/groups/{id}/applications",
    tag = "groups",
    params(GroupPath, PageParams, AccountQuery),
    responses((status = 200, body = ListView<ApplicationView>))
)]
pub(crate) async fn list_applications(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<GroupPath>,
    ApiQuery(params): ApiQuery<PageParams>,
) -> Reply<ListView<ApplicationView>> {
    // Before the network is asked.
    params.limit()?;
    let Account { caller, id } = account;
    let requests = groups::join_requests(&app, &caller, id, &path.id).await?;
    let all: Vec<ApplicationView> = requests
        .into_iter()
        .map(|request| ApplicationView {
            phone: digits(&app, &request.person.id),
            id: request.person.id,
            requested_at: request.at.map(Time::from),
        })
        .collect();
    Ok(Json(ListView::cut(all, &params, |row| &row.id)?))
}

/// An answer to requests.
#[rustfmt::skip]
macro_rules! answer {
    ($name:ident, $method:ident, $approve:literal, $title:tt) => {
        #[doc = $title]
        #[utoipa::path(
            $method,
            path = "/groups/{id}/applications",
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
            let (Account { caller, id }, people) = (account, &body.participants);
            let outcomes =
                groups::answer_requests(&app, &caller, id, &path.id, $approve, people).await?;
            Ok(Json(outcomes.into()))
        }
    };
}

answer!(accept_applications, post, true, "Accept join requests");
answer!(reject_applications, delete, false, "Reject join requests");
