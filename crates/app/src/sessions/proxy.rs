//! The proxy of an instance, as its session uses it.

use crate::app::App;
use crate::error::{Error, Field};
use crate::secrets::Purpose;
use omni_channel::{Proxy, ProxyCredentials};
use omni_domain::ids::InstanceId;
use omni_domain::instance::Instance;
use omni_domain::proxy::InstanceProxy;
use std::sync::Arc;

/// What the credentials are sealed for: this proxy and no other.
fn purpose(id: InstanceId, proxy: &InstanceProxy) -> Purpose {
    Purpose::sent_to(format!("instance/{id}/proxy"), &proxy.address())
}

/// Seals a user name and password for this proxy.
pub(crate) fn seal(
    app: &App,
    id: InstanceId,
    proxy: &InstanceProxy,
    credentials: &ProxyCredentials,
) -> Result<String, Error> {
    let pair = (&credentials.user, &credentials.password);
    let text = serde_json::to_string(&pair).map_err(Error::internal)?;
    Ok(app.sealer.seal(&purpose(id, proxy), &text))
}

/// Whether its address may be reached; a name is looked up with each connection.
pub(crate) fn check(app: &App, proxy: &InstanceProxy) -> Result<(), Error> {
    let checked = app.guard.check(&format!("http://{}/", proxy.authority()));
    checked.map(drop).map_err(|why| Error::invalid(Field::InstanceProxy, why.to_string()))
}

/// The proxy with its credentials in clear. The address is checked again, because the configuration
/// may have changed since.
pub(super) fn open(app: &App, instance: &Instance) -> Result<Option<Proxy>, Error> {
    let Some(proxy) = &instance.config.proxy else { return Ok(None) };
    check(app, proxy)?;
    let credentials = match &proxy.credentials {
        None => None,
        Some(sealed) => {
            let opened = app.sealer.open(&purpose(instance.id, proxy), sealed);
            let text =
                opened.map_err(|why| Error::invalid(Field::InstanceProxy, why.to_string()))?;
            let (user, password) = serde_json::from_str(&text).map_err(Error::internal)?;
            Some(ProxyCredentials { user, password })
        }
    };
    Ok(Some(Proxy {
        kind: proxy.kind,
        host: proxy.host.clone(),
        port: proxy.port,
        credentials,
        resolver: Arc::new(app.guard.clone()),
    }))
}
