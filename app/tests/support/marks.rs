//! The annotations of the small organisation.

use domain::TeamSlug;
use domain::annotation::Annotation;
use domain::view::{AnnotationRow, AnnotationsView, Choice};

use super::sample::day;

/// The page `/settings/annotations`.
pub fn annotations() -> AnnotationsView {
    let one = |id, on: &str, text: &str, team: Option<&str>, shared| AnnotationRow {
        id,
        annotation: Annotation { day: day(on), text: text.to_owned(), team: team.map(TeamSlug::new), shared },
        team: team.map(str::to_uppercase),
    };
    AnnotationsView {
        today: day("2026-11-20"),
        teams: vec![Choice { key: "platform".to_owned(), title: "Platform".to_owned() }],
        annotations: vec![
            one(2, "2026-11-17", "New model", None, true),
            one(1, "2026-11-02", "Rollout to Platform", Some("platform"), false),
        ],
    }
}
