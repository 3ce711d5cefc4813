//! How requests with a file are described as forms: the fields of the JSON body, with the file
//! instead of its address.

use super::file_request::{ScheduleMediaRequest, SendMediaRequest};
use super::sticker::SendStickerRequest;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::openapi::{KnownFormat, RefOr};
use utoipa::{PartialSchema, ToSchema};

macro_rules! form {
    ($(#[$meta:meta])* $name:ident of $body:ident) => {
        $(#[$meta])*
        pub(crate) struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                with_file($body::schema())
            }
        }

        impl ToSchema for $name {
            fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
                $body::schemas(schemas);
            }
        }
    };
}

form!(
    /// The form of [`SendMediaRequest`].
    SendMediaForm of SendMediaRequest
);
form!(
    /// The form of [`ScheduleMediaRequest`].
    ScheduleMediaForm of ScheduleMediaRequest
);
form!(
    /// The form of [`SendStickerRequest`].
    SendStickerForm of SendStickerRequest
);

fn with_file(body: RefOr<Schema>) -> RefOr<Schema> {
    let RefOr::T(Schema::Object(mut object)) = body else { return body };
    object.properties.remove("url");
    object.properties.remove("base64");
    let file = ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)))
        .description(Some("The file; the last field of the form."));
    object.properties.insert("file".to_owned(), file.into());
    object.required.push("file".to_owned());
    object.description = Some("The same fields as a form, and the file.".to_owned());
    RefOr::T(Schema::Object(object))
}
