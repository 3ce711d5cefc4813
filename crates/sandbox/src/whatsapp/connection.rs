//! One WebSocket connection: handshake, then a reader and a writer of stanzas.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::Context as _;
use axum::extract::State;
use axum::extract::ws::{WebSocket, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use futures::StreamExt as _;
use wacore_binary::marshal;
use wacore_binary::util::unpack;
use wacore_noise::NoiseCipher;
use wacore_noise::framing::encode_frame;

use super::frames::Frames;
use super::handshake::{Answer, Established, answer_hello};
use super::hub::Hub;
use super::link::Link;
use super::writer::{Sink, Writer, send};
use super::{dispatch, login};

const HANDSHAKE_LIMIT: Duration = Duration::from_secs(20);
/// Clients attach their frame handler only after the handshake call returns.
const AFTER_HANDSHAKE: Duration = Duration::from_millis(5);

/// Handler of `/ws/chat`.
pub(crate) async fn upgrade(State(hub): State<Arc<Hub>>, upgrade: WebSocketUpgrade) -> Response {
    if hub.faults.refuses() {
        hub.stats.connections_refused.increase();
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let tracker = hub.tasks.clone();
    upgrade
        .max_message_size(32 << 20)
        .on_upgrade(move |socket| tracker.track_future(serve(hub, socket)))
}

async fn serve(hub: Arc<Hub>, socket: WebSocket) {
    hub.stats.connects.increase();
    let number = hub.next_link_number();
    if let Err(error) = Box::pin(run(&hub, socket, number)).await {
        tracing::debug!(connection = number, %error, "sandbox connection ended");
    }
    let link = hub.links.lock().remove(&number);
    if let Some(link) = link {
        login::close(&hub, &link);
    }
    hub.stats.disconnects.increase();
}

async fn run(hub: &Arc<Hub>, socket: WebSocket, number: u64) -> anyhow::Result<()> {
    let (mut sink, stream) = socket.split();
    let mut frames = Frames::new(stream);
    let handshake = tokio::time::timeout(HANDSHAKE_LIMIT, handshake(hub, &mut sink, &mut frames));
    let established = handshake.await.context("the handshake took too long")??;
    tokio::time::sleep(AFTER_HANDSHAKE).await;

    let ended = hub.stop.child_token();
    let (link, orders) = Link::new(number, established.client_key, ended.clone());
    hub.links.lock().insert(number, Arc::clone(&link));
    // However either half ends, the other must end with it: a client that closes
    // would otherwise wait for a close frame that never arrives.
    let _guard = ended.clone().drop_guard();
    let writer = Writer::new(Arc::clone(hub), Arc::clone(&link), sink, established.write);
    hub.tasks.spawn(async move {
        let link = Arc::clone(&writer.link);
        tokio::select! {
            () = link.ended.cancelled() => {}
            _ = writer.run(orders) => {}
        }
        link.ended.cancel();
    });
    login::admit(hub, &link, &established.payload);
    read(hub, &link, &mut frames, &established.read).await
}

async fn read(
    hub: &Arc<Hub>,
    link: &Arc<Link>,
    frames: &mut Frames,
    cipher: &NoiseCipher,
) -> anyhow::Result<()> {
    let mut counter = 0;
    loop {
        let frame = tokio::select! {
            () = link.ended.cancelled() => return Ok(()),
            frame = frames.next() => frame?,
        };
        let Some(mut frame) = frame else { return Ok(()) };
        if link.is_silent() {
            link.ended.cancelled().await;
            return Ok(());
        }
        cipher.decrypt_in_place_with_counter(counter, &mut frame)?;
        counter += 1;
        link.frames_in.fetch_add(1, Ordering::Relaxed);
        let plain = unpack(&frame)?;
        let node = marshal::unmarshal_ref(&plain)?.to_owned();
        if link.companion().is_some_and(|companion| companion.faults.drop_from.strike()) {
            continue;
        }
        dispatch::handle(hub, link, node).await;
    }
}

async fn handshake(hub: &Hub, sink: &mut Sink, frames: &mut Frames) -> anyhow::Result<Established> {
    let hello = frames.next().await?.context("closed before the hello")?;
    match answer_hello(&hub.noise(), &frames.prologue, &hello)? {
        Answer::Done(reply, established) => {
            hub.stats.handshakes_ik.increase();
            send(sink, encode_frame(&reply, None)?).await?;
            Ok(*established)
        }
        Answer::Continue(reply, state) => {
            hub.stats.handshakes_xx.increase();
            send(sink, encode_frame(&reply, None)?).await?;
            let finish = frames.next().await?.context("closed before the finish")?;
            state.finish(&finish)
        }
    }
}
