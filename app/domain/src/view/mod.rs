//! View models: what the backend answers and a page or the API shows. Numbers only, no layout.

mod annotations;
mod answer;
mod attribution;
mod coverage;
mod credits;
mod guide;
mod links;
mod money;
mod page;
mod people;
mod retention;
mod reviews;
mod teams;

pub use annotations::*;
pub use answer::*;
pub use attribution::*;
pub use coverage::*;
pub use credits::*;
pub use guide::*;
pub use links::*;
pub use money::*;
pub use page::*;
pub use people::*;
pub use retention::*;
pub use reviews::*;
pub use teams::*;
