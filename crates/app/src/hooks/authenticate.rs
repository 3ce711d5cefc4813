use super::purpose;
use crate::app::App;
use crate::error::{Error, Hint, Message};
use omni_domain::ids::{InstanceId, TenantId};
use omni_domain::instance::ChannelType;
use omni_domain::tenant::TenantStatus;
use subtle::{Choice, ConstantTimeEq as _};

/// One text for every reason: it must not reveal which instances exist.
const REFUSED: &str = "the webhook secret is missing or wrong";

/// An instance whose secret was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HookTarget {
    /// The instance.
    pub instance_id: InstanceId,
    /// Its tenant.
    pub tenant_id: TenantId,
    /// Its network.
    pub channel: ChannelType,
}

/// Checks a hook's secret. `channel` and `instance` are as the path has them; every fault of them
/// or of the secret is the same refusal.
pub async fn authenticate(
    app: &App,
    channel: &str,
    instance: &str,
    secret: Option<&str>,
) -> Result<HookTarget, Error> {
    let refused = || Error::unauthorized(Message::from(REFUSED).hint(Hint::SendHookSecret));
    let given = secret.unwrap_or_default();
    let known = match instance.parse::<InstanceId>() {
        Ok(id) => known_secret(app, id).await?,
        Err(_) => None,
    };
    // Compared in any case, so that the time reveals nothing either. Hashes, because the time of
    // comparing two texts of different length would reveal the length.
    let (target, stored) = match known {
        Some((target, stored)) => (Some(target), stored),
        None => (None, String::new()),
    };
    let equal = digest(given).ct_eq(&digest(&stored)) & Choice::from(u8::from(!stored.is_empty()));
    let target = target.filter(|_| bool::from(equal)).ok_or_else(refused)?;
    let named = match channel {
        "whatsapp" => Some(target.channel).filter(|kind| kind.as_str().starts_with("whatsapp-")),
        name => name.parse().ok(),
    };
    if named != Some(target.channel) {
        return Err(refused());
    }
    require_active(app, target.tenant_id).await?;
    Ok(target)
}

/// The sender of a delivery repeats what is refused, so that nothing is lost by a suspension.
async fn require_active(app: &App, tenant: TenantId) -> Result<(), Error> {
    let tenant = app.store.find_tenant(tenant).await?;
    if tenant.is_some_and(|tenant| tenant.status == TenantStatus::Active) {
        return Ok(());
    }
    Err(Error::forbidden("the tenant of this instance is suspended"))
}

async fn known_secret(app: &App, id: InstanceId) -> Result<Option<(HookTarget, String)>, Error> {
    let Some(row) = app.store.find_hook_secret(id).await? else { return Ok(None) };
    let Some(instance) = app.store.find_instance(row.tenant_id, id).await? else {
        return Ok(None);
    };
    let Ok(secret) = app.sealer.open(&purpose(id), &row.sealed) else {
        tracing::error!(instance.id = %id, "the instance's webhook secret cannot be opened with this server's key; create a new one");
        return Ok(None);
    };
    let target =
        HookTarget { instance_id: id, tenant_id: instance.tenant_id, channel: instance.channel };
    Ok(Some((target, secret)))
}

fn digest(text: &str) -> [u8; 32] {
    use sha2::{Digest as _, Sha256};
    Sha256::digest(text.as_bytes()).into()
}
