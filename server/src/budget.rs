//! Settling the budget: what was typed is checked as a whole, then kept, with an entry in the audit log.

use app::backend::BudgetForm;
use archive::{ArchiveError, AuditEntry};
use domain::budget::{CycleStart, Rate};
use domain::{AccountId, Budget, Credits, Money};

use crate::state::AppState;

/// Most credits of a budget: a million million.
const LARGEST_BUDGET: Credits = Credits::from_micros(1_000_000_000_000_000_000);
/// The highest rate: beyond it something else was typed.
const LARGEST_RATE: Money = Money::from_micros(1_000_000_000_000);

/// Why a budget was not settled.
#[derive(Debug, thiserror::Error)]
pub enum BudgetError {
    /// A field cannot be accepted.
    #[error("{message}")]
    Field {
        /// The field's name in the form.
        field: &'static str,
        /// What would be right.
        message: String,
    },
    /// The archive.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
}

/// Checks and keeps what an admin typed.
pub async fn settle(state: &AppState, by: AccountId, form: &BudgetForm) -> Result<(), BudgetError> {
    let budget = checked(form)?;
    let entry = AuditEntry {
        at: state.clock.now(),
        account: Some(by),
        action: "budget.settle".to_owned(),
        object: "budget".to_owned(),
        detail: told(&budget),
    };
    state.archive.put_budget(&budget, entry).await?;
    tracing::info!("settled the budget");
    Ok(())
}

/// What was typed as a budget; an empty field leaves its part open.
fn checked(form: &BudgetForm) -> Result<Budget, BudgetError> {
    let wrong = |field, message: &str| BudgetError::Field { field, message: message.to_owned() };
    let monthly = amount(&form.monthly).map(Credits::from_decimal).transpose();
    let monthly = monthly.ok().filter(|credits| credits.is_none_or(|n| n > Credits::ZERO && n <= LARGEST_BUDGET));
    let monthly = monthly.ok_or_else(|| wrong("monthly", "A budget is a number of credits above 0, such as 25000."))?;
    let starts = form.starts.trim().parse::<u8>().ok().and_then(|day| CycleStart::try_from(day).ok());
    let starts = starts.ok_or_else(|| wrong("starts", "A cycle begins on a day from 1 to 28."))?;
    let rate = amount(&form.rate).map(Money::from_decimal).transpose();
    let rate = rate.ok().filter(|rate| rate.is_none_or(|n| n > Money::ZERO && n <= LARGEST_RATE));
    let rate = rate.ok_or_else(|| wrong("rate", "A rate is an amount above 0 per credit, such as 0.04."))?;
    let currency =
        || form.currency.parse().map_err(|_| wrong("currency", "A currency has three letters, such as EUR."));
    let rate = match rate {
        Some(per_credit) => Some(Rate { per_credit, currency: currency()? }),
        None => None,
    };
    Ok(Budget { monthly, starts, rate })
}

/// What was typed without spaces around it; nothing where the field is empty.
fn amount(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

fn told(budget: &Budget) -> String {
    let monthly = budget.monthly.map_or_else(|| "no budget".to_owned(), |credits| format!("{credits} credits a cycle"));
    let rate = budget.rate.as_ref();
    let rate =
        rate.map_or_else(|| "no rate".to_owned(), |rate| format!("{} {} a credit", rate.per_credit, rate.currency));
    format!("{monthly}, from day {}, {rate}", budget.starts.get())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn form(monthly: &str, starts: &str, rate: &str, currency: &str) -> BudgetForm {
        let owned = str::to_owned;
        BudgetForm { monthly: owned(monthly), starts: owned(starts), rate: owned(rate), currency: owned(currency) }
    }

    #[test]
    fn what_was_typed_becomes_a_budget() {
        let budget = checked(&form(" 25000.5 ", "15", "0.04", "eur")).unwrap();
        assert_eq!(told(&budget), "25000.500000 credits a cycle, from day 15, 0.040000 EUR a credit");
        assert_eq!(checked(&form("", "1", " ", "")).unwrap(), Budget::default());
        assert_eq!(told(&Budget::default()), "no budget, from day 1, no rate");
    }

    #[test]
    fn each_wrong_field_is_named() {
        for (monthly, starts, rate, currency, field) in [
            ("0", "1", "", "", "monthly"),
            ("-5", "1", "", "", "monthly"),
            ("1,000", "1", "", "", "monthly"),
            ("1000000000001", "1", "", "", "monthly"),
            ("much", "1", "", "", "monthly"),
            ("", "0", "", "", "starts"),
            ("", "29", "", "", "starts"),
            ("", "", "", "", "starts"),
            ("", "1", "0", "EUR", "rate"),
            ("", "1", "0.0000001", "EUR", "rate"),
            ("", "1", "1e9", "EUR", "rate"),
            ("", "1", "0.04", "", "currency"),
            ("", "1", "0.04", "Euro", "currency"),
        ] {
            let refused = checked(&form(monthly, starts, rate, currency)).unwrap_err();
            let BudgetError::Field { field: found, .. } = refused else { unreachable!("nothing was kept") };
            assert_eq!(found, field, "{monthly} {starts} {rate} {currency}");
        }
    }
}
