use super::find;
use crate::app::App;
use crate::error::Error;
use omni_domain::access::Caller;

/// Scans the QR of an instance with a simulated phone; returns once the instance is linked to it.
pub async fn scan(app: &App, caller: &Caller, number: &str, qr: &str) -> Result<(), Error> {
    let (network, number) = find(app, caller, number)?;
    let scanned = network.scan(number.digits(), qr).await;
    scanned.map_err(|why| {
        Error::conflict(format!("the phone could not scan this QR: {why}; read the present one"))
    })
}
