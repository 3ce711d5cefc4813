use crate::app::App;
use crate::sessions::QrCode;
use omni_domain::Timestamp;
use omni_domain::ids::InstanceId;

/// The QR that an event of the log reports, for those who may link a phone; `None` once it is replaced or
/// scanned.
pub fn offered_qr(app: &App, id: InstanceId, expires_at: Timestamp) -> Option<QrCode> {
    let report = app.sessions.get(id)?.report(app.env.now());
    report.qr.filter(|qr| qr.expires_at == expires_at)
}
