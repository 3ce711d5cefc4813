//! Who assigns ids, and how repeats are shown.

use super::{LIMIT, Report, SHORT, Subject, messages, wait};
use crate::message_ids::{MessageIds, Repeats};
use std::time::Duration;

const TEXT: &str = "sent twice";

pub(super) async fn check(subject: &dyn Subject, report: &mut Report) {
    let (channel, session) = (subject.channel(), subject.session());
    if channel.new_message_id() == channel.new_message_id() {
        report.add("two fresh message ids are the same");
    }
    let message = messages::text(subject, TEXT);
    let first = match session.send(message.clone()).await {
        Ok(sent) => sent.external_id,
        Err(error) => return report.add(format!("a text is not sent: {error}")),
    };
    match channel.message_ids() {
        MessageIds::Chosen if first != message.client_id => {
            report.add("the channel chooses ids, and `send` returns another one");
        }
        MessageIds::Given(_) if first.is_empty() => {
            report.add("the network assigns ids, and `send` returns none");
        }
        _ => {}
    }
    if channel.message_ids().repeats() == Repeats::MayDouble {
        return;
    }
    match session.send(message).await {
        Ok(second) if second.external_id != first => {
            report.add("a repeat is declared to be the same message and has another id");
        }
        Ok(_) => {}
        Err(error) => report.add(format!("a repeat is refused: {error}")),
    }
    if subject.has_network() {
        shown_once(subject, TEXT, report).await;
    }
}

async fn shown_once(subject: &dyn Subject, text: &str, report: &mut Report) {
    let step = Duration::from_millis(50);
    let arrived = async {
        while subject.times_shown(text).await == 0 {
            tokio::time::sleep(step).await;
        }
    };
    if tokio::time::timeout(LIMIT, arrived).await.is_err() {
        return report.add("a message that was sent is not shown");
    }
    // A second showing would have happened by now.
    wait(SHORT, || None::<()>).await;
    let times = subject.times_shown(text).await;
    if times != 1 {
        report.add(format!("a repeat is declared to be shown once and is shown {times} times"));
    }
}
