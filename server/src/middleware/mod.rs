//! What every request passes on its way in and every answer on its way out, from the outside inwards:
//! trace, panic, headers, host, site files, compression, origin, session, caller, gate.
//!
//! Who may see *what* is not decided here but behind the ports; here it is only whether somebody is there.

pub mod bearer;
pub mod caller;
pub mod etag;
pub mod gate;
pub mod headers;
pub mod host;
pub mod origin;
pub mod panic;
pub mod server_fn;
pub mod session;
pub mod size;
pub mod time_limit;
pub mod trace;
