//! The oracle's states: how far the figure of one line over one bucket can be trusted.

use domain::Metric;
use domain::view::{Figure, PointState};

use crate::define::{Worth, dataset};
use crate::truth::{Bucket, Pick, Truth, value};

impl Truth<'_> {
    /// How far a figure can be trusted.
    pub fn trust(&self, metric: Metric, pick: &Pick, bucket: &Bucket) -> PointState {
        use Metric as M;
        let dataset = dataset(metric);
        let (today, end) = (self.org.today, self.end(bucket));
        if bucket.days[0] > today {
            return PointState::Gap;
        }
        let ahead = *bucket.days.last().unwrap() > today;
        match metric {
            M::Dau => self.state(dataset, pick, &self.window(bucket, 1), ahead),
            M::Wau => self.state(dataset, pick, &self.window(bucket, 7), ahead),
            M::Mau | M::AdoptionRate | M::PowerPeople | M::RegularPeople | M::LightPeople => {
                self.state(dataset, pick, &self.window(bucket, 28), ahead)
            }
            M::NeverPeople | M::DormantPeople => {
                let mut days = self.window(bucket, 28);
                let first = self.first(dataset, pick).unwrap_or(end);
                let mut day = days[0];
                while day > first {
                    day = day.previous();
                    days.push(day);
                }
                self.state(dataset, pick, &days, ahead)
            }
            M::NewPeople | M::RetainedPeople | M::ResurrectedPeople | M::LapsedPeople => {
                if self.state(dataset, pick, &bucket.days, false) == PointState::Gap {
                    return PointState::Gap;
                }
                let first = self.first(dataset, pick).unwrap();
                let early = bucket.start < first.plus(28);
                if early && matches!(metric, M::NewPeople | M::ResurrectedPeople) {
                    return PointState::Partial;
                }
                let mut days = bucket.before.clone();
                while *days.last().unwrap() < end {
                    days.push(days.last().unwrap().next());
                }
                self.state(dataset, pick, &days, ahead || bucket.clipped)
            }
            _ => self.state(dataset, pick, &bucket.days, bucket.clipped),
        }
    }

    /// The figure of one line over one bucket.
    pub fn figure(&self, metric: Metric, pick: &Pick, bucket: &Bucket) -> Figure {
        match (self.trust(metric, pick, bucket), self.worth(metric, pick, bucket)) {
            (PointState::Gap, _) => value(PointState::Gap, None),
            (state, Worth::Is(number)) => value(state, Some(number)),
            (_, Worth::Unavailable) => value(PointState::Unavailable, None),
            (_, Worth::TooFew) => value(PointState::TooFew, None),
        }
    }
}
