//! Its keys, and other tenants.

use super::TestApp;
use omni_app::Caller;
use omni_app::keys::{self, NewApiKey};
use omni_app::tenants::{self, CreatedTenant};
use omni_domain::TenantId;

impl TestApp {
    /// Creates another tenant, with its first key.
    pub async fn new_tenant(&self, name: &str) -> CreatedTenant {
        let operator = Caller::system(TenantId::DEFAULT);
        tenants::create(&self.app, &operator, name).await.unwrap()
    }

    /// A key of another tenant that may do everything there.
    pub async fn foreign_key(&self) -> String {
        self.new_tenant("other").await.key.secret
    }

    /// A key with these scopes, for all instances; its secret.
    pub async fn key_with(&self, scopes: &[&str]) -> String {
        self.new_key(Self::key_for(scopes)).await
    }

    /// A key; its secret.
    pub async fn new_key(&self, new: NewApiKey) -> String {
        self.create_key(&Caller::system(TenantId::DEFAULT), new).await
    }

    /// The input of [`Self::new_key`], for a key with these scopes that neither expires nor is
    /// limited to instances.
    pub fn key_for(scopes: &[&str]) -> NewApiKey {
        NewApiKey {
            name: "test".to_owned(),
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            instance_ids: None,
            expires_at: None,
            is_operator: None,
        }
    }

    async fn create_key(&self, caller: &Caller, new: NewApiKey) -> String {
        keys::create(&self.app, caller, new, &keys::Origin::default()).await.unwrap().secret
    }
}
