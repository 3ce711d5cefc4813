//! The behaviour of the mock's network: its capabilities, its ids, and its responses.

use omni_channel::{Capabilities, Capability, ChannelError, MessageIds, Repeats};
use omni_domain::ids::InstanceId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;

/// The mock's capabilities unless a test sets others.
const CAN: &[Capability] = &[
    Capability::SendText,
    Capability::SendMedia,
    Capability::SendReaction,
    Capability::SendSticker,
    Capability::SendContact,
    Capability::SendLocation,
    Capability::ReplyToMessage,
    Capability::SendTyping,
    Capability::MarkRead,
    Capability::PairWithQr,
    Capability::PairWithCode,
    Capability::LookUpPeople,
    Capability::EditProfile,
    Capability::SyncContacts,
    Capability::SyncChats,
    Capability::SyncHistory,
    Capability::SendPoll,
    Capability::SendEvent,
    Capability::SendAlbum,
    Capability::SendViewOnce,
    Capability::SendLinkPreview,
    Capability::PinMessage,
    Capability::DeleteForMe,
    Capability::KeepMessage,
    Capability::MentionAll,
    Capability::ForwardMessage,
    Capability::RejectCalls,
];

/// The number of the first instance; each further one has the next.
const FIRST_NUMBER: usize = 15_550_001_111;

/// The state that the mock's sessions share.
#[derive(Debug)]
pub struct MockNetwork(Mutex<Behaviour>);

#[derive(Debug)]
struct Behaviour {
    can: Vec<Capability>,
    ids: MessageIds,
    /// Errors for the next sends, in order; none means success.
    refusals: Vec<ChannelError>,
    /// Errors that the next senders see although the network accepted their messages.
    lost_answers: Vec<ChannelError>,
    /// Responses wait for this.
    gate: Option<Arc<Notify>>,
    /// The network's ids by those under which messages were sent, and how often each was
    /// shown.
    taken: HashMap<String, (String, usize)>,
    /// The instances that were connected, in that order: each has a number of its own.
    linked: Vec<InstanceId>,
    /// All instances are linked to the number of the first.
    one_number: bool,
}

impl Default for MockNetwork {
    fn default() -> Self {
        Self(Mutex::new(Behaviour {
            can: CAN.to_vec(),
            ids: MessageIds::Chosen,
            refusals: Vec::new(),
            lost_answers: Vec::new(),
            gate: None,
            taken: HashMap::new(),
            linked: Vec::new(),
            one_number: false,
        }))
    }
}

impl MockNetwork {
    /// Instances that connect from now on are linked to the number of the first.
    pub fn link_to_one_number(&self) {
        self.0.lock().unwrap().one_number = true;
    }

    /// The number that an instance is linked to, as digits.
    pub(super) fn number_of(&self, instance: InstanceId) -> String {
        let mut behaviour = self.0.lock().unwrap();
        let known = behaviour.linked.iter().position(|linked| *linked == instance);
        let index = known.unwrap_or(behaviour.linked.len());
        if known.is_none() {
            behaviour.linked.push(instance);
        }
        let offset = if behaviour.one_number { 0 } else { index };
        (FIRST_NUMBER + offset).to_string()
    }

    /// The channel's capabilities are exactly these from now on.
    pub fn set_capabilities(&self, can: &[Capability]) {
        self.0.lock().unwrap().can = can.to_vec();
    }

    /// The channel has this capability, too.
    pub fn add_capability(&self, capability: Capability) {
        self.0.lock().unwrap().can.push(capability);
    }

    /// How ids are assigned from now on.
    pub fn set_ids(&self, ids: MessageIds) {
        self.0.lock().unwrap().ids = ids;
    }

    /// The next send fails with this, and nothing is accepted.
    pub fn refuse_next(&self, error: ChannelError) {
        self.0.lock().unwrap().refusals.push(error);
    }

    /// The network accepts the next message, and its response is lost.
    pub fn lose_next_answer(&self) {
        self.0.lock().unwrap().lost_answers.push(ChannelError::Timeout);
    }

    /// Responses wait from now on until the returned notifier is triggered.
    pub fn hold_answers(&self) -> Arc<Notify> {
        let bell = Arc::<Notify>::default();
        self.0.lock().unwrap().gate = Some(Arc::clone(&bell));
        bell
    }

    /// Responses no longer wait.
    pub fn stop_holding(&self) {
        self.0.lock().unwrap().gate = None;
    }

    /// The network's id of the message that was sent under this one.
    pub fn id_of(&self, client_id: &str) -> Option<String> {
        self.0.lock().unwrap().taken.get(client_id).map(|(id, _)| id.clone())
    }

    /// How often the message that was sent under this id was shown.
    pub fn times_shown(&self, client_id: &str) -> usize {
        self.0.lock().unwrap().taken.get(client_id).map_or(0, |(_, times)| *times)
    }

    /// How many messages the network accepted.
    pub fn taken(&self) -> usize {
        self.0.lock().unwrap().taken.len()
    }

    pub(super) fn ids(&self) -> MessageIds {
        self.0.lock().unwrap().ids
    }

    pub(super) fn can(&self, capability: Capability) -> bool {
        self.capabilities().has(capability)
    }

    pub(super) fn capabilities(&self) -> Capabilities {
        Capabilities {
            can: self.0.lock().unwrap().can.clone(),
            max_message_length: 65_536,
            max_file_size: 100 * 1024 * 1024,
        }
    }

    pub(super) fn require(&self, needs: &[Capability]) -> Result<(), ChannelError> {
        self.capabilities().require(needs)
    }

    /// Accepts a message that is sent under this id; returns its id on the network.
    pub(super) fn take(&self, client_id: &str) -> Result<String, ChannelError> {
        let mut behaviour = self.0.lock().unwrap();
        if !behaviour.refusals.is_empty() {
            return Err(behaviour.refusals.remove(0));
        }
        let once = behaviour.ids.repeats() != Repeats::MayDouble;
        let id = match behaviour.ids {
            MessageIds::Chosen => client_id.to_owned(),
            MessageIds::Given(_) => format!("NET{:06}", behaviour.taken.len() + 1),
        };
        let (id, shown) = behaviour.taken.entry(client_id.to_owned()).or_insert_with(|| (id, 0));
        if *shown == 0 || !once {
            *shown += 1;
        }
        Ok(id.clone())
    }

    /// The response to a message that was accepted.
    pub(super) async fn answer(&self) -> Result<(), ChannelError> {
        let (gate, lost) = {
            let mut behaviour = self.0.lock().unwrap();
            let lost = &mut behaviour.lost_answers;
            let lost = if lost.is_empty() { None } else { Some(lost.remove(0)) };
            (behaviour.gate.clone(), lost)
        };
        if let Some(gate) = gate {
            gate.notified().await;
        }
        lost.map_or(Ok(()), Err)
    }
}
