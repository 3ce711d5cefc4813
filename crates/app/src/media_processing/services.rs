//! Which services are configured, in order of preference.

use super::Miss;
use crate::app::App;
use crate::settings::Snapshot;
use omni_agents::{MediaApi, ModelAddress};

/// A service that is configured.
#[derive(Debug, Clone)]
pub(super) struct Service {
    /// `groq`, `openai` or `gemini`.
    pub(super) name: String,
    pub(super) address: ModelAddress,
}

/// The end of the address of Gemini's OpenAI-compatible API. Its own is beside it, and takes
/// documents and videos.
const COMPATIBLE: &str = "/openai";

impl Service {
    /// The address of Gemini's own API. A compatible server at another address has none.
    pub(super) fn own_api(&self) -> Option<ModelAddress> {
        let base_url = self.address.base_url.trim().trim_end_matches('/');
        let own = base_url.strip_suffix(COMPATIBLE).filter(|_| self.name == "gemini")?;
        let base_url = own.to_owned();
        Some(ModelAddress { base_url, api: MediaApi::Gemini, ..self.address.clone() })
    }
}

/// The services that `order` names and that are configured. One is, if it has a key or another
/// address than its default: self-hosted servers often need no key.
pub(super) fn set_up(
    app: &App,
    settings: &Snapshot<'_>,
    order: &str,
    model: &str,
) -> Result<Vec<Service>, Miss> {
    let mut services = Vec::new();
    let mut refused = None;
    let names = settings.text(order).unwrap_or_default().split(',');
    for name in names.map(str::trim).filter(|name| !name.is_empty()) {
        let base = format!("{name}.base_url");
        let api_key = settings.secret(&format!("{name}.api_key"))?;
        let Some(model) = settings.text(&format!("{name}.{model}")) else { continue };
        let Some(base_url) = settings.text(&base) else { continue };
        if api_key.is_none() && !settings.is_set(&base) {
            continue;
        }
        // Allowed when it was set; the configuration may have changed since.
        if let Err(why) = app.guard.check(base_url) {
            refused = Some(format!("{base}: {why}"));
            continue;
        }
        let address = ModelAddress {
            base_url: base_url.to_owned(),
            api_key,
            model: model.to_owned(),
            api: MediaApi::OpenAi,
        };
        services.push(Service { name: name.to_owned(), address });
    }
    if services.is_empty() {
        let why = refused.unwrap_or_else(|| {
            format!("no service is set up for it; set the key of one that `{order}` names")
        });
        return Err(Miss::Failed(why));
    }
    Ok(services)
}

#[cfg(test)]
mod tests {
    use super::Service;
    use omni_agents::{MediaApi, ModelAddress};

    #[test]
    fn only_gemini_has_an_api_of_its_own() {
        let own = |name: &str, base_url: &str| {
            let address = ModelAddress {
                base_url: base_url.to_owned(),
                api_key: None,
                model: "m".to_owned(),
                api: MediaApi::OpenAi,
            };
            let own = Service { name: name.to_owned(), address }.own_api()?;
            (own.api == MediaApi::Gemini).then_some(own.base_url)
        };
        assert_eq!(own("gemini", "https://g/v1beta/openai/").as_deref(), Some("https://g/v1beta"));
        assert_eq!(own("gemini", "https://stands-in/v1"), None);
        assert_eq!(own("openai", "https://g/v1beta/openai"), None);
    }
}
