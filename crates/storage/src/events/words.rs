//! Tokenizing texts into words that are the same whatever their case and accents, on both engines.

use crate::options::Engine;
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Characters of a word that count.
const WORD_CHARS: usize = 40;
/// Different words of a text, or of all texts of a message, that are indexed.
pub(crate) const MAX_WORDS: usize = 4000;
/// Words of a search that count.
const MAX_WANTED: usize = 16;
/// A shorter last word is not treated as a prefix: half of all events would have it.
const PREFIX_CHARS: usize = 3;

/// All words of a text, normalized, each once.
pub(crate) fn words(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    split(text, |word| {
        found.insert(word);
        found.len() < MAX_WORDS
    });
    found
}

/// The query of an engine for texts with words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// All of the words.
    pub(crate) whole: String,
    /// If the last may be a prefix: that word alone, and the query if it is not a word by itself.
    /// (Always querying prefixes would gather every event with such a
    /// word, however few are shown.)
    pub(crate) open: Option<(String, String)>,
}

/// The query for those with all words of a text; `None` if there is no word in it.
/// Words hold letters and digits (and emoji) only, so nothing in them has a meaning to an engine.
pub(crate) fn wanted(engine: Engine, text: &str) -> Option<Wanted> {
    let mut words: Vec<String> = Vec::new();
    split(text, |word| {
        words.push(word);
        words.len() < MAX_WANTED
    });
    let last = words.last()?.clone();
    let ends_in_word = text.chars().last().is_some_and(char::is_alphanumeric);
    let open = ends_in_word && last.chars().count() >= PREFIX_CHARS;
    let whole = all_of(engine, &words);
    let (alone, star) = match engine {
        Engine::Sqlite => (format!("\"{last}\""), "*"),
        Engine::Postgres => (format!("'{last}'"), ":*"),
    };
    let open = open.then(|| (alone, format!("{whole}{star}")));
    Some(Wanted { whole, open })
}

fn all_of(engine: Engine, words: &[String]) -> String {
    let (quote, and) = match engine {
        Engine::Sqlite => ('"', " "),
        Engine::Postgres => ('\'', " & "),
    };
    let quoted: Vec<String> = words.iter().map(|word| format!("{quote}{word}{quote}")).collect();
    quoted.join(and)
}

/// Passes the words in order to `take` until it has enough.
fn split(text: &str, mut take: impl FnMut(String) -> bool) {
    let mut word = String::new();
    let mut length = 0;
    for letter in plain(text) {
        let alone = stands_alone(letter);
        if letter.is_alphanumeric() && !alone {
            if length < WORD_CHARS {
                word.push(letter);
            }
            length += 1;
            continue;
        }
        if length > 0 && !take(std::mem::take(&mut word)) {
            return;
        }
        length = 0;
        if alone && !take(letter.to_string()) {
            return;
        }
    }
    if length > 0 {
        take(word);
    }
}

/// The letters in lower case, without their accents.
fn plain(text: &str) -> impl Iterator<Item = char> + '_ {
    text.nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase)
}

/// Scripts without spaces are searched letter by letter, and so are emoji.
const fn stands_alone(letter: char) -> bool {
    matches!(letter,
        '\u{0E01}'..='\u{0E2E}' | '\u{3041}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}'
        | '\u{2600}'..='\u{27BF}' | '\u{1F000}'..='\u{1FAFF}')
}

#[cfg(test)]
mod tests {
    use super::{wanted, words};
    use crate::options::Engine;
    use std::collections::BTreeSet;

    fn all(text: &str) -> Vec<String> {
        words(text).into_iter().collect()
    }

    #[test]
    fn words_have_no_case_no_accents_and_no_punctuation() {
        assert_eq!(all("Olá, AÇÃO 50% (olá)"), ["50", "acao", "ola"]);
        assert_eq!(all("e\u{301}te\u{301} ÉTÉ"), ["ete"]);
        assert_eq!(all("a_b-c.d@e"), ["a", "b", "c", "d", "e"]);
        assert_eq!(all("\0 \t\"'*:^&|!()-"), Vec::<String>::new());
        assert_eq!(all("👍🏽 gut 東京"), ["gut", "京", "東", "🏽", "👍"]);
        assert_eq!(words(&"x".repeat(100)), BTreeSet::from(["x".repeat(40)]));
    }

    #[test]
    fn engines_get_plain_words_for_any_text() {
        let both = |text: &str| {
            [Engine::Sqlite, Engine::Postgres].map(|engine| {
                let wanted = wanted(engine, text).expect("there are words");
                (wanted.whole, wanted.open.map(|(_, begun)| begun))
            })
        };
        let whole = |one: &str, two: &str| [(one.to_owned(), None), (two.to_owned(), None)];
        let [sqlite, postgres] = both("Red APPL");
        assert_eq!(sqlite, ("\"red\" \"appl\"".into(), Some("\"red\" \"appl\"*".into())));
        assert_eq!(postgres, ("'red' & 'appl'".into(), Some("'red' & 'appl':*".into())));
        assert_eq!(both("red apple "), whole("\"red\" \"apple\"", "'red' & 'apple'"));
        assert_eq!(both("ab"), whole("\"ab\"", "'ab'"));
        assert_eq!(
            both("\"NEAR(a' OR -b* & !c\\"),
            whole("\"near\" \"a\" \"or\" \"b\" \"c\"", "'near' & 'a' & 'or' & 'b' & 'c'")
        );
        assert_eq!(both("👍"), whole("\"👍\"", "'👍'"));
        assert_eq!(wanted(Engine::Sqlite, " *\"'- "), None);
    }
}
