use super::views::QuickReplyView;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, quick_replies};
use omni_domain::access::Scope;
use omni_domain::ids::InstanceId;
use omni_domain::page::Page;
use omni_http::{ApiQuery, Auth, Endpoint};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", default)]
#[into_params(parameter_in = Query)]
pub(crate) struct QuickRepliesQuery {
    /// Only those that can be used on this instance: its own, and those for all instances.
    #[param(value_type = Option<Uuid>)]
    instance_id: Option<InstanceId>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesRead);

/// List quick replies
///
/// All of them, by shortcut, in one page. A key limited to instances sees those for them and those for
/// all instances.
#[utoipa::path(
    get,
    path = "/quick-replies",
    tag = "quick-replies",
    params(QuickRepliesQuery),
    responses((status = 200, body = ListView<QuickReplyView>))
)]
pub(crate) async fn list_quick_replies(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiQuery(query): ApiQuery<QuickRepliesQuery>,
) -> Reply<ListView<QuickReplyView>> {
    let items = quick_replies::list(&app, &caller, query.instance_id).await?;
    Ok(Json(ListView::of(Page { items, next: None }, QuickReplyView::from)))
}
