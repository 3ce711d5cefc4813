//! The processes that share a database: which are alive, and what each owns.

use crate::Store;
use crate::db::{Select, or_fallback, row, statements, text};
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::InstanceId;
use omni_domain::instance::ChannelType;
use std::time::Duration;
use uuid::Uuid;

/// A node that ended without a word is listed no longer than this.
const KEEP_NODES: Duration = Duration::from_mins(10);

row! {
    struct NodeRow {
        id: String,
        name: String,
        version: String,
        channels: String,
        clock: i64,
        started_at: i64,
        seen_at: i64,
        home: Option<String>,
    }
}

mod sql {
    use super::statements;

    statements! {
        BEAT = "INSERT INTO nodes
            (id, name, version, channels, clock, started_at, seen_at, expires_at, home,
                caches_dropped)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)
            ON CONFLICT (id) DO UPDATE SET
                name = excluded.name, version = excluded.version, channels = excluded.channels,
                clock = excluded.clock, started_at = excluded.started_at,
                seen_at = excluded.seen_at, expires_at = excluded.expires_at, home = excluded.home,
                caches_dropped = COALESCE(nodes.caches_dropped, 0)
            WHERE nodes.home IS NULL OR nodes.home = excluded.home";
        /// Not alive yet. A node of the previous version has no home.
        CLAIM = "INSERT INTO nodes
            (id, name, version, channels, clock, started_at, seen_at, expires_at, home)
            VALUES ($1, '', '', '', 0, 0, $2, $2, $3)
            ON CONFLICT (id) DO UPDATE SET home = excluded.home
            WHERE nodes.home IS NULL OR nodes.home = excluded.home";
        /// What a node is asked, and how many others are alive.
        PEERS = "SELECT own.caches_asked, COALESCE(own.caches_dropped, 0),
                (SELECT COUNT(*) FROM nodes AS other WHERE other.id <> $1 AND other.expires_at > $2)
            FROM nodes AS own WHERE own.id = $1";
        ASK_CACHES = "UPDATE nodes SET caches_asked = caches_asked + 1
            WHERE id <> $1 AND expires_at > $2 AND caches_dropped IS NOT NULL
            RETURNING id, caches_asked";
        CACHES_DROPPED = "UPDATE nodes SET caches_dropped = $2
            WHERE id = $1 AND caches_dropped < $2";
        CACHES = "SELECT id, caches_dropped FROM nodes
            WHERE expires_at > $1 AND caches_dropped IS NOT NULL";
        REMOVE = "DELETE FROM nodes WHERE id = $1";
        FORGET = "DELETE FROM nodes WHERE expires_at < $1";
        WANTED = "SELECT instances.id, instances.channel, instances.updated_at,
                CAST(COALESCE(agents.version, 0) AS BIGINT)
            FROM instances LEFT JOIN agents ON agents.id = instances.agent_id
            WHERE instances.wanted AND instances.deleted_at IS NULL
            AND instances.tenant_id IN (SELECT id FROM tenants WHERE status = 'active')";
        LEASES = "SELECT name, owner, epoch, expires_at FROM leases WHERE owner <> ''";
        LEASE = "SELECT name, owner, epoch, expires_at FROM leases WHERE name = $1";
        REVISIONS = "SELECT instance_id, revision FROM session_states";
        /// The instance may be deleted by now.
        PUT_STATE = "INSERT INTO session_states (instance_id, revision, status)
            SELECT id, CAST($2 AS BIGINT), CAST($3 AS TEXT) FROM instances WHERE id = $1
            ON CONFLICT (instance_id) DO UPDATE SET
                revision = excluded.revision, status = excluded.status";
    }
}
pub(crate) use sql::ALL;

/// Before its conditions.
const NODES: &str = concat!("SELECT ", columns!(), " FROM nodes WHERE expires_at > ");
const STATES: &str = "SELECT instance_id, revision, status FROM session_states WHERE 1 = 1";

/// A process that shares the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The same at every start.
    pub id: String,
    /// For people.
    pub name: String,
    /// The version of its program.
    pub version: String,
    /// The networks whose instances it may own.
    pub channels: Vec<ChannelType>,
    /// The clock of its machine at the time of `seen_at`.
    pub clock: Timestamp,
    /// When it started, by its own clock.
    pub started_at: Timestamp,
    /// When it was last seen, by the database's clock.
    pub seen_at: Timestamp,
    /// Where its data folder is; `None` of a node of an earlier version. Two processes with one id have
    /// copies of one folder.
    pub home: Option<String>,
}

impl From<NodeRow> for Node {
    fn from(row: NodeRow) -> Self {
        // A node of another version may have networks that this one does not have.
        let channels = row.channels.split(',').filter_map(|kind| kind.parse().ok()).collect();
        Self {
            id: row.id,
            name: row.name,
            version: row.version,
            channels,
            clock: Timestamp(row.clock),
            started_at: Timestamp(row.started_at),
            seen_at: Timestamp(row.seen_at),
            home: row.home,
        }
    }
}

/// A lease that a node holds, or held until it expired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// What is owned.
    pub name: String,
    /// The node that owns it.
    pub owner: String,
    /// Its epoch.
    pub epoch: i64,
    /// Not valid from then on, by the database's clock.
    pub expires_at: Timestamp,
}

impl From<(String, String, i64, i64)> for Lease {
    fn from((name, owner, epoch, expires_at): (String, String, i64, i64)) -> Self {
        Self { name, owner, epoch, expires_at: Timestamp(expires_at) }
    }
}

/// An instance that some node should own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WantedInstance {
    /// Its id.
    pub id: InstanceId,
    /// Its network.
    pub channel: ChannelType,
    /// Changes whenever its settings or its agent do.
    pub version: (i64, i64),
}

/// What a node reads of the others when it reports that it is alive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peers {
    /// How often others have asked it to drop what it keeps in memory.
    pub asked: i64,
    /// Up to which of these it has.
    pub dropped: i64,
    /// How many others are alive.
    pub others: i64,
}

/// The nodes that were asked to drop what they keep in memory, and the number that each confirms.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AskedNodes(Vec<(String, i64)>);

/// The nodes and what they own, at one time.
#[derive(Debug, Clone)]
pub struct Survey {
    /// That time, by the database's clock.
    pub now: Timestamp,
    /// The nodes that are alive.
    pub nodes: Vec<Node>,
    /// The instances that should be connected, of all active tenants.
    pub wanted: Vec<WantedInstance>,
    /// Leases that are not released; some may have expired.
    pub leases: Vec<Lease>,
    /// The reported states of connections: only whether they have changed.
    pub revisions: Vec<(InstanceId, i64)>,
}

impl AskedNodes {
    /// Whether no other node was alive.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Tx {
    /// Makes `id` the node's whose data folder is at `home`. Returns whether it is: not if a node with
    /// another folder had it within the last minutes.
    pub async fn claim_node(
        &mut self,
        id: &str,
        home: &str,
        now: Option<Timestamp>,
    ) -> Result<bool, StorageError> {
        let now = self.time(now).await?;
        let mut db = self.db();
        Ok(db.query(sql::CLAIM).bind(id).bind(now.0).bind(home).run().await? > 0)
    }

    /// Reports that a node is alive for `ttl` from now, or from the database's present time. Returns
    /// whether its id is its own: not if a node with another data folder has it.
    pub async fn beat(
        &mut self,
        node: &Node,
        now: Option<Timestamp>,
        ttl: Duration,
    ) -> Result<bool, StorageError> {
        let now = self.time(now).await?;
        let channels: Vec<&str> = node.channels.iter().map(|kind| kind.as_str()).collect();
        let mut db = self.db();
        let query = db.query(sql::BEAT).bind(&node.id).bind(&node.name).bind(&node.version);
        let query = query.bind(channels.join(",")).bind(node.clock.0).bind(node.started_at.0);
        let query = query.bind(now.0).bind(now.plus(ttl).0).bind(node.home.as_deref());
        let is_own = query.run().await? > 0;
        self.db().query(sql::FORGET).bind(now.minus(KEEP_NODES).0).run().await?;
        Ok(is_own)
    }

    /// What the other nodes ask of this one; `None` if it is not listed.
    pub async fn peers(
        &mut self,
        id: &str,
        now: Option<Timestamp>,
    ) -> Result<Option<Peers>, StorageError> {
        let now = self.time(now).await?;
        let mut db = self.db();
        let row: Option<(i64, i64, i64)> =
            db.query(sql::PEERS).bind(id).bind(now.0).maybe().await?;
        Ok(row.map(|(asked, dropped, others)| Peers { asked, dropped, others }))
    }

    /// Asks every node that is alive, except `id`, to drop what it keeps in memory.
    pub async fn ask_caches(
        &mut self,
        id: &str,
        now: Option<Timestamp>,
    ) -> Result<AskedNodes, StorageError> {
        let now = self.time(now).await?;
        let mut db = self.db();
        let rows = db.query(sql::ASK_CACHES).bind(id).bind(now.0).all().await?;
        Ok(AskedNodes(rows))
    }

    /// Confirms that the node has dropped what it kept when it was asked for the `asked`th time.
    pub async fn confirm_caches(&mut self, id: &str, asked: i64) -> Result<(), StorageError> {
        self.db().query(sql::CACHES_DROPPED).bind(id).bind(asked).run().await.map(drop)
    }

    /// Whether all of these nodes have confirmed, or are not alive any more.
    pub async fn caches_confirmed(
        &mut self,
        asked: &AskedNodes,
        now: Option<Timestamp>,
    ) -> Result<bool, StorageError> {
        let now = self.time(now).await?;
        let mut db = self.db();
        let alive: Vec<(String, i64)> = db.query(sql::CACHES).bind(now.0).all().await?;
        let waits = |(id, number): &(String, i64)| {
            alive.iter().any(|(other, dropped)| other == id && dropped < number)
        };
        Ok(!asked.0.iter().any(waits))
    }

    /// Removes a node that stops: it is not counted any more.
    pub async fn remove_node(&mut self, id: &str) -> Result<(), StorageError> {
        self.db().query(sql::REMOVE).bind(id).run().await.map(drop)
    }

    /// Reads which nodes are alive, and what each owns.
    pub async fn survey(&mut self, now: Option<Timestamp>) -> Result<Survey, StorageError> {
        // What is read after the clock may be newer: a lease is then valid for longer than it seems.
        let now = self.time(now).await?;
        let mut select = Select::new(NODES);
        select.bind(now.0).push(" ORDER BY id");
        let nodes = select.on(&mut self.db()).all::<NodeRow>().await?;
        let wanted: Vec<(Uuid, String, i64, i64)> = self.db().query(sql::WANTED).all().await?;
        let leases: Vec<(String, String, i64, i64)> = self.db().query(sql::LEASES).all().await?;
        let revisions: Vec<(Uuid, i64)> = self.db().query(sql::REVISIONS).all().await?;
        // One that cannot be read is not connected; the others are.
        let wanted = wanted.into_iter().filter_map(|(id, channel, updated_at, agent)| {
            let channel = or_fallback(text("instances", id, &channel).map(Some), || None)?;
            Some(WantedInstance { id: InstanceId(id), channel, version: (updated_at, agent) })
        });
        Ok(Survey {
            now,
            nodes: nodes.into_iter().map(Node::from).collect(),
            wanted: wanted.collect(),
            leases: leases.into_iter().map(Lease::from).collect(),
            revisions: revisions.into_iter().map(|(id, rev)| (InstanceId(id), rev)).collect(),
        })
    }

    /// Who holds a lease at present; `None` if no node does, or it has expired.
    pub async fn valid_lease(
        &mut self,
        name: &str,
        now: Option<Timestamp>,
    ) -> Result<Option<Lease>, StorageError> {
        let now = self.time(now).await?;
        let mut db = self.db();
        let row: Option<(String, String, i64, i64)> =
            db.query(sql::LEASE).bind(name).maybe().await?;
        let lease = row.map(Lease::from);
        Ok(lease.filter(|lease| !lease.owner.is_empty() && lease.expires_at > now))
    }

    /// Reports the state of a connection to the other nodes.
    pub async fn put_session_state(
        &mut self,
        id: InstanceId,
        revision: i64,
        status: &str,
    ) -> Result<(), StorageError> {
        self.pending.instances = true;
        let mut db = self.db();
        let query = db.query(sql::PUT_STATE).bind(id.0).bind(revision).bind(status);
        query.run().await.map(drop)
    }
}

impl Store {
    /// The reported states of these connections.
    pub async fn session_states(
        &self,
        ids: &[InstanceId],
    ) -> Result<Vec<(InstanceId, i64, String)>, StorageError> {
        let mut found = Vec::new();
        let mut reader = self.reader().await?;
        for some in ids.chunks(100) {
            let mut select = Select::new(STATES);
            select.and_in("instance_id", some.iter().map(|id| id.0));
            let rows: Vec<(Uuid, i64, String)> = select.on(&mut reader.conn()).all().await?;
            found.extend(rows.into_iter().map(|(id, rev, status)| (InstanceId(id), rev, status)));
        }
        Ok(found)
    }
}
