//! What the tokens of models cost.

use crate::app::App;
use crate::error::Error;
use omni_domain::ids::TenantId;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// The setting.
pub(super) const KEY: &str = "agents.prices";
/// The most that a million tokens may cost: more is a mistake.
const MAX: f64 = 1_000_000.0;
const MAX_MODELS: usize = 500;
const PER: f64 = 1_000_000.0;

/// What a million tokens cost, in the currency of the tenant's choice.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Price {
    input: f64,
    output: f64,
}

impl Price {
    /// The cost of so many tokens.
    #[expect(clippy::cast_precision_loss, reason = "tokens stay far below 2^53")]
    pub(crate) fn of_tokens(self, input: i64, output: i64) -> f64 {
        (self.input * input as f64 + self.output * output as f64) / PER
    }
}

/// Prices by model.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Prices(BTreeMap<String, Price>);

impl Prices {
    /// Those of a tenant; none if it has set none.
    pub(crate) async fn load(app: &App, tenant: TenantId) -> Result<Self, Error> {
        let stored = app.store.get_setting(tenant, KEY).await?;
        // A value from before the setting was known may be anything.
        Ok(stored.and_then(|setting| Self::parse(&setting.value).ok()).unwrap_or_default())
    }

    /// Reads the setting's value.
    ///
    /// # Errors
    /// Why it is refused, for people.
    pub(crate) fn parse(value: &Value) -> Result<Self, String> {
        const FORM: &str = "give an object by model, such as \
            {\"gpt-4o-mini\": {\"input\": 0.15, \"output\": 0.6}}: prices of a million tokens";
        let prices: BTreeMap<String, Price> =
            serde_json::from_value(value.clone()).map_err(|_| FORM.to_owned())?;
        if prices.len() > MAX_MODELS {
            return Err(format!("at most {MAX_MODELS} models have a price"));
        }
        let is_fine = |price: f64| (0.0..=MAX).contains(&price);
        match prices.iter().find(|(_, price)| !is_fine(price.input) || !is_fine(price.output)) {
            Some((model, _)) => Err(format!("a price is from 0 to {MAX}; look at `{model}`")),
            None => Ok(Self(prices)),
        }
    }

    /// That of a model, by its exact name, or by the longest beginning of it that has a price and ends
    /// with `*`.
    pub(crate) fn of(&self, model: &str) -> Option<Price> {
        if let Some(price) = self.0.get(model) {
            return Some(*price);
        }
        let families = self.0.iter().filter_map(|(name, price)| {
            let family = name.strip_suffix('*')?;
            model.starts_with(family).then_some((family.len(), *price))
        });
        families.max_by_key(|(length, _)| *length).map(|(_, price)| price)
    }
}

#[cfg(test)]
mod tests {
    use super::Prices;
    use serde_json::json;

    #[test]
    fn a_model_has_the_price_of_its_name_or_of_its_nearest_family() {
        let prices = Prices::parse(&json!({
            "gpt-4o": { "input": 1, "output": 1 },
            "gpt-4*": { "input": 2, "output": 2 },
            "gpt-4o-mini*": { "input": 3, "output": 3 },
        }))
        .expect("prices");
        let input = |model: &str| prices.of(model).map(|price| price.of_tokens(1_000_000, 0));
        assert_eq!(input("gpt-4o"), Some(1.0));
        assert_eq!(input("gpt-4o-2024-08-06"), Some(2.0));
        assert_eq!(input("gpt-4o-mini-2024-07-18"), Some(3.0));
        assert_eq!(input("claude"), None);
        assert_eq!(input(""), None);
    }

    #[test]
    fn what_is_no_price_is_refused_with_its_form() {
        for value in [
            json!("free"),
            json!({ "a": 1 }),
            json!({ "a": { "input": 1 } }),
            json!({ "a": { "input": 1, "output": -1 } }),
            json!({ "a": { "input": 1, "output": 2, "cached": 3 } }),
            json!({ "a": { "input": 1e9, "output": 2 } }),
        ] {
            assert!(Prices::parse(&value).is_err(), "{value}");
        }
        assert_eq!(Prices::parse(&json!({})), Ok(Prices::default()));
    }
}
