use super::{MAX_NAME, change, changeable};
use crate::app::App;
use crate::authorization;
use crate::error::{Error, Field};
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::Person;
use omni_domain::ids::PersonId;
use omni_domain::person_change::{PersonAction, PersonColumn, PersonValueChange};

/// Gives a person another name. The names of their accounts stay what the networks report.
pub async fn rename(app: &App, caller: &Caller, id: PersonId, name: &str) -> Result<Person, Error> {
    authorization::require(caller, Scope::PersonsWrite)?;
    let name = checked(name)?;
    let (inner, caller) = (app.clone(), caller.clone());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                change::begin(&inner, tx).await?;
                let mut person = changeable(tx, &caller, id).await?.person;
                if person.display_name.as_deref() == Some(name.as_str()) {
                    return Ok(person);
                }
                let change = PersonValueChange {
                    column: PersonColumn::Name,
                    before: person.display_name.replace(name.clone()),
                    after: name,
                };
                let action = PersonAction::Update;
                change::set_values(&inner, tx, &caller, action, person, &[change]).await
            })
        })
        .await
}

fn checked(given: &str) -> Result<String, Error> {
    let name = given.trim();
    let fits = (1..=MAX_NAME).contains(&name.chars().count());
    if fits && !name.chars().any(char::is_control) {
        return Ok(name.to_owned());
    }
    Err(Error::invalid(
        Field::PersonName,
        format!("give a name of 1 to {MAX_NAME} characters, without control characters"),
    ))
}

#[cfg(test)]
mod tests {
    use super::checked;

    #[test]
    fn a_name_has_bounds_and_no_spaces_around_it() {
        assert_eq!(checked("  Ann Lee ").expect("a name"), "Ann Lee");
        assert!(checked(&"x".repeat(200)).is_ok());
        for refused in ["", "  ", "a\nb", &"x".repeat(201)] {
            assert!(checked(refused).is_err(), "{refused:?}");
        }
    }
}
