use super::purpose;
use crate::app::App;
use crate::error::Error;
use crate::instances;
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;
use omni_domain::instance::ChannelType;
use omni_storage::HookSecret;

/// The prefix of every secret, by which it is recognised.
const PREFIX: &str = "whsec_";
const RANDOM_CHARS: usize = 40;

/// A new secret; it is shown only once.
#[derive(Debug, Clone)]
pub struct RotatedSecret {
    /// The instance it is for.
    pub instance_id: InstanceId,
    /// The instance's network, as the hook's path names it.
    pub channel: ChannelType,
    /// The whole secret.
    pub secret: String,
    /// When it replaced the previous one.
    pub rotated_at: Timestamp,
}

/// Creates a secret for an instance's hook; it replaces the previous one.
pub async fn rotate(app: &App, caller: &Caller, id: InstanceId) -> Result<RotatedSecret, Error> {
    use rand::distr::{Alphanumeric, SampleString};
    let instance = instances::load(app, caller, Scope::InstancesWrite, id).await?;
    let random = Alphanumeric.sample_string(&mut rand::rng(), RANDOM_CHARS);
    let secret = format!("{PREFIX}{random}");
    let rotated_at = app.env.now();
    let row = HookSecret {
        instance_id: id,
        tenant_id: instance.tenant_id,
        sealed: app.sealer.seal(&purpose(id), &secret),
        rotated_at,
    };
    app.store.write(move |tx| Box::pin(async move { tx.put_hook_secret(&row).await })).await?;
    Ok(RotatedSecret { instance_id: id, channel: instance.channel, secret, rotated_at })
}
