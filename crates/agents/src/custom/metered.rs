//! An answer as a `JSONPath` sees it, with a meter: a path such as `$..*..*..*` reaches most of an
//! answer many times over, and the library keeps every node it reaches, with the path to it.

use jsonpath_rust::query::queryable::Queryable;
use serde_json::{Number, Value};
use std::borrow::Cow;
use std::cell::Cell;
use std::time::Instant;

/// What the library keeps for a node besides the path to it, bytes.
const NODE: usize = 64;

/// What one evaluation may take.
#[derive(Debug)]
pub(super) struct Meter {
    left: Cell<usize>,
    until: Instant,
}

impl Meter {
    pub(super) const fn new(bytes: usize, until: Instant) -> Self {
        Self { left: Cell::new(bytes), until }
    }

    /// Whether something was asked for that was not granted: the result is not complete then.
    pub(super) fn is_spent(&self) -> bool {
        self.left.get() == 0
    }

    /// `None` from the moment on when it is spent.
    fn spend(&self, bytes: usize) -> Option<()> {
        let left = self.left.get().checked_sub(bytes.saturating_add(1));
        let left = left.filter(|left| *left > 0 && Instant::now() < self.until);
        self.left.set(left.unwrap_or(0));
        left.map(drop)
    }
}

/// A part of the answer. Those that a filter makes for itself have no meter and no source.
#[derive(Debug, Clone)]
pub(super) struct Node<'a> {
    kind: Kind<'a>,
    source: Option<&'a Value>,
    meter: Option<&'a Meter>,
    /// Length of the path to it, bytes.
    path: usize,
}

#[derive(Debug, Clone)]
enum Kind<'a> {
    Null,
    Bool(bool),
    Number(Number),
    Text(Cow<'a, str>),
    Array(Vec<Node<'a>>),
    Object(Vec<(&'a str, Node<'a>)>),
}

impl<'a> Node<'a> {
    /// The whole answer.
    pub(super) fn root(value: &'a Value, meter: &'a Meter) -> Self {
        Self::at(value, meter, 1)
    }

    fn at(value: &'a Value, meter: &'a Meter, path: usize) -> Self {
        let kind = match value {
            Value::Null => Kind::Null,
            Value::Bool(is) => Kind::Bool(*is),
            Value::Number(number) => Kind::Number(number.clone()),
            Value::String(text) => Kind::Text(Cow::Borrowed(text)),
            Value::Array(items) => {
                let below = path + "[]".len() + items.len().to_string().len();
                Kind::Array(items.iter().map(|item| Self::at(item, meter, below)).collect())
            }
            Value::Object(members) => {
                let member = |(name, value): (&'a String, &'a Value)| {
                    (name.as_str(), Self::at(value, meter, path + written(name)))
                };
                Kind::Object(members.iter().map(member).collect())
            }
        };
        Self { kind, source: Some(value), meter: Some(meter), path }
    }

    /// The part as it was answered.
    pub(super) const fn source(&self) -> Option<&'a Value> {
        self.source
    }

    fn spend(&self, bytes: usize) -> Option<()> {
        self.meter.map_or(Some(()), |meter| meter.spend(bytes))
    }
}

/// Length of a name in a path: in brackets and quotes, with what is escaped.
fn written(name: &str) -> usize {
    let escaped = |byte: u8| match byte {
        b'\'' | b'\\' => 2,
        0..0x20 => 6,
        _ => 1,
    };
    "['']".len() + name.bytes().map(escaped).sum::<usize>()
}

impl Queryable for Node<'_> {
    fn get(&self, key: &str) -> Option<&Self> {
        let Kind::Object(members) = &self.kind else { return None };
        self.spend(members.len() + self.path + written(key) + NODE)?;
        members.iter().find(|(name, _)| *name == key).map(|(_, node)| node)
    }

    fn as_array(&self) -> Option<&Vec<Self>> {
        let Kind::Array(items) = &self.kind else { return None };
        let each = items.first().map_or(0, |item| item.path + NODE);
        self.spend(each.saturating_mul(items.len()))?;
        Some(items)
    }

    fn as_object(&self) -> Option<Vec<(&str, &Self)>> {
        let Kind::Object(members) = &self.kind else { return None };
        self.spend(members.iter().map(|(_, node)| node.path + NODE).sum())?;
        Some(members.iter().map(|(name, node)| (*name, node)).collect())
    }

    fn as_str(&self) -> Option<&str> {
        let Kind::Text(text) = &self.kind else { return None };
        self.spend(text.len())?;
        Some(text)
    }

    fn as_i64(&self) -> Option<i64> {
        let Kind::Number(number) = &self.kind else { return None };
        number.as_i64()
    }

    fn as_f64(&self) -> Option<f64> {
        let Kind::Number(number) = &self.kind else { return None };
        number.as_f64()
    }

    fn as_bool(&self) -> Option<bool> {
        let Kind::Bool(is) = &self.kind else { return None };
        Some(*is)
    }

    fn null() -> Self {
        Self::default()
    }
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        if self.spend(1).is_none() || other.spend(1).is_none() {
            return false;
        }
        match (&self.kind, &other.kind) {
            (Kind::Null, Kind::Null) => true,
            (Kind::Bool(one), Kind::Bool(two)) => one == two,
            (Kind::Number(one), Kind::Number(two)) => one == two,
            (Kind::Text(one), Kind::Text(two)) => one == two,
            (Kind::Array(one), Kind::Array(two)) => one == two,
            (Kind::Object(one), Kind::Object(two)) => {
                one.len() == two.len()
                    && one.iter().all(|(name, node)| {
                        two.iter().any(|(other, found)| name == other && node == found)
                    })
            }
            _ => false,
        }
    }
}

impl<'a> From<Kind<'a>> for Node<'a> {
    fn from(kind: Kind<'a>) -> Self {
        Self { kind, source: None, meter: None, path: 0 }
    }
}

impl Default for Node<'_> {
    fn default() -> Self {
        Kind::Null.into()
    }
}

impl From<&str> for Node<'_> {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<String> for Node<'_> {
    fn from(text: String) -> Self {
        Kind::Text(Cow::Owned(text)).into()
    }
}

impl From<bool> for Node<'_> {
    fn from(is: bool) -> Self {
        Kind::Bool(is).into()
    }
}

impl From<i64> for Node<'_> {
    fn from(number: i64) -> Self {
        Kind::Number(number.into()).into()
    }
}

impl From<f64> for Node<'_> {
    fn from(number: f64) -> Self {
        Number::from_f64(number).map_or(Kind::Null, Kind::Number).into()
    }
}

impl From<Vec<Self>> for Node<'_> {
    fn from(items: Vec<Self>) -> Self {
        Kind::Array(items).into()
    }
}
