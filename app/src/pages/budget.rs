//! `/settings/budget`: what a month may cost, when it begins, and what a credit costs the organisation. A plain form.

use domain::budget::CycleStart;
use domain::view::BudgetView;
use leptos::prelude::*;

use crate::components::form::{alert, error_in_address};
use crate::components::plain::plain;
use crate::error::AppError;
use crate::server_fns::{SettleBudget, budget};

const PATH: &str = "/settings/budget";

/// The page.
#[component]
pub fn BudgetPage() -> impl IntoView {
    plain("Budget and rate", PATH, budget, page)
}

fn page(view: BudgetView) -> AnyView {
    let settle = ServerAction::<SettleBudget>::new();
    let error = error_in_address("/fn/settle_budget", "budget");
    let changed = view
        .changed
        .map_or_else(|| "Nothing is set yet.".to_owned(), |changed| format!("Last changed {}.", changed.ago(view.now)));
    view! {
        <h1 class="headline">"Budget and rate"</h1>
        <p class="lead">
            "What a month of Codex may cost, and what a credit costs you. "
            <a href="/credits" rel="external">
                "Credits"
            </a> " holds the spending against it. " {changed}
        </p>
        {move || error.get().map(|error| alert("budget-error", &error))}
        <ActionForm action=settle>
            {fields(&view, error)}
            <div class="stack rows">
                <button type="submit" class="btn primary">
                    "Save"
                </button>
            </div>
        </ActionForm>
    }
    .into_any()
}

/// The four fields; the one that was refused is marked.
fn fields(view: &BudgetView, error: Memo<Option<AppError>>) -> AnyView {
    let wrong = move |name: &'static str| match error.get() {
        Some(AppError::Invalid { field, .. }) => (field == name).then_some("true"),
        _ => None,
    };
    let budget = &view.budget;
    let monthly = budget.monthly.map(|credits| trimmed(&credits.to_string()));
    let rate = budget.rate.as_ref().map(|rate| trimmed(&rate.per_credit.to_string()));
    let currency = budget.rate.as_ref().map(|rate| rate.currency.to_string());
    view! {
        <div class="stack rows">
            <label>
                "Budget"
                <input name="monthly" inputmode="decimal" maxlength="20" autocomplete="off" value=monthly placeholder="25000" aria-invalid=move || wrong("monthly") />
                <span class="hint">"Credits that everyone together may use in a cycle. Leave it empty for no budget."</span>
            </label>
            <label>
                "First day of a cycle"
                <input type="number" name="starts" min="1" max=CycleStart::LAST.to_string() step="1" required value=budget.starts.get().to_string() aria-invalid=move || wrong("starts") />
                <span class="hint">"The day of the month on which a cycle begins, 1 to 28. It ends on the day before, a month later; days are UTC days."</span>
            </label>
            <label>
                "Rate"
                <input name="rate" inputmode="decimal" maxlength="20" autocomplete="off" value=rate placeholder="0.04" aria-invalid=move || wrong("rate") />
                <span class="hint">"What one credit costs you by your contract. Leave it empty if you do not want to see amounts."</span>
            </label>
            <label>
                "Currency"
                <input name="currency" maxlength="3" pattern="[A-Za-z]{3}" autocomplete="off" spellcheck="false" value=currency placeholder="EUR" aria-invalid=move || wrong("currency") />
                <span class="hint">"Three letters, for example EUR. Needed where there is a rate."</span>
            </label>
        </div>
    }
    .into_any()
}

/// A decimal without the zeros at its end, as a person would type it.
fn trimmed(decimal: &str) -> String {
    decimal.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_stand_in_the_form_as_people_type_them() {
        let shown = ["25000.000000", "0.040000", "1000.500000", "0.000001"].map(trimmed);
        assert_eq!(shown, ["25000", "0.04", "1000.5", "0.000001"]);
    }
}
