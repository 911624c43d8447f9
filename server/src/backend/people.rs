//! The People pages: the list of everyone for those who may see persons, and one person's own use.

use app::error::AppError;
use domain::Metric;
use domain::view::{PeopleChoice, PeopleOrder, PeopleView, PersonView};
use metrics::Scope;

use super::errors;
use super::reading::Reading;

/// The People page's view model. A page beyond the last is the last.
pub fn people(reading: Reading) -> Result<PeopleView, AppError> {
    let scope: Scope = reading.ask(Metric::Credits).scope();
    let choice = &chosen(&reading);
    let of_page = |page: u32| {
        let start = (page - 1).saturating_mul(PeopleView::ROWS) as usize;
        let rows = start..start.saturating_add(PeopleView::ROWS as usize);
        metrics::people_chosen(&reading.index, &scope, choice, rows).map_err(errors::ask)
    };
    let asked = reading.frame.query.page.max(1);
    let mut people = of_page(asked)?;
    let pages = people.total.div_ceil(PeopleView::ROWS).max(1);
    if asked > pages {
        people = of_page(pages)?;
    }
    Ok(PeopleView { page: asked.min(pages), pages, people, frame: reading.frame })
}

/// Everyone who is listed on any page of the list, as one page.
pub fn everyone(reading: Reading) -> Result<PeopleView, AppError> {
    let scope: Scope = reading.ask(Metric::Credits).scope();
    let choice = &chosen(&reading);
    let people = metrics::people_chosen(&reading.index, &scope, choice, 0..usize::MAX).map_err(errors::ask)?;
    Ok(PeopleView { page: 1, pages: 1, people, frame: reading.frame })
}

/// Who is listed in which order: by name unless the reader chose another one.
fn chosen(reading: &Reading) -> PeopleChoice {
    let choice = reading.frame.query.people.clone();
    let order = if choice.order == PeopleOrder::Key { PeopleOrder::Name } else { choice.order };
    PeopleChoice { order, ..choice }
}

/// Whose page it is, as it was asked for.
#[derive(Clone, Debug)]
pub struct Whose {
    /// The person's key; empty where the reader is not known.
    pub key: String,
    /// Whether it is the reader's own.
    pub own: bool,
    /// Whether it was asked for as the reader's own.
    pub me: bool,
}

/// The view model of a person's page.
pub fn person(reading: Reading, whose: &Whose) -> Result<PersonView, AppError> {
    let scope: Scope = reading.ask(Metric::Credits).scope();
    let usage = metrics::person(&reading.index, &scope, &whose.key, reading.frame.by).map_err(errors::ask)?;
    // A page about one person is not narrowed to a team.
    let frame = domain::view::Frame { teams: Vec::new(), ..reading.frame };
    Ok(PersonView { own: whose.own, me: whose.me, usage, frame })
}
