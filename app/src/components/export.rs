//! What can be taken out of a page: each figure's numbers and drawing, by a small menu of links beside its title.
//!
//! A figure says what it holds by [`Offer::menu`] while its page is made, and gets its menu in return. The links
//! lead to `/download`, where the server makes the page once more for whoever asks and keeps what was offered: so a
//! file never holds more, or less, than the page. How files are written is the server's.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use charts::{DataTable, Mark, Read, read};
use domain::view::{Frame, Number};
use domain::{DateRange, Day, PageQuery};
use leptos::prelude::*;

use super::filters::named_chips;

/// A number of a figure, as its table says it.
#[derive(Clone, Debug, PartialEq)]
pub struct Datum {
    /// The row: a day as `YYYY-MM-DD`, or a name.
    pub row: String,
    /// The column: a series, or what is said of a row.
    pub series: String,
    /// The number; none where it is not known, hidden, or no number.
    pub value: Option<Number>,
    /// How far it can be trusted, or why there is none; empty for a text.
    pub state: &'static str,
    /// The cell as the page shows it.
    pub shown: String,
}

/// A drawing that can be taken out.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The drawing for a wide screen.
    pub svg: String,
    /// What its colours are.
    pub marks: Vec<Mark>,
    /// What it says, in a sentence.
    pub summary: String,
}

/// A figure of a page.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Its name in addresses and file names, unique on the page.
    pub key: String,
    /// Its title.
    pub title: String,
    /// The line below it.
    pub sub: String,
    /// Its numbers.
    pub numbers: Vec<Datum>,
    /// Its drawing, where it has one.
    pub picture: Option<Picture>,
}

/// What a page is about, as far as a file must say it.
#[derive(Clone, Debug)]
pub struct About {
    /// The page's path.
    pub path: String,
    /// Its name.
    pub title: String,
    /// The days that it shows.
    pub range: DateRange,
    /// The state in its address.
    pub query: PageQuery,
    /// Days and filters in words, as pictures and paper carry them.
    pub shown: String,
    /// How fresh the numbers are.
    pub fresh: String,
}

impl About {
    /// Of a page with this frame.
    pub fn new(title: &str, path: &str, frame: &Frame) -> Self {
        Self {
            path: path.to_owned(),
            title: title.to_owned(),
            range: frame.range,
            query: frame.query.clone(),
            shown: shown(frame),
            fresh: fresh(frame),
        }
    }
}

/// How fresh the numbers are, in dates: a file is read later than it was made.
fn fresh(frame: &Frame) -> String {
    let fresh = &frame.freshness;
    let settled = fresh.settled_through.map(|day| format!("Settled to {}. ", day.in_words()));
    let read =
        fresh.last_sync.and_then(|at| Day::from_unix(at.0)).map(|day| format!("Last read on {}. ", day.in_words()));
    let failed = fresh.failure.is_some().then_some("The reading after that failed. ");
    let made = format!("Made on {}.", frame.today.in_words());
    format!("{}{}{}{made}", settled.unwrap_or_default(), read.unwrap_or_default(), failed.unwrap_or_default())
}

/// Which days a page shows, and what it is narrowed to.
pub fn shown(frame: &Frame) -> String {
    let mut words = format!("{}, UTC days", frame.range.in_words());
    if frame.query.compare {
        let _ = write!(words, ", compared with {}", frame.previous.in_words());
    }
    for (kind, title) in named_chips(frame) {
        let _ = write!(words, " · {kind}: {title}");
    }
    words
}

/// What a page offered, kept for whoever made the page to take something out of it.
#[derive(Clone, Debug, Default)]
pub struct Taken(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    about: Option<About>,
    sheets: Vec<Sheet>,
}

impl Taken {
    fn with<T>(&self, kept: impl FnOnce(&mut Kept) -> T) -> T {
        kept(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What the page is about; `None` where it had nothing to show.
    pub fn about(&self) -> Option<About> {
        self.with(|kept| kept.about.clone())
    }

    /// The figures, in the order of the page.
    pub fn sheets(&self) -> Vec<Sheet> {
        self.with(|kept| std::mem::take(&mut kept.sheets))
    }
}

/// The page that is being made, as its figures find it in context.
#[derive(Clone)]
pub struct Desk {
    href: String,
    keys: Arc<Mutex<Vec<String>>>,
    /// Where figures are kept; on most visits nowhere.
    taken: Option<Taken>,
}

impl Desk {
    /// For a page with this frame.
    pub fn new(title: &str, path: &str, frame: &Frame) -> Self {
        let taken = use_context::<Taken>();
        if let Some(taken) = &taken {
            taken.with(|kept| kept.about = Some(About::new(title, path, frame)));
        }
        Self { href: frame.query.href(path), keys: Arc::default(), taken }
    }

    /// A name that no other figure of the page has.
    fn key(&self, title: &str) -> String {
        let base = slug(title);
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        let names = std::iter::once(base.clone()).chain((2..).map(|n| format!("{base}-{n}")));
        let key = names.into_iter().find(|name| !keys.contains(name)).unwrap_or(base);
        keys.push(key.clone());
        key
    }

    fn link(&self, key: &str, ending: &str) -> String {
        format!("/download/{key}.{ending}{}", self.href)
    }
}

/// The name under which everything on a page is taken at once.
pub const PAGE: &str = "page";

/// Lower-case words with hyphens.
fn slug(title: &str) -> String {
    let plain: String = title.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let name = words.join("-");
    if name.is_empty() || name == PAGE { "figure".to_owned() } else { name }
}

/// A figure's numbers: made only where somebody takes them.
pub struct Offer<'a> {
    /// Its title.
    pub title: &'a str,
    /// The line below it.
    pub sub: &'a str,
    /// Makes its numbers.
    pub numbers: &'a dyn Fn() -> Vec<Datum>,
    /// Makes its drawing, where it has one.
    pub picture: Option<&'a dyn Fn() -> Picture>,
}

impl Offer<'_> {
    /// Offers it. The menu of its files; nothing where no page is being made.
    pub fn menu(&self) -> AnyView {
        let Some(desk) = use_context::<Desk>() else { return ().into_any() };
        let key = self.keep(&desk);
        let label = format!("Take out “{}” as a file", self.title);
        let drawn: &[(&str, &'static str)] =
            if self.picture.is_some() { &[("png", "PNG"), ("svg", "SVG")] } else { &[] };
        let links = [("csv", "CSV"), ("xlsx", "XLSX"), ("json", "JSON")];
        let items = links.iter().chain(drawn).map(|(ending, name)| link(&desk.link(&key, ending), name, self.title));
        menu(label, items.collect_view().into_any())
    }

    /// Offers it as a part of the page alone.
    pub fn of_page(&self) {
        if let Some(desk) = use_context::<Desk>() {
            self.keep(&desk);
        }
    }

    fn keep(&self, desk: &Desk) -> String {
        let key = desk.key(self.title);
        if let Some(taken) = &desk.taken {
            let sheet = Sheet {
                key: key.clone(),
                title: self.title.to_owned(),
                sub: self.sub.to_owned(),
                numbers: (self.numbers)(),
                picture: self.picture.map(|picture| picture()),
            };
            taken.with(|kept| kept.sheets.push(sheet));
        }
        key
    }
}

fn link(href: &str, name: &'static str, title: &str) -> AnyView {
    let of = format!(" of “{title}”");
    view! {
        <li>
            <a href=href.to_owned() rel="external">
                {name}
                <span class="vh">{of}</span>
            </a>
        </li>
    }
    .into_any()
}

/// An arrow into a tray.
const ICON: &str =
    "<svg viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path d=\"M8 2.5v7.5M4.8 7 8 10.2 11.2 7M3 13.5h10\"/></svg>";

fn menu(label: String, items: AnyView) -> AnyView {
    view! {
        <details class="take" name="take">
            <summary aria-label=label title="Take out as a file" inner_html=ICON></summary>
            <ul class="pop">{items}</ul>
        </details>
    }
    .into_any()
}

/// The menu of a page: all that it shows, and paper.
pub fn page_menu(title: &str) -> AnyView {
    let Some(desk) = use_context::<Desk>() else { return ().into_any() };
    let items = [("csv", "CSV"), ("xlsx", "XLSX"), ("json", "JSON")];
    let items = items.map(|(ending, name)| link(&desk.link(PAGE, ending), name, title)).into_iter().collect_view();
    let items = view! {
        {items}
        <li class="needs-js">
            <button type="button" data-print="">
                "Print"
            </button>
        </li>
        <li class="quiet no-js">"The browser’s Print gives clean sheets."</li>
    };
    menu(format!("Take out all of “{title}” as a file, or print it"), items.into_any())
}

/// The numbers of a table as the page shows it. `days` name its rows where they are a course of time.
pub fn numbers(table: &DataTable, days: &[String]) -> Vec<Datum> {
    let mut all = Vec::new();
    for (at, cells) in table.rows.iter().enumerate() {
        let Some((first, cells)) = cells.split_first() else { continue };
        let row = days.get(at).filter(|_| days.len() == table.rows.len()).unwrap_or(first);
        for (series, shown) in table.headers.iter().skip(1).zip(cells) {
            let Read { value, state } = read(shown);
            let state = state.map_or("", domain::view::PointState::name);
            all.push(Datum { row: row.clone(), series: series.clone(), value, state, shown: shown.clone() });
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_figures_are_plain_and_unique() {
        assert_eq!(slug("Credits, by “team”"), "credits-by-team");
        assert_eq!(slug("Page"), "figure");
        assert_eq!(slug("–"), "figure");
        let desk = Desk { href: "/credits?team=a".to_owned(), keys: Arc::default(), taken: None };
        assert_eq!((desk.key("Credits"), desk.key("Credits"), desk.key("Credits!")).2, "credits-3");
        assert_eq!(desk.link("credits", "csv"), "/download/credits.csv/credits?team=a");
    }

    #[test]
    fn a_table_is_taken_cell_by_cell() {
        let text = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<String>>();
        let table = DataTable {
            headers: text(&["Day", "Credits", "Marked"]),
            rows: vec![
                text(&["1 November", "1,250.5 (provisional)", "New model"]),
                text(&["2 November", "Too few people", ""]),
            ],
        };
        let found = numbers(&table, &text(&["2026-11-01", "2026-11-02"]));
        assert_eq!(found.len(), 4);
        let told: Vec<_> = found.iter().map(|one| (one.row.as_str(), one.value, one.state)).collect();
        assert_eq!(
            told,
            [
                ("2026-11-01", Some(Number::Ratio(1250.5)), "provisional"),
                ("2026-11-01", None, ""),
                ("2026-11-02", None, "too_few"),
                ("2026-11-02", None, ""),
            ]
        );
        assert_eq!(numbers(&table, &[]).first().map(|one| one.row.as_str()), Some("1 November"));
    }
}
