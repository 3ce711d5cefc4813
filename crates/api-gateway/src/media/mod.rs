//! Files of an account: uploaded before they are sent, and read by their ids.

mod delete;
mod get;
mod list;
mod upload;
mod views;

use omni_app::{App, Error};
use omni_domain::ids::MediaId;
use omni_http::Routes;
use omni_http::route;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct MediaPath {
    /// The file's id.
    #[param(example = "0194b2c0-0000-7000-8000-000000000001")]
    id: String,
}

impl MediaPath {
    /// What is no id names no file.
    fn id(&self) -> Result<MediaId, Error> {
        Uuid::try_parse(&self.id).map(MediaId).map_err(|_| Error::not_found("file", &self.id))
    }
}

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(upload::upload_media), upload::ENDPOINT)
        .route(route!(list::list_media), list::ENDPOINT)
        .route(route!(get::get_media), get::ENDPOINT)
        .route(route!(delete::delete_media), delete::ENDPOINT)
}
