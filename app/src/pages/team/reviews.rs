//! What is known of a team's reviews, and how it is known. What is not known is said, and never zero.

use domain::Metric;
use domain::view::{Fact, PointState, ReviewBasis, TeamReviews};
use leptos::prelude::*;

use crate::components::bars::{Bar, list};
use crate::pages::credits::{Stated, figures, section};
use crate::words::reviews::between;
use crate::words::{counted, figure, teams as said};

const MEANING: &str = "What Codex reviewed, by the day of the review; and what people did with its comments, by the day \
     on which a pull request was merged. The two are counted apart and never divided.";

/// The section.
pub fn reviews(known: &TeamReviews) -> AnyView {
    let told = |basis: Option<ReviewBasis>| !matches!(basis, None | Some(ReviewBasis::NotKnown | ReviewBasis::NoRows));
    let facts: Vec<Stated> =
        known.facts.iter().filter(|fact| told(basis_of(known, fact.metric))).map(|fact| stated(known, fact)).collect();
    let facts = (!facts.is_empty()).then(|| figures(facts));
    let responses = (known.responses != known.basis).then(|| {
        let text = match known.responses {
            Some(ReviewBasis::NoRows) => "No reviewed pull request was merged in these days.",
            Some(ReviewBasis::NotKnown) => "Which comments on merged pull requests are this team’s is not known.",
            _ => "What people did with the comments on merged pull requests is known.",
        };
        view! { <p class="sub">{text}</p> }
    });
    let inside = view! {
        <p class="sub">{said::basis(known.basis)}</p>
        {responses}
        <div class="in-row">{facts}</div>
        {surfaces(known)}
    };
    section("reviews-h", "Reviews", MEANING, inside.into_any())
}

/// Two things are counted apart: reviews, and comments on what was merged.
fn basis_of(known: &TeamReviews, metric: Metric) -> Option<ReviewBasis> {
    let merged = matches!(metric, Metric::ReviewResponsesComments | Metric::ReviewEngagementRate);
    if merged { known.responses } else { known.basis }
}

fn stated(known: &TeamReviews, fact: &Fact) -> Stated {
    let plain = Stated::said(*fact);
    if fact.metric != Metric::ReviewEngagementRate {
        return plain;
    }
    let note = match known.interval {
        Some(interval) => {
            let of = counted(interval.base, "comment", "comments");
            format!("{} with 95 % certainty, of {of}.", between(interval))
        }
        None if fact.figure.state == PointState::TooFew => {
            "A share of fewer than 30 comments says too little.".to_owned()
        }
        None => String::new(),
    };
    plain.noted(view! { <small>{note}</small> }.into_any())
}

/// The team's own work in the clients that review.
fn surfaces(known: &TeamReviews) -> AnyView {
    if known.surfaces.is_empty() {
        return ().into_any();
    }
    let bar = |(client, turns): &(domain::view::Choice, domain::view::Figure)| Bar {
        title: client.title.clone(),
        text: figure::short(Metric::Turns, *turns),
        exact: figure::exact(Metric::Turns, *turns),
        ..Bar::default()
    };
    view! {
        <div class="own">
            <h3>"Its own use of Codex on GitHub"</h3>
            <p class="sub">"Turns of the team’s people in the clients that review. They are use, not reviews."</p>
            {list(known.surfaces.iter().map(bar).collect())}
        </div>
    }
    .into_any()
}
