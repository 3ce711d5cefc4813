//! Lists of the database, page by page: each row once, in the order of the whole list, also of rows that are
//! of the same time.

use crate::support::{
    connected, deliver, from_ann_in, get, message_of_ann, ok, post, test_app, until,
};
use omni_channel::InboundMessage;
use omni_domain::content::Content;
use omni_domain::conversation::{Address, ChatType};
use omni_testing::TestApp;
use serde_json::{Value, json};

const BETH: &str = "15550003333@s.whatsapp.net";
const GROUPS: [&str; 3] =
    ["120363000000000001@g.us", "120363000000000002@g.us", "120363000000000003@g.us"];

async fn rows(app: &TestApp, token: &str, path: &str) -> (Vec<Value>, Option<String>) {
    let page = get(app, token, path).await;
    let items = ok(&page)["items"].as_array().expect("items").clone();
    (items, page.body["next_cursor"].as_str().map(str::to_owned))
}

#[tokio::test]
async fn pages_of_one_row_are_the_whole_list() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    for (number, group) in GROUPS.into_iter().enumerate() {
        let name = format!("IN{number}");
        from_ann_in(&app, id, (group, ChatType::Group), &name, "hello all").await;
    }
    let of_beth = InboundMessage {
        chat: Address::new(BETH),
        sender: Address::new(BETH),
        sender_name: Some("Beth".to_owned()),
        ..message_of_ann("BETH1", Content::text("hello"))
    };
    deliver(&app, id, of_beth).await;
    for name in ["a.txt", "b.txt", "c.txt"] {
        let file = json!({ "media": "aGVsbG8=", "filename": name });
        ok(&post(&app, &token, "/api/v1/media", file).await);
    }
    until("all chats are there", async || {
        rows(&app, &token, "/api/v1/chats").await.0.len() == GROUPS.len() + 1
    })
    .await;
    for (list, least) in
        [("chats", 4), ("groups", 3), ("contacts", 2), ("media", 3), ("messages/list", 4)]
    {
        let (whole, next) = rows(&app, &token, &format!("/api/v1/{list}?limit=200")).await;
        assert!(whole.len() >= least && next.is_none(), "{list}: {whole:?}");
        let mut found = Vec::new();
        let mut path = format!("/api/v1/{list}?limit=1");
        loop {
            let (items, next) = rows(&app, &token, &path).await;
            assert!(items.len() == 1 && found.len() < whole.len(), "{list}: {items:?}");
            found.extend(items);
            let Some(cursor) = next else { break };
            path = format!("/api/v1/{list}?limit=1&cursor={cursor}");
        }
        assert_eq!(found, whole, "{list}");
    }
    app.stop().await;
}
