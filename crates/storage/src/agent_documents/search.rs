//! The table `agent_passages`, and finding passages by words.
//!
//! The engines find which passages have which words; the order is computed here, so that it is the same
//! on both: a passage counts for each word of the question that it has, the more the fewer passages of
//! the agent have the word.

use crate::Store;
use crate::db::{Conn, Select, statements};
use crate::error::StorageError;
use crate::events::words::words;
use crate::options::Engine;
use omni_domain::agent_document::Passage;
use omni_domain::ids::{AgentDocumentId, AgentId, TenantId};
use std::collections::HashMap;
use uuid::Uuid;

/// Words of a question that count: the longest, which are the rarest.
const MAX_WORDS: usize = 16;
/// Passages of one word that are looked at.
const MAX_MATCHES: i64 = 2000;
/// A word of so many letters is also found as the beginning of a longer one.
const OPEN_CHARS: usize = 4;
/// A word of so many letters is found without its ending, so that other forms of it are found too.
const STEM_CHARS: usize = 6;
/// Letters of such an ending.
const ENDING_CHARS: usize = 2;

statements! {
    NEXT_SEQ = "UPDATE sequences SET value = value + $1 WHERE name = 'passages' RETURNING value";
    COUNT = "SELECT COUNT(*) FROM agent_passages WHERE agent_id = $1";
}

/// Some passages of an agent with the names of their documents, before the tenant.
const LIST: &str = "SELECT p.seq, p.document_id, d.name, p.position, p.text FROM agent_passages p
    JOIN agent_documents d ON d.id = p.document_id WHERE d.tenant_id = ";

/// `seq`, document, its name, position and text.
type PassageRow = (i64, Uuid, String, i64, String);

fn passage((_, id, document, position, text): PassageRow) -> Passage {
    let position = u32::try_from(position).unwrap_or_default();
    Passage { document_id: AgentDocumentId(id), document, position, text }
}

/// A word that all passages of an agent have in the index, so that those of others cost nothing.
/// Only the row determines whose a passage is: any document may contain such a word.
pub(super) fn agent_word(agent: AgentId) -> String {
    format!("agent{}", agent.0.simple())
}

/// A word of a question, as it is searched.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Wanted {
    text: String,
    /// Words that begin with it count as well.
    is_open: bool,
}

impl From<String> for Wanted {
    fn from(word: String) -> Self {
        let length = word.chars().count();
        // A number is that number.
        if length < OPEN_CHARS || word.chars().all(char::is_numeric) {
            return Self { text: word, is_open: false };
        }
        let kept = if length < STEM_CHARS { length } else { length - ENDING_CHARS };
        Self { text: word.chars().take(kept).collect(), is_open: true }
    }
}

fn wanted(text: &str) -> Vec<Wanted> {
    let mut found: Vec<String> = words(text).into_iter().collect();
    found.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    found.truncate(MAX_WORDS);
    let mut wanted: Vec<Wanted> = found.into_iter().map(Wanted::from).collect();
    wanted.dedup();
    wanted
}

/// The query of an engine for passages of an agent with a word. Words hold letters and digits (and
/// emoji) only, so nothing in them has a meaning to an engine.
fn query_of(engine: Engine, agent: AgentId, word: &Wanted) -> String {
    let (of_agent, text) = (agent_word(agent), &word.text);
    match engine {
        Engine::Sqlite => {
            format!("\"{of_agent}\" \"{text}\"{}", if word.is_open { "*" } else { "" })
        }
        Engine::Postgres => {
            format!("'{of_agent}' & '{text}'{}", if word.is_open { ":*" } else { "" })
        }
    }
}

/// Pairs of a word, by its index, and a passage that has it.
async fn matches(
    db: &mut Conn<'_>,
    agent: AgentId,
    wanted: &[Wanted],
) -> Result<Vec<(i64, i64)>, StorageError> {
    let engine = db.engine();
    let mut select = Select::new("");
    for (index, word) in (0_i64..).zip(wanted) {
        if index > 0 {
            select.push(" UNION ALL ");
        }
        select.push("SELECT word, seq FROM (SELECT CAST(").bind(index);
        select.push(" AS BIGINT) AS word, p.seq AS seq FROM ");
        let query = query_of(engine, agent, word);
        match engine {
            Engine::Sqlite => {
                // A cross join, because the index of words must come first.
                select.push(
                    "passage_search CROSS JOIN agent_passages p ON p.seq = passage_search.rowid",
                );
                select.push(" WHERE passage_search MATCH ").bind(query.as_str());
            }
            Engine::Postgres => {
                select.push("passage_search s JOIN agent_passages p ON p.seq = s.passage_seq");
                select.push(" WHERE s.words @@ CAST(").bind(query.as_str()).push(" AS tsquery)");
            }
        }
        select.push(" AND p.agent_id = ").bind(agent.0);
        select.push(" LIMIT ").bind(MAX_MATCHES).push(") AS found");
    }
    select.on(db).all().await
}

/// The passages that answer best, best first.
fn rank(matches: &[(i64, i64)], total: u32, limit: usize) -> Vec<i64> {
    let mut of_word: HashMap<i64, u32> = HashMap::new();
    for (word, _) in matches {
        *of_word.entry(*word).or_default() += 1;
    }
    let mut scores: HashMap<i64, f64> = HashMap::new();
    for (word, seq) in matches {
        let with = of_word.get(word).copied().unwrap_or_default().min(total);
        *scores.entry(*seq).or_default() += rarity(with, total);
    }
    let mut ranked: Vec<(i64, f64)> = scores.into_iter().collect();
    ranked.sort_by(|(seq, score), (other, others)| {
        others.total_cmp(score).then_with(|| seq.cmp(other))
    });
    ranked.into_iter().take(limit).map(|(seq, _)| seq).collect()
}

/// How significant a word is which so many of all passages have: never nothing.
fn rarity(with: u32, total: u32) -> f64 {
    let without = f64::from(total.saturating_sub(with));
    (1.0 + (without + 0.5) / (f64::from(with) + 0.5)).ln()
}

impl Store {
    /// The passages of an agent's documents that have the most of a text's words, best first.
    pub async fn search_passages(
        &self,
        t: TenantId,
        agent: AgentId,
        text: &str,
        limit: usize,
    ) -> Result<Vec<Passage>, StorageError> {
        let wanted = wanted(text);
        if wanted.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let (total,): (i64,) = db.query(COUNT).bind(agent.0).one().await?;
        if total == 0 {
            return Ok(Vec::new());
        }
        let total = u32::try_from(total).unwrap_or(u32::MAX);
        let best = rank(&matches(&mut db, agent, &wanted).await?, total, limit);
        if best.is_empty() {
            return Ok(Vec::new());
        }
        let mut select = Select::new(LIST);
        select.bind(t.0).push(" AND p.agent_id = ").bind(agent.0);
        select.and_in("p.seq", best.iter().copied());
        let mut rows = select.on(&mut db).all::<PassageRow>().await?;
        rows.sort_by_key(|row| best.iter().position(|seq| *seq == row.0));
        Ok(rows.into_iter().map(passage).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_WORDS, Wanted, query_of, rank, wanted};
    use crate::options::Engine;
    use omni_domain::ids::AgentId;
    use uuid::Uuid;

    #[test]
    fn other_forms_of_a_word_are_found() {
        let searched = |word: &str| {
            let Wanted { text, is_open } = Wanted::from(word.to_owned());
            format!("{text}{}", if is_open { "*" } else { "" })
        };
        for (word, query) in [
            ("prices", "pric*"),
            ("price", "price*"),
            ("open", "open*"),
            ("day", "day"),
            ("20261130", "20261130"),
            ("horarios", "horari*"),
        ] {
            assert_eq!(searched(word), query);
        }
    }

    #[test]
    fn a_question_has_few_words_of_which_the_longest_count() {
        let long = (10_000..10_050).map(|number| format!("word{number}"));
        let text = format!("a I {}", long.collect::<Vec<_>>().join(" "));
        let words = wanted(&text);
        assert!(words.len() <= MAX_WORDS && words.iter().all(|word| word.text.len() > 1));
        assert!(wanted(" *\"'- ").is_empty());
    }

    #[test]
    fn an_engine_gets_plain_words_and_the_agent() {
        let agent = AgentId(Uuid::nil());
        let word = &wanted("NEAR(\"Delivery\" OR")[0];
        let of_agent = format!("agent{}", "0".repeat(32));
        let sqlite = query_of(Engine::Sqlite, agent, word);
        assert_eq!(sqlite, format!("\"{of_agent}\" \"delive\"*"));
        let postgres = query_of(Engine::Postgres, agent, word);
        assert_eq!(postgres, format!("'{of_agent}' & 'delive':*"));
    }

    #[test]
    fn rare_words_count_more_than_frequent_ones() {
        // All but one have the words 0 and 1, and one has the word 2.
        let mut matches: Vec<(i64, i64)> = (1..10).flat_map(|seq| [(0, seq), (1, seq)]).collect();
        matches.push((2, 10));
        assert_eq!(rank(&matches, 10, 2), [10, 1]);
        matches.push((2, 7));
        assert_eq!(rank(&matches, 10, 3), [7, 10, 1]);
        assert_eq!(rank(&[], 10, 3), Vec::<i64>::new());
        // More matches than passages, since some were added in between.
        assert_eq!(rank(&[(0, 1), (0, 2)], 1, 5), [1, 2]);
    }
}
