//! What the tokens were: three kinds over time, how much came from a cache, and how much of it is known at all.

use charts::LineRole;
use domain::Metric;
use domain::view::{CreditsView, MetricAnswer};
use leptos::prelude::*;

use super::{Stated, facts};
use crate::components::chart::{ChartFigure, Kind, Plot, Strand};
use crate::pages::overview::cut_in_words;
use crate::words::credits as said;

const MEANING: &str = "Input tokens not served from a cache, input tokens served from one, and tokens written by the \
     models. OpenAI does not report them for all use; what it does not report is not counted as zero.";

/// The chart and the two shares beside it.
pub fn tokens(view: &CreditsView) -> AnyView {
    let shares = vec![
        Stated::of(view, Metric::CachedRatio).titled("Cached, of all input"),
        Stated::of(view, Metric::OutputShare).titled("Output, of all tokens"),
    ];
    view! {
        <div class="split">
            <ChartFigure plot=plot(view) actions=().into_any() />
            {facts("shares-h", "Shares of tokens", "", shares)}
        </div>
    }
    .into_any()
}

fn plot(view: &CreditsView) -> Plot {
    let strand = |(at, answer): (usize, &MetricAnswer)| {
        let role = LineRole::Series(u8::try_from(at).unwrap_or(0));
        Some(Strand::new(answer.series.first()?, answer.metric.title(), role))
    };
    // What is known of each kind differs: the least is said of all.
    let least = view.tokens.iter().filter_map(|answer| answer.coverage).min_by(f64::total_cmp);
    let known = said::coverage(least).map(|text| format!(" {text}"));
    Plot {
        id: "tokens",
        title: "Tokens".to_owned(),
        sub: format!("{}{}", cut_in_words(Metric::OutputTokens, view.frame.by), known.unwrap_or_default()),
        metric: Metric::OutputTokens,
        meaning: Some(MEANING),
        kind: Kind::Bars,
        strands: view.tokens.iter().enumerate().filter_map(strand).collect(),
        size: charts::Size::WIDE,
    }
}
