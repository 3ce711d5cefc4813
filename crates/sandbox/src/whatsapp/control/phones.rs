//! Routes below `/phones`.

use std::time::Duration;

use anyhow::Context as _;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::bodies::{
    AutoReceipts, Content, CreatePhone, EnterCode, Expect, Presence, Read, Scan, Send, Typing,
};
use super::{Answer, Failure, done};
use crate::whatsapp::account::digits;
use crate::whatsapp::network::Network;
use crate::whatsapp::phone::{Phone, PhoneMedia, Received, SendOptions};
use waproto::whatsapp as wa;

fn view(phone: &Phone) -> Value {
    json!({
        "number": phone.number(),
        "jid": phone.jid(),
        "lid": phone.lid(),
        "push_name": phone.push_name(),
        "linked_devices": phone.linked_devices(),
        "received": phone.received_count(),
    })
}

pub(super) fn all(network: &Network) -> Vec<Value> {
    network.phones().iter().map(view).collect()
}

/// An arrival, with a summary of its content.
fn arrival(received: &Received) -> Value {
    let mut value = serde_json::to_value(received).unwrap_or_default();
    value["text"] = json!(received.text());
    value["quoted_id"] = json!(received.quoted_id());
    value["revoked_id"] = json!(received.revoked_id());
    value["reaction"] = json!(
        received.reaction().map(|(emoji, target)| json!({ "emoji": emoji, "target": target }))
    );
    value["voice_levels"] = json!(received.voice_levels());
    value["edited"] =
        json!(received.edited().map(|(target, text)| json!({ "target": target, "text": text })));
    value
}

pub(super) async fn list(State(network): State<Network>) -> Json<Value> {
    Json(json!(all(&network)))
}

pub(super) async fn create(
    State(network): State<Network>,
    Json(body): Json<CreatePhone>,
) -> Answer {
    let phone = network.create_phone(&body.number, &body.push_name).await?;
    if let Some(addressing) = body.addressing {
        phone.set_addressing(addressing);
    }
    Ok(Json(view(&phone)))
}

pub(super) async fn show(State(network): State<Network>, Path(number): Path<String>) -> Answer {
    Ok(Json(view(&network.require_phone(&number)?)))
}

pub(super) async fn scan(
    State(network): State<Network>,
    Path(number): Path<String>,
    Json(body): Json<Scan>,
) -> Answer {
    let phone = network.require_phone(&number)?;
    phone.scan(&body.qr).await?;
    Ok(Json(view(&phone)))
}

pub(super) async fn enter_code(
    State(network): State<Network>,
    Path(number): Path<String>,
    Json(body): Json<EnterCode>,
) -> Answer {
    let phone = network.require_phone(&number)?;
    phone.enter_code(&body.code).await?;
    Ok(Json(view(&phone)))
}

pub(super) async fn send(
    State(network): State<Network>,
    Path(number): Path<String>,
    Json(body): Json<Send>,
) -> Answer {
    let phone = network.require_phone(&number)?;
    let to = &body.to;
    let id = match body.content {
        Content::Text { text, id } => {
            let message = wa::Message { conversation: Some(text), ..Default::default() };
            phone.send_with(to, message, SendOptions { id, ..Default::default() }).await?
        }
        Content::Reply { target, text } => phone.reply(to, &target, &text).await?,
        Content::Reaction { target, emoji } => phone.react(to, &target, &emoji).await?,
        Content::Edit { target, text } => phone.edit(to, &target, &text).await?,
        Content::Revoke { target } => phone.revoke(to, &target).await?,
        Content::Media { kind, mime, data, caption, file_name, voice_note } => {
            let bytes = BASE64_STANDARD.decode(data).context("the data is not base64")?;
            let media = PhoneMedia { kind, bytes, mime, caption, file_name, voice_note };
            phone.send_media(to, media).await?
        }
    };
    Ok(Json(json!({ "id": id })))
}

pub(super) async fn read(
    State(network): State<Network>,
    Path(number): Path<String>,
    Json(body): Json<Read>,
) -> Answer {
    network.require_phone(&number)?.read(&body.id).await?;
    Ok(done())
}

pub(super) async fn typing(
    State(network): State<Network>,
    Path(number): Path<String>,
    Json(body): Json<Typing>,
) -> Answer {
    network.require_phone(&number)?.typing(&body.to, body.on).await?;
    Ok(done())
}

pub(super) async fn typing_seen(
    State(network): State<Network>,
    Path(number): Path<String>,
) -> Answer {
    Ok(Json(json!(network.require_phone(&number)?.typing_seen())))
}

pub(super) async fn presence(
    State(network): State<Network>,
    Path(number): Path<String>,
    Json(body): Json<Presence>,
) -> Answer {
    network.require_phone(&number)?.presence(body.available).await;
    Ok(done())
}

pub(super) async fn offline(State(network): State<Network>, Path(number): Path<String>) -> Answer {
    network.require_phone(&number)?.go_offline().await;
    Ok(done())
}

pub(super) async fn online(State(network): State<Network>, Path(number): Path<String>) -> Answer {
    network.require_phone(&number)?.go_online().await;
    Ok(done())
}

pub(super) async fn unlink(State(network): State<Network>, Path(number): Path<String>) -> Answer {
    network.require_phone(&number)?.unlink().await;
    Ok(done())
}

pub(super) async fn auto_receipts(
    State(network): State<Network>,
    Path(number): Path<String>,
    Json(body): Json<AutoReceipts>,
) -> Answer {
    network.require_phone(&number)?.set_auto_receipts(body.delivered, body.read);
    Ok(done())
}

pub(super) async fn receipts(State(network): State<Network>, Path(number): Path<String>) -> Answer {
    Ok(Json(json!(network.require_phone(&number)?.receipts())))
}

pub(super) async fn received(State(network): State<Network>, Path(number): Path<String>) -> Answer {
    let received = network.require_phone(&number)?.received();
    Ok(Json(received.iter().map(arrival).collect()))
}

pub(super) async fn media(
    State(network): State<Network>,
    Path((number, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let phone = network.require_phone(&number)?;
    let received = phone.received().into_iter().find(|one| one.id == id);
    let received = received.with_context(|| format!("no message {id} has arrived"))?;
    Ok(phone.download(&received).await?.into_response())
}

pub(super) async fn expect(
    State(network): State<Network>,
    Path(number): Path<String>,
    Json(body): Json<Expect>,
) -> Answer {
    let phone = network.require_phone(&number)?;
    let from = body.from.as_deref().map(digits);
    let fits = |one: &Received| {
        body.text.as_deref().is_none_or(|text| one.text() == Some(text))
            && body
                .contains
                .as_deref()
                .is_none_or(|part| one.text().is_some_and(|text| text.contains(part)))
            && body.id.as_deref().is_none_or(|id| one.id == id)
            && from.as_deref().is_none_or(|number| digits(&one.from) == number)
            && body.chat.as_deref().is_none_or(|chat| digits(&one.chat) == digits(chat))
            && body.after.is_none_or(|after| one.sequence > after)
    };
    let found = phone.expect(Duration::from_millis(body.timeout_millis), fits).await?;
    Ok(Json(arrival(&found)))
}
