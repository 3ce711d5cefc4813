//! The protocol's state besides keys: devices, groups, mappings, sent messages, and the
//! buffer of inbound ones.

use super::{Store, decode, encode, keys, put, tc_token};
use async_trait::async_trait;
use bytes::Bytes;
use omni_channel::StateWrite;
use wacore::store::error::Result;
use wacore::store::traits::{
    DeviceListRecord, LidPnMappingEntry, PendingInboundKey, PendingInboundRow, ProtocolStore,
    TcTokenEntry,
};

#[async_trait]
impl ProtocolStore for Store {
    async fn get_sender_key_devices(&self, group_jid: &str) -> Result<Vec<(String, bool)>> {
        let prefix = keys::join(&[group_jid, ""]);
        let rows = self.scan(keys::SENDER_KEY_DEVICE, &prefix).await?;
        Ok(rows.into_iter().map(|row| (row.key[prefix.len()..].to_owned(), row.num == 1)).collect())
    }

    async fn set_sender_key_status(&self, group_jid: &str, entries: &[(&str, bool)]) -> Result<()> {
        let writes = entries
            .iter()
            .map(|(device, has)| {
                let key = keys::join(&[group_jid, device]);
                put(keys::SENDER_KEY_DEVICE, key, Bytes::new(), (*has).into())
            })
            .collect();
        self.apply(writes).await
    }

    async fn clear_sender_key_devices(&self, group_jid: &str) -> Result<()> {
        let prefix = keys::join(&[group_jid, ""]);
        self.apply(vec![StateWrite::DeletePrefix { ns: keys::SENDER_KEY_DEVICE, prefix }]).await
    }

    async fn delete_sender_key_device_rows(&self, device_jids: &[&str]) -> Result<()> {
        let writes = self
            .scan(keys::SENDER_KEY_DEVICE, "")
            .await?
            .into_iter()
            .filter(|row| {
                row.key.split_once('|').is_some_and(|(_, device)| device_jids.contains(&device))
            })
            .map(|row| StateWrite::Delete { ns: keys::SENDER_KEY_DEVICE, key: row.key })
            .collect();
        self.apply(writes).await
    }

    async fn clear_all_sender_key_devices(&self) -> Result<()> {
        let prefix = String::new();
        self.apply(vec![StateWrite::DeletePrefix { ns: keys::SENDER_KEY_DEVICE, prefix }]).await
    }

    async fn get_lid_mapping(&self, lid: &str) -> Result<Option<LidPnMappingEntry>> {
        self.find_mapping(keys::LID, lid).await
    }

    async fn get_pn_mapping(&self, phone: &str) -> Result<Option<LidPnMappingEntry>> {
        self.find_mapping(keys::PN, phone).await
    }

    async fn put_lid_mapping(&self, entry: &LidPnMappingEntry) -> Result<()> {
        self.put_mappings(std::slice::from_ref(entry)).await
    }

    async fn put_lid_mappings(&self, entries: &[LidPnMappingEntry]) -> Result<()> {
        self.put_mappings(entries).await
    }

    async fn get_all_lid_mappings(&self) -> Result<Vec<LidPnMappingEntry>> {
        self.scan(keys::LID, "").await?.iter().map(|row| decode(&row.value)).collect()
    }

    async fn save_base_key(&self, address: &str, message_id: &str, base_key: &[u8]) -> Result<()> {
        let key = keys::join(&[address, message_id]);
        self.put(keys::BASE_KEY, key, Bytes::copy_from_slice(base_key)).await
    }

    async fn has_same_base_key(
        &self,
        address: &str,
        message_id: &str,
        current_base_key: &[u8],
    ) -> Result<bool> {
        let stored = self.get_bytes(keys::BASE_KEY, &keys::join(&[address, message_id])).await?;
        Ok(stored.is_some_and(|stored| stored == current_base_key))
    }

    async fn delete_base_key(&self, address: &str, message_id: &str) -> Result<()> {
        self.delete(keys::BASE_KEY, keys::join(&[address, message_id])).await
    }

    async fn update_device_list(&self, record: DeviceListRecord) -> Result<()> {
        self.update_device_lists(vec![record]).await
    }

    async fn update_device_lists(&self, records: Vec<DeviceListRecord>) -> Result<()> {
        let writes = records
            .iter()
            .map(|record| Ok(put(keys::DEVICES, &*record.user, encode(record)?, 0)))
            .collect::<Result<_>>()?;
        self.apply(writes).await
    }

    async fn get_devices(&self, user: &str) -> Result<Option<DeviceListRecord>> {
        self.get_json(keys::DEVICES, user).await
    }

    async fn delete_devices(&self, user: &str) -> Result<()> {
        self.delete(keys::DEVICES, user).await
    }

    async fn get_group_metadata(&self, group_jid: &str) -> Result<Option<Vec<u8>>> {
        Ok(self.get_bytes(keys::GROUP, group_jid).await?.map(Vec::from))
    }

    async fn put_group_metadata(&self, group_jid: &str, blob: &[u8]) -> Result<()> {
        self.put(keys::GROUP, group_jid, Bytes::copy_from_slice(blob)).await
    }

    async fn delete_group_metadata(&self, group_jid: &str) -> Result<()> {
        self.delete(keys::GROUP, group_jid).await
    }

    async fn get_tc_token(&self, jid: &str) -> Result<Option<TcTokenEntry>> {
        self.get_json(keys::TC_TOKEN, jid).await
    }

    async fn put_tc_token(&self, jid: &str, entry: &TcTokenEntry) -> Result<()> {
        self.put_tc(jid, entry).await
    }

    async fn delete_tc_token(&self, jid: &str) -> Result<()> {
        self.delete(keys::TC_TOKEN, jid).await
    }

    async fn get_all_tc_token_jids(&self) -> Result<Vec<String>> {
        Ok(self.scan(keys::TC_TOKEN, "").await?.into_iter().map(|row| row.key).collect())
    }

    async fn delete_expired_tc_tokens(&self, token_cutoff: i64, sender_cutoff: i64) -> Result<u32> {
        self.prune_tc_tokens(token_cutoff, sender_cutoff).await
    }

    async fn touch_tc_token_sender_timestamp(
        &self,
        jid: &str,
        sender_timestamp: i64,
    ) -> Result<()> {
        self.merge_tc_token(jid, |old| Some(tc_token::touched(old, sender_timestamp))).await
    }

    async fn store_received_tc_token(
        &self,
        jid: &str,
        token: &[u8],
        token_timestamp: i64,
    ) -> Result<()> {
        self.merge_tc_token(jid, |old| tc_token::received(old, token, token_timestamp)).await
    }

    async fn store_sent_message(
        &self,
        chat_jid: &str,
        message_id: &str,
        payload: &[u8],
    ) -> Result<()> {
        let key = keys::join(&[chat_jid, message_id]);
        let now = wacore::time::now_secs();
        // Only enqueued: it is committed no later than the record that the message was sent, and
        // until then the message is sent again after a crash. Phones request it later than that.
        self.state.enqueue(vec![put(keys::SENT, key, Bytes::copy_from_slice(payload), now)]);
        Ok(())
    }

    async fn take_sent_message(&self, chat_jid: &str, message_id: &str) -> Result<Option<Vec<u8>>> {
        // It stays until it expires: the caller stores it again after the repeat is sent, and a
        // kill in between would leave the requesting phone without an answer for ever.
        let key = keys::join(&[chat_jid, message_id]);
        self.settle().await?;
        Ok(self.get_bytes(keys::SENT, &key).await?.map(Vec::from))
    }

    async fn delete_expired_sent_messages(&self, cutoff_timestamp: i64) -> Result<u32> {
        self.delete_below(keys::SENT, cutoff_timestamp).await
    }

    async fn store_pending_inbound(
        &self,
        chat: &str,
        sender: &str,
        id: &str,
        message: &[u8],
    ) -> Result<()> {
        self.buffer_inbound(&[PendingInboundRow { chat, sender, id, message }]);
        Ok(())
    }

    async fn get_pending_inbound(
        &self,
        chat: &str,
        sender: &str,
        id: &str,
    ) -> Result<Option<Vec<u8>>> {
        let buffered = self.find_buffered(chat, sender, id).await?;
        if buffered.is_none() {
            self.request_spent(chat, sender, id).await?;
        }
        Ok(buffered)
    }

    async fn delete_pending_inbound(&self, chat: &str, sender: &str, id: &str) -> Result<()> {
        self.unbuffer_inbound(&[PendingInboundKey { chat, sender, id }]);
        Ok(())
    }

    async fn delete_expired_pending_inbound(&self, cutoff_timestamp: i64) -> Result<u32> {
        self.prune_buffered(cutoff_timestamp).await
    }

    async fn store_pending_inbound_batch(&self, rows: &[PendingInboundRow<'_>]) -> Result<()> {
        self.buffer_inbound(rows);
        Ok(())
    }

    async fn delete_pending_inbound_batch(&self, rows: &[PendingInboundKey<'_>]) -> Result<()> {
        self.unbuffer_inbound(rows);
        Ok(())
    }
}
