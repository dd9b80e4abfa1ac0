//! What goes wrong with the gateway itself while clients call: it is asked to stop, killed, or what it needs is away.

mod clock;
mod disk;
mod ends;
mod held;
mod postgres;
mod scene;
