#![expect(clippy::unwrap_used, reason = "tests")]

use domain::DateRange;

use super::*;

fn parts(credits: i64, people: i64, turns: i64) -> CreditParts {
    let figure = |value| Figure { value: Some(value), state: PointState::Settled };
    CreditParts {
        credits: figure(Number::Credits(Credits::from_micros(credits * 1_000_000))),
        people: figure(Number::Count(people)),
        turns: figure(Number::Count(turns)),
    }
}

/// A change with bars as `metrics` makes them: each factor's share of the logarithm.
fn change(now: (i64, i64, i64), before: (i64, i64, i64)) -> CreditChange {
    let f = |n: i64| Number::Count(n).as_f64();
    let range = DateRange::new("2026-10-24".parse().unwrap(), "2026-11-17".parse().unwrap()).unwrap();
    let ratio = f(now.0) / f(before.0);
    let mean = if now.0 == before.0 { f(now.0) } else { f(now.0 - before.0) / ratio.ln() };
    let bar = |factor: f64| Credits::from_decimal(&format!("{:.6}", mean * factor.ln())).unwrap();
    let bars = ChangeBars {
        change: Credits::from_micros((now.0 - before.0) * 1_000_000),
        people: bar(f(now.1) / f(before.1)),
        turns_per_person: bar(f(now.2) / f(now.1) / (f(before.2) / f(before.1))),
        credits_per_turn: bar(f(now.0) / f(now.2) / (f(before.0) / f(before.2))),
    };
    CreditChange {
        current: Some(range),
        previous: Some(range.prev()),
        now: Some(parts(now.0, now.1, now.2)),
        before: Some(parts(before.0, before.1, before.2)),
        bars: Some(bars),
        blank: None,
    }
}

fn sentence(change: &CreditChange) -> String {
    let said = moved(total(change).unwrap(), factors(change).unwrap());
    format!("{}{}{}", said.before, said.strong, said.after).replace('\u{a0}', " ")
}

#[test]
fn causes_come_by_their_weight_and_those_against_it_last() {
    let said = |now, before| sentence(&change(now, before));
    assert_eq!(
        said((1180, 109, 1060), (1000, 100, 1000)),
        "Credits rose 18 %, with 11 % more credits per turn and 9 % more people, despite 3 % fewer turns per person."
    );
    assert_eq!(said((2000, 20, 200), (1000, 10, 100)), "Credits rose 100 %, with 100 % more people.");
    assert_eq!(
        said((500, 5, 60), (1000, 10, 100)),
        "Credits fell 50 %, with 50 % fewer people and 17 % fewer credits per turn, despite 20 % more turns per person."
    );
    assert_eq!(
        said((1000, 20, 100), (1000, 10, 100)),
        "Credits stayed level: 100 % more people, but 50 % fewer turns per person."
    );
    assert_eq!(said((1000, 10, 100), (1000, 10, 100)), "Credits stayed level.");
}

/// Whatever the numbers: what the sentence names multiplies to the change that it names, as far as rounding goes.
#[test]
fn the_parts_of_the_sentence_multiply() {
    let sizes = [1i64, 7, 90, 101, 880, 5000];
    let mut said = 0;
    for at in 0..sizes.len().pow(3) {
        let size = |digit: u32| sizes.iter().cycle().nth(at / sizes.len().pow(digit)).copied().unwrap();
        let (credits, people, turns) = (size(0), size(1), size(2));
        let change = change((credits, people, turns), (880, 101, 900));
        let factors = factors(&change).unwrap();
        let product: f64 = factors.iter().map(|factor| 1.0 + factor.change()).product();
        let total = total(&change).unwrap();
        assert!((product - 1.0 - total).abs() < 1e-9 * product.max(1.0), "{product} {total}");
        for factor in &factors {
            assert_eq!(factor.change() > 0.0, factor.bar > Credits::ZERO, "{factor:?}");
            let words = factor.in_words().unwrap_or_default();
            assert_eq!(words.contains("more"), delta::rough(factor.change()).is_some() && factor.change() > 0.0);
        }
        let shown = change.rounded().unwrap();
        assert_eq!(shown.bars().into_iter().sum::<Credits>(), shown.change, "what is shown adds up: {factors:?}");
        let sum: i64 = factors.iter().map(|factor| factor.bar.micros()).sum();
        assert!((sum - change.bars.unwrap().change.micros()).abs() <= 3, "{sum}");
        said += usize::from(sentence(&change).contains(" rose ") == (total > 0.0));
    }
    assert_eq!(said, 216);
}

#[test]
fn without_bars_no_part_is_named() {
    let blank = CreditChange { bars: None, blank: Some(Blank::Gap), ..change((2, 1, 1), (1, 1, 1)) };
    assert_eq!(factors(&blank), None);
    let hidden = Figure { value: None, state: PointState::TooFew };
    let mut few = change((2, 1, 1), (1, 1, 1));
    few.now = Some(CreditParts { people: hidden, ..few.now.unwrap() });
    assert_eq!(factors(&few), None);
    let mut cut = change((2, 1, 1), (1, 1, 1));
    cut.now.as_mut().unwrap().credits.state = PointState::Partial;
    assert_eq!(total(&cut), None, "a cut period is compared with nothing");
}

#[test]
fn the_bars_are_told_with_their_signs() {
    let change = change((1180, 109, 1060), (1000, 100, 1000));
    let said = accounted(&factors(&change).unwrap(), change.rounded().unwrap());
    assert_eq!(said, "180 credits more: +94 by active people, −30 by turns per person and +116 by credits per turn.");
}

#[test]
fn what_accounts_for_nothing_is_left_out() {
    let doubled = change((2000, 20, 200), (1000, 10, 100));
    let said = accounted(&factors(&doubled).unwrap(), doubled.rounded().unwrap());
    assert_eq!(said, "1,000 credits more: +1,000 by active people.");
    let same = change((1000, 10, 100), (1000, 10, 100));
    assert_eq!(accounted(&factors(&same).unwrap(), same.rounded().unwrap()), "As many credits as before.");
}

#[test]
fn a_day_stands_out_by_what_is_usual() {
    let credits = |whole: i64| Credits::from_micros(whole * 1_000_000);
    let spike = Spike {
        key: "platform".to_owned(),
        title: "Platform".to_owned(),
        day: "2026-11-12".parse().unwrap(),
        credits: credits(1204),
        median: credits(230),
        mad: credits(12),
        score: 54.7,
        up: true,
        state: PointState::Settled,
        cause: None,
    };
    assert_eq!(reason(&spike), "1,204 is 5.23 times the usual 230");
    assert_eq!(reason(&Spike { median: Credits::ZERO, ..spike.clone() }), "1,204, usually nothing");
    let low = Spike { credits: credits(40), up: false, state: PointState::Provisional, ..spike.clone() };
    assert_eq!(reason(&low), "40 is below the usual 230, from which it seldom strays; may still be revised");
    let near = Spike { credits: credits(400), ..spike };
    assert_eq!(reason(&near), "400 is above the usual 230, from which it seldom strays");
}

#[test]
fn a_day_stands_out_by_more_work_or_by_dearer_work() {
    let cause = |turns, each, client: Option<&str>, model: Option<&str>| SpikeCause {
        turns,
        each,
        client: client.map(str::to_owned),
        model: model.map(str::to_owned),
    };
    let told = |up, cause: &SpikeCause| in_words(cause, up).unwrap_or_default();
    let (more, dearer) = (Some((310.0, 140.0)), Some((1.4, 0.6)));
    let (same, each) = (Some((141.0, 140.0)), Some((0.61, 0.6)));
    let (client, model) = (Some("VS Code"), Some("gpt-5.5 (fast)"));
    assert_eq!(told(true, &cause(more, each, client, model)), "310 turns instead of 140, most of it in VS Code");
    assert_eq!(told(true, &cause(more, each, None, model)), "310 turns instead of 140");
    let said = "1.4 credits a turn instead of 0.6, most of it by gpt-5.5 (fast)";
    assert_eq!(told(true, &cause(same, dearer, client, model)), said);
    assert_eq!(told(true, &cause(None, dearer, None, None)), "1.4 credits a turn instead of 0.6");
    assert_eq!(told(true, &cause(same, each, client, model)), "", "neither moved enough to be named");
    assert_eq!(told(true, &cause(None, None, client, model)), "", "where it was done is no reason by itself");
    assert_eq!(
        told(false, &cause(Some((20.0, 140.0)), dearer, client, None)),
        "20 turns instead of 140, most of it in VS Code"
    );
}

#[test]
fn credits_in_sentences_are_whole_from_a_hundred_up() {
    let said = |micros| whole(Credits::from_micros(micros));
    assert_eq!(said(12_345_678_901), "12,346");
    assert_eq!(said(-180_400_000), "−180");
    assert_eq!(said(31_460_000), "31.5");
    assert_eq!(said(0), "0");
}

#[test]
fn coverage_is_told_only_below_all() {
    assert_eq!(coverage(None), None);
    assert_eq!(coverage(Some(1.0)), None);
    assert_eq!(coverage(Some(0.93)).unwrap().replace('\u{a0}', " "), "Known for the rows with 93 % of the credits.");
    assert_eq!(coverage(Some(0.0)).unwrap(), "OpenAI reports none for these days.");
}
