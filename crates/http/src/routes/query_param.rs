use utoipa::openapi::path::{Operation, Parameter, ParameterIn};
use utoipa::openapi::schema::{SchemaType, Type};
use utoipa::openapi::{RefOr, Schema};

/// A query parameter, as the API document describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryParam {
    /// Its name.
    pub name: String,
    /// Any text is valid, and an empty one means none.
    pub is_text: bool,
}

impl QueryParam {
    /// Those of an operation.
    pub(super) fn of(operation: &Operation) -> Vec<Self> {
        let params = operation.parameters.iter().flatten().filter_map(|param| match param {
            RefOr::T(param) => Some(param),
            RefOr::Ref(_) => None,
        });
        let queries = params.filter(|param| param.parameter_in == ParameterIn::Query);
        queries.map(|param| Self { name: param.name.clone(), is_text: is_text(param) }).collect()
    }
}

fn is_text(param: &Parameter) -> bool {
    let Some(RefOr::T(Schema::Object(object))) = &param.schema else { return false };
    let is_string = matches!(object.schema_type, SchemaType::Type(Type::String));
    is_string && object.format.is_none() && object.enum_values.is_none()
}
