//! Reading turns.

use super::table::{self, TurnRow};
use crate::Store;
use crate::db::{Conn, Select, readable};
use crate::error::StorageError;
use crate::messages;
use crate::page::{before, page};
use crate::store::{locked_lookups, lookups};
use omni_domain::Timestamp;
use omni_domain::ids::{ChatId, InstanceId, MessageId, PersonId, TenantId, TurnId};
use omni_domain::message::Message;
use omni_domain::page::{Cursor, Page, PageRequest};
use omni_domain::turn::{Turn, TurnState};
use std::collections::HashMap;
use uuid::Uuid;

/// Filters of a list of turns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TurnFilter {
    /// Only those of these instances; `None` is all.
    pub instance_ids: Option<Vec<InstanceId>>,
    /// Only those of this chat.
    pub chat_id: Option<ChatId>,
    /// Only those in the direct chats of this person's accounts, and those that the person began.
    pub person_id: Option<PersonId>,
    /// Only the one that has this message, as a question or as an answer.
    pub message_id: Option<MessageId>,
    /// Only those that were opened from this time on.
    pub since: Option<Timestamp>,
    /// Only those in these states; empty is all.
    pub states: Vec<TurnState>,
}

async fn find(db: &mut Conn<'_>, t: TenantId, id: TurnId) -> Result<Option<Turn>, StorageError> {
    let row = db.query(table::FIND).bind(t.0).bind(id.0).maybe::<TurnRow>().await?;
    row.map(Turn::try_from).transpose()
}

/// The turn that a message belongs to, as a question or as an answer.
pub(crate) async fn of_message(
    db: &mut Conn<'_>,
    id: MessageId,
) -> Result<Option<Turn>, StorageError> {
    let row = db.query(table::OF_MESSAGE).bind(id.0).maybe::<TurnRow>().await?;
    row.map(Turn::try_from).transpose()
}

async fn ids(
    db: &mut Conn<'_>,
    statement: &'static str,
    turn: TurnId,
) -> Result<Vec<MessageId>, StorageError> {
    let rows: Vec<(Uuid,)> = db.query(statement).bind(turn.0).all().await?;
    Ok(rows.into_iter().map(|(id,)| MessageId(id)).collect())
}

async fn inputs(db: &mut Conn<'_>, turn: TurnId) -> Result<Vec<MessageId>, StorageError> {
    ids(db, table::MESSAGES, turn).await
}

async fn replies(db: &mut Conn<'_>, turn: TurnId) -> Result<Vec<MessageId>, StorageError> {
    ids(db, table::REPLIES, turn).await
}

async fn messages_of(db: &mut Conn<'_>, turn: TurnId) -> Result<Vec<Message>, StorageError> {
    let ids = inputs(db, turn).await?;
    let mut found = messages::by_ids(db, &ids).await?;
    found.sort_by_key(|message| (message.platform_timestamp, message.id));
    Ok(found)
}

async fn asked(
    db: &mut Conn<'_>,
    instance: InstanceId,
    person: PersonId,
    since: Timestamp,
    limit: u32,
) -> Result<Vec<Timestamp>, StorageError> {
    let query = db.query(table::ASKED).bind(instance.0).bind(person.0).bind(since.0);
    let rows: Vec<(i64,)> = query.bind(i64::from(limit)).all().await?;
    Ok(rows.into_iter().map(|(at,)| Timestamp(at)).collect())
}

async fn asked_in(
    db: &mut Conn<'_>,
    chat: ChatId,
    since: Timestamp,
    limit: u32,
) -> Result<Vec<Timestamp>, StorageError> {
    let query = db.query(table::ASKED_IN_CHAT).bind(chat.0).bind(since.0);
    let rows: Vec<(i64,)> = query.bind(i64::from(limit)).all().await?;
    Ok(rows.into_iter().map(|(at,)| Timestamp(at)).collect())
}

/// The direct chats of a person's accounts.
async fn chats_of(db: &mut Conn<'_>, person: PersonId) -> Result<Vec<Uuid>, StorageError> {
    let mut select = Select::new(table::CHATS_OF_PERSON);
    select.bind(person.0).push(table::OTHER_ADDRESSES);
    select.bind(person.0).push(table::DIRECT);
    let rows: Vec<(Uuid,)> = select.on(db).all().await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The most direct chats of a person that are read one by one: statements have limits.
const CHATS_READ_ALONE: usize = 100;

/// The beginning of the list of a person's turns, before the tenant. The chats are the person's.
fn of_person(
    person: PersonId,
    chats: &[Uuid],
    filter: &TurnFilter,
    from: Cursor,
    limit: u32,
) -> Select {
    let end = |select: &mut Select| {
        filter.narrow(select);
        select.newest_before("created_at", from, limit);
        select.push(table::SOURCE_END);
    };
    let mut select = Select::new(table::OF_PERSON);
    select.push(table::SOURCE).push("person_id = ").bind(person.0);
    end(&mut select);
    let (alone, rest) = chats.split_at(chats.len().min(CHATS_READ_ALONE));
    for chat in alone {
        select.push(table::NEXT_SOURCE).push(table::SOURCE).push("chat_id = ").bind(*chat);
        end(&mut select);
    }
    if !rest.is_empty() {
        select.push(table::NEXT_SOURCE).push(table::SOURCE).push("1 = 1");
        select.and_in("chat_id", rest.iter().copied());
        end(&mut select);
    }
    select.push(table::FOUND);
    select
}

impl TurnFilter {
    /// Adds the conditions but that on the person.
    fn narrow(&self, select: &mut Select) {
        if let Some(ids) = &self.instance_ids {
            select.and_in("instance_id", ids.iter().map(|id| id.0));
        }
        if let Some(chat) = self.chat_id {
            select.push(" AND chat_id = ").bind(chat.0);
        }
        if let Some(message) = self.message_id {
            select.push(" AND id = (SELECT turn_id FROM turn_messages WHERE message_id = ");
            select.bind(message.0).push(")");
        }
        if let Some(since) = self.since {
            select.push(" AND created_at >= ").bind(since.0);
        }
        if !self.states.is_empty() {
            select.and_in("state", self.states.iter().map(|state| state.as_str()));
        }
    }
}

lookups! {
    /// A turn.
    find_turn(t: TenantId, id: TurnId) -> Option<Turn> = find;
    /// The turn that a message belongs to, as a question or as an answer.
    turn_of_message(message: MessageId) -> Option<Turn> = of_message;
    /// The ids of the messages that a turn is about.
    turn_message_ids(turn: TurnId) -> Vec<MessageId> = inputs;
    /// The ids of the messages of its answer that are queued, in order.
    turn_reply_ids(turn: TurnId) -> Vec<MessageId> = replies;
    /// The messages that a turn is about, in the order they were written.
    turn_messages(turn: TurnId) -> Vec<Message> = messages_of;
    /// When this person was answered since then, newest first.
    asked_for_person(
        instance: InstanceId,
        person: PersonId,
        since: Timestamp,
        limit: u32,
    ) -> Vec<Timestamp> = asked;
    /// When this chat's turns that were opened since then were answered, newest first.
    asked_in_chat(chat: ChatId, since: Timestamp, limit: u32) -> Vec<Timestamp> = asked_in;
}

locked_lookups! {
    /// A turn to which no other node adds a message until the commit.
    lock_turn(t: TenantId, id: TurnId) -> Turn = table::FIND as TurnRow;
}

impl Store {
    /// The turns of a tenant, newest first.
    pub async fn list_turns(
        &self,
        t: TenantId,
        filter: &TurnFilter,
        request: PageRequest,
    ) -> Result<Page<Turn>, StorageError> {
        let from = before(request.after);
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let mut select = match filter.person_id {
            None => Select::new(table::LIST),
            Some(person) => {
                let chats = chats_of(&mut db, person).await?;
                of_person(person, &chats, filter, from, request.limit)
            }
        };
        select.bind(t.0);
        if filter.person_id.is_none() {
            filter.narrow(&mut select);
        }
        select.newest_before("created_at", from, request.limit);
        let rows = select.on(&mut db).all::<TurnRow>().await?;
        Ok(page(rows, request.limit, |turn: &Turn| Cursor {
            key: turn.created_at.0,
            id: turn.id.0,
        }))
    }

    /// The turns that these messages belong to, by message.
    pub async fn turns_of_messages(
        &self,
        t: TenantId,
        messages: &[MessageId],
    ) -> Result<HashMap<MessageId, Turn>, StorageError> {
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let mut found = HashMap::new();
        for some in messages.chunks(64) {
            let mut select = Select::new(table::TURNS_OF_MESSAGES);
            select.and_in("message_id", some.iter().map(|id| id.0));
            let pairs: Vec<(Uuid, Uuid)> = select.on(&mut db).all().await?;
            let mut select = Select::new(table::LIST);
            select.bind(t.0).and_in("id", pairs.iter().map(|(_, turn)| *turn));
            let rows = select.on(&mut db).all::<TurnRow>().await?;
            let turns: HashMap<Uuid, Turn> =
                readable(rows).map(|turn: Turn| (turn.id.0, turn)).collect();
            let of = |(message, turn): (Uuid, Uuid)| {
                Some((MessageId(message), turns.get(&turn)?.clone()))
            };
            found.extend(pairs.into_iter().filter_map(of));
        }
        Ok(found)
    }

    /// How many turns are not over, by state, of all tenants.
    pub async fn turn_counts(&self) -> Result<Vec<(TurnState, i64)>, StorageError> {
        let mut reader = self.reader().await?;
        let rows: Vec<(String, i64)> = reader.conn().query(table::COUNTS).all().await?;
        let known =
            rows.into_iter().filter_map(|(state, count)| Some((state.parse().ok()?, count)));
        Ok(known.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::{TurnFilter, of_person};
    use crate::db::plans;
    use crate::page::before;
    use omni_domain::ids::PersonId;
    use uuid::Uuid;

    /// However many turns the person has.
    #[tokio::test]
    async fn the_sources_of_a_persons_turns_are_read_in_the_order_of_the_list() {
        let (chats, filter) = ([Uuid::from_u128(1), Uuid::from_u128(2)], TurnFilter::default());
        let mut select = of_person(PersonId(Uuid::nil()), &chats, &filter, before(None), 50);
        select.bind(Uuid::nil()).newest_before("created_at", before(None), 50);
        let steps = plans(&[select.text().to_owned()]).await.remove(0);
        let count = |part: &str| steps.iter().filter(|step| step.contains(part)).count();
        assert_eq!(count("INDEX turns.person (person_id=?"), 1, "{steps:?}");
        assert_eq!(count("INDEX turns.chat (chat_id=?"), 2, "{steps:?}");
        assert_eq!(count("SCAN turns"), 0, "{steps:?}");
        assert!(count("TEMP B-TREE FOR") <= 1, "the page alone is sorted: {steps:?}");
    }
}
