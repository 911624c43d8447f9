//! The five questions to OpenAI, each with how it went, why, and what to do.

use domain::checkup::{Checkup, Outcome, Probe};
use domain::sync::Moment;
use leptos::prelude::*;

/// All answers, with when they were asked for.
pub(super) fn probes(checkup: &Checkup, now: Moment) -> AnyView {
    view! {
        <p class="quiet">{asked(checkup, now)}</p>
        <ol class="probes">{checkup.probes.iter().map(answer).collect_view()}</ol>
    }
    .into_any()
}

/// When the questions were asked, and by whom.
fn asked(checkup: &Checkup, now: Moment) -> String {
    let by = checkup.by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
    format!("Asked {}{by}.", checkup.at.ago(now))
}

/// One question: how it went, why, and what to do.
fn answer(probe: &Probe) -> AnyView {
    let (mark, said) = verdict(probe);
    let why = match &probe.outcome {
        Outcome::Failed { problem, detail } => view! {
            <p>{problem.advice()}</p>
            <p class="quiet">{detail.clone()} " " <code>{problem.code()}</code></p>
        }
        .into_any(),
        Outcome::Ok | Outcome::Skipped => ().into_any(),
    };
    view! {
        <li>
            <span class=mark aria-hidden="true"></span>
            <div>
                <p>
                    <strong>{probe.name.title()}</strong>
                    ": "
                    {said}
                </p>
                {why}
            </div>
        </li>
    }
    .into_any()
}

/// The mark and the word for how a question went. Rows may come later: without them nothing is wrong.
fn verdict(probe: &Probe) -> (&'static str, &'static str) {
    match &probe.outcome {
        Outcome::Ok => ("dot ok", "yes"),
        Outcome::Failed { .. } if probe.name.is_required() => ("dot bad", "no"),
        Outcome::Failed { .. } => ("dot busy", "none yet"),
        Outcome::Skipped => ("dot", "not asked, because a question before it failed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ConnectionProblem;
    use domain::checkup::ProbeName;

    #[test]
    fn only_what_is_needed_is_wrong_when_it_is_missing() {
        let failed = |name| {
            let outcome = Outcome::Failed { problem: ConnectionProblem::NoResources, detail: String::new() };
            verdict(&Probe { name, outcome }).1
        };
        assert_eq!(ProbeName::ALL.map(failed), ["no", "no", "no", "none yet", "none yet"]);
    }
}
