//! The passages that an agent is given with a question.

use crate::app::App;
use crate::error::Error;
use omni_agents::{Role, Turn};
use omni_domain::agent::Agent;
use omni_domain::agent_document::Passage;
use omni_domain::ids::TurnId;

/// The passages of an agent's documents that fit best to what is to be answered, within the bounds of a
/// question.
pub(crate) async fn find(
    app: &App,
    agent: &Agent,
    history: &[Turn],
) -> Result<Vec<Passage>, Error> {
    let asked = history.iter().rev().find(|turn| turn.role == Role::User);
    let Some(asked) = asked else { return Ok(Vec::new()) };
    let limit = app.config.agents.passages;
    let found = app.store.search_passages(agent.tenant_id, agent.id, &asked.text, limit).await?;
    Ok(within(found, app.config.agents.passages_chars))
}

/// The same for a turn, which keeps which passages they are, and none of those of an earlier attempt.
/// `takes` is whether what answers uses passages at all.
pub(crate) async fn give(
    app: &App,
    turn: TurnId,
    agent: &Agent,
    history: &[Turn],
    takes: bool,
) -> Result<Vec<Passage>, Error> {
    let passages = if takes { find(app, agent, history).await? } else { Vec::new() };
    if passages.is_empty() && app.store.turn_passages(turn).await?.is_empty() {
        return Ok(passages);
    }
    let given = passages.clone();
    app.store
        .write(move |tx| {
            Box::pin(async move { Ok::<_, Error>(tx.set_turn_passages(turn, &given).await?) })
        })
        .await?;
    Ok(passages)
}

/// The first passages that have so many characters together.
fn within(passages: Vec<Passage>, most: usize) -> Vec<Passage> {
    let mut left = most;
    let fits = |passage: &Passage| {
        let length = passage.text.chars().count();
        let fits = length <= left;
        left = left.saturating_sub(length);
        fits
    };
    passages.into_iter().take_while(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::within;
    use omni_domain::agent_document::Passage;
    use uuid::Uuid;

    #[test]
    fn passages_are_given_until_they_are_too_long() {
        let passage = |position, length| Passage {
            document_id: Uuid::nil().into(),
            document: "a".to_owned(),
            position,
            text: "é".repeat(length),
        };
        let all = vec![passage(0, 4), passage(1, 5), passage(2, 1)];
        let kept = |most| within(all.clone(), most).len();
        assert_eq!([kept(3), kept(4), kept(9), kept(10)], [0, 1, 2, 3]);
    }
}
