use super::text_or_number::text_or_number;
use super::{Effect, Verb, instance};
use crate::error::ToolError;
use omni_app::profiles::OpeningHours;
use omni_app::{App, Caller, profiles};
use omni_domain::access::Scope;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct GetBusiness {
    /// The instance whose network is asked: its name or id.
    instance: String,
    /// The business: a phone number with country code, or an address.
    #[serde(deserialize_with = "text_or_number")]
    business: String,
}

impl Verb for GetBusiness {
    const NAME: &'static str = "omni_get_business";
    const TITLE: &'static str = "Get business";
    const TEXT: &'static str = "Shows the profile of a business account: what it does, where it \
        is, its pages and opening hours. An account that is no business is not found. \
        omni_list_products shows what it sells.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id = instance(app, caller, Scope::InstancesRead, &self.instance).await?;
        let found = profiles::business(app, caller, id, &self.business).await?;
        Ok(json!({
            "description": found.description,
            "email": found.email,
            "websites": found.websites,
            "categories": found.categories,
            "address": found.location,
            "timeZone": found.time_zone,
            "hours": found.hours.iter().map(opening).collect::<Vec<_>>(),
        }))
    }
}

/// As agents read it: `mon 09:00-18:00`, or the network's name of another mode.
fn opening(hours: &OpeningHours) -> String {
    let time = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    match (hours.opens, hours.closes) {
        (Some(opens), Some(closes)) => format!("{} {}-{}", hours.day, time(opens), time(closes)),
        _ => format!("{} {}", hours.day, hours.mode),
    }
}

#[cfg(test)]
mod tests {
    use super::opening;
    use omni_app::profiles::OpeningHours;

    #[test]
    fn hours_are_written_as_people_write_them() {
        let hours = |mode: &str, opens, closes| {
            opening(&OpeningHours { day: "mon".to_owned(), mode: mode.to_owned(), opens, closes })
        };
        assert_eq!(hours("specific_hours", Some(545), Some(1_080)), "mon 09:05-18:00");
        assert_eq!(hours("open_24h", None, None), "mon open_24h");
    }
}
