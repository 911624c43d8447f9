//! `code_reviews` and `code_review_responses` as columns: a person where the row has one, and counts.

use domain::fact::{ReviewResponseRow, ReviewRow};
use domain::{Day, Email, UserId};

use super::canonical::{signed, text, unsigned};
use super::columns::{Columns, Source};
use super::{SegmentRow, failed};
use crate::error::ArchiveError;

/// Both kinds of rows are a day, a person and named counts; only the names differ.
macro_rules! count_rows {
    ($row:ident, $kind:literal, [$($count:ident),+ $(,)?]) => {
        impl SegmentRow for $row {
            const KIND: &'static str = $kind;

            fn person(&self) -> (Option<&str>, Option<&str>) {
                (self.user_id.as_ref().map(UserId::as_str), self.email.as_ref().map(Email::as_str))
            }

            fn canonical(&self, out: &mut Vec<u8>) {
                let (user, email) = self.person();
                signed(out, Some(i64::from(self.day.number())));
                text(out, user);
                text(out, email);
                $(unsigned(out, Some(self.$count));)+
            }

            fn encode(rows: &[&Self]) -> Result<Columns, ArchiveError> {
                let mut columns = Columns::default();
                columns.days("day", rows.iter().map(|row| row.day.number()));
                columns.texts_opt("user_id", rows.iter().map(|row| row.person().0));
                columns.texts_opt("email", rows.iter().map(|row| row.person().1));
                $(columns.counts(stringify!($count), rows.iter().map(|row| row.$count))?;)+
                Ok(columns)
            }

            fn decode(source: &Source<'_>, out: &mut Vec<Self>) -> Result<(), ArchiveError> {
                let (days, users, emails) = (source.days("day")?, source.texts("user_id")?, source.texts("email")?);
                $(let $count = source.numbers(stringify!($count))?;)+
                for row in 0..source.len() {
                    out.push(Self {
                        day: Day::from_number(days.value(row)),
                        user_id: users.get(row).map(UserId::new),
                        email: emails.get(row).map(|email| email.parse::<Email>().map_err(failed)).transpose()?,
                        $($count: $count.need_count(row)?,)+
                    });
                }
                Ok(())
            }
        }
    };
}

count_rows!(ReviewRow, "code_reviews", [reviews, comments, p0, p1, p2]);
count_rows!(
    ReviewResponseRow,
    "code_review_responses",
    [
        reviews,
        comments,
        replies,
        reactions,
        engaged,
        reacted,
        upvoted,
        downvoted,
        reacted_other,
        replied,
        upvotes,
        downvotes,
        other_reactions,
    ]
);
