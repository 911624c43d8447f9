//! Rows of `/code_reviews` and `/code_review_responses`. The published schema knows no person in them;
//! where a row names one all the same (`user_id`, `actor`), it is kept.
//!
//! Figures are taken as they come: the published sample itself has fewer engaged comments than reacted
//! ones, so no figure is checked against another.

use domain::DateRange;
use domain::fact::{ReviewResponseRow, ReviewRow};

use super::json::{At, Object, Shape};
use super::page::Wire;
use super::row::{day, person};
use crate::notes::WireNotes;

impl Wire for ReviewRow {
    const OBJECT: &'static str = "workspace.codex.usage.code_reviews.result";

    fn decode(row: &mut Object<'_>, window: DateRange, at: &At<'_>, notes: &mut WireNotes) -> Result<Self, Shape> {
        let day = day(row, window, at)?;
        let (user_id, email) = person(row, at, notes)?;
        let reviews = row.number("pull_request_reviews", at)?;
        let comments = row.number("comments", at)?;
        let details_at = At::Field(at, "comment_details");
        let mut details = Object::read(row.need("comment_details", "an object", at)?, &details_at)?;
        let mut priority = |name| details.number(name, &details_at);
        let (p0, p1, p2) = (priority("p0")?, priority("p1")?, priority("p2")?);
        details.finish(&details_at, notes);
        Ok(Self { day, user_id, email, reviews, comments, p0, p1, p2 })
    }
}

impl Wire for ReviewResponseRow {
    const OBJECT: &'static str = "workspace.codex.usage.code_review_responses.result";

    fn decode(row: &mut Object<'_>, window: DateRange, at: &At<'_>, notes: &mut WireNotes) -> Result<Self, Shape> {
        let day = day(row, window, at)?;
        let (user_id, email) = person(row, at, notes)?;
        let having_at = At::Field(at, "comment_response_details");
        let mut having = Object::read(row.need("comment_response_details", "an object", at)?, &having_at)?;
        let kinds_at = At::Field(at, "reaction_details");
        let mut kinds = Object::read(row.need("reaction_details", "an object", at)?, &kinds_at)?;
        let decoded = Self {
            day,
            user_id,
            email,
            reviews: row.number("pull_request_reviews", at)?,
            comments: row.number("comments", at)?,
            replies: row.number("replies", at)?,
            reactions: row.number("reactions", at)?,
            engaged: having.number("engaged", &having_at)?,
            reacted: having.number("reacted", &having_at)?,
            upvoted: having.number("upvoted", &having_at)?,
            downvoted: having.number("downvoted", &having_at)?,
            reacted_other: having.number("reacted_other", &having_at)?,
            replied: having.number("replied", &having_at)?,
            upvotes: kinds.number("upvotes", &kinds_at)?,
            downvotes: kinds.number("downvotes", &kinds_at)?,
            other_reactions: kinds.number("other", &kinds_at)?,
        };
        having.finish(&having_at, notes);
        kinds.finish(&kinds_at, notes);
        Ok(decoded)
    }
}
