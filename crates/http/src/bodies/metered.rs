//! A request's body, counted and timed as it is read.

use super::Charge;
use crate::ApiError;
use crate::min_rate::{MinRate, RateGuard};
use axum::body::{Body, Bytes, HttpBody};
use axum::http::StatusCode;
use hyper::body::{Frame, SizeHint};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

/// Ends a body that arrives too slowly, or with more bytes than may be held. The reason is in its
/// [`Charge`]: the layer around the route responds with it, whichever code read the body.
#[derive(Debug)]
pub(crate) struct MeteredBody {
    /// Absent once it was refused.
    inner: Option<Body>,
    charge: Arc<Charge>,
    min: MinRate,
    rate: RateGuard,
}

impl MeteredBody {
    pub(crate) const fn new(inner: Body, charge: Arc<Charge>, min: MinRate) -> Self {
        Self { inner: Some(inner), charge, min, rate: RateGuard::new(min) }
    }

    fn refuse(&mut self, refusal: ApiError, rest: Option<Body>) -> axum::Error {
        self.inner = None;
        self.charge.refuse(refusal.clone(), rest);
        axum::Error::new(refusal)
    }

    fn too_slow(&self) -> ApiError {
        let MinRate { bytes_per_s, grace } = self.min;
        ApiError::new(
            StatusCode::REQUEST_TIMEOUT,
            "HTTP_ERROR",
            format!(
                "the body was slower than {bytes_per_s} bytes a second for {} s; nothing was done",
                grace.as_secs()
            ),
        )
    }
}

impl HttpBody for MeteredBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = self.get_mut();
        let Some(inner) = &mut this.inner else { return Poll::Ready(None) };
        match Pin::new(inner).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => {
                let bytes = frame.data_ref().map_or(0, Bytes::len);
                this.rate.passed(bytes);
                if let Err(refusal) = this.charge.add(bytes) {
                    let rest = this.inner.take();
                    return Poll::Ready(Some(Err(this.refuse(refusal, rest))));
                }
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Pending => {
                ready!(this.rate.poll_too_slow(cx));
                let refusal = this.too_slow();
                Poll::Ready(Some(Err(this.refuse(refusal, None))))
            }
            ended @ Poll::Ready(_) => ended,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.as_ref().map_or_else(SizeHint::default, HttpBody::size_hint)
    }
}
