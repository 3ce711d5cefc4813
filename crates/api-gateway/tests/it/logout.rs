//! The end of an account's link.

use crate::support::{account_id, call, connected, get, line, ok, sign_in, test_app};
use axum::http::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn an_account_that_is_logged_out_has_no_number_and_needs_a_new_qr() {
    let app = test_app().await;
    let (id, own) = connected(&app).await;
    let person = sign_in(&app).await;
    let path = format!("/api/v1/accounts/{}", account_id(id));
    let linked = get(&app, &person, &path).await;
    assert_eq!(
        (&ok(&linked)["status"], &linked.body["phone"]),
        (&json!("connected"), &json!("15550001111"))
    );
    let logout = format!("{path}/logout");
    let refused = call(&app, &own, Method::POST, &logout, None).await;
    assert_eq!(line(&refused), "401 UNAUTHORIZED", "not by itself");
    assert_eq!(ok(&get(&app, &own, "/api/v1/me").await)["status"], "connected");

    let gone = call(&app, &person, Method::POST, &logout, None).await;
    assert_eq!((&ok(&gone)["status"], &gone.body["phone"]), (&json!("disconnected"), &Value::Null));
    assert_eq!(ok(&get(&app, &own, "/api/v1/me").await)["status"], "disconnected");
    app.channel.show_qr(true);
    let linking = call(&app, &person, Method::POST, &format!("{path}/connect"), None).await;
    assert_eq!(ok(&linking)["status"], "qr", "{}", linking.body);
    app.stop().await;
}
