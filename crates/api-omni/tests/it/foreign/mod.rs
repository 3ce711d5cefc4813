//! The data of a tenant, requested with a key that has all permissions in another tenant: every
//! route, every socket and every MCP tool, against the data of the first. Also with a key of the
//! same tenant that is limited to another instance.

mod limited;
mod mcp;
mod routes;
mod setup;
mod sockets;
