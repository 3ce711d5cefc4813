//! All settings at one time, for code that needs several.

use super::{catalog, purpose};
use crate::app::App;
use crate::error::Error;
use omni_domain::ids::TenantId;
use omni_storage::Setting;
use std::collections::HashMap;
use std::fmt;

/// All settings at one time.
pub(crate) struct Snapshot<'a> {
    app: &'a App,
    tenant: TenantId,
    stored: HashMap<String, Setting>,
}

impl fmt::Debug for Snapshot<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot").field("settings", &self.stored.len()).finish_non_exhaustive()
    }
}

impl<'a> Snapshot<'a> {
    pub(crate) async fn load(app: &'a App, tenant: TenantId) -> Result<Self, Error> {
        let stored = app.store.list_settings(tenant).await?;
        let stored = stored.into_iter().map(|one| (one.key.clone(), one)).collect();
        Ok(Self { app, tenant, stored })
    }

    /// A text: its value, or its default.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        let set = self.stored.get(key).filter(|setting| !setting.is_secret);
        set.and_then(|setting| setting.value.as_str())
            .or_else(|| catalog::known(key).and_then(catalog::Known::default_text))
    }

    /// Whether it has a value.
    pub(crate) fn is_set(&self, key: &str) -> bool {
        self.stored.contains_key(key)
    }

    /// A secret in clear, for the service it is for: at the address that is set at this moment.
    pub(crate) fn secret(&self, key: &str) -> Result<Option<String>, Error> {
        let Some(setting) = self.stored.get(key) else { return Ok(None) };
        let sealed = setting.value.as_str().unwrap_or_default();
        let address = catalog::known(key).and_then(|known| known.sent_to);
        let address = address.and_then(|name| self.stored.get(name)?.value.as_str());
        let purpose = purpose(self.tenant, key, address);
        self.app.sealer.open(&purpose, sealed).map(Some).map_err(Error::internal)
    }
}
