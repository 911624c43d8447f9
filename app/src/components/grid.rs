//! Tables whose rows lead somewhere and whose columns may sort by a link. On a narrow screen each row becomes a list of
//! its cells, each with the name of its column.

use domain::Metric;
use domain::view::Figure;
use leptos::prelude::*;

use crate::words::figure;

/// A column.
#[derive(Clone, Debug, Default)]
pub struct Column {
    /// Its name.
    pub title: &'static str,
    /// Where the name leads: to the table sorted by it.
    pub href: Option<String>,
    /// `ascending` or `descending` where the table is sorted by it.
    pub sorted: Option<&'static str>,
    /// Whether it holds numbers.
    pub number: bool,
}

impl Column {
    /// A column of words.
    pub fn words(title: &'static str) -> Self {
        Self { title, ..Self::default() }
    }

    /// A column of numbers.
    pub fn number(title: &'static str) -> Self {
        Self { title, number: true, ..Self::default() }
    }
}

/// A cell.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// What it says.
    pub text: String,
    /// The same with all digits.
    pub exact: Option<String>,
    /// What is added, less important.
    pub note: Option<String>,
    /// Where it leads.
    pub href: Option<String>,
    /// Whether it stands for something that is not there.
    pub quiet: bool,
}

impl Cell {
    /// Words.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A figure, short, its digits behind it; or why there is none.
    pub fn figure(metric: Metric, shown: Figure) -> Self {
        Self {
            text: figure::short(metric, shown),
            exact: Some(figure::exact(metric, shown)),
            quiet: shown.value.is_none(),
            ..Self::default()
        }
    }
}

/// The table. Its title is for screen readers; the first cell of a row is its name.
pub fn grid(title: String, columns: &[Column], rows: Vec<Vec<Cell>>) -> AnyView {
    let head = columns.iter().map(heading).collect_view();
    let row = |cells: Vec<Cell>| {
        let cells = cells.into_iter().zip(columns).enumerate().map(|(at, (one, column))| cell(at, one, column));
        view! { <tr>{cells.collect_view()}</tr> }
    };
    let body = rows.into_iter().map(row).collect_view();
    view! {
        <table class="grid">
            <caption class="vh">{title}</caption>
            <thead>
                <tr>{head}</tr>
            </thead>
            <tbody>{body}</tbody>
        </table>
    }
    .into_any()
}

fn heading(column: &Column) -> AnyView {
    let class = column.number.then_some("num");
    let title = match &column.href {
        Some(href) => view! {
            <a href=href.clone() data-noscroll="">
                {column.title}
            </a>
        }
        .into_any(),
        None => column.title.into_any(),
    };
    view! {
        <th scope="col" class=class aria-sort=column.sorted>
            {title}
        </th>
    }
    .into_any()
}

fn cell(at: usize, one: Cell, column: &Column) -> AnyView {
    let text = match one.href {
        Some(href) => view! {
            <a href=href data-noscroll="">
                {one.text}
            </a>
        }
        .into_any(),
        None => one.text.into_any(),
    };
    let note = one.note.map(|note| view! { <small>" " {note}</small> });
    if at == 0 {
        return view! {
            <th scope="row">
                {text}
                {note}
            </th>
        }
        .into_any();
    }
    let class = match (column.number, one.quiet) {
        (true, true) => "num quiet",
        (true, false) => "num",
        (false, true) => "quiet",
        (false, false) => "",
    };
    view! {
        <td class=class data-label=column.title title=one.exact>
            {text}
            {note}
        </td>
    }
    .into_any()
}
