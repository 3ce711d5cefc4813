//! The posts of a channel, page by page.

use crate::support::{connected, get, ok, test_app};
use omni_channel::Capability;
use omni_testing::TestApp;

/// The channel of the mock, whose first post has the number 100.
const POSTS: &str = "/api/v1/channels/120363000000000009@newsletter/messages";

/// The numbers of the posts of a page, and the cursor of the next one.
async fn page(app: &TestApp, token: &str, query: &str) -> (Vec<u64>, Option<String>) {
    let page = get(app, token, &format!("{POSTS}?{query}")).await;
    let posts = ok(&page)["items"].as_array().expect("a list");
    let number = |post: &serde_json::Value| post["number"].as_u64().expect("a number");
    let cursor = page.body["next_cursor"].as_str().map(str::to_owned);
    (posts.iter().map(number).collect(), cursor)
}

fn newest_first(numbers: impl DoubleEndedIterator<Item = u64>) -> Vec<u64> {
    numbers.rev().collect()
}

async fn app_with_posts(count: u64, deleted: &[u64]) -> (TestApp, String) {
    let app = test_app().await;
    app.channel.network().add_capability(Capability::FollowChannels);
    let (id, token) = connected(&app).await;
    app.channel.session(id).expect("a session").put_posts(count, deleted);
    (app, token)
}

/// The network returns 100 at once.
#[tokio::test]
async fn a_page_has_up_to_two_hundred_posts() {
    let (app, token) = app_with_posts(250, &[]).await;
    let (first, cursor) = page(&app, &token, "limit=200").await;
    assert_eq!(first, newest_first(150..350));
    assert_eq!(cursor.as_deref(), Some("150"));
    let (rest, cursor) = page(&app, &token, "limit=200&cursor=150").await;
    assert_eq!((rest, cursor), (newest_first(100..150), None));
    let (middle, cursor) = page(&app, &token, "limit=150").await;
    assert_eq!((middle, cursor.as_deref()), (newest_first(200..350), Some("200")));
    let (few, cursor) = page(&app, &token, "limit=3").await;
    assert_eq!((few, cursor.as_deref()), (newest_first(347..350), Some("347")));
    let (none, cursor) = page(&app, &token, "limit=3&cursor=100").await;
    assert_eq!((none, cursor), (Vec::new(), None));
    app.stop().await;
}

/// A deleted post is among those that the network counts.
#[tokio::test]
async fn a_deleted_post_does_not_end_the_list() {
    let (app, token) = app_with_posts(120, &[219, 150]).await;
    let kept = |from: u64, to: u64| {
        newest_first((from..to).filter(|number| *number != 219 && *number != 150))
    };
    let (newest, cursor) = page(&app, &token, "limit=1").await;
    assert_eq!((newest, cursor.as_deref()), (vec![218], Some("218")));
    let (all, cursor) = page(&app, &token, "limit=200").await;
    assert_eq!((all, cursor), (kept(100, 220), None));
    let (some, cursor) = page(&app, &token, "limit=100").await;
    assert_eq!((some, cursor.as_deref()), (kept(118, 220), Some("118")));
    app.stop().await;
}
