//! Rows of `code_reviews` and `code_review_responses`. Two populations: reviews by the day of the review,
//! responses by the day of the merge.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::Day;

use super::Organisation;
use super::growth;
use crate::config::ReviewShape;
use crate::dice::{Dice, day_part};
use crate::facts::{Responses, ReviewFacts, Reviews, Who};

const REVIEW: u64 = 30;
const MERGE: u64 = 31;

impl Organisation {
    /// The rows of `code_reviews` of a day as they show at a moment.
    pub fn reviews(&self, day: Day, now: DateTime<Utc>) -> Vec<ReviewFacts<Reviews>> {
        self.review_rows(day, now, REVIEW, reviews, |sum: &mut Reviews, more| {
            sum.reviews += more.reviews;
            for (sum, more) in sum.priorities.iter_mut().zip(more.priorities) {
                *sum += more;
            }
        })
    }

    /// The rows of `code_review_responses` of a day as they show at a moment.
    pub fn responses(&self, day: Day, now: DateTime<Utc>) -> Vec<ReviewFacts<Responses>> {
        self.review_rows(day, now, MERGE, responses, add_responses)
    }

    fn review_rows<T: Default + PartialEq>(
        &self,
        day: Day,
        now: DateTime<Utc>,
        purpose: u64,
        draw: impl Fn(&mut Dice, u64) -> T,
        add: impl Fn(&mut T, T),
    ) -> Vec<ReviewFacts<T>> {
        let Some(age) = growth::age(day, now).filter(|_| self.has_begun(day, now)) else { return Vec::new() };
        let mut rows = Vec::new();
        for (at, person) in self.people.iter().enumerate() {
            if person.reviews <= 0.0 || !self.is_active(at, person, day) {
                continue;
            }
            let mut dice = Dice::new(self.config.seed, &[purpose, at as u64, day_part(day)]);
            if growth::shown(age, growth::arrival(&mut dice)).is_none() || !dice.chance(person.reviews) {
                continue;
            }
            let times = 1 + dice.below(3);
            let counts = draw(&mut dice, times);
            let id = person.ids.iter().find(|(_, _, to)| to.is_none_or(|to| day <= to));
            let who = id.map(|(id, ..)| Who {
                person: at,
                user_id: Arc::clone(id),
                email: self.email_shown(at, person, day).then(|| Arc::clone(&person.wire_email)),
                form: person.form,
            });
            rows.push(ReviewFacts { day, place: u32::try_from(at).unwrap_or(u32::MAX), who, counts });
        }
        if self.config.reviews == ReviewShape::PerPerson || rows.is_empty() {
            return rows;
        }
        let mut sum = T::default();
        for row in rows {
            add(&mut sum, row.counts);
        }
        vec![ReviewFacts { day, place: 0, who: None, counts: sum }]
    }
}

fn reviews(dice: &mut Dice, times: u64) -> Reviews {
    let mut counts = Reviews { reviews: times, priorities: [0; 3] };
    for _ in 0..times {
        for _ in 0..dice.below(6) {
            let priority = dice.weighted(&[0.06, 0.34, 0.6]);
            if let Some(count) = counts.priorities.get_mut(priority) {
                *count += 1;
            }
        }
    }
    counts
}

fn responses(dice: &mut Dice, times: u64) -> Responses {
    let mut counts = Responses { reviews: times, ..Responses::default() };
    for _ in 0..times {
        for _ in 0..dice.below(6) {
            let replied = dice.chance(0.22);
            let (up, down, other) = (dice.chance(0.34), dice.chance(0.07), dice.chance(0.05));
            counts.comments += 1;
            counts.engaged += u64::from(replied || up || down || other);
            counts.reacted += u64::from(up || down || other);
            counts.upvoted += u64::from(up);
            counts.downvoted += u64::from(down);
            counts.reacted_other += u64::from(other);
            counts.replied += u64::from(replied);
            counts.upvotes += u64::from(up) * (1 + dice.below(2));
            counts.downvotes += u64::from(down);
            counts.others += u64::from(other);
            counts.replies += u64::from(replied) * (1 + dice.below(3));
        }
    }
    counts
}

fn add_responses(sum: &mut Responses, more: Responses) {
    sum.reviews += more.reviews;
    sum.comments += more.comments;
    sum.replies += more.replies;
    sum.engaged += more.engaged;
    sum.reacted += more.reacted;
    sum.upvoted += more.upvoted;
    sum.downvoted += more.downvoted;
    sum.reacted_other += more.reacted_other;
    sum.replied += more.replied;
    sum.upvotes += more.upvotes;
    sum.downvotes += more.downvotes;
    sum.others += more.others;
}
