//! Passes over real HTTP against the simulator, into a real `SQLite` file.

mod failing;
mod reconciling;
mod world;
