use crate::address::digits;
use omni_app::App;
use omni_app::messages::Answers;
use serde::Serialize;
use utoipa::ToSchema;

/// A poll.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PollView {
    title: String,
    options: Vec<String>,
    /// How many options one person may choose.
    count: Option<u32>,
    /// People whose vote counts; of a message that is read by its id, as are `results`.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<usize>,
    /// The options in their order, with who chose them.
    #[serde(skip_serializing_if = "Option::is_none")]
    results: Option<Vec<PollResultView>>,
}

/// An option of a poll, and who chose it.
#[derive(Debug, Serialize, ToSchema)]
struct PollResultView {
    name: String,
    count: usize,
    /// Digits of those who chose it, the earliest first.
    voters: Vec<String>,
}

impl PollView {
    pub(super) fn new(question: &str, options: &[String], count: Option<u32>) -> Self {
        let (title, options) = (question.to_owned(), options.to_vec());
        Self { title, options, count, total: None, results: None }
    }

    /// Adds the votes.
    pub(crate) fn add_votes(&mut self, app: &App, answers: Answers) {
        self.total = Some(answers.people);
        let results = answers.options.into_iter().map(|option| {
            let voters = option.answers.iter();
            let voters = voters.map(|given| digits(app, &given.answer.platform_user_id));
            PollResultView {
                count: option.answers.len(),
                voters: voters.collect(),
                name: option.name,
            }
        });
        self.results = Some(results.collect());
    }
}
