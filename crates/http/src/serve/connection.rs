//! One connection, from its first byte to its last.

use super::activity::{ActiveRequest, Activity, Times};
use super::connections::Slot;
use super::socket::Socket;
use crate::HttpOptions;
use crate::edge::ForwardedSlot;
use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::ConnectInfo;
use axum::http::{Request, Response, Version};
use futures::future::BoxFuture;
use hyper::body::{Frame, SizeHint};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tower::{BoxError, Service};

/// Time limit of closing a connection in order.
const CLOSE_TIME: Duration = Duration::from_secs(1);

pub(super) async fn run(
    stream: TcpStream,
    peer: SocketAddr,
    slot: Slot,
    routes: Router,
    options: Arc<HttpOptions>,
    stop: CancellationToken,
) {
    let activity = Activity::new();
    let times = Times { head: options.head_timeout, idle: options.idle_timeout };
    let socket = Socket::new(stream, Arc::clone(&activity), options.min_rate, slot);
    let service = Requests { routes, peer, activity: Arc::clone(&activity) };
    let builder = Builder::new(TokioExecutor::new());
    let service = TowerToHyperService::new(service);
    let mut serving = pin!(builder.serve_connection_with_upgrades(TokioIo::new(socket), service));
    let overdue = tokio::select! {
        _ = serving.as_mut() => return,
        () = activity.overdue(times) => true,
        () = stop.cancelled() => false,
    };
    serving.as_mut().graceful_shutdown();
    if overdue || !activity.is_active() {
        // There is no request to wait for.
        let _ = timeout(CLOSE_TIME, serving).await;
        return;
    }
    tokio::select! {
        _ = serving => {}
        () = activity.overdue(times) => {}
    }
}

/// The routes, for the requests of one connection.
#[derive(Debug, Clone)]
struct Requests {
    routes: Router,
    peer: SocketAddr,
    activity: Arc<Activity>,
}

impl<B> Service<Request<B>> for Requests
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response<ActiveBody>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // A router is always ready.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let active = self.activity.request();
        // With HTTP/2 what is received belongs to other requests, or to none.
        let one_at_a_time = request.version() <= Version::HTTP_11;
        let mut request = if !one_at_a_time {
            request.map(Body::new)
        } else if request.body().is_end_stream() {
            self.activity.body_ended();
            request.map(Body::new)
        } else {
            let activity = Arc::clone(&self.activity);
            request.map(|body| Body::new(IncomingBody { body: Body::new(body), activity }))
        };
        request.extensions_mut().insert(ConnectInfo(self.peer));
        let answer = self.routes.call(request);
        Box::pin(async move {
            let mut response = answer.await?;
            let forwarded = response.extensions_mut().remove();
            Ok(response.map(|body| ActiveBody { body, _active: active, _forwarded: forwarded }))
        })
    }
}

/// A request's body with HTTP/1: what is received after its end is the next request's.
#[derive(Debug)]
struct IncomingBody {
    body: Body,
    activity: Arc<Activity>,
}

impl Drop for IncomingBody {
    fn drop(&mut self) {
        self.activity.body_ended();
    }
}

impl HttpBody for IncomingBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A response's body; the request is active until it has been sent.
#[derive(Debug)]
struct ActiveBody {
    body: Body,
    _active: ActiveRequest,
    _forwarded: Option<ForwardedSlot>,
}

impl HttpBody for ActiveBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.get_mut().body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
