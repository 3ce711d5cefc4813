//! The table `node_requests`: what one node asks the owner of an instance.

use crate::Store;
use crate::db::{Select, statements};
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::{InstanceId, NodeRequestId};
use std::time::Duration;
use uuid::Uuid;

mod sql {
    use super::statements;

    statements! {
        INSERT_REQUEST = "INSERT INTO node_requests (id, instance_id, payload, state, expires_at)
            VALUES ($1, $2, $3, 'pending', $4)";
        PENDING_REQUESTS = "SELECT id, instance_id, payload FROM node_requests
            WHERE state = 'pending' AND expires_at > $1 ORDER BY id";
        CLAIM_REQUEST = "UPDATE node_requests SET state = 'running'
            WHERE id = $1 AND state = 'pending'";
        ANSWER_REQUEST = "UPDATE node_requests SET state = 'done', reply = $2 WHERE id = $1";
        DELETE_REQUEST = "DELETE FROM node_requests WHERE id = $1";
        EXPIRED_REQUESTS = "DELETE FROM node_requests WHERE expires_at < $1";
    }
}
pub(crate) use sql::ALL;

/// Before its conditions.
const REPLIES: &str = "SELECT id, reply FROM node_requests WHERE state = 'done'
    AND reply IS NOT NULL";

/// A request that its owner has not begun with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeRequest {
    /// Its id.
    pub id: NodeRequestId,
    /// Whose owner is asked.
    pub instance_id: InstanceId,
    /// What is asked.
    pub payload: String,
}

impl Tx {
    /// Asks the owner of an instance.
    pub async fn insert_node_request(
        &mut self,
        request: &NodeRequest,
        ttl: Duration,
        now: Option<Timestamp>,
    ) -> Result<(), StorageError> {
        let expires_at = self.time(now).await?.plus(ttl);
        let mut db = self.db();
        let query = db.query(sql::INSERT_REQUEST).bind(request.id.0).bind(request.instance_id.0);
        query.bind(&request.payload).bind(expires_at.0).run().await.map(drop)
    }

    /// Begins with a request. Returns whether no other node has.
    pub async fn claim_node_request(&mut self, id: NodeRequestId) -> Result<bool, StorageError> {
        Ok(self.db().query(sql::CLAIM_REQUEST).bind(id.0).run().await? > 0)
    }

    /// Answers a request.
    pub async fn answer_node_request(
        &mut self,
        id: NodeRequestId,
        reply: &str,
    ) -> Result<(), StorageError> {
        self.db().query(sql::ANSWER_REQUEST).bind(id.0).bind(reply).run().await.map(drop)
    }

    /// Removes a request that was answered, or is not waited for any more.
    pub async fn delete_node_request(&mut self, id: NodeRequestId) -> Result<(), StorageError> {
        self.db().query(sql::DELETE_REQUEST).bind(id.0).run().await.map(drop)
    }

    /// Removes requests that expired more than `age` ago: the node that asked is gone.
    pub async fn delete_old_node_requests(
        &mut self,
        now: Option<Timestamp>,
        age: Duration,
    ) -> Result<u64, StorageError> {
        let before = self.time(now).await?.minus(age);
        self.db().query(sql::EXPIRED_REQUESTS).bind(before.0).run().await
    }

    /// Requests that no owner has begun with, in the order in which they were made.
    pub async fn pending_node_requests(
        &mut self,
        now: Option<Timestamp>,
    ) -> Result<Vec<NodeRequest>, StorageError> {
        let now = self.time(now).await?;
        let mut db = self.db();
        let rows: Vec<(Uuid, Uuid, String)> =
            db.query(sql::PENDING_REQUESTS).bind(now.0).all().await?;
        let request = |(id, instance, payload)| NodeRequest {
            id: NodeRequestId(id),
            instance_id: InstanceId(instance),
            payload,
        };
        Ok(rows.into_iter().map(request).collect())
    }
}

impl Store {
    /// The answers to those of these requests that have one.
    pub async fn node_replies(
        &self,
        ids: &[NodeRequestId],
    ) -> Result<Vec<(NodeRequestId, String)>, StorageError> {
        let mut found = Vec::new();
        let mut reader = self.reader().await?;
        for some in ids.chunks(100) {
            let mut select = Select::new(REPLIES);
            select.and_in("id", some.iter().map(|id| id.0));
            let rows: Vec<(Uuid, String)> = select.on(&mut reader.conn()).all().await?;
            found.extend(rows.into_iter().map(|(id, reply)| (NodeRequestId(id), reply)));
        }
        Ok(found)
    }
}
