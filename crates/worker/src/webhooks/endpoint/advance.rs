use super::{Sender, TOLERATED};
use omni_app::webhooks::{self, Fresh};
use omni_domain::webhook::Ordering;
use std::collections::VecDeque;
use std::sync::Arc;

impl Sender {
    /// Starts what may be started; whether the endpoint gets deliveries at all.
    pub(super) async fn advance(&mut self) -> Result<bool, omni_app::Error> {
        let news = self.line.take();
        if news.behind || news.changed {
            self.fall_behind();
        }
        if news.changed {
            // Nothing is sent to the former address, also if the new one cannot be read now.
            self.target = None;
        } else if self.target.is_none() && self.pause_end().is_some() {
            // It could not be read: not again with each event.
            if !news.fresh.is_empty() {
                self.fall_behind();
            }
            return Ok(true);
        }
        if self.target.is_none() {
            let read = webhooks::target(&self.app, self.id).await;
            // What is new is read from the database once it is.
            if read.is_err() && !news.fresh.is_empty() {
                self.fall_behind();
            }
            let Some(target) = read? else {
                return Ok(false);
            };
            if !self.is_known && target.endpoint.failing_since.is_some() {
                // As it was before this process.
                (self.is_prompt, self.streak) = (false, TOLERATED);
                self.line.set_failing(true);
            }
            self.is_known = true;
            self.target = Some(Arc::new(target));
        }
        let Some(target) = self.target.clone() else { return Ok(false) };
        if target.endpoint.ordering == Ordering::None {
            self.take(news.fresh);
        } else if !news.fresh.is_empty() {
            // Only the database shows which of them wait for earlier ones.
            self.behind = true;
            let mut fresh = news.fresh;
            fresh.retain(|one| one.delivery.order_key.is_none());
            self.take(fresh);
        }
        let now = self.app.env.now();
        if self.next_due.is_some_and(|at| at <= now) {
            self.fall_behind();
        }
        if self.pause_end().is_some() {
            return Ok(true);
        }
        if self.behind && self.queue.len() < self.width() && !self.is_full() {
            self.load(target.endpoint.ordering).await?;
        }
        while self.sending.len() < self.width()
            && let Some(fresh) = self.queue.pop_front()
        {
            self.start(&target, fresh);
        }
        Ok(true)
    }

    fn take(&mut self, fresh: VecDeque<Fresh>) {
        if self.is_probed() {
            if !fresh.is_empty() {
                self.fall_behind();
            }
            return;
        }
        for fresh in fresh {
            if self.is_full() {
                self.fall_behind();
            } else if self.held.insert(fresh.delivery.id) {
                self.queue.push_back(fresh);
            }
        }
    }
}
