//! Labels of an account, and the chats that have them. Phones show them in business accounts only.

use crate::account::{Account, AccountQuery};
use crate::chats::ChatView;
use crate::shapes::{DatabaseList, ListView, PageParams, Reply, Success};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::account_state::{self, NewLabel};
use omni_app::chats::{self, ChatsQuery};
use omni_app::{App, Error};
use omni_domain::access::Scope;
use omni_domain::chat_state::Label;
use omni_http::route;
use omni_http::{ApiError, ApiJson, ApiPath, ApiQuery, Endpoint, Routes};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

const PAGES: DatabaseList = DatabaseList("labelled");

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct LabelPath {
    /// The label's id.
    id: String,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct LabelledPath {
    /// The label's id.
    id: String,
    /// The chat: its id, its address, or the digits of a number.
    chat_id: String,
}

/// A label that chats can have.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LabelView {
    /// The network's id of it.
    #[schema(example = "1")]
    id: String,
    #[schema(example = "New customer")]
    name: String,
    /// The number of its colour.
    color: i32,
}

impl From<Label> for LabelView {
    fn from(label: Label) -> Self {
        Self { id: label.id, name: label.name, color: label.color }
    }
}

/// A label to create.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct CreateLabelRequest {
    /// Its name, 1 to 100 characters.
    #[schema(example = "New customer")]
    name: String,
    /// The number of its colour; without it one that others do not have yet.
    #[schema(minimum = 0, maximum = 19)]
    color: Option<i32>,
}

const LIST: Endpoint = Endpoint::scope(Scope::MessagesRead);
const CHANGE: Endpoint = Endpoint::scope(Scope::MessagesSend);

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list_labels), LIST)
        .route(route!(create_label), CHANGE)
        .route(route!(list_labelled), LIST)
        .route(route!(delete_label), CHANGE)
        .route(route!(add_label), CHANGE)
        .route(route!(remove_label), CHANGE)
}

/// List labels
#[utoipa::path(
    get,
    path = "/labels",
    tag = "labels",
    params(PageParams, AccountQuery),
    responses((status = 200, body = ListView<LabelView>))
)]
pub(crate) async fn list_labels(
    State(app): State<App>,
    account: Account,
    ApiQuery(params): ApiQuery<PageParams>,
) -> Reply<ListView<LabelView>> {
    let labels = account_state::labels(&app, &account.caller, account.id).await?;
    let all: Vec<LabelView> = labels.into_iter().map(LabelView::from).collect();
    Ok(Json(ListView::cut(all, &params, |row| &row.id)?))
}

/// Create label
///
/// On all devices of the account.
#[utoipa::path(
    post,
    path = "/labels",
    tag = "labels",
    params(AccountQuery),
    request_body = CreateLabelRequest,
    responses((status = 201, body = LabelView))
)]
pub(crate) async fn create_label(
    State(app): State<App>,
    account: Account,
    ApiJson(body): ApiJson<CreateLabelRequest>,
) -> Result<(StatusCode, Json<LabelView>), ApiError> {
    let new = NewLabel { name: body.name, color: body.color };
    let label = account_state::create_label(&app, &account.caller, account.id, new).await?;
    Ok((StatusCode::CREATED, Json(label.into())))
}

/// List chats with a label
///
/// The most recently active first.
#[utoipa::path(
    get,
    path = "/labels/{id}",
    tag = "labels",
    params(LabelPath, PageParams, AccountQuery),
    responses((status = 200, body = ListView<ChatView>))
)]
pub(crate) async fn list_labelled(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<LabelPath>,
    ApiQuery(params): ApiQuery<PageParams>,
) -> Reply<ListView<ChatView>> {
    let page = PAGES.request(&params)?;
    let Account { caller, id } = account;
    let labels = account_state::labels(&app, &caller, id).await?;
    if !labels.iter().any(|label| label.id == path.id) {
        return Err(Error::not_found("label", &path.id).into());
    }
    let query = ChatsQuery { label: Some(path.id), ..ChatsQuery::default() };
    let page = chats::list_detailed(&app, &caller, id, query, page).await?;
    Ok(Json(PAGES.page(page, ChatView::from)))
}

/// Delete label
///
/// The chats that have it lose it.
#[utoipa::path(
    delete,
    path = "/labels/{id}",
    tag = "labels",
    params(LabelPath, AccountQuery),
    responses((status = 200, body = Success))
)]
pub(crate) async fn delete_label(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<LabelPath>,
) -> Reply<Success> {
    account_state::delete_label(&app, &account.caller, account.id, &path.id).await?;
    Ok(Success::reply())
}

/// Give chat a label
#[utoipa::path(
    post,
    path = "/labels/{id}/{chat_id}",
    tag = "labels",
    params(LabelledPath, AccountQuery),
    responses((status = 200, body = Success))
)]
pub(crate) async fn add_label(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<LabelledPath>,
) -> Reply<Success> {
    label(&app, &account, &path, true).await
}

/// Take label from chat
#[utoipa::path(
    delete,
    path = "/labels/{id}/{chat_id}",
    tag = "labels",
    params(LabelledPath, AccountQuery),
    responses((status = 200, body = Success))
)]
pub(crate) async fn remove_label(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<LabelledPath>,
) -> Reply<Success> {
    label(&app, &account, &path, false).await
}

async fn label(app: &App, account: &Account, path: &LabelledPath, on: bool) -> Reply<Success> {
    let (chat, label) = (path.chat_id.as_str(), path.id.as_str());
    account_state::label_chat(app, &account.caller, account.id, chat, label, on).await?;
    Ok(Success::reply())
}
