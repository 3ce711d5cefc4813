//! Dead letters: which are listed, and the chats that they are about.

use crate::fixtures::{NOW, T, at, chat, id, instance, messages, new_job, new_message};
use crate::harness::{Db, both, commit};
use crate::jobs::{add, reserve};
use crate::turns::new_turn;
use omni_domain::access::Principal;
use omni_domain::content::MediaKind;
use omni_domain::conversation::{Media, MediaStatus};
use omni_domain::ids::{InstanceId, JobId, MessageId, TenantId};
use omni_domain::job::{JobKind, JobSubject, NewJob, Resolution};
use omni_domain::page::PageRequest;
use omni_domain::turn::TurnState;
use omni_storage::DeadFilter;
use std::collections::HashMap;
use uuid::Uuid;

const OTHER: TenantId = TenantId(Uuid::from_u128(2));

/// Writes a job of each kind and instance, one a second, and gives all of them up.
async fn give_up(db: &Db, jobs: &[(JobKind, Option<InstanceId>)]) -> Vec<JobId> {
    let jobs: Vec<NewJob> = jobs
        .iter()
        .zip(0..)
        .map(|((kind, instance_id), second)| NewJob {
            instance_id: *instance_id,
            created_at: at(second),
            ..new_job(*kind, None)
        })
        .collect();
    let ids: Vec<JobId> = jobs.iter().map(|job| job.id).collect();
    add(db, jobs).await;
    assert_eq!(reserve(db, 0).await.len(), ids.len());
    for id in ids.clone() {
        assert!(commit!(db, |tx| tx.bury_job(id, 1, "gave up").await?).expect("a write"));
    }
    ids
}

/// All that pass the filter, two to a page.
async fn listed(db: &Db, t: TenantId, filter: DeadFilter) -> Vec<JobId> {
    let (mut found, mut request) = (Vec::new(), PageRequest::first(2));
    loop {
        let page = db.list_dead(t, &filter, request).await.expect("a page");
        found.extend(page.items.iter().map(|letter| letter.job.id));
        let Some(next) = page.next else { return found };
        request.after = Some(next);
    }
}

fn file(instance_id: InstanceId, message_id: Option<MessageId>) -> Media {
    Media {
        id: id(),
        tenant_id: T,
        instance_id,
        message_id,
        kind: MediaKind::Image,
        mime_type: "image/png".into(),
        file_name: None,
        size: None,
        sha256: None,
        status: MediaStatus::Pending,
        blob_key: None,
        locator: None,
        error: None,
        created_at: NOW,
    }
}

both! {
    async fn dead_letters_are_listed_by_kind_and_by_instance(db) {
        let [one, two]: [InstanceId; 2] = [id(), id()];
        let ids = give_up(&db, &[
            (JobKind::TurnRun, Some(one)),
            (JobKind::MediaFetch, Some(one)),
            (JobKind::TurnRun, Some(two)),
            (JobKind::TurnRun, Some(one)),
            (JobKind::BatchRun, None),
            (JobKind::TurnRun, Some(one)),
        ])
        .await;
        let newest = |places: &[usize]| places.iter().map(|at| ids[*at]).collect::<Vec<_>>();
        let of = |instances: Option<&[InstanceId]>, kinds: &[JobKind]| DeadFilter {
            instance_ids: instances.map(<[InstanceId]>::to_vec),
            kinds: kinds.to_vec(),
            resolved: None,
        };
        let turns = [JobKind::TurnRun];
        let some = [JobKind::MediaFetch, JobKind::BatchRun];
        for (filter, expected) in [
            (of(None, &[]), newest(&[5, 4, 3, 2, 1, 0])),
            (of(None, &turns), newest(&[5, 3, 2, 0])),
            (of(None, &some), newest(&[4, 1])),
            (of(None, &[JobKind::SyncRun]), Vec::new()),
            (of(Some(&[one]), &[]), newest(&[5, 3, 1, 0])),
            (of(Some(&[one]), &turns), newest(&[5, 3, 0])),
            (of(Some(&[one, two]), &turns), newest(&[5, 3, 2, 0])),
            (of(Some(&[]), &turns), Vec::new()),
        ] {
            assert_eq!(listed(&db, T, filter.clone()).await, expected, "{filter:?}");
            assert!(listed(&db, OTHER, filter).await.is_empty(), "of another tenant");
        }
        let done = ids[3];
        let resolution = Resolution { at: at(9), by: Principal::System, note: "done".to_owned() };
        assert!(commit!(db, |tx| tx.resolve_dead(T, done, &resolution).await?).expect("a write"));
        let turns = of(Some(&[one]), &turns);
        let resolved = DeadFilter { resolved: Some(true), ..turns.clone() };
        assert_eq!(listed(&db, T, resolved).await, newest(&[3]));
        let pending = DeadFilter { resolved: Some(false), ..turns };
        assert_eq!(listed(&db, T, pending).await, newest(&[5, 0]));
    }

    async fn the_chat_of_a_job_is_that_of_the_row_it_names(db) {
        let owner = instance(&db, "one").await.id;
        let (ann, bo) = (chat(&db, owner, "1@c").await, chat(&db, owner, "2@c").await);
        let stored =
            messages(&db, vec![new_message(&ann, "A1", 1), new_message(&bo, "B1", 2)]).await;
        let turn = new_turn(&bo, TurnState::Failed);
        let (received, uploaded) = (file(owner, Some(stored[1].id)), file(owner, None));
        let (turn_id, files) = (turn.id, [received.id, uploaded.id]);
        commit!(db, |tx| {
            tx.insert_turns(&[turn]).await?;
            tx.insert_media(&[received, uploaded]).await?;
        })
        .expect("written");
        let rows = [
            JobSubject::Turn(turn_id),
            JobSubject::Message(stored[0].id),
            JobSubject::Media(files[0]),
        ];
        let others = [
            JobSubject::Media(files[1]),
            JobSubject::Media(id()),
            JobSubject::Message(id()),
            JobSubject::Turn(id()),
            JobSubject::Chat(ann.id),
        ];
        let all = [&rows[..], &others[..]].concat();
        let expected = HashMap::from([
            (rows[0], bo.id),
            (rows[1], ann.id),
            (rows[2], bo.id),
            (JobSubject::Chat(ann.id), ann.id),
        ]);
        assert_eq!(db.chats_of_subjects(T, &all).await.expect("a read"), expected);
        let elsewhere = db.chats_of_subjects(OTHER, &rows).await.expect("a read");
        assert!(elsewhere.is_empty(), "of another tenant: {elsewhere:?}");
        assert!(db.chats_of_subjects(T, &[]).await.expect("a read").is_empty());
    }
}
