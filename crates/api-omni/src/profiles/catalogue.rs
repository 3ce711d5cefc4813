use super::{ASKED, EXPLAINED, PersonPath};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::profiles::{CataloguePage, CatalogueQuery, Product};
use omni_app::{App, profiles};
use omni_domain::access::Scope;
use omni_http::{ApiPath, ApiQuery, Auth, Endpoint};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListProductsQuery {
    /// Maximum number of products.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u32>,
    /// The `next` of the page before.
    #[param(min_length = 1, max_length = 1024)]
    after: Option<String>,
}

/// A product of a catalogue.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProductView {
    /// Its id on the channel.
    id: String,
    /// Its name.
    name: String,
    /// What it is.
    description: Option<String>,
    /// Its price in thousandths of the currency's unit.
    #[schema(example = 4500)]
    price_thousandths: Option<i64>,
    /// The currency, by ISO 4217.
    #[schema(example = "BRL")]
    currency: Option<String>,
    /// The business's own number of it.
    retailer_id: Option<String>,
    /// Its page.
    url: Option<String>,
    /// The address of its picture.
    image_url: Option<String>,
    /// Whether the business declares that it can be bought now.
    is_available: bool,
}

impl From<Product> for ProductView {
    fn from(product: Product) -> Self {
        Self {
            id: product.id,
            name: product.name,
            description: product.description,
            price_thousandths: product.price_thousandths,
            currency: product.currency,
            retailer_id: product.retailer_id,
            url: product.url,
            image_url: product.image_url,
            is_available: product.available,
        }
    }
}

/// A part of a catalogue.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Products {
    items: Vec<ProductView>,
    /// For `after` of the next request; null on the last page.
    next: Option<String>,
}

impl From<CataloguePage> for Products {
    fn from(page: CataloguePage) -> Self {
        Self { items: page.products.into_iter().map(Into::into).collect(), next: page.next }
    }
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesRead).fails(ASKED).explains(EXPLAINED);

/// List products
///
/// The catalogue of a business, as the network has it now; empty if it has none. Products that the
/// business hides are left out.
#[utoipa::path(
    get,
    path = "/instances/{id}/profile/{platformUserId}/catalogue",
    tag = "instances",
    params(PersonPath, ListProductsQuery),
    responses(
        (status = 200, body = Products)
    )
)]
pub(crate) async fn list_products(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<PersonPath>,
    ApiQuery(query): ApiQuery<ListProductsQuery>,
) -> Reply<Products> {
    let wanted = CatalogueQuery { limit: query.limit, after: query.after };
    let who = &path.platform_user_id;
    let page = profiles::catalogue(&app, &caller, path.id, who, wanted).await?;
    Ok(Json(page.into()))
}
