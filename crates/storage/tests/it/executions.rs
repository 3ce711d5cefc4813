//! Executions: listed by what they are of and by their state, and removed with their messages and by
//! their age.

use crate::fixtures::{NOW, T, at, chat, id, instance, messages, new_message};
use crate::harness::{Db, both, commit};
use crate::turns::new_turn;
use omni_domain::entry_point::{Conversation, Execution, ExecutionStatus};
use omni_domain::ids::{ExecutionId, InstanceId, TenantId};
use omni_domain::page::PageRequest;
use omni_domain::tenant::{Tenant, TenantStatus};
use omni_domain::turn::{Turn, TurnOutcome, TurnState};
use omni_storage::ExecutionFilter;

fn new_conversation(instance_id: InstanceId) -> Conversation {
    Conversation {
        id: id(),
        tenant_id: T,
        entry_point_id: id(),
        instance_id,
        seq: 1,
        created_at: NOW,
    }
}

fn new_execution(of: &Conversation, seq: i64) -> Execution {
    Execution {
        id: id(),
        tenant_id: of.tenant_id,
        conversation_id: of.id,
        instance_id: of.instance_id,
        seq,
        message_id: id(),
        superseded_at: None,
        created_at: at(seq),
    }
}

async fn stored(db: &Db, conversation: &Conversation, executions: &[Execution]) {
    let (conversation, executions) = (*conversation, executions.to_vec());
    commit!(db, |tx| {
        tx.insert_conversation(&conversation).await?;
        for one in &executions {
            tx.insert_execution(one).await?;
        }
    })
    .expect("written");
}

async fn ids(db: &Db, filter: ExecutionFilter) -> Vec<ExecutionId> {
    let page = db.list_executions(T, &filter, PageRequest::first(50)).await.expect("a page");
    page.items.into_iter().map(|one| one.id).collect()
}

/// An execution whose message a turn in this state has, or none.
async fn answered_by(
    db: &Db,
    owner: InstanceId,
    seq: i64,
    turn: Option<(TurnState, Option<TurnOutcome>)>,
) -> (Execution, Option<Turn>) {
    let chat = chat(db, owner, &format!("conv{seq}")).await;
    let message = messages(db, vec![new_message(&chat, &format!("M{seq}"), seq)]).await.remove(0);
    let conversation = new_conversation(owner);
    let execution = Execution { message_id: message.id, ..new_execution(&conversation, seq) };
    stored(db, &conversation, &[execution]).await;
    let Some((state, outcome)) = turn else { return (execution, None) };
    let turn = Turn { outcome, ..new_turn(&chat, state) };
    let row = turn.clone();
    commit!(db, |tx| {
        tx.insert_turns(std::slice::from_ref(&row)).await?;
        tx.join_turns(&[(message.id, row.id)]).await?;
    })
    .expect("written");
    (execution, Some(turn))
}

both! {
    async fn executions_are_listed_newest_first_by_what_they_are_of(db) {
        let (one, two) = (instance(&db, "one").await.id, instance(&db, "two").await.id);
        let (first, second) = (new_conversation(one), new_conversation(two));
        let of_first: Vec<_> = (1..=3).map(|seq| new_execution(&first, seq)).collect();
        let of_second = [new_execution(&second, 9)];
        stored(&db, &first, &of_first).await;
        stored(&db, &second, &of_second).await;

        let all = ids(&db, ExecutionFilter::default()).await;
        assert_eq!(all, [of_second[0].id, of_first[2].id, of_first[1].id, of_first[0].id]);
        let page = db.list_executions(T, &ExecutionFilter::default(), PageRequest::first(3)).await;
        let next = page.expect("a page").next;
        assert!(next.is_some());
        let rest = PageRequest { limit: 3, after: next };
        let rest = db.list_executions(T, &ExecutionFilter::default(), rest).await.expect("a page");
        assert_eq!((rest.items, rest.next), (vec![of_first[0]], None));

        let of = |filter| ids(&db, filter);
        let point = Some(second.entry_point_id);
        let only = of(ExecutionFilter { entry_point_id: point, ..ExecutionFilter::default() });
        assert_eq!(only.await, [of_second[0].id]);
        let conversation_id = Some(first.id);
        let only = of(ExecutionFilter { conversation_id, ..ExecutionFilter::default() });
        assert_eq!(only.await.len(), 3);
        let instance_ids = Some(vec![two]);
        let only = of(ExecutionFilter { instance_ids, ..ExecutionFilter::default() });
        assert_eq!(only.await, [of_second[0].id]);
        let none = of(ExecutionFilter { instance_ids: Some(Vec::new()), ..ExecutionFilter::default() });
        assert!(none.await.is_empty());
        let others = db.list_executions(id(), &ExecutionFilter::default(), PageRequest::first(9)).await;
        assert!(others.expect("a page").items.is_empty());
    }

    async fn the_list_and_the_turn_say_the_same_state(db) {
        let owner = instance(&db, "i").await.id;
        let mut turns = vec![None];
        for state in TurnState::ALL {
            match state {
                TurnState::Done => {
                    turns.extend(TurnOutcome::ALL.iter().map(|one| Some((*state, Some(*one)))));
                }
                _ => turns.push(Some((*state, None))),
            }
        }
        let mut found = Vec::new();
        for (seq, turn) in (1..).zip(turns) {
            found.push(answered_by(&db, owner, seq, turn).await);
        }
        let listed: Vec<_> = found.iter().map(|(execution, _)| execution.message_id).collect();
        let by_message = db.turns_of_messages(T, &listed).await.expect("a read");
        for (execution, turn) in &found {
            assert_eq!(by_message.get(&execution.message_id), turn.as_ref());
            let status = ExecutionStatus::by_turn(turn.as_ref());
            for one in ExecutionStatus::ALL {
                let filter = ExecutionFilter { statuses: vec![*one], ..ExecutionFilter::default() };
                let is_listed = ids(&db, filter).await.contains(&execution.id);
                assert_eq!(is_listed, *one == status, "{one} {turn:?}");
            }
        }
    }

    async fn a_superseded_execution_is_so_whatever_its_turn(db) {
        let owner = instance(&db, "i").await.id;
        let conversation = new_conversation(owner);
        let old = Execution { superseded_at: Some(NOW), ..new_execution(&conversation, 1) };
        stored(&db, &conversation, &[old]).await;
        let of = |status| ExecutionFilter { statuses: vec![status], ..ExecutionFilter::default() };
        assert_eq!(ids(&db, of(ExecutionStatus::Superseded)).await, [old.id]);
        assert!(ids(&db, of(ExecutionStatus::Failed)).await.is_empty());
    }

    async fn executions_go_by_their_age_in_pieces(db) {
        let owner = instance(&db, "i").await.id;
        let conversation = new_conversation(owner);
        let rows: Vec<_> = (1..=4).map(|seq| new_execution(&conversation, seq)).collect();
        stored(&db, &conversation, &rows).await;
        let cutoff = at(4);
        assert_eq!(commit!(db, |tx| tx.delete_executions_before(T, cutoff, 2).await?).expect("a piece"), 2);
        let foreign: TenantId = id();
        assert_eq!(commit!(db, |tx| tx.delete_executions_before(foreign, cutoff, 9).await?).expect("none"), 0);
        assert_eq!(commit!(db, |tx| tx.delete_executions_before(T, cutoff, 9).await?).expect("the rest"), 1);
        assert_eq!(ids(&db, ExecutionFilter::default()).await, [rows[3].id]);
        let kept = db.find_conversation(T, conversation.id).await.expect("a read");
        assert!(kept.is_some(), "it can be continued");
    }

    async fn an_execution_goes_with_its_message(db) {
        let owner = instance(&db, "i").await.id;
        let (gone, _) = answered_by(&db, owner, 1, Some((TurnState::Failed, None))).await;
        let (kept, _) = answered_by(&db, owner, 2, None).await;
        let of = [gone.message_id];
        commit!(db, |tx| tx.delete_messages(&of).await?).expect("deleted");
        assert_eq!(ids(&db, ExecutionFilter::default()).await, [kept.id]);
    }

    async fn nothing_of_a_deleted_tenant_stays(db) {
        let tenant =
            Tenant { id: id(), name: "acme".to_owned(), status: TenantStatus::Active, created_at: NOW };
        let row = tenant.clone();
        commit!(db, |tx| tx.insert_tenant(&row).await?).expect("a tenant");
        // Its instance is gone, and a request that had read it before wrote these.
        let conversation = Conversation { tenant_id: tenant.id, ..new_conversation(id()) };
        let execution = new_execution(&conversation, 1);
        stored(&db, &conversation, &[execution]).await;
        db.empty_tenant(tenant.id).await.expect("emptied");
        assert_eq!(db.find_execution(tenant.id, execution.id).await.expect("a read"), None);
        assert_eq!(db.find_conversation(tenant.id, conversation.id).await.expect("a read"), None);
    }
}
