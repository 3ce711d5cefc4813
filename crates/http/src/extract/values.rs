//! Reads structs from names and strings: query strings, path parameters, form fields.

use super::options;
use crate::ApiError;
use axum::http::request::Parts;
use serde::de::value::{Error, MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use std::borrow::Cow;

/// Reads `T` from the query string of a request.
///
/// Its parameters are counted before any is looked at: each is compared with all names before it,
/// so that thousands would keep a core busy for seconds.
pub(crate) fn decode_query<T: DeserializeOwned>(parts: &Parts) -> Result<T, ApiError> {
    let query = parts.uri.query().unwrap_or_default();
    let max = options(&parts.extensions)?.query_max_names;
    let given = query.split('&').filter(|pair| !pair.is_empty()).take(max + 1).count();
    if given > max {
        let text = format!("the query string has more than {max} parameters");
        return Err(ApiError::invalid("", text));
    }
    decode(form_urlencoded::parse(query.as_bytes()))
}

/// Reads `T` from pairs. A name may occur several times; lists also take commas.
pub(crate) fn decode<'a, T: DeserializeOwned>(
    pairs: impl Iterator<Item = (Cow<'a, str>, Cow<'a, str>)>,
) -> Result<T, ApiError> {
    let mut entries: Vec<(Cow<'a, str>, Texts<'a>)> = Vec::new();
    for (name, text) in pairs {
        match entries.iter_mut().find(|(known, _)| *known == name) {
            Some((_, texts)) => texts.0.push(text),
            None => entries.push((name, Texts(vec![text]))),
        }
    }
    let map = MapDeserializer::new(entries.into_iter());
    serde_path_to_error::deserialize(map).map_err(|error| {
        let path = error.path().to_string();
        refusal(&path, &error.inner().to_string())
    })
}

/// An error that names the field. serde reports a missing or unknown field at its parent.
pub(crate) fn refusal(path: &str, message: &str) -> ApiError {
    let path = if path == "." { "" } else { path };
    let named = |prefix: &str| {
        let rest = message.strip_prefix(prefix)?;
        let (name, rest) = rest.split_once('`')?;
        Some((name, rest))
    };
    let join = |name: &str| {
        if path.is_empty() || path == name || path.ends_with(&format!(".{name}")) {
            if path.is_empty() { name.to_owned() } else { path.to_owned() }
        } else {
            format!("{path}.{name}")
        }
    };
    if let Some((name, _)) = named("missing field `") {
        return ApiError::invalid(&join(name), "is required");
    }
    if let Some((name, rest)) = named("unknown field `") {
        let known = rest.trim_start_matches([',', ' ']);
        return ApiError::invalid(&join(name), format!("is not a field of this request; {known}"));
    }
    ApiError::invalid(path, without_type_names(message))
}

/// serde names the Rust type that it expected, which means nothing to callers.
fn without_type_names(message: &str) -> String {
    for (kind, plain) in [("struct", "an object"), ("enum", "one of its values")] {
        let Some((before, named)) = message.split_once(&format!("expected {kind} ")) else {
            continue;
        };
        let name = |letter: char| letter.is_alphanumeric() || letter == '_';
        return format!("{before}expected {plain}{}", named.trim_start_matches(name));
    }
    message.to_owned()
}

/// The values given under one name.
struct Texts<'a>(Vec<Cow<'a, str>>);

impl<'a> Texts<'a> {
    fn last(&self) -> &str {
        self.0.last().map_or("", |text| text.as_ref())
    }

    fn parsed<T: std::str::FromStr>(&self, expected: &str) -> Result<T, Error> {
        let text = self.last().trim();
        text.parse().map_err(|_| Error::custom(format!("expected {expected}, got `{text}`")))
    }

    fn elements(self) -> impl Iterator<Item = Texts<'a>> {
        self.0.into_iter().flat_map(|text| {
            // How many clients put a list into a form.
            if let Some(list) = json_list(&text) {
                return list;
            }
            let parts: Vec<String> = text
                .split(',')
                .map(str::trim)
                .filter(|p| !p.is_empty())
                .map(str::to_owned)
                .collect();
            parts.into_iter().map(|part| Texts(vec![Cow::Owned(part)])).collect()
        })
    }
}

/// The elements of a JSON list of strings.
fn json_list<'a>(text: &str) -> Option<Vec<Texts<'a>>> {
    let list: Vec<String> = serde_json::from_str(text.trim()).ok()?;
    Some(list.into_iter().map(|part| Texts(vec![Cow::Owned(part)])).collect())
}

impl IntoDeserializer<'_, Error> for Texts<'_> {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! parse_as {
    ($($method:ident $visit:ident $type:ty, $expected:literal;)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            visitor.$visit(self.parsed::<$type>($expected)?)
        }
    )+};
}

impl<'de> Deserializer<'de> for Texts<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_str(self.last())
    }

    parse_as! {
        deserialize_u8 visit_u8 u8, "a whole number from 0 to 255";
        deserialize_u16 visit_u16 u16, "a whole number, 0 or more";
        deserialize_u32 visit_u32 u32, "a whole number, 0 or more";
        deserialize_u64 visit_u64 u64, "a whole number, 0 or more";
        deserialize_i8 visit_i8 i8, "a whole number";
        deserialize_i16 visit_i16 i16, "a whole number";
        deserialize_i32 visit_i32 i32, "a whole number";
        deserialize_i64 visit_i64 i64, "a whole number";
        deserialize_f32 visit_f32 f32, "a number";
        deserialize_f64 visit_f64 f64, "a number";
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.last().trim() {
            "true" | "1" => visitor.visit_bool(true),
            "false" | "0" => visitor.visit_bool(false),
            other => Err(Error::custom(format!("expected `true` or `false`, got `{other}`"))),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        // `?search=` is how a form sends an empty field.
        if self.0.iter().all(|text| text.is_empty()) {
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(SeqDeserializer::new(self.elements()))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_enum(self.last().into_deserializer())
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        i128 u128 char str string bytes byte_buf unit unit_struct tuple tuple_struct map struct
        identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::decode;
    use crate::{ApiError, Details, FieldName};
    use serde::Deserialize;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(rename_all = "camelCase", default)]
    struct Query {
        event_type: Vec<String>,
        limit: Option<u32>,
        raw: bool,
        search: Option<String>,
    }

    fn read(query: &str) -> Result<Query, ApiError> {
        decode(form_urlencoded::parse(query.as_bytes()))
    }

    #[test]
    fn lists_take_commas_and_repeats() {
        let query = read("eventType=a,b&eventType=c&limit=5&raw=1&search=&other=x").expect("valid");
        assert_eq!(query.event_type, ["a", "b", "c"]);
        assert_eq!((query.limit, query.raw, query.search), (Some(5), true, None));
        let list = form_urlencoded::byte_serialize(br#"["a", "b,c"]"#).collect::<String>();
        let query = read(&format!("eventType={list}&eventType=d")).expect("valid");
        assert_eq!(query.event_type, ["a", "b,c", "d"]);
    }

    #[test]
    fn refusals_never_name_a_rust_type() {
        for (body, said) in [("null", "null"), ("7", "integer `7`"), ("\"x\"", "string \"x\"")] {
            let error = crate::decode_json::<Query>(body.as_bytes()).expect_err("no object");
            let text = format!("invalid type: {said}, expected an object");
            assert_eq!(error.message.to_string(), text);
        }
    }

    #[test]
    fn refusals_name_the_field_and_what_was_expected() {
        let error = read("limit=many").expect_err("not a number");
        assert_eq!(
            error.message.to_string(),
            "`limit`: expected a whole number, 0 or more, got `many`"
        );
        let field = FieldName::Request("limit".to_owned());
        let named =
            |details: &Details| matches!(details, Details::Field { field: f, .. } if *f == field);
        assert!(error.details.as_deref().is_some_and(named));
    }
}
