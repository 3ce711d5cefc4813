//! The part of S3 that the store uses, in memory; signatures are not checked.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use omni_blobs::{BlobConfig, S3Config};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

#[derive(Default)]
struct Inner {
    objects: BTreeMap<String, Bytes>,
    uploads: BTreeMap<String, BTreeMap<u32, Bytes>>,
    next_upload: u32,
    requests: Vec<String>,
    part_sizes: Vec<usize>,
    failures: u32,
}

#[derive(Clone, Default)]
pub(crate) struct FakeS3 {
    inner: Arc<Mutex<Inner>>,
    endpoint: String,
}

impl FakeS3 {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let fake = Self { endpoint, ..Self::default() };
        let router = Router::new()
            .fallback(answer)
            .layer(DefaultBodyLimit::disable())
            .with_state(Arc::clone(&fake.inner));
        tokio::spawn(async move { axum::serve(listener, router).await });
        fake
    }

    pub(crate) fn config(&self) -> BlobConfig {
        BlobConfig::S3(S3Config {
            bucket: "media".to_owned(),
            endpoint: Some(format!("{}/", self.endpoint)),
            region: None,
            access_key_id: Some("id".to_owned()),
            secret_access_key: Some("secret".to_owned()),
            path_style: true,
            allow_http: true,
        })
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        self.inner.lock().unwrap().requests.clone()
    }

    pub(crate) fn part_sizes(&self) -> Vec<usize> {
        self.inner.lock().unwrap().part_sizes.clone()
    }

    pub(crate) fn open_uploads(&self) -> usize {
        self.inner.lock().unwrap().uploads.len()
    }

    pub(crate) fn fail_next(&self, count: u32) {
        self.inner.lock().unwrap().failures = count;
    }
}

async fn answer(
    State(inner): State<Arc<Mutex<Inner>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut inner = inner.lock().unwrap();
    inner.requests.push(format!("{method} {}", uri.path()));
    if inner.failures > 0 {
        inner.failures -= 1;
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let query: BTreeMap<String, String> = uri
        .query()
        .unwrap_or_default()
        .split('&')
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (name.to_owned(), value.replace("%2F", "/")))
        .collect();
    let Some(key) = uri.path().strip_prefix("/media").map(|key| key.trim_start_matches('/')) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match (method.as_str(), query.get("uploadId")) {
        ("POST", None) if query.contains_key("uploads") => inner.begin(key),
        ("PUT", Some(upload)) => inner.part(upload, &query["partNumber"], body),
        ("POST", Some(upload)) => inner.complete(key, upload),
        ("DELETE", Some(upload)) => {
            inner.uploads.remove(upload);
            StatusCode::NO_CONTENT.into_response()
        }
        ("POST", None) if query.contains_key("delete") => inner.delete_many(&body),
        ("PUT", None) => {
            inner.objects.insert(key.to_owned(), body);
            [(header::ETAG, "\"e\"")].into_response()
        }
        ("DELETE", None) => {
            inner.objects.remove(key);
            StatusCode::NO_CONTENT.into_response()
        }
        ("GET", None) if key.is_empty() => inner.list(&query["prefix"]),
        ("GET" | "HEAD", None) => inner.get(key, &headers),
        _ => StatusCode::BAD_REQUEST.into_response(),
    }
}

impl Inner {
    fn begin(&mut self, key: &str) -> Response {
        self.next_upload += 1;
        let id = format!("u{}", self.next_upload);
        self.uploads.insert(id.clone(), BTreeMap::new());
        xml(&format!(
            "<InitiateMultipartUploadResult><Bucket>media</Bucket><Key>{key}</Key>\
             <UploadId>{id}</UploadId></InitiateMultipartUploadResult>"
        ))
    }

    fn part(&mut self, upload: &str, number: &str, body: Bytes) -> Response {
        self.part_sizes.push(body.len());
        let Some(parts) = self.uploads.get_mut(upload) else {
            return StatusCode::NOT_FOUND.into_response();
        };
        parts.insert(number.parse().unwrap(), body);
        [(header::ETAG, "\"p\"")].into_response()
    }

    fn complete(&mut self, key: &str, upload: &str) -> Response {
        let parts = self.uploads.remove(upload).unwrap();
        let whole: Vec<u8> = parts.into_values().flatten().collect();
        self.objects.insert(key.to_owned(), whole.into());
        xml("<CompleteMultipartUploadResult><ETag>\"e\"</ETag></CompleteMultipartUploadResult>")
    }

    fn delete_many(&mut self, body: &[u8]) -> Response {
        let body = std::str::from_utf8(body).unwrap();
        let mut gone = String::new();
        for key in body.split("<Key>").skip(1).filter_map(|rest| rest.split("</Key>").next()) {
            self.objects.remove(key);
            write!(gone, "<Deleted><Key>{key}</Key></Deleted>").unwrap();
        }
        xml(&format!("<DeleteResult>{gone}</DeleteResult>"))
    }

    fn list(&self, prefix: &str) -> Response {
        let mut found = String::new();
        for (key, bytes) in self.objects.iter().filter(|(key, _)| key.starts_with(prefix)) {
            write!(
                found,
                "<Contents><Key>{key}</Key><LastModified>2025-01-01T00:00:00.000Z</LastModified>\
                 <ETag>\"e\"</ETag><Size>{}</Size></Contents>",
                bytes.len()
            )
            .unwrap();
        }
        xml(&format!(
            "<ListBucketResult><IsTruncated>false</IsTruncated>{found}</ListBucketResult>"
        ))
    }

    fn get(&self, key: &str, headers: &HeaderMap) -> Response {
        let Some(bytes) = self.objects.get(key) else {
            return StatusCode::NOT_FOUND.into_response();
        };
        let common = [
            (header::ETAG, "\"e\"".to_owned()),
            (header::LAST_MODIFIED, "Wed, 01 Jan 2025 00:00:00 GMT".to_owned()),
        ];
        let Some(range) = headers.get(header::RANGE) else {
            return (common, bytes.clone()).into_response();
        };
        let range = range.to_str().unwrap().strip_prefix("bytes=").unwrap();
        let (start, end) = range.split_once('-').unwrap();
        let start: usize = start.parse().unwrap();
        if start >= bytes.len() {
            return StatusCode::RANGE_NOT_SATISFIABLE.into_response();
        }
        let end = end.parse::<usize>().unwrap().min(bytes.len() - 1);
        let content = format!("bytes {start}-{end}/{}", bytes.len());
        let part = bytes.slice(start..=end);
        (StatusCode::PARTIAL_CONTENT, [(header::CONTENT_RANGE, content)], common, part)
            .into_response()
    }
}

fn xml(body: &str) -> Response {
    ([(header::CONTENT_TYPE, "application/xml")], body.to_owned()).into_response()
}
