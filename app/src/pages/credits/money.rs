//! What that costs: three amounts that stay apart, because they are three different things.

use charts::format;
use domain::budget::Rate;
use domain::view::{Costs, CreditsView, Figure, Number};
use domain::{Metric, Money, Unit, Usd};
use leptos::prelude::*;

use super::{Stated, facts};
use crate::components::kpi::{WORDS, value_class};
use crate::words::credits as said;

const MEANING: &str = "Credits are what OpenAI counts. The estimate in dollars is OpenAI’s own. Your own rate is what \
     an administrator of this installation settled. None of them is the invoice.";

/// The section.
pub fn money(view: &CreditsView, admin: bool) -> AnyView {
    let credits = view.fact(Metric::Credits).map(|fact| fact.figure);
    let own = own(view.budget.rate.as_ref(), credits, admin);
    let list = vec![Stated::of(view, Metric::Credits), Stated::of(view, Metric::EstimatedCostUsd), own];
    facts("money-h", "What that costs", MEANING, list)
}

/// The same on a page whose cards say the credits.
pub fn costs(costs: &Costs, credits: Option<Figure>, admin: bool) -> AnyView {
    let list = vec![Stated::said(costs.estimated), own(costs.budget.rate.as_ref(), credits, admin)];
    facts("money-h", "What that costs", MEANING, list)
}

/// Credits at the organisation's own rate, or that there is none.
fn own(rate: Option<&Rate>, credits: Option<Figure>, admin: bool) -> Stated {
    let (title, meaning) =
        ("At your own rate", "Credits times the rate that an administrator of this installation set.");
    let Some(rate) = rate else {
        let note = settle(admin, "Set a rate")
            .unwrap_or_else(|| view! { <small>"An administrator can set what a credit costs you."</small> }.into_any());
        let value = "No rate is set".to_owned();
        return Stated { title, meaning, value, exact: String::new(), class: WORDS, note };
    };
    let cost = credits.and_then(|figure| match figure.value {
        Some(Number::Credits(credits)) => rate.of(credits),
        _ => None,
    });
    let missing = || credits.map_or(format::NOTHING, |figure| format::absent(figure.state)).to_owned();
    let note = format!("{} a credit.", amount(rate, rate.per_credit, false));
    Stated {
        title,
        meaning,
        value: cost.map_or_else(missing, |cost| amount(rate, cost, true)),
        exact: cost.map_or_else(missing, |cost| amount(rate, cost, false)),
        class: cost.and(credits).map_or(WORDS, value_class),
        note: view! { <small>{note}</small> }.into_any(),
    }
}

/// An amount with its currency; to the hundredth, or to the last digit.
fn amount(rate: &Rate, amount: Money, rounded: bool) -> String {
    let same = Usd::from_micros(amount.micros());
    let text = if rounded { said::dollars(same) } else { format::exact_number(Number::Usd(same), Unit::Usd) };
    // Digits as of dollars, with two decimals at least, and without their sign.
    format!("{}\u{a0}{}", text.replace('$', ""), rate.currency)
}

/// For admins, the way to where budget and rate are settled.
pub fn settle(admin: bool, label: &'static str) -> Option<AnyView> {
    admin.then(|| {
        view! {
            <small>
                <a href="/settings/budget" rel="external">
                    {label}
                </a>
            </small>
        }
        .into_any()
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn amounts_wear_their_own_currency() {
        let rate = Rate { per_credit: Money::from_micros(40_000), currency: "EUR".parse().unwrap() };
        let shown = |micros, rounded| amount(&rate, Money::from_micros(micros), rounded).replace('\u{a0}', " ");
        assert_eq!(shown(493_827_156, true), "493.83 EUR");
        assert_eq!(shown(493_827_156, false), "493.827156 EUR");
        assert_eq!(shown(40_000, false), "0.04 EUR");
        assert_eq!(shown(12_345_678_000_000, true), "12,345,678.00 EUR");
    }
}
