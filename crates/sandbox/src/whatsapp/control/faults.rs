//! Route `/faults`.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::json;

use super::{Answer, done};
use crate::whatsapp::faults::StreamFault;
use crate::whatsapp::network::Network;

/// One fault, named as the method of [`Faults`](crate::whatsapp::Faults) that arms it.
#[derive(Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub(super) enum Arm {
    DropFramesTo { device: String, count: u32 },
    DropFramesFrom { device: String, count: u32 },
    Delay { device: String, millis: u64 },
    Close { device: String },
    Silence { device: String },
    StreamError { device: String, error: StreamFault },
    Duplicate { device: String, count: u32 },
    Corrupt { device: String, count: u32 },
    CorruptFrom { device: String, count: u32 },
    RejectSends { device: String, count: u32, code: u16 },
    RestrictNewChats { device: String, millis: u64 },
    Ban { device: String, millis: u64, code: u16 },
    WithholdAcks { device: String, count: u32 },
    LogOut { device: String },
    RefuseConnections { millis: u64 },
    RestartAfterPairing { on: bool },
    RotateServerKey,
    ExpireMedia { part: String },
    FailUploads { count: u32, status: u16 },
}

pub(super) async fn arm(State(network): State<Network>, Json(fault): Json<Arm>) -> Answer {
    let faults = network.faults();
    match fault {
        Arm::DropFramesTo { device, count } => faults.drop_frames_to(&device, count)?,
        Arm::DropFramesFrom { device, count } => faults.drop_frames_from(&device, count)?,
        Arm::Delay { device, millis } => faults.delay(&device, Duration::from_millis(millis))?,
        Arm::Close { device } => faults.close(&device)?,
        Arm::Silence { device } => faults.silence(&device)?,
        Arm::StreamError { device, error } => faults.stream_error(&device, error)?,
        Arm::Duplicate { device, count } => faults.duplicate(&device, count)?,
        Arm::Corrupt { device, count } => faults.corrupt(&device, count)?,
        Arm::CorruptFrom { device, count } => faults.corrupt_from(&device, count)?,
        Arm::RejectSends { device, count, code } => faults.reject_sends(&device, count, code)?,
        Arm::RestrictNewChats { device, millis } => {
            faults.restrict_new_chats(&device, Duration::from_millis(millis))?;
        }
        Arm::Ban { device, millis, code } => {
            faults.ban(&device, Duration::from_millis(millis), code)?;
        }
        Arm::WithholdAcks { device, count } => faults.withhold_acks(&device, count)?,
        Arm::LogOut { device } => faults.log_out(&device)?,
        Arm::RefuseConnections { millis } => {
            faults.refuse_connections(Duration::from_millis(millis));
        }
        Arm::RestartAfterPairing { on } => faults.restart_after_pairing(on),
        Arm::RotateServerKey => faults.rotate_server_key()?,
        Arm::ExpireMedia { part } => {
            return Ok(Json(json!({ "expired": faults.expire_media(&part) })));
        }
        Arm::FailUploads { count, status } => faults.fail_uploads(count, status),
    }
    Ok(done())
}
