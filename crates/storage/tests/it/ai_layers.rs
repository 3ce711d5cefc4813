//! AI layers: set, read together, and kept or deleted with their rows.

use crate::fixtures::{T, at, chat, instance, new_agent};
use crate::harness::{both, commit};
use omni_domain::agent::AgentAuthor;
use omni_domain::ai_layer::{AiAccount, AiChat, AiGlobal, AiLayers, AiMode, AiSettings};
use omni_domain::ids::{AgentId, ChatId, InstanceId};
use omni_domain::instance::ChannelType;

pub(crate) fn of_tenant(agent: AgentId, enabled: bool) -> AiGlobal {
    let settings = AiSettings { reply_to_groups: Some(true), ..AiSettings::default() };
    AiGlobal { tenant_id: T, agent_id: agent, enabled, settings, updated_at: at(1) }
}

pub(crate) fn of_account(id: InstanceId) -> AiAccount {
    let settings = AiSettings { temperature: Some(0.5), ..AiSettings::default() };
    AiAccount { instance_id: id, tenant_id: T, mode: AiMode::Enabled, settings, updated_at: at(1) }
}

pub(crate) fn of_chat(id: ChatId) -> AiChat {
    AiChat {
        chat_id: id,
        mode: AiMode::Disabled,
        prompt: Some("Be brief.".to_owned()),
        updated_at: at(1),
    }
}

both! {
    async fn the_layers_of_a_chat_are_read_as_they_were_set(db) {
        let one = instance(&db, "one").await;
        let there = chat(&db, one.id, "1@s.whatsapp.net").await.id;
        assert_eq!(db.ai_layers(T, one.id, Some(there)).await.expect("read"), AiLayers::default());
        let agent = new_agent("all", None);
        let (row, global) = (agent.clone(), of_tenant(agent.id, false));
        let (account, of_there) = (of_account(one.id), of_chat(there));
        let expected = AiLayers {
            global: Some(of_tenant(agent.id, true)),
            account: Some(account.clone()),
            chat: Some(of_there.clone()),
        };
        commit!(db, |tx| {
            tx.insert_agent(&row, &AgentAuthor::SYSTEM).await?;
            tx.put_ai_global(&global).await?;
            tx.put_ai_global(&AiGlobal { enabled: true, ..global }).await?;
            tx.put_ai_account(&account).await?;
            tx.put_ai_chat(&of_there).await?;
            let (network, bound) = (ChannelType::WhatsappBaileys, vec![one.id]);
            assert_eq!(tx.bind_instances(T, row.id, network, at(2)).await?, bound);
            assert!(tx.bind_instances(T, row.id, network, at(3)).await?.is_empty(), "none is left");
        })
        .expect("written");
        assert_eq!(db.ai_layers(T, one.id, Some(there)).await.expect("read"), expected);
        let without = db.ai_layers(T, one.id, None).await.expect("read");
        assert_eq!(without, AiLayers { chat: None, ..expected });
        let bound = db.find_instance(T, one.id).await.expect("read").expect("kept");
        assert_eq!(bound.agent.map(|reference| reference.id), Some(agent.id));
        assert_eq!(bound.updated_at, at(2), "other nodes see that it changed");
    }

    async fn a_merged_chat_keeps_its_layer_or_gets_the_others(db) {
        let one = instance(&db, "one").await;
        let from = chat(&db, one.id, "1@lid").await.id;
        let into = chat(&db, one.id, "1@s.whatsapp.net").await.id;
        let layer = of_chat(from);
        commit!(db, |tx| {
            tx.put_ai_chat(&layer).await?;
            tx.merge_chats(from, into).await?;
        })
        .expect("merged");
        let kept = db.ai_chat(into).await.expect("read");
        assert_eq!(kept, Some(AiChat { chat_id: into, ..of_chat(from) }));
    }

    async fn without_its_agent_there_is_no_layer_of_a_tenant(db) {
        let agent = new_agent("all", None);
        let (row, global) = (agent.clone(), of_tenant(agent.id, true));
        commit!(db, |tx| {
            tx.insert_agent(&row, &AgentAuthor::SYSTEM).await?;
            tx.put_ai_global(&global).await?;
            tx.delete_agent(T, row.id).await?
        })
        .expect("deleted");
        assert_eq!(db.ai_global(T).await.expect("read"), None);
    }
}
