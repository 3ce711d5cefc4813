use super::text_or_number::text_or_number;
use super::{Effect, Verb, instance};
use crate::error::ToolError;
use omni_app::profiles::{CatalogueQuery, Product};
use omni_app::{App, Caller, profiles};
use omni_domain::access::Scope;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ListProducts {
    /// The instance whose network is asked: its name or id.
    instance: String,
    /// The business: a phone number with country code, or an address.
    #[serde(deserialize_with = "text_or_number")]
    business: String,
    /// At most so many, 1 to 100; 20 if absent.
    limit: Option<u32>,
    /// The `next` of the result before, for what follows it.
    after: Option<String>,
}

impl Verb for ListProducts {
    const NAME: &'static str = "omni_list_products";
    const TITLE: &'static str = "List products";
    const TEXT: &'static str = "Lists the products in the catalogue of a business account, with prices \
        in thousandths of the currency's unit; none if it has no catalogue.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let id = instance(app, caller, Scope::InstancesRead, &self.instance).await?;
        let wanted = CatalogueQuery { limit: self.limit, after: self.after };
        let page = profiles::catalogue(app, caller, id, &self.business, wanted).await?;
        let items: Vec<Value> = page.products.iter().map(product).collect();
        Ok(json!({ "items": items, "next": page.next }))
    }
}

fn product(product: &Product) -> Value {
    json!({
        "id": product.id,
        "name": product.name,
        "description": product.description,
        "priceThousandths": product.price_thousandths,
        "currency": product.currency,
        "url": product.url,
        "isAvailable": product.available,
    })
}
