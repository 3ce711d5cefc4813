//! A poll, within what phones show.

use super::requests::SendPoll;
use crate::error::{Error, Field};
use omni_domain::content::Content;
use std::collections::HashSet;
use std::ops::RangeInclusive;

/// Phones offer no more, and a poll with one choice is none.
const OPTIONS: RangeInclusive<usize> = 2..=12;
const MAX_OPTION_CHARS: usize = 100;
const MAX_QUESTION_CHARS: usize = 255;

/// The content, checked.
pub(super) fn poll_content(poll: &SendPoll) -> Result<Content, Error> {
    let question = poll.question.trim().to_owned();
    if question.is_empty() || question.chars().count() > MAX_QUESTION_CHARS {
        return Err(Error::invalid(
            Field::PollQuestion,
            format!("give a question of 1 to {MAX_QUESTION_CHARS} characters"),
        ));
    }
    let options: Vec<String> = poll.options.iter().map(|one| one.trim().to_owned()).collect();
    check_options(&options)?;
    let max_choices = poll.max_choices.unwrap_or(1);
    if !(1..=options.len()).contains(&(max_choices as usize)) {
        return Err(Error::invalid(
            Field::PollMaxChoices,
            format!("give a number from 1 to {}, the number of options", options.len()),
        ));
    }
    Ok(Content::Poll { question, options, max_choices: Some(max_choices) })
}

fn check_options(options: &[String]) -> Result<(), Error> {
    let refuse = |message: String| Err(Error::invalid(Field::PollOptions, message));
    if !OPTIONS.contains(&options.len()) {
        return refuse(format!("give {} to {} options", OPTIONS.start(), OPTIONS.end()));
    }
    if options.iter().any(|one| one.is_empty() || one.chars().count() > MAX_OPTION_CHARS) {
        return refuse(format!("give options of 1 to {MAX_OPTION_CHARS} characters"));
    }
    // A vote names an option by a hash of its text.
    let different: HashSet<&String> = options.iter().collect();
    if different.len() != options.len() {
        return refuse("an option is given twice; votes for them would be the same".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::poll_content;
    use crate::error::{Error, Field};
    use crate::messages::requests::SendPoll;
    use omni_domain::content::Content;

    fn checked(question: &str, options: &[&str], max: Option<u32>) -> Result<Content, Field> {
        let options = options.iter().map(|&one| one.to_owned()).collect();
        let poll = SendPoll { question: question.to_owned(), options, max_choices: max };
        poll_content(&poll).map_err(|error| match error {
            Error::Invalid { field, .. } => field,
            other => panic!("another error: {other}"),
        })
    }

    #[test]
    fn a_poll_that_phones_cannot_show_is_refused() {
        let long = "x".repeat(101);
        let many: Vec<String> = (0..13).map(|at| at.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        for (question, options, max, field) in [
            (" ", &["a", "b"][..], None, Field::PollQuestion),
            (&"x".repeat(256), &["a", "b"], None, Field::PollQuestion),
            ("?", &["a"], None, Field::PollOptions),
            ("?", &many, None, Field::PollOptions),
            ("?", &["a", " "], None, Field::PollOptions),
            ("?", &["a", &long], None, Field::PollOptions),
            ("?", &["a", "a "], None, Field::PollOptions),
            ("?", &["a", "b"], Some(0), Field::PollMaxChoices),
            ("?", &["a", "b"], Some(3), Field::PollMaxChoices),
        ] {
            assert_eq!(checked(question, options, max), Err(field), "{question} {options:?}");
        }
        let poll = checked(" When? ", &["now", "later"], None).expect("a poll");
        let wanted = Content::Poll {
            question: "When?".to_owned(),
            options: vec!["now".to_owned(), "later".to_owned()],
            max_choices: Some(1),
        };
        assert_eq!(poll, wanted);
    }
}
