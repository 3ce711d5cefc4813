//! Lists whose conditions are known only at run time.

use super::conn::Conn;
use super::query::Query;
use omni_domain::Timestamp;
use omni_domain::page::Cursor;
use std::fmt::Write as _;
use uuid::Uuid;

/// A value of a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Id(Uuid),
    Number(i64),
    Text(String),
}

impl From<Uuid> for Value {
    fn from(value: Uuid) -> Self {
        Self::Id(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Number(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

/// A statement composed of fixed pieces and bound values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Select {
    text: String,
    values: Vec<Value>,
}

impl Select {
    /// Begins with a fixed text.
    pub(crate) fn new(text: &'static str) -> Self {
        Self { text: text.to_owned(), values: Vec::new() }
    }

    /// Adds fixed text.
    pub(crate) fn push(&mut self, text: &'static str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds a bound value.
    pub(crate) fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        write!(self.text, "${}", self.values.len()).expect("writing to a String cannot fail");
        self
    }

    /// Adds ` AND column IN (...)`; no values match no row.
    pub(crate) fn and_in<V: Into<Value>>(
        &mut self,
        column: &'static str,
        values: impl IntoIterator<Item = V>,
    ) -> &mut Self {
        let mut values = values.into_iter().peekable();
        if values.peek().is_none() {
            return self.push(" AND 1 = 0");
        }
        self.push(" AND ").push(column).push(" IN (").bind_all(values)
    }

    /// Adds ` AND column NOT IN (...)`, unless there are no values.
    pub(crate) fn and_not_in<V: Into<Value>>(
        &mut self,
        column: &'static str,
        values: impl IntoIterator<Item = V>,
    ) -> &mut Self {
        let mut values = values.into_iter().peekable();
        if values.peek().is_none() {
            return self;
        }
        self.push(" AND ").push(column).push(" NOT IN (").bind_all(values)
    }

    /// Adds ` AND column >= since AND column < until`, of these what is given.
    pub(crate) fn and_between(
        &mut self,
        column: &'static str,
        since: Option<Timestamp>,
        until: Option<Timestamp>,
    ) {
        if let Some(since) = since {
            self.push(" AND ").push(column).push(" >= ").bind(since.0);
        }
        if let Some(until) = until {
            self.push(" AND ").push(column).push(" < ").bind(until.0);
        }
    }

    /// Adds bound values and the closing parenthesis.
    fn bind_all<V: Into<Value>>(&mut self, values: impl Iterator<Item = V>) -> &mut Self {
        for (at, value) in values.enumerate() {
            if at > 0 {
                self.push(", ");
            }
            self.bind(value);
        }
        self.push(")")
    }

    /// Adds ` AND` one of the columns contains the text, whatever its case.
    ///
    /// `LOWER` folds only ASCII here (SQLite has no more, and Postgres does the same under the
    /// C collation), so letters beyond ASCII are searched in either case.
    pub(crate) fn and_contains(&mut self, columns: &[&'static str], needle: &str) -> &mut Self {
        let mut patterns = vec![
            fold(needle, |letter| letter.to_lowercase().to_string()),
            fold(needle, |letter| letter.to_uppercase().to_string()),
            fold(needle, |letter| letter.to_string()),
        ];
        patterns.dedup();
        self.push(" AND (1 = 0");
        for column in columns {
            for pattern in &patterns {
                self.push(" OR LOWER(").push(column).push(") LIKE ");
                self.bind(pattern.as_str()).push(" ESCAPE '\\'");
            }
        }
        self.push(")")
    }

    /// Ends a list with the newest first by this column: the rows after the cursor, at most `limit`
    /// and one, by which the caller sees that there are more.
    pub(crate) fn newest_before(&mut self, column: &'static str, from: Cursor, limit: u32) {
        self.push(" AND (").push(column).push(", id) < (").bind(from.key).push(", ").bind(from.id);
        self.push(") ORDER BY ").push(column).push(" DESC, id DESC LIMIT ");
        self.bind(i64::from(limit) + 1);
    }

    /// The same for a list with the oldest first.
    pub(crate) fn oldest_after(&mut self, from: Cursor, limit: u32) {
        self.push(" AND (created_at, id) > (").bind(from.key).push(", ").bind(from.id);
        self.push(") ORDER BY created_at, id LIMIT ").bind(i64::from(limit) + 1);
    }

    /// What was composed.
    #[cfg(test)]
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Completes the query.
    pub(crate) fn on<'c>(self, db: &'c mut Conn<'_>) -> Query<'c> {
        let mut query = db.composed(self.text);
        for value in self.values {
            match value {
                Value::Id(id) => query.push(id),
                Value::Number(number) => query.push(number),
                Value::Text(text) => query.push(text),
            }
        }
        query
    }
}

/// A `LIKE` pattern of the text: ASCII in lower case, other letters as `other` converts them.
fn fold(needle: &str, other: impl Fn(char) -> String) -> String {
    let mut pattern = String::from("%");
    for letter in needle.chars() {
        match letter {
            '%' | '_' | '\\' => pattern.extend(['\\', letter]),
            _ if letter.is_ascii() => pattern.push(letter.to_ascii_lowercase()),
            _ => pattern.push_str(&other(letter)),
        }
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::{Select, Value};
    use omni_domain::Timestamp;
    use omni_domain::page::Cursor;
    use uuid::Uuid;

    #[test]
    fn values_are_bound_and_wildcards_are_literal() {
        let mut select = Select::new("SELECT 1 FROM t WHERE a = ");
        select.bind(1_i64).and_in("b", ["x", "y"]).and_contains(&["c"], "50%É");
        assert_eq!(
            select.text,
            "SELECT 1 FROM t WHERE a = $1 AND b IN ($2, $3) AND (1 = 0 \
             OR LOWER(c) LIKE $4 ESCAPE '\\' OR LOWER(c) LIKE $5 ESCAPE '\\')"
        );
        assert!(matches!(&select.values[3], Value::Text(text) if text == "%50\\%é%"));
    }

    #[test]
    fn an_empty_list_matches_nothing() {
        let mut select = Select::new("SELECT 1 FROM t WHERE 1 = 1");
        select.and_in("b", Vec::<i64>::new());
        assert!(select.text.ends_with("AND 1 = 0"));
    }

    #[test]
    fn a_period_ends_before_its_end_and_may_be_open() {
        let mut select = Select::new("SELECT 1 FROM t WHERE 1 = 1");
        select.and_between("at", Some(Timestamp(5)), Some(Timestamp(9)));
        assert!(select.text.ends_with("WHERE 1 = 1 AND at >= $1 AND at < $2"));
        assert_eq!(select.values, [Value::Number(5), Value::Number(9)]);
        select.and_between("at", None, None);
        assert_eq!(select.values.len(), 2);
    }

    #[test]
    fn a_page_begins_behind_its_cursor_and_has_one_row_more() {
        let from = Cursor { key: 7, id: Uuid::nil() };
        let mut newest = Select::new("SELECT 1 FROM t WHERE a = ");
        newest.bind(1_i64).newest_before("at", from, 50);
        assert_eq!(
            newest.text,
            "SELECT 1 FROM t WHERE a = $1 AND (at, id) < ($2, $3) ORDER BY at DESC, id DESC LIMIT $4"
        );
        assert_eq!(newest.values[1..], [Value::Number(7), Value::Id(from.id), Value::Number(51)]);

        let mut oldest = Select::new("SELECT 1 FROM t WHERE a = ");
        oldest.bind(1_i64).oldest_after(from, 50);
        assert_eq!(
            oldest.text,
            "SELECT 1 FROM t WHERE a = $1 AND (created_at, id) > ($2, $3) \
             ORDER BY created_at, id LIMIT $4"
        );
        assert_eq!(oldest.values, newest.values);
    }
}
