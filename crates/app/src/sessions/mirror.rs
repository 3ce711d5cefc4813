//! The state of a connection, as its owner reports it to the other nodes.

use super::is_shared;
use super::live::{Elsewhere, Live, LiveStatus};
use super::status::QrCode;
use crate::app::App;
use crate::error::Error;
use crate::secrets::Purpose;
use omni_channel::{Evidence, PasskeyStep};
use omni_domain::Timestamp;
use omni_domain::conversation::Address;
use omni_domain::ids::InstanceId;
use omni_domain::instance::ConnectionState;
use omni_storage::Lease;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

/// A reported state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Reported {
    /// The epoch of the owner that reported it.
    pub(super) epoch: i64,
    state: ConnectionState,
    since: Timestamp,
    message: Option<String>,
    owner: Option<Address>,
    profile_name: Option<String>,
    connected_at: Option<Timestamp>,
    /// The QR and the pairing code, sealed: they link a phone.
    codes: Option<String>,
    /// Whether the connection works.
    pub(super) is_alive: bool,
    /// The evidence of it.
    #[serde(default)]
    pub(super) evidence: ReportedEvidence,
}

/// See [`Evidence`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ReportedEvidence {
    socket_since: Option<Timestamp>,
    last_frame: Option<Timestamp>,
    last_pong: Option<Timestamp>,
    last_receipt: Option<Timestamp>,
    failed_attempts: u32,
}

/// What links a phone.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Codes {
    qr: Option<(String, Timestamp)>,
    pairing: Option<(String, Timestamp)>,
    #[serde(default)]
    passkey: Option<PasskeyStep>,
}

impl From<Evidence> for ReportedEvidence {
    fn from(of: Evidence) -> Self {
        Self {
            socket_since: of.socket_since,
            last_frame: of.last_frame,
            last_pong: of.last_pong,
            last_receipt: of.last_receipt,
            failed_attempts: of.failed_attempts,
        }
    }
}

impl From<ReportedEvidence> for Evidence {
    fn from(of: ReportedEvidence) -> Self {
        Self {
            socket_since: of.socket_since,
            last_frame: of.last_frame,
            last_pong: of.last_pong,
            last_receipt: of.last_receipt,
            failed_attempts: of.failed_attempts,
        }
    }
}

fn purpose(id: InstanceId) -> Purpose {
    Purpose::kept(format!("link codes of {id}"))
}

impl Reported {
    fn of(app: &App, live: &Live, status: LiveStatus, epoch: i64) -> Self {
        let liveness = live.liveness();
        let pair = |code: QrCode| (code.code, code.expires_at);
        let codes = Codes {
            qr: status.qr.map(pair),
            pairing: status.pairing_code.map(pair),
            passkey: status.passkey,
        };
        let codes = (codes != Codes::default()).then(|| {
            let text = serde_json::to_string(&codes).unwrap_or_default();
            app.sealer.seal(&purpose(live.id), &text)
        });
        Self {
            epoch,
            state: status.state,
            since: status.since,
            message: status.message,
            owner: status.owner,
            profile_name: status.profile_name,
            connected_at: status.connected_at,
            codes,
            is_alive: liveness.is_alive(),
            evidence: liveness.evidence.into(),
        }
    }

    /// The present status of an instance that this process owns.
    pub(super) fn now(app: &App, live: &Live) -> Self {
        let epoch = live.fence().map_or(0, |fence| fence.epoch());
        Self::of(app, live, live.status(), epoch)
    }

    /// Shows what the owner answered, until a later report does.
    pub(super) fn show(&self, app: &App, live: &Live, owner: &Lease) {
        if live.is_held() {
            return;
        }
        live.set_elsewhere(Some(Elsewhere {
            node: owner.owner.clone(),
            until: Instant::now() + app.config.sessions.lease,
            is_alive: self.is_alive,
            evidence: self.evidence.clone().into(),
        }));
        if live.show(self.status(app, live.id)) {
            app.sessions.changed();
        }
    }

    /// Reads one; `None` if a node of another version wrote it in a form that this one cannot read.
    pub(super) fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text)
            .inspect_err(|error| tracing::warn!(%error, "a reported state cannot be read"))
            .ok()
    }

    /// The status that it reports.
    pub(super) fn status(&self, app: &App, id: InstanceId) -> LiveStatus {
        let codes = self.codes.as_deref().and_then(|sealed| {
            let text = app.sealer.open(&purpose(id), sealed).ok()?;
            serde_json::from_str::<Codes>(&text).ok()
        });
        let codes = codes.unwrap_or_default();
        let code = |(code, expires_at)| QrCode { code, expires_at };
        LiveStatus {
            state: self.state,
            since: self.since,
            message: self.message.clone(),
            qr: codes.qr.map(code),
            pairing_code: codes.pairing.map(code),
            passkey: codes.passkey,
            owner: self.owner.clone(),
            profile_name: self.profile_name.clone(),
            connected_at: self.connected_at,
        }
    }
}

/// What differs between two reports, without what changes all the time.
fn essence(status: &LiveStatus, is_alive: bool, epoch: i64) -> String {
    format!("{epoch} {is_alive} {status:?}")
}

/// What was reported last.
#[derive(Debug)]
pub(super) struct LastReport {
    essence: String,
    /// In its row; compared for equality only.
    revision: i64,
    at: Instant,
}

/// A report that is not in the database after this long was lost with its write.
const WRITTEN_AFTER: Duration = Duration::from_secs(3);

/// Reports the present state to the other nodes, if it is not what was reported last.
pub(super) fn report_state(app: &App, live: &Arc<Live>) {
    if !is_shared(app) {
        return;
    }
    let Some(fence) = live.fence() else { return };
    let status = live.status();
    let essence = essence(&status, live.liveness().is_alive(), fence.epoch());
    let mut last = live.reported.lock().unwrap_or_else(PoisonError::into_inner);
    if last.as_ref().is_some_and(|last| last.essence == essence) {
        return;
    }
    let report = Reported::of(app, live, status, fence.epoch());
    let Ok(text) = serde_json::to_string(&report) else { return };
    let (id, revision) = (live.id, i64::from(rand::random::<u32>()));
    *last = Some(LastReport { essence, revision, at: Instant::now() });
    app.store.write_later(move |tx| {
        Box::pin(async move {
            tx.check_fences(std::slice::from_ref(&fence)).await?;
            if fence.is_lost() {
                return Ok(());
            }
            tx.put_session_state(id, revision, &text).await.map_err(Error::from)
        })
    });
}

/// Reports again if the database has another revision than the last report's: its write failed.
pub(super) fn repeat_lost(app: &App, live: &Arc<Live>, stored: Option<i64>) {
    {
        let mut last = live.reported.lock().unwrap_or_else(PoisonError::into_inner);
        let is_lost =
            |last: &LastReport| last.at.elapsed() > WRITTEN_AFTER && stored != Some(last.revision);
        if last.take_if(|last| is_lost(last)).is_none() {
            return;
        }
    }
    report_state(app, live);
}
