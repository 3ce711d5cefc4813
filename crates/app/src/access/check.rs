use super::requests::CheckAccess;
use super::{cache, is_visible};
use crate::app::App;
use crate::error::{Error, Field};
use crate::instances;
use omni_channel::Capability;
use omni_domain::PhoneNumber;
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::{Address, Identity};
use omni_domain::ids::PersonId;
use omni_domain::instance::{ChannelType, Instance};
use omni_domain::rules::{AccessMode, AccessRule, RuleActionKind, Subject, Why, decide};

/// Longest address, characters.
const MAX_ADDRESS: usize = 200;

/// What was decided about a sender.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Whether their messages go to the agent.
    pub allowed: bool,
    /// What happens to their messages.
    pub action: RuleActionKind,
    /// The rule that decided, if one did.
    pub rule: Option<AccessRule>,
    /// Why, for programs.
    pub why: Why,
    /// Why, for people.
    pub reason: String,
    /// What holds on the instance where no rule matches.
    pub mode: AccessMode,
}

/// Who is checked: by every address, phone number and person that is known of them.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'a> {
    /// On which network.
    pub channel: ChannelType,
    /// Their addresses there.
    pub addresses: &'a [&'a str],
    /// Their phone numbers.
    pub phones: &'a [PhoneNumber],
    /// Their person, where known.
    pub person: Option<PersonId>,
}

/// Decides about a sender, for each message of a conversation: the rules come from the cache. One whom
/// the account has blocked is denied, also where no rules hold.
pub async fn decide_for(
    app: &App,
    instance: &Instance,
    judged: Judged<'_>,
) -> Result<Verdict, Error> {
    let mode = instance.config.access_mode;
    let Judged { channel, addresses, phones, person } = judged;
    if is_blocked(app, instance, addresses).await? {
        return Ok(Verdict {
            allowed: false,
            action: RuleActionKind::SilentBlock,
            rule: None,
            why: Why::Blocked,
            reason: "the account has blocked the sender".to_owned(),
            mode,
        });
    }
    let rules = cache::rules(app, instance.tenant_id).await?;
    let subject =
        Subject { instance_id: instance.id, channel, addresses, phones, person_id: person };
    let decision = decide(mode, rules.for_matching(), &subject, app.env.now());
    let reason = match (decision.why, decision.rule) {
        (Why::Rule, Some(rule)) => words(rule),
        (Why::Disabled, _) => "access rules are switched off on this instance".to_owned(),
        (Why::NotAllowed, _) => {
            "no rule allows it, and the instance admits only those it has a rule for".to_owned()
        }
        _ => "no rule denies it".to_owned(),
    };
    Ok(Verdict {
        allowed: decision.allowed,
        action: decision.action,
        rule: decision.rule.map(|rule| rules.as_written(rule)),
        why: decision.why,
        reason,
        mode,
    })
}

/// Whether the account has blocked the sender. On a network without blocking nothing is read.
async fn is_blocked(app: &App, instance: &Instance, addresses: &[&str]) -> Result<bool, Error> {
    if !app.channel(instance.channel)?.info().capabilities.has(Capability::BlockPeople) {
        return Ok(false);
    }
    Ok(app.store.is_blocked(instance.id, addresses).await?)
}

fn words(rule: &AccessRule) -> String {
    let verb = if rule.action.kind == RuleActionKind::Allow { "allowed" } else { "denied" };
    let of = if rule.instance_id.is_some() { "this instance" } else { "all instances" };
    match &rule.reason {
        Some(reason) => format!("{verb} by a rule for {of}: {reason}"),
        None => format!("{verb} by a rule for {of}"),
    }
}

/// What would happen to a message of a sender. Nothing is sent or stored.
pub async fn check(app: &App, caller: &Caller, check: CheckAccess) -> Result<Verdict, Error> {
    let instance = instances::load(app, caller, Scope::AccessRead, check.instance_id).await?;
    let wanted = check.platform_user_id.trim();
    if wanted.is_empty() || wanted.chars().count() > MAX_ADDRESS {
        return Err(Error::invalid(
            Field::CheckedAccount,
            "give an address on the channel or a phone number, 1 to 200 characters",
        ));
    }
    let network = app.channel(instance.channel)?;
    let phone = network.phone_of(wanted).or_else(|| PhoneNumber::parse(wanted));
    let spelled = phone.as_ref().and_then(|phone| network.address_of_phone(phone));
    let known = known(app, &instance, wanted, phone.as_ref()).await?;
    let mut addresses = vec![wanted];
    addresses.extend(spelled.iter().flat_map(Address::all));
    addresses.extend(known.iter().flat_map(|identity| identity.address.all()));
    let other = known.as_ref().and_then(|identity| identity.address.phone.clone());
    let phones: Vec<PhoneNumber> = phone.into_iter().chain(other).collect();
    let channel = check.channel.unwrap_or(instance.channel);
    let person = known.as_ref().map(|identity| identity.person_id);
    let judged = Judged { channel, addresses: &addresses, phones: &phones, person };
    let mut verdict = decide_for(app, &instance, judged).await?;
    if verdict.rule.as_ref().is_some_and(|rule| !is_visible(caller, rule)) {
        verdict.rule = None;
        "decided by a rule for all instances".clone_into(&mut verdict.reason);
    }
    Ok(verdict)
}

/// What the instance has stored for this address: its other address, and its person.
async fn known(
    app: &App,
    instance: &Instance,
    address: &str,
    phone: Option<&PhoneNumber>,
) -> Result<Option<Identity>, Error> {
    let found = app.store.find_identities(instance.id, &[address.to_owned()]).await?;
    if let Some(identity) = found.into_iter().next() {
        return Ok(Some(identity));
    }
    let Some(phone) = phone else { return Ok(None) };
    let found = app.store.find_identities_by_phone(instance.tenant_id, phone).await?;
    Ok(found.into_iter().find(|identity| identity.instance_id == instance.id))
}
