//! The last posts of newsletters, by the numbers that their server gives them.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// The newest that are kept.
const CAPACITY: usize = 1024;

/// The posts that a session received. A repeat of one may have another id; its number is the same.
#[derive(Debug, Default)]
pub(crate) struct Posts(Mutex<VecDeque<Post>>);

#[derive(Debug)]
struct Post {
    newsletter: String,
    number: i64,
    id: String,
}

impl Posts {
    /// The id under which the post of this number was received first. A post without an id gets its
    /// number as one; a number that is not positive is none.
    pub(crate) fn id_of(&self, newsletter: &str, number: i64, id: String) -> String {
        if number <= 0 {
            return id;
        }
        let mut posts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut newest_first = posts.iter().rev();
        let is_it = |post: &&Post| post.number == number && post.newsletter == newsletter;
        if let Some(known) = newest_first.find(is_it) {
            return known.id.clone();
        }
        let id = if id.is_empty() { number.to_string() } else { id };
        if posts.len() == CAPACITY {
            posts.pop_front();
        }
        posts.push_back(Post { newsletter: newsletter.to_owned(), number, id: id.clone() });
        id
    }
}

#[cfg(test)]
mod tests {
    use super::{CAPACITY, Posts};

    #[test]
    fn a_repeated_post_keeps_its_first_id() {
        let posts = Posts::default();
        let id =
            |newsletter: &str, number, id: &str| posts.id_of(newsletter, number, id.to_owned());
        assert_eq!(id("1@newsletter", 100, "A"), "A");
        assert_eq!(id("1@newsletter", 100, "B"), "A");
        assert_eq!(id("2@newsletter", 100, "C"), "C");
        assert_eq!(id("1@newsletter", 101, ""), "101");
        assert_eq!(id("1@newsletter", 0, "D"), "D");
        assert_eq!(id("1@newsletter", 0, "E"), "E");
    }

    #[test]
    fn only_the_newest_are_kept() {
        let posts = Posts::default();
        for number in 1..=CAPACITY + 1 {
            let number = i64::try_from(number).expect("small");
            posts.id_of("1@newsletter", number, number.to_string());
        }
        assert_eq!(posts.id_of("1@newsletter", 1, "again".to_owned()), "again");
        assert_eq!(posts.id_of("1@newsletter", 3, "again".to_owned()), "3");
    }
}
