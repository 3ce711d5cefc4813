//! Media in both directions.

use omni_sandbox::whatsapp::{MediaKind, PhoneMedia};
use wacore::download::MediaType;
use whatsapp_rust::media::{ImageOptions, image_message};
use whatsapp_rust::upload::UploadOptions;

use crate::harness::{LIMIT, jid, scene};

fn bytes(length: u32) -> Vec<u8> {
    (0..length).map(|number| u8::try_from(number * 7 % 251).unwrap()).collect()
}

fn image(bytes: Vec<u8>) -> PhoneMedia {
    PhoneMedia {
        kind: MediaKind::Image,
        bytes,
        mime: "image/png".to_owned(),
        caption: Some("look".to_owned()),
        file_name: None,
        voice_note: false,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_downloads_what_a_phone_sends() {
    let scene = scene().await;
    let original = bytes(50_000);
    scene.friend.send_media(scene.owner.number(), image(original.clone())).await.unwrap();
    let received = scene.device.message(|one| one.message.image_message.is_set()).await;
    let image = received.message.image_message.as_option().unwrap();
    assert_eq!(image.caption.as_deref(), Some("look"));
    assert_eq!(scene.device.client.download(image).await.unwrap(), original);

    assert_eq!(scene.network.faults().expire_media(image.direct_path.as_deref().unwrap()), 1);
    assert!(scene.device.client.download(image).await.is_err(), "expired media is gone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_downloads_what_a_client_sends() {
    let scene = scene().await;
    // More than 5 MiB: the client first queries whether the upload can be resumed.
    for original in [bytes(1_000), bytes(6 << 20)] {
        let client = &scene.device.client;
        let upload =
            client.upload(original.clone(), MediaType::Image, UploadOptions::new()).await.unwrap();
        let options = ImageOptions { caption: Some("mine".to_owned()), ..Default::default() };
        let sent =
            client.send_message(jid(&scene.friend.jid()), image_message(upload, options)).await;
        let id = sent.unwrap().message_id;
        let arrived = scene.friend.expect(LIMIT, |one| one.id == id).await.unwrap();
        assert_eq!(arrived.text(), Some("mine"));
        assert_eq!(scene.friend.download(&arrived).await.unwrap(), original);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_media_server_can_refuse() {
    let scene = scene().await;
    scene.network.faults().fail_uploads(1, 503);
    let client = &scene.device.client;
    let upload = client.upload(bytes(100), MediaType::Image, UploadOptions::new()).await;
    assert!(upload.is_err());
    client.upload(bytes(100), MediaType::Image, UploadOptions::new()).await.unwrap();
}
