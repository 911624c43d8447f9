//! From the view models that pages get to what charts are made from.

use domain::metric::Unit;
use domain::view::{Figure, Forecast, Number, PointState, Series, ShareInterval};

use crate::interval::IntervalRow;
use crate::model::{Band, ChartPoint, Line, LineChart, LineRole, Note, Size};
use crate::ranked::RankedRow;

fn number(figure: &Figure) -> Option<f64> {
    figure.value.map(Number::as_f64)
}

impl Line {
    /// A series of an answer, under its own title.
    pub fn of(series: &Series, role: LineRole) -> Self {
        let point = |point: &domain::view::Point| ChartPoint {
            day: point.start,
            value: number(&point.figure),
            state: point.figure.state,
        };
        let points = series.points.iter().map(point).collect();
        Self { key: series.key.clone(), label: series.title.clone(), role, points }
    }
}

impl RankedRow {
    /// A series' figure over the range.
    pub fn of(series: &Series) -> Self {
        let (key, label, state) = (series.key.clone(), series.title.clone(), series.total.state);
        Self { key, label, value: number(&series.total), before: None, state }
    }
}

impl IntervalRow {
    /// A series' figure over the range, with its interval.
    pub fn of(series: &Series, interval: Option<&ShareInterval>) -> Self {
        Self {
            key: series.key.clone(),
            label: series.title.clone(),
            value: number(&series.total),
            ends: interval.map(|interval| (interval.low, interval.high)),
            base: interval.map(|interval| interval.base),
            state: series.total.state,
        }
    }
}

impl LineChart {
    /// What a cycle has cost so far, where that is heading, and the budget that it is held against. `daily` are
    /// the credits of each day, of which those of the cycle count.
    pub fn pace(id: impl Into<String>, forecast: &Forecast, daily: &Series, notes: Vec<Note>, size: Size) -> Self {
        let line = |key: &str, label: &str, role, points| Line { key: key.into(), label: label.into(), role, points };
        let mut lines = vec![line("spent", "Credits so far", LineRole::Main, spent(forecast, daily))];
        let ahead = |total: f64| course(forecast, total);
        if let Some(total) = forecast.forecast {
            let point = |(day, value): (domain::Day, Option<f64>)| ChartPoint {
                day,
                value,
                state: if value.is_some() { PointState::Settled } else { PointState::Gap },
            };
            let points = forecast.cycle.days().zip(ahead(total.as_f64())).map(point).collect();
            lines.push(line("forecast", "Forecast", LineRole::Forecast, points));
        }
        if let Some(budget) = forecast.budget {
            let length = f64::from(forecast.cycle.len_days().max(1));
            let point = |(at, day): (u32, domain::Day)| {
                let value = Some(budget.as_f64() * f64::from(at) / length);
                ChartPoint { day, value, state: PointState::Settled }
            };
            let points = (1..).zip(forecast.cycle.days()).map(point).collect();
            lines.push(line("budget", "Budget", LineRole::Target, points));
        }
        let band = forecast.band.filter(|_| forecast.forecast.is_some()).map(|(low, high)| Band {
            labels: ("At a slow week's pace".to_owned(), "At a fast week's pace".to_owned()),
            points: ahead(low.as_f64())
                .into_iter()
                .zip(ahead(high.as_f64()))
                .map(|(low, high)| low.zip(high))
                .collect(),
        });
        let (id, title) = (id.into(), "Credits of the cycle".to_owned());
        Self { id, title, unit: Unit::Credits, lines, band, notes, size }
    }
}

/// The sum of the days up to each day that counts as spent. After a day that is not known it is partial.
fn spent(forecast: &Forecast, daily: &Series) -> Vec<ChartPoint> {
    let (mut sum, mut state) = (0.0, PointState::Settled);
    let counted = |day: &domain::Day| forecast.through.is_some_and(|through| *day <= through);
    let point = |day: domain::Day| {
        let found = daily.points.iter().find(|point| point.start == day).map(|point| point.figure);
        match found.as_ref().map(|figure| (number(figure), figure.state)) {
            Some((Some(value), own)) => {
                sum += value;
                if state == PointState::Settled {
                    state = own;
                }
            }
            // What is hidden stays hidden: a sum must not tell it.
            Some((None, PointState::TooFew)) => state = PointState::TooFew,
            _ if state != PointState::TooFew => state = PointState::Partial,
            _ => {}
        }
        ChartPoint { day, value: (state != PointState::TooFew).then_some(sum), state }
    };
    forecast.cycle.days().filter(counted).map(point).collect()
}

/// From what is spent to a total at the cycle's end, the same step on each weekday ahead; one a day of the cycle,
/// none before what is spent is known.
fn course(forecast: &Forecast, total: f64) -> Vec<Option<f64>> {
    let start = number(&forecast.spent).zip(forecast.through);
    let left = f64::from(forecast.weekdays_left.max(1));
    let mut passed = 0.0;
    let place = |day: domain::Day| {
        let (spent, through) = start?;
        if day < through {
            return None;
        }
        if day > through && day.is_weekday() {
            passed += 1.0;
        }
        Some(spent + (total - spent) * f64::min(passed / left, 1.0))
    };
    forecast.cycle.days().map(place).collect()
}
