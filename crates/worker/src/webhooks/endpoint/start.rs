use super::{Sender, Sent};
use omni_app::webhooks::{self, Fresh, Target};
use std::sync::Arc;

impl Sender {
    pub(super) fn start(&mut self, target: &Arc<Target>, fresh: Fresh) {
        let (app, target, lanes) = (self.app.clone(), Arc::clone(target), Arc::clone(&self.lanes));
        let is_prompt = self.is_prompt;
        self.sending.spawn(async move {
            let permit = lanes.permit(is_prompt).await;
            let attempted = webhooks::attempt(&app, &target, &fresh.delivery, &fresh.event).await;
            drop(permit);
            Sent { id: fresh.delivery.id, attempted }
        });
    }
}
