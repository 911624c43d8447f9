//! Pages and cursors. A cursor is opaque and holds where a walk stands and what it was asked for, so that it
//! is refused with other parameters. It names the last row given, not a number of rows: a day that is revised
//! in the middle of a walk neither repeats nor shifts rows.

use chrono::{DateTime, Utc};
use domain::{Dataset, DateRange, Day};
use sha2::{Digest, Sha256};

use crate::endpoint::Endpoint;
use crate::organisation::Organisation;
use crate::params::Params;
use crate::refusal::Invalid;
use crate::shelf::Shelf;

/// Where a walk stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The day to go on with.
    pub day: Day,
    /// The last row of it that was given.
    pub after: Option<u32>,
    /// The page to give, counted from 1.
    pub page: u32,
    /// Whether the page comes without rows.
    pub blank: bool,
    /// The last day of the window, as it was when the walk began.
    pub last: Day,
}

/// A page as JSON without its envelope.
#[derive(Debug, Default)]
pub struct Page {
    /// The rows, with commas.
    pub rows: Vec<u8>,
    /// How many.
    pub count: usize,
    /// Where to go on, if there is more.
    pub next: Option<Standing>,
}

/// The beginning of a walk.
pub fn beginning(window: DateRange) -> Standing {
    Standing { day: window.from(), after: None, page: 1, blank: false, last: window.to() }
}

/// Turns over one page.
pub fn turn(
    organisation: &Organisation,
    shelf: &Shelf,
    dataset: Dataset,
    standing: &Standing,
    limit: usize,
    now: DateTime<Utc>,
    oldest: Option<Day>,
) -> Page {
    let mut page = Page::default();
    let number = standing.page.saturating_add(1);
    if standing.blank {
        page.next = Some(Standing { blank: false, page: number, ..standing.clone() });
        return page;
    }
    let Ok(window) = DateRange::new(standing.day, standing.last) else { return page };
    let mut at = standing.clone();
    for day in window.days().filter(|day| oldest.is_none_or(|oldest| *day >= oldest)) {
        let after = standing.after.filter(|_| day == standing.day);
        for (place, text) in shelf.lines(organisation, dataset, day, now).after(after) {
            if page.count == limit {
                let blank = organisation.config().empty_pages && at.day.number() % 5 == 0;
                page.next = Some(Standing { page: number, blank, ..at });
                return page;
            }
            if page.count > 0 {
                page.rows.push(b',');
            }
            page.rows.extend_from_slice(text);
            page.count += 1;
            at = Standing { day, after: Some(place), ..at };
        }
    }
    page
}

/// What a cursor is bound to.
fn bound(endpoint: Endpoint, params: &Params) -> String {
    let Params { start, end, limit, grouped, .. } = params;
    format!("{} {start:?} {end:?} {limit} {grouped}", endpoint.name())
}

/// The cursor of a standing.
pub fn cursor(seed: u64, endpoint: Endpoint, params: &Params, standing: &Standing) -> String {
    let Standing { day, after, page, blank, last } = standing;
    let after = after.map_or(-1, i64::from);
    let place = format!("{} {after} {page} {} {}", day.number(), u8::from(*blank), last.number());
    let seal = seal(seed, &bound(endpoint, params), &place);
    // Not readable at a glance, so that nobody is led to take it apart.
    let masked: Vec<u8> = place.bytes().zip(seal.iter().cycle()).map(|(byte, mask)| byte ^ mask).collect();
    format!("{}{}", hex::encode(seal), hex::encode(masked))
}

/// The standing of a cursor, if it is one of ours and the parameters are those that it was made for.
pub fn standing(seed: u64, endpoint: Endpoint, params: &Params, cursor: &str) -> Result<Standing, Invalid> {
    let wrong = || {
        let message = "Value error, page is not a cursor for these parameters";
        Invalid::query("page", "value_error", message, cursor)
    };
    let bytes = hex::decode(cursor).map_err(|_| wrong())?;
    let (seal_given, masked) = bytes.split_at_checked(SEAL).ok_or_else(wrong)?;
    let place: Vec<u8> = masked.iter().zip(seal_given.iter().cycle()).map(|(byte, mask)| byte ^ mask).collect();
    let place = String::from_utf8(place).map_err(|_| wrong())?;
    if seal(seed, &bound(endpoint, params), &place) != seal_given {
        return Err(wrong());
    }
    let numbers: Vec<i64> = place.split(' ').filter_map(|part| part.parse().ok()).collect();
    let [day, after, page, blank, last] = numbers.as_slice() else { return Err(wrong()) };
    let day_of = |number: &i64| i32::try_from(*number).map(Day::from_number).map_err(|_| wrong());
    Ok(Standing {
        day: day_of(day)?,
        after: u32::try_from(*after).ok(),
        page: u32::try_from(*page).map_err(|_| wrong())?,
        blank: *blank == 1,
        last: day_of(last)?,
    })
}

const SEAL: usize = 12;

fn seal(seed: u64, bound: &str, place: &str) -> Vec<u8> {
    let digest =
        Sha256::new().chain_update(seed.to_le_bytes()).chain_update(bound).chain_update("\n").chain_update(place);
    digest.finalize().iter().take(SEAL).copied().collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn params() -> Params {
        Params { start: Some(1), end: None, limit: 5, page: None, grouped: false }
    }

    #[test]
    fn a_cursor_is_bound_to_its_parameters() {
        let at =
            Standing { day: Day::from_number(9), after: Some(3), page: 2, blank: true, last: Day::from_number(12) };
        let text = cursor(1, Endpoint::Usage, &params(), &at);
        assert_eq!(standing(1, Endpoint::Usage, &params(), &text).unwrap(), at);
        for other in [
            Params { start: None, ..params() },
            Params { end: Some(7), ..params() },
            Params { limit: 6, ..params() },
            Params { grouped: true, ..params() },
        ] {
            assert!(standing(1, Endpoint::Usage, &other, &text).is_err(), "{other:?}");
        }
        assert!(standing(1, Endpoint::CodeReviews, &params(), &text).is_err());
        assert!(standing(2, Endpoint::Usage, &params(), &text).is_err());
        for broken in ["", "zz", "cursor-token", text.get(2..).unwrap()] {
            assert!(standing(1, Endpoint::Usage, &params(), broken).is_err(), "{broken}");
        }
    }
}
