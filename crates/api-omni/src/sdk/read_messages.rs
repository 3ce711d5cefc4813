use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, messages};
use omni_domain::access::Scope;
use omni_domain::ids::InstanceId;
use omni_http::{ApiJson, Auth, Endpoint, Failure};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ReadMessagesRequest {
    instance_id: InstanceId,
    /// An id or the channel's address.
    chat_id: String,
    /// Internal ids or the channel's.
    message_ids: Vec<String>,
}

/// Messages that are marked as read.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReadMessagesView {
    success: bool,
    instance_id: Uuid,
    /// The channel's address of the chat.
    chat_id: String,
    message_count: usize,
}

pub(super) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesSend).fails(&[Failure::NotFound]);

/// Several messages of one chat.
pub(super) async fn mark_messages_read(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiJson(body): ApiJson<ReadMessagesRequest>,
) -> Reply<ReadMessagesView> {
    let (instance, ids) = (body.instance_id, &body.message_ids);
    let chat = messages::mark_messages_read(&app, &caller, instance, &body.chat_id, ids).await?;
    Ok(Json(ReadMessagesView {
        success: true,
        instance_id: instance.uuid(),
        chat_id: chat.address.id,
        message_count: ids.len(),
    }))
}
