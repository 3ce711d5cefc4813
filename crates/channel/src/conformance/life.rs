//! Liveness, and stopping.

use super::{LIMIT, Report, Subject, bounded, messages, wait};
use crate::connection::Closed;
use crate::error::ChannelError;
use crate::liveness::Pulse;

pub(super) async fn check(subject: &dyn Subject, report: &mut Report) {
    let session = subject.session();
    // A redelivery may have ended the connection; it reconnects by itself.
    let alive = wait(LIMIT, || session.liveness().is_alive().then_some(())).await;
    if alive.is_none() {
        report.add("a session that is connected is not alive");
    }
    if subject.has_network() {
        subject.silence().await;
        let noticed = || (session.liveness().pulse != Pulse::Alive).then_some(());
        if wait(LIMIT, noticed).await.is_none() {
            report.add("a silent connection is judged to be alive");
        }
    }
    match bounded(LIMIT, subject.stop()).await {
        Some(Closed::Stopped) => {}
        Some(other) => report.add(format!("it was stopped and ended with {other:?}")),
        None => return report.add("it does not stop"),
    }
    match session.send(messages::text(subject, "too late")).await {
        Err(ChannelError::NotConnected) => {}
        other => report.add(format!("a stopped session answers a send with {other:?}")),
    }
    if session.liveness().is_alive() {
        report.add("a stopped session is judged to be alive");
    }
}
