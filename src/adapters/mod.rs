//! Who serves the ports: outside systems, portals composed of them, and folders.

pub mod workspace;
