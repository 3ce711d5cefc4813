//! What a tenant has, seen with a key that may do everything in another tenant: every route,
//! every socket and every MCP tool, against what belongs to the first.

mod mcp;
mod routes;
mod sockets;
mod stage;
