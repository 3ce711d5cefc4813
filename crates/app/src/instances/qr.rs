use super::{QrCode, load};
use crate::app::App;
use crate::error::{Error, Hint, Message};
use crate::sessions::{self, Enough};
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;

/// The QR to scan now. Waits (bounded) for one while the instance is connecting.
pub async fn qr(app: &App, caller: &Caller, id: InstanceId) -> Result<QrCode, Error> {
    let instance = load(app, caller, Scope::InstancesWrite, id).await?;
    let channel = app.channel(instance.channel)?.info();
    if !channel.requires_qr {
        return Err(Error::not_supported(format!("`{}` is not linked by a QR", channel.id)));
    }
    let live = sessions::find(app, id).await?.ok_or_else(|| {
        Error::conflict(Message::from("no QR is on offer").hint(Hint::LinkInstance(id)))
    })?;
    sessions::wait(app, &live, Enough::Settled).await;
    let now = app.env.now();
    let report = live.report(now);
    if let Some(qr) = report.qr {
        return Ok(qr);
    }
    if report.connected {
        return Err(Error::conflict("the instance is linked and connected; it needs no QR"));
    }
    let why = report.message.unwrap_or_else(|| "it is being prepared; request it again".to_owned());
    Err(Error::conflict(format!("no QR is on offer at present: {why}")))
}
