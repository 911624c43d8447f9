//! What whoever opened a link sees: the contract's page under the policy of links, and nothing that an address says
//! beyond days within the contract's window.

use access::LinkVisitor;
use app::error::AppError;
use app::shared::SharedView;
use domain::RangeChoice;
use domain::link::LinkPage;

use super::dashboards::{Page, Reader, view_for};
use super::frame::whole_weeks;
use super::policy;
use crate::state::AppState;

/// The view of a visitor who asks for some days, or for none.
pub async fn view(state: &AppState, visitor: &LinkVisitor, asked: Option<RangeChoice>) -> Result<SharedView, AppError> {
    let contract = visitor.contract();
    let first = state.index.snapshot().first_day();
    let today = state.clock.today();
    let query = contract.query(asked, today, first);
    let usual = policy(access::Policy::of_link(), &state.config);
    let policy = metrics::Policy { strict: usual.strict || !contract.small_groups, ..usual };
    let allowed = contract.allowed(query.range, policy.strict, today, first);
    let reader = Reader { policy, link: Some((visitor.link().clone(), allowed)) };
    if policy.strict && whole_weeks(query.range.resolve(today, first), Some(allowed)).is_none() {
        return Ok(SharedView::NoWeek(Box::new(view_for(state, reader, &query, Page::blank()).await?)));
    }
    Ok(match contract.page {
        LinkPage::Overview => {
            let page = Page::overview(state).await?;
            SharedView::Overview(Box::new(view_for(state, reader, &query, page).await?))
        }
        LinkPage::Adoption => SharedView::Adoption(Box::new(view_for(state, reader, &query, Page::adoption()).await?)),
        LinkPage::Credits => {
            let page = Page::credits(state).await?;
            SharedView::Credits(Box::new(view_for(state, reader, &query, page).await?))
        }
        LinkPage::Reviews => SharedView::Reviews(Box::new(view_for(state, reader, &query, Page::reviews()).await?)),
        LinkPage::Team => SharedView::Team(Box::new(view_for(state, reader, &query, Page::team()).await?)),
    })
}
