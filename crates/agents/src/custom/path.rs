//! The path of an answer's text: a `JSONPath`, evaluated within bounds.

use super::invalid;
use super::metered::{Meter, Node};
use crate::error::AgentError;
use jsonpath_rust::parser::model::JpQuery;
use jsonpath_rust::parser::parse_json_path;
use jsonpath_rust::query::js_path_process;
use serde_json::Value;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// Longest path, bytes.
const MAX_BYTES: usize = 512;
/// Memory for what a path matches, bytes.
const WHOLE_BYTES: usize = 16 * 1024 * 1024;
/// Time for it.
const WHOLE_TIME: Duration = Duration::from_secs(2);
/// The same for an event of a stream, which is looked at where it is read.
const EVENT_BYTES: usize = 256 * 1024;

/// Answers searched at the same time.
static ROOM: Semaphore = Semaphore::const_new(2);

/// A path that was read.
#[derive(Debug, Clone)]
pub(super) struct AnswerPath(Arc<JpQuery>);

impl AnswerPath {
    /// Reads the path of this option.
    pub(super) fn parse(option: &str, text: &str) -> Result<Self, AgentError> {
        let text = text.trim();
        if text.len() > MAX_BYTES {
            return Err(invalid(&format!("{option} may have at most {MAX_BYTES} bytes")));
        }
        let query = parse_json_path(text)
            .map_err(|_| invalid(&format!("{option} must be a JSONPath, such as $.answer.text")))?;
        Ok(Self(Arc::new(query)))
    }

    /// What is there in a whole answer, if anything is; at most so many bytes. It is searched
    /// outside the runtime: it may take seconds.
    pub(super) async fn find(
        &self,
        value: Value,
        limit: usize,
    ) -> Result<Option<String>, AgentError> {
        let path = self.clone();
        let broken = |_| AgentError::BadAnswer("it could not be looked through".to_owned());
        let room = ROOM.acquire().await.map_err(|_| too_much())?;
        let work = tokio::task::spawn_blocking(move || {
            let _room = room;
            let meter = Meter::new(WHOLE_BYTES, Instant::now() + WHOLE_TIME);
            path.look(&value, &meter, limit)
        });
        work.await.map_err(broken)?
    }

    /// What is there in an event of a stream, if anything is; at most so many bytes, until this
    /// moment.
    pub(super) fn find_in_event(
        &self,
        value: &Value,
        limit: usize,
        until: Instant,
    ) -> Result<Option<String>, AgentError> {
        self.look(value, &Meter::new(EVENT_BYTES, until), limit)
    }

    fn look(
        &self,
        value: &Value,
        meter: &Meter,
        limit: usize,
    ) -> Result<Option<String>, AgentError> {
        let root = Node::root(value, meter);
        let found = js_path_process(&self.0, &root).unwrap_or_default();
        if meter.is_spent() {
            return Err(too_much());
        }
        let mut text = None;
        for piece in found.into_iter().filter_map(|one| content(one.val().source()?)) {
            let text = text.get_or_insert_with(String::new);
            text.push_str(&piece);
            if text.len() > limit {
                return Err(AgentError::TooLarge { limit });
            }
        }
        Ok(text)
    }
}

fn too_much() -> AgentError {
    AgentError::BadAnswer(
        "the path in metadata matches too much of it; give a narrower one, such as $.answer.text"
            .to_owned(),
    )
}

/// A part of an answer as text.
pub(super) fn content(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::AnswerPath;
    use crate::error::AgentError;
    use serde_json::{Value, json};
    use std::time::{Duration, Instant};

    const LIMIT: usize = 10_000;

    fn path(text: &str) -> AnswerPath {
        AnswerPath::parse("responseContentPath", text).expect("a path")
    }

    async fn found(text: &str, value: &Value) -> Option<String> {
        path(text).find(value.clone(), LIMIT).await.expect("within bounds")
    }

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(20)
    }

    #[tokio::test]
    async fn paths_find_what_they_name() {
        let value = json!({
            "answer": { "text": "hello", "parts": [{ "kind": "text", "text": "a" }, { "kind": "image" },
                { "kind": "text", "text": "b" }] },
            "score": 1.5,
        });
        assert_eq!(found("$.answer.text", &value).await.as_deref(), Some("hello"));
        assert_eq!(found("$.answer.parts[*].text", &value).await.as_deref(), Some("ab"));
        assert_eq!(found("$..text", &value).await.as_deref(), Some("helloab"));
        let texts = "$.answer.parts[?@.kind == 'text'].text";
        assert_eq!(found(texts, &value).await.as_deref(), Some("ab"));
        assert_eq!(found("$.answer.parts[-1:].text", &value).await.as_deref(), Some("b"));
        assert_eq!(
            found("$['answer','score']", &json!({"score": 1.5})).await.as_deref(),
            Some("1.5")
        );
        assert_eq!(found("$.nothing", &value).await, None);
    }

    /// Lists inside each other: `..*` five times over reaches each five of them that contain one
    /// another, which are 75 million.
    fn nested() -> Value {
        (0..100).fold(json!("x"), |inner, _| json!([inner]))
    }

    #[tokio::test]
    async fn a_path_that_multiplies_a_small_answer_is_bounded_in_memory_and_time() {
        let small = nested();
        assert!(small.to_string().len() < 250, "{small}");
        for bomb in
            ["$..*..*..*..*..*", "$[?count($..*..*..*..*) > 1]", "$..[*,*]..[*,*]..[*,*]..*"]
        {
            let started = Instant::now();
            let refused = path(bomb).find(small.clone(), LIMIT).await.expect_err("too much");
            assert!(matches!(refused, AgentError::BadAnswer(_)), "{bomb}: {refused}");
            assert!(refused.to_string().contains("narrower"), "{refused}");
            assert!(started.elapsed() < Duration::from_secs(20), "{bomb}");
            path(bomb).find_in_event(&small, LIMIT, soon()).expect_err("too much");
        }
    }

    #[test]
    fn a_path_has_no_more_time_than_it_is_given() {
        let refused = path("$..x").find_in_event(&nested(), LIMIT, Instant::now());
        assert!(matches!(refused, Err(AgentError::BadAnswer(_))));
    }

    #[test]
    fn text_that_is_found_is_bounded() {
        let value = json!(vec!["word"; 1_000]);
        let found = path("$[*]").find_in_event(&value, 1_000, soon());
        assert!(matches!(found, Err(AgentError::TooLarge { limit: 1_000 })), "{found:?}");
    }

    #[test]
    fn a_path_is_short() {
        let long = format!("$.{}", "a".repeat(600));
        assert!(AnswerPath::parse("responseContentPath", &long).is_err());
        assert!(AnswerPath::parse("responseContentPath", "no path").is_err());
    }
}
