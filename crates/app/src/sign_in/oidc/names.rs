use crate::app::App;

/// The names of the providers with which people may sign in, for people who have not signed in yet:
/// nothing else of a provider is shown.
pub fn provider_names(app: &App) -> Vec<String> {
    app.config.auth.oidc.iter().map(|provider| provider.name.clone()).collect()
}
