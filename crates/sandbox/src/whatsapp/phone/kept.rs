//! What a person does with chats on the phone, in step with the linked devices.

use std::time::Duration;

use anyhow::Context as _;
use wacore::appstate::schemas::{self, Schema};
use waproto::buffa::MessageField;
use waproto::whatsapp as wa;
use waproto::whatsapp::message::protocol_message::Type;
use waproto::whatsapp::sync_action_value as action;

use super::Phone;
use crate::whatsapp::app_state::{self, kept};
use crate::whatsapp::node::now_millis;
use crate::whatsapp::relay::Chat;
use wacore_binary::builder::NodeBuilder;

impl Phone {
    /// Archives a chat, or takes it out of the archive.
    pub fn archive(&self, chat: &str, on: bool) -> anyhow::Result<()> {
        let act = action::ArchiveChatAction { archived: Some(on), ..Default::default() };
        let value = wa::SyncActionValue {
            archive_chat_action: MessageField::some(act),
            ..Default::default()
        };
        self.keep_of_chat(&schemas::ARCHIVE, chat, &[], value)
    }

    /// Pins a chat, or unpins it.
    pub fn pin(&self, chat: &str, on: bool) -> anyhow::Result<()> {
        let act = action::PinAction { pinned: Some(on) };
        let value =
            wa::SyncActionValue { pin_action: MessageField::some(act), ..Default::default() };
        self.keep_of_chat(&schemas::PIN, chat, &[], value)
    }

    /// Mutes a chat until a time (milliseconds since the epoch; -1 is for good), or unmutes it.
    pub fn mute(&self, chat: &str, until: Option<i64>) -> anyhow::Result<()> {
        let act = action::MuteAction {
            muted: Some(until.is_some()),
            mute_end_timestamp: Some(until.unwrap_or(0)),
            ..Default::default()
        };
        let value =
            wa::SyncActionValue { mute_action: MessageField::some(act), ..Default::default() };
        self.keep_of_chat(&schemas::MUTE, chat, &[], value)
    }

    /// Marks a chat as unread, or as read.
    pub fn mark_unread(&self, chat: &str, on: bool) -> anyhow::Result<()> {
        let act = action::MarkChatAsReadAction { read: Some(!on), ..Default::default() };
        let value = wa::SyncActionValue {
            mark_chat_as_read_action: MessageField::some(act),
            ..Default::default()
        };
        self.keep_of_chat(&schemas::MARK_CHAT_AS_READ, chat, &[], value)
    }

    /// Clears a chat; starred messages are kept.
    pub fn clear_chat(&self, chat: &str) -> anyhow::Result<()> {
        let value = wa::SyncActionValue {
            clear_chat_action: MessageField::some(action::ClearChatAction::default()),
            ..Default::default()
        };
        self.keep_of_chat(&schemas::CLEAR_CHAT, chat, &["0", "1"], value)
    }

    /// Deletes a chat.
    pub fn delete_chat(&self, chat: &str) -> anyhow::Result<()> {
        let value = wa::SyncActionValue {
            delete_chat_action: MessageField::some(action::DeleteChatAction::default()),
            ..Default::default()
        };
        self.keep_of_chat(&schemas::DELETE_CHAT, chat, &["1"], value)
    }

    /// Puts a star on a message of a direct chat, or removes it.
    pub fn star(&self, chat: &str, id: &str, from_me: bool, on: bool) -> anyhow::Result<()> {
        let act = action::StarAction { starred: Some(on) };
        let value =
            wa::SyncActionValue { star_action: MessageField::some(act), ..Default::default() };
        let from_me = if from_me { "1" } else { "0" };
        self.keep_of_chat(&schemas::STAR, chat, &[id, from_me, "0"], value)
    }

    /// Creates or changes a label; without a name it is deleted.
    pub fn label(&self, id: &str, name: Option<&str>) -> anyhow::Result<()> {
        let act = action::LabelEditAction {
            name: name.map(str::to_owned),
            color: Some(1),
            deleted: Some(name.is_none()),
            ..Default::default()
        };
        let value = wa::SyncActionValue {
            label_edit_action: MessageField::some(act),
            ..Default::default()
        };
        self.mutate(&schemas::LABEL_EDIT, &[schemas::LABEL_EDIT.name, id], value)
    }

    /// Gives a chat a label, or takes it away.
    pub fn label_chat(&self, id: &str, chat: &str, on: bool) -> anyhow::Result<()> {
        let act = action::LabelAssociationAction { labeled: Some(on), ..Default::default() };
        let value = wa::SyncActionValue {
            label_association_action: MessageField::some(act),
            ..Default::default()
        };
        let chat = self.chat_jid(chat)?.to_string();
        self.mutate(&schemas::LABEL_JID, &[schemas::LABEL_JID.name, id, chat.as_str()], value)
    }

    /// Gives a message a label, or takes it away.
    pub fn label_message(
        &self,
        id: &str,
        chat: &str,
        message: &str,
        on: bool,
    ) -> anyhow::Result<()> {
        let act = action::LabelAssociationAction { labeled: Some(on), ..Default::default() };
        let value = wa::SyncActionValue {
            label_association_action: MessageField::some(act),
            ..Default::default()
        };
        let chat = self.chat_jid(chat)?.to_string();
        let index = ["label_message", id, chat.as_str(), message, "0", "0"];
        // The same collection and version as the labels of chats.
        self.mutate(&schemas::LABEL_JID, &index, value)
    }

    fn keep_of_chat(
        &self,
        schema: &Schema,
        chat: &str,
        rest: &[&str],
        value: wa::SyncActionValue,
    ) -> anyhow::Result<()> {
        let chat = self.chat_jid(chat)?.to_string();
        let index: Vec<&str> =
            [schema.name, chat.as_str()].into_iter().chain(rest.iter().copied()).collect();
        self.mutate(schema, &index, value)
    }

    fn mutate(
        &self,
        schema: &Schema,
        index: &[&str],
        mut value: wa::SyncActionValue,
    ) -> anyhow::Result<()> {
        value.timestamp = Some(now_millis());
        let name = kept(schema.collection.as_str()).context("this is not kept here")?;
        let version = i32::try_from(schema.version)?;
        let key = self.account.app_state_key();
        self.account.app_state.lock().write(&key, name, version, index, &value)?;
        app_state::announce(&self.account, name, None);
        Ok(())
    }

    /// Sets whether a device that is linked gets what is kept as one list, and not as all changes so far.
    pub fn set_gives_snapshots(&self, gives: bool) {
        self.account.app_state.lock().gives_snapshots = gives;
    }

    /// The last value that a device of the account wrote under an index, `["archive", address]`
    /// for example.
    pub fn kept(&self, index: &[&str]) -> Option<wa::SyncActionValue> {
        self.account.app_state.lock().value(index)
    }

    /// Waits until a device of the account has written such a value.
    pub async fn expect_kept(
        &self,
        timeout: Duration,
        index: &[&str],
        predicate: impl Fn(&wa::SyncActionValue) -> bool,
    ) -> anyhow::Result<wa::SyncActionValue> {
        self.wait(timeout, || self.kept(index).filter(|value| predicate(value)))
            .await
            .with_context(|| format!("{} has not kept {index:?}", self.number()))
    }

    /// Blocks a person, or unblocks them.
    pub fn block(&self, number: &str, on: bool) -> anyhow::Result<()> {
        let other = self.hub.directory.by_number(number).context("no such number")?;
        let lid = other.lid().to_string();
        {
            let mut blocked = self.account.blocked.lock();
            if on {
                blocked.insert(lid)
            } else {
                blocked.remove(&lid)
            };
        }
        app_state::announce_list(&self.account, "blocklist", None);
        Ok(())
    }

    /// Whether a person is blocked.
    pub fn blocks(&self, number: &str) -> bool {
        let other = self.hub.directory.by_number(number);
        other.is_some_and(|other| self.account.blocked.lock().contains(&other.lid().to_string()))
    }

    /// Changes a privacy setting.
    pub fn set_privacy(&self, name: &str, value: &str) {
        self.account.privacy.lock().insert(name.to_owned(), value.to_owned());
        app_state::announce_list(&self.account, "privacy", None);
    }

    /// A privacy setting.
    pub fn privacy(&self, name: &str) -> Option<String> {
        self.account.privacy.lock().get(name).cloned()
    }

    /// Sets after how many seconds messages of a chat disappear; 0 is never.
    pub async fn set_disappearing(&self, chat: &str, seconds: u32) -> anyhow::Result<()> {
        if let Chat::Group(group) = self.chat(chat)? {
            group.set_expiration(seconds);
            group.announce(&self.account, &expiration(seconds), &[]);
            return Ok(());
        }
        let protocol = wa::message::ProtocolMessage {
            r#type: Some(Type::EPHEMERAL_SETTING),
            ephemeral_expiration: Some(seconds),
            ..Default::default()
        };
        let message =
            wa::Message { protocol_message: MessageField::some(protocol), ..Default::default() };
        self.send(chat, message).await.map(drop)
    }
}

/// How a group's time is written.
fn expiration(seconds: u32) -> wacore_binary::Node {
    if seconds == 0 {
        return NodeBuilder::new("not_ephemeral").build();
    }
    NodeBuilder::new("ephemeral").attr("expiration", u64::from(seconds)).build()
}
