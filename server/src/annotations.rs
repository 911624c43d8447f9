//! Annotations: what was typed is checked as a whole and kept with an entry in the audit log; and which of them
//! stand on a page.

use app::backend::AnnotationForm;
use archive::{ArchiveError, AuditEntry};
use domain::annotation::Annotation;
use domain::people::Team;
use domain::view::{Choice, Marked};
use domain::{AccountId, Day, TeamSlug};

use crate::state::AppState;

/// How far ahead of today an annotation may lie: what is planned, and no typing error in the year.
const AHEAD: i64 = 366;

/// Why an annotation was not kept or not removed.
#[derive(Debug, thiserror::Error)]
pub enum AnnotationError {
    /// A field cannot be accepted.
    #[error("{message}")]
    Field {
        /// The field's name in the form.
        field: &'static str,
        /// What would be right.
        message: String,
    },
    /// There is none with that key.
    #[error("there is no such annotation")]
    Gone,
    /// The archive.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
}

/// Checks and keeps what was typed.
pub async fn add(state: &AppState, by: AccountId, form: &AnnotationForm) -> Result<(), AnnotationError> {
    let index = state.index.snapshot();
    let annotation = checked(form, state.clock.today(), index.teams())?;
    let entry = entry(state, by, "annotation.add", told(&annotation));
    state.archive.add_annotation(&annotation, entry).await?;
    tracing::info!("added an annotation");
    Ok(())
}

/// Checks what was typed and keeps it in the place of the one with a key.
pub async fn change(state: &AppState, by: AccountId, id: i64, form: &AnnotationForm) -> Result<(), AnnotationError> {
    let before = with_key(state, id).await?;
    let index = state.index.snapshot();
    let annotation = checked(form, state.clock.today(), index.teams())?;
    if annotation == before {
        return Ok(());
    }
    let entry = entry(state, by, "annotation.change", format!("{}; before: {}", told(&annotation), told(&before)));
    if !state.archive.change_annotation(id, &annotation, entry).await? {
        return Err(AnnotationError::Gone);
    }
    tracing::info!("changed an annotation");
    Ok(())
}

async fn with_key(state: &AppState, id: i64) -> Result<Annotation, AnnotationError> {
    let all = state.archive.annotations().await?;
    all.into_iter().find(|(key, _)| *key == id).map(|(_, found)| found).ok_or(AnnotationError::Gone)
}

/// Removes the one with a key.
pub async fn remove(state: &AppState, by: AccountId, id: i64) -> Result<(), AnnotationError> {
    let annotation = with_key(state, id).await?;
    let entry = entry(state, by, "annotation.remove", told(&annotation));
    if !state.archive.remove_annotation(id, entry).await? {
        return Err(AnnotationError::Gone);
    }
    tracing::info!("removed an annotation");
    Ok(())
}

fn entry(state: &AppState, by: AccountId, action: &str, detail: String) -> AuditEntry {
    let (action, object) = (action.to_owned(), "annotation".to_owned());
    AuditEntry { at: state.clock.now(), account: Some(by), action, object, detail }
}

fn told(annotation: &Annotation) -> String {
    let whom = annotation.team.as_ref().map_or_else(|| "everyone".to_owned(), |team| format!("team {team}"));
    let shared = if annotation.shared { ", also on shared links" } else { "" };
    format!("{}, {whom}{shared}: {}", annotation.day, annotation.text)
}

/// What was typed as an annotation; an empty team is everyone.
fn checked(form: &AnnotationForm, today: Day, teams: &[Team]) -> Result<Annotation, AnnotationError> {
    let wrong = |field, message: &str| AnnotationError::Field { field, message: message.to_owned() };
    let latest = today.plus(AHEAD);
    let day = form.day.trim().parse::<Day>().ok().filter(|day| day.year() >= 2000 && *day <= latest);
    let day = day.ok_or_else(|| wrong("day", "A day looks like 2026-11-20 and lies at most a year ahead."))?;
    let text =
        Annotation::text(&form.text).ok_or_else(|| wrong("text", "A text is one line of 1 to 80 characters."))?;
    let slug = form.team.trim();
    let team = if slug.is_empty() { None } else { teams.iter().find(|team| team.slug.as_str() == slug) };
    if team.is_none() && !slug.is_empty() {
        return Err(wrong("team", "There is no such team on the roster any more."));
    }
    Ok(Annotation { day, text, team: team.map(|team| team.slug.clone()), shared: form.shared })
}

/// What stands on a page that is narrowed to a team, or not: what concerns everyone, and what concerns the team or
/// one above it. `above` are the teams above it.
pub fn of_page(all: Vec<(i64, Annotation)>, team: Option<&TeamSlug>, above: &[Choice]) -> Vec<Marked> {
    let concerns = |annotation: &Annotation| match &annotation.team {
        None => true,
        Some(about) => team == Some(about) || above.iter().any(|choice| choice.key == about.as_str()),
    };
    let kept = all.into_iter().filter(|(_, annotation)| concerns(annotation));
    kept.map(|(_, Annotation { day, text, .. })| Marked { day, text }).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn team(slug: &str, parent: Option<&str>) -> Team {
        Team { slug: TeamSlug::new(slug), title: slug.to_uppercase(), parent: parent.map(TeamSlug::new) }
    }

    fn typed(day: &str, text: &str, team: &str) -> Result<Annotation, AnnotationError> {
        let owned = str::to_owned;
        let form = AnnotationForm { day: owned(day), text: owned(text), team: owned(team), shared: true };
        checked(&form, "2026-11-20".parse().unwrap(), &[self::team("web", None)])
    }

    #[test]
    fn what_was_typed_becomes_an_annotation() {
        let made = typed(" 2026-11-17 ", " Rollout ", "web").unwrap();
        assert_eq!(told(&made), "2026-11-17, team web, also on shared links: Rollout");
        assert_eq!(
            told(&typed("2027-11-20", "Planned", "").unwrap()),
            "2027-11-20, everyone, also on shared links: Planned"
        );
    }

    #[test]
    fn each_wrong_field_is_named() {
        let long = "x".repeat(81);
        for (day, text, team, field) in [
            ("", "Rollout", "", "day"),
            ("20 November", "Rollout", "", "day"),
            ("2026-02-30", "Rollout", "", "day"),
            ("1999-12-31", "Rollout", "", "day"),
            ("2027-11-22", "Rollout", "", "day"),
            ("2026-11-17", " ", "", "text"),
            ("2026-11-17", "two\nlines", "", "text"),
            ("2026-11-17", long.as_str(), "", "text"),
            ("2026-11-17", "Rollout", "nobody", "team"),
            ("2026-11-17", "Rollout", "no-team", "team"),
        ] {
            let refused = typed(day, text, team).unwrap_err();
            let AnnotationError::Field { field: found, .. } = refused else { unreachable!("nothing was kept") };
            assert_eq!(found, field, "{day} {text} {team}");
        }
    }

    #[test]
    fn a_page_shows_what_concerns_it() {
        let on = |text: &str, team: Option<&str>| {
            let day = "2026-11-17".parse().unwrap();
            (1, Annotation { day, text: text.to_owned(), team: team.map(TeamSlug::new), shared: false })
        };
        let all = || vec![on("all", None), on("web", Some("web")), on("api", Some("api")), on("ops", Some("ops"))];
        let texts = |team: Option<&str>, above: &[Choice]| -> Vec<String> {
            let team = team.map(TeamSlug::new);
            of_page(all(), team.as_ref(), above).into_iter().map(|marked| marked.text).collect()
        };
        let web = Choice { key: "web".to_owned(), title: "Web".to_owned() };
        assert_eq!(texts(None, &[]), ["all"]);
        assert_eq!(texts(Some("web"), &[]), ["all", "web"]);
        assert_eq!(texts(Some("api"), &[web]), ["all", "web", "api"]);
    }
}
