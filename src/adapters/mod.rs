<<<<<<< HEAD
<<<<<<< HEAD
//! Who serves the ports.

pub mod kept;
=======
//! Who serves the ports: clients of outside systems, and what composes them.

pub mod http;
pub mod portal;
pub mod session;
pub mod systems;
>>>>>>> portal
=======
//! Who serves the ports: outside systems, portals composed of them, and folders.

pub mod workspace;
>>>>>>> workspace
